"""Positions on the shelf: kept before it is said, read while written, made Parquet of, never twice."""

import threading
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huilong.rooms.tracking.store import BUCKETS, TABLE, Shelf, bucket_of, log
from huilong.rooms.tracking.terms import Fix, FixSource

START = datetime(2026, 11, 26, 23, 59, tzinfo=UTC)
FIRST, SECOND = date(2026, 11, 26), date(2026, 11, 27)


def fix(device: str, seconds: int, **more: object) -> Fix:
    return Fix(device, START + timedelta(seconds=seconds), 30.5, 104.0625, **more)  # type: ignore[arg-type]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def told(table: pa.Table) -> list[tuple[str, int]]:
    return [(row["device"], round((row["at"] - START).total_seconds())) for row in table.to_pylist()]


def test_a_fix_comes_back_as_it_was_told(shelf):
    given_ = fix("013912345678", 0, speed_kmh=61.5, course=359, altitude_m=-12, valid=False, source=FixSource.CELL,
                 alarms=("power_cut", "removed"), attributes={"sat": 0, "标签": [1]})  # fmt: skip
    shelf.append([given_], {"013912345678": 77})

    (row,) = shelf.fixes_on(FIRST).to_pylist()

    assert row == {
        "device": "013912345678", "vehicle": 77, "at": START, "lat_e7": 305_000_000, "lon_e7": 1_040_625_000,
        "speed_kmh": 61.5, "course": 359, "altitude_m": -12, "valid": False, "source": "cell",
        "alarms": ["power_cut", "removed"], "attributes": '{"sat":0,"标签":[1]}',
    }  # fmt: skip
    assert shelf.fixes_on(FIRST).schema.equals(TABLE)


def test_fixes_are_read_while_they_are_written_and_after_they_became_parquet(shelf):
    shelf.append([fix("a", 0), fix("a", 120), fix("b", 30)])
    before = told(shelf.fixes_of(["a", "b"], START, START + timedelta(days=1)))
    shelf.compact(FIRST)
    shelf.append([fix("a", 10)])
    shelf.compact(FIRST)

    assert before == [("a", 0), ("a", 120), ("b", 30)]
    assert told(shelf.fixes_on(FIRST)) == [("a", 0), ("a", 10), ("b", 30)]
    assert told(shelf.fixes_on(SECOND)) == [("a", 120)]
    assert shelf.days() == [FIRST, SECOND]


def test_whoever_asks_in_another_zone_is_told_the_same(shelf):
    shelf.append([fix("a", 0), fix("a", 120)])
    shelf.close()
    shelf.compact(FIRST)
    shelf.compact(SECOND)
    assert log.segments(shelf.folder) == []
    for name in ("Asia/Shanghai", "Pacific/Honolulu"):
        since = START.astimezone(ZoneInfo(name))
        assert told(shelf.fixes_of(["a"], since, since + timedelta(minutes=3))) == [("a", 0), ("a", 120)]


def test_a_closed_segment_goes_once_every_day_in_it_is_parquet(shelf):
    shelf.append([fix("a", 0), fix("a", 120)])
    shelf.compact(FIRST)
    shelf.close()

    assert shelf.days_waiting() == [FIRST, SECOND]
    shelf.compact(FIRST)
    assert len(log.segments(shelf.folder)) == 1
    shelf.compact(SECOND)
    assert log.segments(shelf.folder) == []
    assert shelf.days_waiting() == []
    assert told(shelf.fixes_on(FIRST)) + told(shelf.fixes_on(SECOND)) == [("a", 0), ("a", 120)]


def test_a_fix_told_twice_is_kept_once_with_the_vehicle_if_either_knew_it(shelf):
    shelf.append([fix("a", 0), fix("a", 0)])
    shelf.append([fix("a", 0)], {"a": bucket_of("a", None)})
    shelf.compact(FIRST)
    shelf.append([fix("a", 0)])

    (row,) = shelf.fixes_on(FIRST).to_pylist()

    assert row["vehicle"] == bucket_of("a", None)


def test_all_devices_of_a_vehicle_lie_in_its_bucket(shelf):
    shelf.append([fix("wired", 0), fix("wireless", 1), fix("unknown", 2)], {"wired": 35, "wireless": 35})
    shelf.compact(FIRST)

    assert told(shelf.fixes_on(FIRST, 35 % BUCKETS))[:2] == [("wired", 0), ("wireless", 1)]
    assert sum(len(shelf.fixes_on(FIRST, bucket)) for bucket in range(BUCKETS)) == 3


