"""Taking files in: every encoding and packing, every kind of bad row and bad file."""

import gzip
import json
from datetime import date, datetime

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huilong.kernel.days import day_number
from huilong.rooms.book.intake.limits import Limits
from huilong.rooms.book.models import ImportFile, QuarantinedRow
from huilong.rooms.book.terms import FileStatus
from huilong.rooms.book.tests.lender import (
    DAY,
    GOOD,
    LOANS,
    RECEIPTS,
    file_of,
    held,
    receipts,
    take,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_book")]


def test_good_rows_enter_the_book_as_integers(day):
    receipts(day, RECEIPTS + 'L1,R1,2026-01-02,"1,234.5",银行\n')

    report = take(day)

    assert [f.status for f in report.files] == [FileStatus.TAKEN, FileStatus.TAKEN]
    (receipt,) = held("receipts")
    assert (receipt["amount"], receipt["on"], receipt["channel"]) == (123450, day_number(date(2026, 1, 2)), "银行")
    (loan,) = held("loans")
    assert (loan["annual_rate_ppm"], loan["term_months"], loan["currency"]) == (89900, 12, "CNY")
    assert loan["known_on"] == day_number(DAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headers_in_every_encoding(day, encoding):
    receipts(day, "借据号, 流水号 ,还款日,还款金额,还款方式\nL1,R1,2026年1月2日,100.00,微信支付\n".encode(encoding))

    take(day)

    assert [(r["amount"], r["channel"]) for r in held("receipts")] == [(10000, "微信支付")]


def test_every_packing_gives_the_same_rows(day, tmp_path):
    table = pa.table({
        "loan_id": ["L1"], "receipt_id": ["R1"], "on": [date(2026, 1, 2)], "amount": [100.1], "channel": ["bank"],
    })  # fmt: skip
    pq.write_table(table, day / "receipts_p.parquet")
    receipts(day, gzip.compress((RECEIPTS + "L1,R2,2026-01-02,100.1,bank\n").encode()), "receipts_g.csv.gz")
    book = openpyxl.Workbook()
    book.active.append(["借据号", "流水号", "还款日", "还款金额", "还款方式"])
    book.active.append(["L1", "R3", datetime(2026, 1, 2), 100.1, "bank"])  # noqa: DTZ001
    book.save(day / "receipts_x.xlsx")

    take(day)

    rows = held("receipts")
    assert sorted(r["receipt_id"] for r in rows) == ["R1", "R2", "R3"]
    assert {(r["amount"], r["on"], r["channel"]) for r in rows} == {(10010, day_number(date(2026, 1, 2)), "bank")}


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",R2,2026-01-02,1.00,bank", "missing-value", "loan_id"),
        ("L1,R2,2026-02-30,1.00,bank", "no-such-day", "on"),
        ("L1,R2,9999-12-31,1.00,bank", "date-out-of-range", "on"),
        ("L1,R2,下周三,1.00,bank", "bad-date", "on"),
        ("L1,R2,2026-01-02,-1.00,bank", "negative-amount", "amount"),
        ("L1,R2,2026-01-02,1.005,bank", "too-many-decimals", "amount"),
        ("L1,R2,2026-01-02,壹元,bank", "bad-amount", "amount"),
        ("L1,R2,2026-01-02,1e3,bank", "bad-amount", "amount"),
        ("L1,R2,2026-01-02,99999999999999999999,bank", "amount-out-of-bounds", "amount"),
        ("L1,R2,2026-01-02,1.00,=1+1", "formula", "channel"),
        ("L1,R2,2026-01-02,1.00,@SUM(A1)", "formula", "channel"),
        ("L1,R2,2026-01-02,1.00,＝1+1", "formula", "channel"),
        ("L1,R2,2026-01-02,1.00,\tcmd", "formula", "channel"),
        ("1.23457E+11,R2,2026-01-02,1.00,bank", "digits-lost", "loan_id"),
        ("L1,13812345678,2026-01-02,1.00,bank", "personal-data", "receipt_id"),
        ("L1,R2,2026-01-02,1.00,990101198001010016", "personal-data", "channel"),
        ("L1,R1,2026-01-03,5.00,bank", "duplicate-key", "receipt_id"),
        ("L1,R2,2026-01-02", "wrong-cell-count", ""),
        (f"L1,{'R' * 65},2026-01-02,1.00,bank", "too-long", "receipt_id"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_place_and_remedy(day, row, code, column):
    receipts(day, f"{RECEIPTS}{GOOD}{row}\nL1,R3,2026-01-04,1.00,bank\n")

    report = take(day)

    assert sorted(r["receipt_id"] for r in held("receipts")) == ["R1", "R3"]
    (bad,) = QuarantinedRow.objects.all()
    assert (bad.reason_code, bad.column, bad.line, bad.file.name) == (code, column, 3, "receipts.csv")
    assert bad.zh and bad.en and bad.remedy_zh and bad.remedy_en
    assert (file_of(report, "receipts.csv").rows, file_of(report, "receipts.csv").quarantined) == (3, 1)
    if code == "personal-data":
        assert "13812345678" not in json.dumps(bad.row) + bad.value
        assert "990101198001010016" not in json.dumps(bad.row) + bad.value


def test_lines_are_counted_through_blank_lines_and_quoted_line_ends(day):
    receipts(day, f'{RECEIPTS}\n{GOOD}L1,R2,2026-01-02,1.00,"two\nlines"\nL1,R3,2026-13-01,1.00,bank\n')

    take(day)

    assert sorted(QuarantinedRow.objects.values_list("line", "reason_code")) == [
        (4, "control-character"), (6, "no-such-day"),
    ]  # fmt: skip


def test_other_kinds_of_rows_are_judged_too(day):
    charges = "loan_id,charge_id,kind,due_on,amount\nL1,C1,misc,2026-01-02,1\nL1,C2,罚息,2026-01-02,1\n"
    receipts(day, charges, "charges.csv")
    receipts(day, "loan_id,pause_id,from_on,to_on\nL1,P1,2026-01-02,1999-01-01\n", "pauses.csv")
    receipts(day, LOANS + "L2,张三,2025-01-01,20000,0.0899,12\nL3,C3,2025-01-01,20000,11,12\n", "loans_2.csv")

    take(day)

    found = QuarantinedRow.objects.values_list("file__name", "reason_code")
    assert sorted(found) == [
        ("charges.csv", "unknown-kind"), ("loans_2.csv", "number-out-of-range"), ("loans_2.csv", "personal-data"),
        ("pauses.csv", "dates-out-of-order"),
    ]  # fmt: skip
    assert [c["kind"] for c in held("charges")] == ["penalty"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("receipts.csv", b"loan_id,receipt_id,on\nL1,R1,2026-01-02\n", "wrong-header"),
        ("receipts.csv", b"loan_id,receipt_id,on,amount,Amount\nL1,R1,2026-01-02,1,2\n", "repeated-column"),
        ("receipts.csv", b"", "empty-file"),
        ("receipts.csv", (RECEIPTS + GOOD).encode("utf-16"), "undecodable"),
        ("receipts.csv", RECEIPTS.encode() + b"L1,R1,2026-01-02,1.00,\xff\xfe\xff\n", "undecodable"),
        ("receipts.csv.gz", b"\x1f\x8b not gzip", "unreadable"),
        ("receipts.xlsx", b"not a workbook", "unreadable"),
        ("receipts.parquet", b"PAR1 not parquet", "unreadable"),
        ("receipts.csv", (",".join(f"c{i}" for i in range(300)) + "\n").encode(), "too-many-columns"),
        ("strange.csv", b"a,b\n1,2\n", "unknown-file"),
        ("notes.docx", b"hello", "unknown-file"),
    ],
)
def test_a_file_at_fault_is_refused_whole(day, name, content, code):
    receipts(day, content, name)

    refused = file_of(take(day), name)

    assert (refused.status, refused.code) == (FileStatus.REFUSED, code)
    assert refused.reason.zh and refused.reason.en and refused.remedy.zh
    assert held("receipts") == []
    assert len(held("loans")) == 1
    assert ImportFile.objects.get(name=name).reason_code == code


@pytest.mark.parametrize(
    ("limits", "content", "name", "code"),
    [
        (Limits(unpacked_bytes=100_000), gzip.compress(b"a" * 10_000_000), "receipts.csv.gz", "too-large"),
        (Limits(rows=10), RECEIPTS + GOOD * 100, "receipts.csv", "too-many-rows"),
        (Limits(stored_bytes=50), RECEIPTS + GOOD * 100, "receipts.csv", "too-large"),
        (Limits(bad_rows=10), RECEIPTS + "L1,,,,\n" * 100, "receipts.csv", "too-many-bad-rows"),
    ],
)
def test_a_bomb_is_refused_before_it_goes_off(day, limits, content, name, code):
    receipts(day, content, name)
    (day / "loans.csv").unlink()

    assert file_of(take(day, limits=limits), name).code == code
    assert held("receipts") == []


def test_a_link_is_not_followed(day, tmp_path):
    secret = tmp_path / "elsewhere.csv"
    secret.write_text(RECEIPTS + GOOD)
    (day / "receipts.csv").symlink_to(secret)

    assert file_of(take(day), "receipts.csv").code == "outside-folder"
    assert held("receipts") == []
