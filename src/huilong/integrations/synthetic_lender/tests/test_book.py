"""The feed as files: the same bytes for the same seed, sums that agree, faults that are all there, dates that exist."""

import csv
import hashlib
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huilong.integrations.synthetic_lender import book as book_module
from huilong.integrations.synthetic_lender import write_book
from huilong.integrations.synthetic_lender.chance import Chance
from huilong.integrations.synthetic_lender.columns import NO_DAY
from huilong.integrations.synthetic_lender.countries import CHINA
from huilong.integrations.synthetic_lender.dirt import KINDS, PERSONAL_TEXT, spoil
from huilong.integrations.synthetic_lender.lifetime import live
from huilong.integrations.synthetic_lender.people import SEGMENTS
from huilong.integrations.synthetic_lender.population import Span
from huilong.integrations.synthetic_lender.sheets import sheets
from huilong.kernel.refusal import Refusal

UNTIL = date(2026, 10, 31)
SUMMED = {"loans": "principal", "instalments": "principal", "vehicles": "value"} | dict.fromkeys(
    ("receipts", "reversals", "charges", "waivers"), "amount"
)


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    out = tmp_path_factory.mktemp("feed") / "book"
    report = write_book(out, 2_000, 12, 5, until=UNTIL, truth=True, dirty=0.01)
    return out, report


@pytest.mark.parametrize("format", ["csv", "csv.gz", "parquet"])
def test_the_same_seed_gives_the_same_bytes(tmp_path, format):
    for name in ("a", "b"):
        write_book(tmp_path / name, 300, 6, 1, until=UNTIL, truth=True, dirty=0.01, format=format)
    write_book(tmp_path / "c", 300, 6, 2, until=UNTIL, truth=True, dirty=0.01, format=format)

    assert hashes(tmp_path / "a") == hashes(tmp_path / "b")
    assert hashes(tmp_path / "a") != hashes(tmp_path / "c")


def test_threads_change_no_byte(tmp_path, monkeypatch):
    monkeypatch.setattr(book_module, "LOANS_A_FILE", 100)
    for workers in (1, 3):
        write_book(tmp_path / str(workers), 300, 6, 1, until=UNTIL, truth=True, dirty=0.01, workers=workers)

    assert hashes(tmp_path / "1") == hashes(tmp_path / "3")


def test_a_loan_is_the_same_in_a_block_of_any_size():
    span, chance = Span.of(12, UNTIL), Chance(3)
    ids = {}
    for size in (200, 600):
        found = defaultdict(list)
        for first in range(0, 600, size):
            for name, sheet in sheets(*live(chance, CHINA, span, first, first + size, False)):
                order = np.lexsort((sheet.then, sheet.known, sheet.loan))
                found[name] += sheet.take(order, True).to_pylist()
        ids[size] = dict(found)

    assert ids[200] == ids[600]


def test_control_files_agree_with_the_rows(feed):
    out, _ = feed
    dirty = {(r["directory"], r["file"], r["line"]) for r in pq.read_table(out / "truth" / "dirty.parquet").to_pylist()}
    for control in out.glob("*/control.csv"):
        for line in rows_of(control):
            count, amount = 0, Decimal(0)
            for path in sorted(control.parent.glob(f"{line['table']}*.csv")):
                for number, row in enumerate(rows_of(path), start=2):
                    count += 1
                    if line["table"] in SUMMED and (control.parent.name, path.name, number) not in dirty:
                        amount += Decimal(row[SUMMED[line["table"]]])
            assert count == int(line["rows"])
            assert amount == Decimal(line["amount"] or 0) or (not line["amount"] and amount > 10**9)


def test_every_fault_occurs_and_is_where_the_truth_says(feed):
    out, report = feed
    marks = pq.read_table(out / "truth" / "dirty.parquet").to_pylist()
    assert len(marks) == report.dirty_rows > 500
    # The feed of so few loans has hardly a pause to spoil; the next test does.
    assert Counter(mark["kind"] for mark in marks).keys() >= {kind.code for kind in KINDS} - {"end_before_start"}
    for mark in marks:
        row = rows_of_cached(out / mark["directory"] / mark["file"])[mark["line"] - 2]
        if mark["column"]:
            assert row[mark["column"]] == mark["value"]


def test_a_pause_can_end_before_it_starts():
    pause = {"loan_id": "CN1", "pause_id": "P1", "from_on": "2026-01-01", "to_on": "2026-01-09"}
    good = pa.Table.from_pylist([pause] * 100)
    bad, notes = spoil(Chance(1), "pauses", good, np.arange(100))
    spoilt = [row for row, (_, kind, _) in zip(bad.to_pylist(), notes, strict=True) if kind == "end_before_start"]
    assert spoilt and all(row["to_on"] < row["from_on"] for row in spoilt)


def rows_of_cached(path, cache={}):  # noqa: B006
    if path not in cache:
        cache[path] = rows_of(path)
    return cache[path]