def test_another_process_folder_url_is_where_parquet_goes(tmp_path):
    shelf = Shelf(tmp_path / "home", f"file://{tmp_path}/elsewhere")
    shelf.append([fix("a", 0)])
    shelf.compact(FIRST)

    assert list((tmp_path / "elsewhere" / "fixes" / f"day={FIRST}").rglob("*.parquet"))
    assert told(shelf.fixes_on(FIRST)) == [("a", 0)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 4000))
def test_a_torn_end_takes_nothing_with_it_that_was_whole(tmp_path_factory, cut):
    shelf = Shelf(tmp_path_factory.mktemp("torn"))
    ends = []
    for number in range(4):
        shelf.append([fix("a", number)])
        (segment,) = log.segments(shelf.folder)
        ends.append(segment.stat().st_size)
    segment.write_bytes(segment.read_bytes()[:cut])

    assert told(shelf.fixes_on(FIRST)) == [("a", number) for number, end in enumerate(ends) if end <= cut]


def test_a_copy_of_the_shelf_holds_what_it_held_while_it_is_written_on(shelf, tmp_path):
    shelf.append([fix("a", 0), fix("a", 120)])
    shelf.compact(FIRST)
    shelf.append([fix("a", 5)])
    files = shelf.copied(tmp_path / "copy")
    shelf.append([fix("a", 9)])
    shelf.close()
    for day in (FIRST, SECOND):
        shelf.compact(day)

    assert files == 2
    assert {("a", 0), ("a", 5)} <= set(told(Shelf(tmp_path / "copy").fixes_on(FIRST)))
    assert told(Shelf(tmp_path / "copy").fixes_on(SECOND)) == [("a", 120)]


def test_a_spoiled_record_is_passed_over_and_those_behind_it_are_read(shelf):
    for number in range(3):
        shelf.append([fix("a", number)])
    (segment,) = log.segments(shelf.folder)
    data = bytearray(segment.read_bytes())
    data[len(log.MARK) + log.HEAD.size + 8] ^= 0xFF
    segment.write_bytes(data)

    assert told(shelf.fixes_on(FIRST)) == [("a", 1), ("a", 2)]


def test_many_threads_share_a_write_and_all_of_theirs_is_there(shelf, monkeypatch):
    syncs, real = [], log.os.fdatasync
    monkeypatch.setattr(log.os, "fdatasync", lambda file: (syncs.append(1), real(file)))
    go = threading.Barrier(24)

    def write(number: int) -> None:
        go.wait()
        shelf.append([fix(f"{number:02}", 0)])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(24)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert told(shelf.fixes_on(FIRST)) == [(f"{number:02}", 0) for number in range(24)]
    assert len(syncs) <= 24


def test_a_disk_that_fails_keeps_nothing_silently_and_the_next_fix_goes_to_another_segment(shelf, monkeypatch):
    shelf.append([fix("a", 0)])
    real = log.os.fdatasync
    monkeypatch.setattr(log.os, "fdatasync", lambda file: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(OSError, match="could not be kept"):
        shelf.append([fix("a", 1)])
    monkeypatch.setattr(log.os, "fdatasync", real)
    shelf.append([fix("a", 2)])

    assert len(log.segments(shelf.folder)) == 2
    assert {("a", 0), ("a", 2)} <= set(told(shelf.fixes_on(FIRST)))


def test_a_segment_that_is_long_enough_is_closed(tmp_path):
    writer = log.Writer(tmp_path, longest=1)
    from huilong.rooms.tracking.store.columns import rows

    for number in range(3):
        writer.append(rows([fix("a", number)], {}))

    assert [log.is_closed(path) for path in log.segments(tmp_path)].count(False) == 1
    assert len(log.segments(tmp_path)) == 3


@settings(max_examples=40, deadline=None)
@given(seconds=st.lists(st.integers(-90_000, 90_000), max_size=30), compacted=st.lists(st.booleans(), max_size=30))
def test_in_whatever_order_fixes_come_and_days_are_compacted_the_same_fixes_are_read(
    tmp_path_factory, seconds, compacted
):
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    for number, second in enumerate(seconds):
        shelf.append([fix("a", second)])
        if number < len(compacted) and compacted[number]:
            for day in shelf.days_waiting():
                shelf.compact(day)
    read = [one for day in shelf.days() for one in told(shelf.fixes_on(day))]

    assert read == [("a", second) for second in sorted(set(seconds))]
    assert all(one < other for one, other in pairwise(read))
