"""Files of positions and devices: good rows are taken, bad ones are listed with what to do."""

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huilong.kernel.acting import act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.models import Entry
from huilong.rooms.tracking.actions.importing import import_devices, import_fixes
from huilong.rooms.tracking.models import Binding, Device, Latest
from huilong.rooms.tracking.terms import Datum

from .cars import TEN

POSITIONS = """设备号,时间,纬度,经度,速度,方向,有效
13800000001,2026-09-01 09:58:00,36.65,117.12,50,90,是
13800000001,2026-09-01T02:00:00+00:00,36.66,117.13,0,90,1
13800000002,昨天,36.65,117.12,0,0,1
13800000002,2026/09/01 09:00:00,136.65,117.12,0,0,1
,2026-09-01 09:58:00,36.65,117.12,0,0,1
555,2026-09-01 09:58:00,36.65,117.12,0,0,否
"""


def test_a_csv_is_taken_row_by_row(house, tmp_path):
    file = tmp_path / "positions.csv"
    file.write_text(POSITIONS, encoding="gb18030")
    told = import_fixes(file, Datum.WGS84, TEN)

    assert (told.rows, told.kept, told.strangers, told.bad_count) == (6, 3, 1, 3)
    assert [(one.line, one.why.en) for one in told.bad] == [
        (4, "Cannot read the time"), (5, "Cannot read the place"), (6, "Cannot read the device number"),
    ]  # fmt: skip
    assert all(one.remedy.zh and one.remedy.en for one in told.bad)
    assert [one.at for one in house.shelf.kept] == [
        datetime(2026, 9, 1, 1, 58, tzinfo=UTC), TEN, datetime(2026, 9, 1, 1, 58, tzinfo=UTC),
    ]  # fmt: skip
    assert Latest.objects.get().lat_e7 == 366_600_000
    assert Entry.objects.get(verb="positions.imported").detail["bad"] == 3


def test_a_file_in_another_datum_is_kept_in_wgs84(house, tmp_path):
    file = tmp_path / "positions.csv"
    file.write_text("device,at,lat,lon\n13800000001,2026-09-01 10:00:00,39.90874,116.39713\n", encoding="utf-8")
    import_fixes(file, Datum.GCJ02, TEN)
    assert house.shelf.kept[0].lat == pytest.approx(39.90734, abs=2e-5)


def test_a_parquet_is_taken_by_the_columns_of_the_shelf(house, tmp_path):
    file = tmp_path / "positions.parquet"
    pq.write_table(pa.table({
        "device": ["13800000001"], "at": pa.array([TEN], pa.timestamp("us", "UTC")),
        "lat_e7": pa.array([366_500_000], pa.int32()), "lon_e7": pa.array([1_171_200_000], pa.int32()),
        "valid": [True], "source": ["satellite"], "alarms": pa.array([["tamper"]], pa.list_(pa.string())),
    }), file)  # fmt: skip
    told = import_fixes(file, Datum.WGS84, TEN)
    assert told.kept == 1 and house.shelf.kept[0].alarms == ("tamper",) and Latest.objects.get().lat_e7 == 366_500_000


@pytest.mark.parametrize(("name", "body", "code"), [
    ("a.csv", b"device,at\n1,2\n", "positions-header"), ("a.parquet", b"nothing", "unreadable-file"),
    ("a.csv", b"\xff\xfe\xff,1\n\xff\xff\n", "unreadable-file"),
])  # fmt: skip
def test_a_file_that_is_none_is_refused(house, tmp_path, name, body, code):
    file = tmp_path / name
    file.write_bytes(body)
    with pytest.raises(Refusal) as told:
        import_fixes(file, Datum.WGS84, TEN)
    assert told.value.code == code


def test_devices_are_put_into_their_vehicles_under_one_verdict(house, tmp_path):
    file = tmp_path / "devices.csv"
    file.write_text(
        f"设备号,类型,借据号,车架号,上报间隔,鉴权码\n700,无线,LN-1,,,abc\n701,wired,,{house.paid.vin},30,\n"
        "702,wired,LN-404,,30,\n703,steam,LN-1,,30,\n", encoding="utf-8",
    )  # fmt: skip
    with act_as(house.acts(house.manager)):
        told = import_devices(file, TEN)

    assert (told.rows, told.kept, told.bad_count) == (4, 2, 2)
    wireless = Device.objects.get(number="700")
    assert (wireless.vehicle_id, wireless.expected_seconds, len(wireless.secret_digest)) == (house.near.pk, 86_400, 64)
    assert Device.objects.get(number="701").vehicle_id == house.paid.pk
    assert {one.why.en for one in told.bad} == {"There is no such vehicle: LN-404", "Cannot read the kind"}
    assert Entry.objects.filter(verb="device.bound").count() == 2 and Binding.objects.filter(until=None).count() == 5


def test_without_an_impact_assessment_no_device_is_put_in(house, settings, tmp_path):
    settings.TRACKING = {}
    file = tmp_path / "devices.csv"
    file.write_text("number,kind,loan_id\n700,wired,LN-1\n", encoding="utf-8")
    with pytest.raises(Refusal) as told, act_as(house.acts(house.manager)):
        import_devices(file, TEN)
    assert told.value.rule == "CN-PI-010" and not Device.objects.filter(number="700").exists()