def test_no_good_row_repeats_a_key(tmp_path):
    write_book(tmp_path / "clean", 1_000, 12, 5, until=UNTIL, dirty=0)
    keys = {"receipts": ("loan_id", "receipt_id"), "instalments": ("loan_id", "version", "no"), "loans": ("loan_id",)}
    for table, key in keys.items():
        for path in (tmp_path / "clean").glob(f"*/{table}*.csv"):
            seen = [tuple(row[k] for k in key) for row in rows_of(path)]
            assert len(seen) == len(set(seen)), path
    assert not list((tmp_path / "clean").glob("truth"))


def has_valid_check(number):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number[17] == "10X98765432"[sum(int(d) * w for d, w in zip(number[:17], weights, strict=True)) % 11]


def test_people_pass_software_checks_but_cannot_exist(feed):
    out, _ = feed
    people = [row for path in out.glob("*/people*.csv") for row in rows_of(path)]
    assert {row["role"] for row in people} == {"borrower", "co_borrower", "guarantor", "spouse", "contact"}
    for row in people:
        assert row["phone"][:3] in SEGMENTS and len(row["phone"]) == 11
        if number := row["id_number"]:
            assert number.startswith("99") and len(number) == 18 and has_valid_check(number)
            date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
        if row["plate"]:
            assert row["plate"][1] == "I" and len(row["plate"]) == 7
    assert PERSONAL_TEXT.startswith("99") and has_valid_check(PERSONAL_TEXT)


def test_personal_data_is_in_no_other_file(feed):
    out, _ = feed
    names = {row["name"] for path in out.glob("*/people*.csv") for row in rows_of(path)}
    for path in out.glob("*/loans*.csv"):
        for row in rows_of(path):
            assert not names & set(row.values())


def test_leap_days_and_month_ends_fall_due(feed):
    out, _ = feed
    due = {row["due_on"] for path in out.glob("*/instalments*.csv") for row in rows_of(path)}
    assert "2028-02-29" in due
    assert {"2026-01-31", "2026-02-28", "2026-04-30"} <= due


def test_a_plan_repays_exactly_what_was_lent():
    for first in (0, 5_000):
        block, plan = live(Chance(9), CHINA, Span.of(12, UNTIL), first, first + 2_000, False)
        assert (plan.principal.sum(axis=1) == block.loans.financed).all()
        assert (plan.principal >= 0).all() and (plan.interest >= 0).all()


def test_every_sort_of_fact_arrives_and_some_arrive_late(feed):
    out, report = feed
    assert set(report.rows) >= {"loans", "instalments", "receipts", "reversals", "charges", "waivers", "vehicles"}
    late = [
        (date.fromisoformat(path.parent.name) - date.fromisoformat(row["on"])).days
        for path in sorted(out.glob("2026-10-2*/receipts.csv"))
        for row in rows_of(path)
        if row["on"].startswith("2026") and row["on"] != "2026-02-30"
    ]
    assert min(late) == 0 and max(late) > 1


def test_cars_lose_value_every_year(feed):
    out, _ = feed
    values = defaultdict(list)
    for path in sorted(out.glob("*/vehicles.csv")):
        for row in rows_of(path):
            if row["vehicle_id"].startswith("V") and row["loan_id"].startswith("CN"):
                values[row["vehicle_id"]].append((row["value_on"], row["value"]))
    falls = [sorted(set(v)) for v in values.values() if len(set(v)) > 1]
    assert len(falls) > 500
    assert all(float(a[1]) > float(b[1]) for v in falls for a, b in pairwise(v))


def test_the_rhythm_decides_the_directories(tmp_path):
    folders = {}
    for rhythm in ("monthly", "daily", "snapshot"):
        write_book(tmp_path / rhythm, 50, 4, 1, until=UNTIL, rhythm=rhythm, daily_days=10)
        found = (path.name for path in (tmp_path / rhythm).iterdir() if path.is_dir())
        folders[rhythm] = sorted(name for name in found if name != "collateral")
    assert folders["monthly"][:4] == ["2026-07-01", "2026-07-31", "2026-08-31", "2026-09-30"]
    assert folders["monthly"][4:] == [f"2026-10-{day}" for day in range(22, 32)]
    assert len(folders["daily"]) == (UNTIL - date(2026, 7, 1)).days + 1
    assert folders["snapshot"] == [f"2026-10-{day}" for day in range(21, 32)]


def test_a_folder_in_use_and_an_impossible_order_are_refused(tmp_path):
    (tmp_path / "something").write_text("here")
    with pytest.raises(Refusal, match="folder-not-empty"):
        write_book(tmp_path, 10, 3, 1, until=UNTIL)
    with pytest.raises(Refusal, match="bad-synth-order"):
        write_book(tmp_path / "new", 0, 3, 1, until=UNTIL)


def test_absent_dates_are_empty_and_no_fact_is_from_after_the_last_day(feed):
    out, _ = feed
    assert NO_DAY < -(10**6)
    ended = [row for path in out.glob("*/loans_ended.csv") for row in rows_of(path)]
    assert ended
    for path in out.glob("*/receipts.csv"):
        for row in rows_of(path):
            assert row["on"] <= "2026-10-31" or row["on"] in ("9999-12-31", "下周三")
