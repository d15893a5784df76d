"""Taking files in: every kind of bad input, every encoding, twice, corrected, and killed between commit and record."""

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huilong.kernel.days import FOREVER, day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import actions
from huilong.rooms.book.intake.limits import Limits
from huilong.rooms.book.models import ImportFile, IncomingReceipt, QuarantinedRow
from huilong.rooms.book.store import Book
from huilong.rooms.book.terms import FileStatus, RowStatus
from huilong.rooms.journal.models import Entry

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 5)
LATER = date(2026, 1, 8)
LOANS = "loan_id,borrower,disbursed_on,principal,annual_rate,term_months\n"
RECEIPTS = "loan_id,receipt_id,on,amount,channel\n"
GOOD = "L1,R1,2026-01-02,100.00,bank\n"


@pytest.fixture(autouse=True)
def empty_book(settings, tmp_path):
    settings.BOOK_URL = str(tmp_path / "book")
    settings.BOOK_BUCKETS = 4
    settings.INCOMING = tmp_path / "incoming"


@pytest.fixture
def day(tmp_path) -> Path:
    """The lender's folder of one day."""
    folder = tmp_path / "feed" / DAY.isoformat()
    folder.mkdir(parents=True)
    (folder / "loans.csv").write_text(LOANS + "L1,C1,2025-01-01,20000,0.0899,12\n")
    return folder


def take(folder: Path, on: date = DAY, **more):
    return actions.import_directory(folder.parent, "feed", on, **more)


def held(table: str, known_by: int = FOREVER) -> list[dict]:
    book = Book.open(str(actions.settings.BOOK_URL), 4)
    return [row for bucket in range(4) for row in book.table(table, bucket, known_by).to_pylist()]


def file_of(report, name: str):
    return next(f for f in report.files if f.name == name)


def receipts(folder: Path, text: str | bytes, name: str = "receipts.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_good_rows_enter_the_book_as_integers(day):
    receipts(day, RECEIPTS + "L1,R1,2026-01-02,\"1,234.5\",银行\n")

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


def test_the_same_bytes_twice_change_nothing(day):
    receipts(day, RECEIPTS + GOOD + "L1,R2,2026-02-30,1,bank\n")
    take(day)

    def state():
        version = Book.open(actions.settings.BOOK_URL, 4).version
        return version, Entry.objects.count(), ImportFile.objects.count()

    before = state()

    report = take(day, on=LATER)

    assert {f.status for f in report.files} == {FileStatus.UNCHANGED}
    assert state() == before


def test_a_refused_file_sent_again_is_recorded_once(day):
    receipts(day, "a,b\n")
    take(day)
    take(day)

    assert ImportFile.objects.filter(status=FileStatus.REFUSED).count() == 1


def test_a_corrected_file_supersedes_and_both_are_kept(day):
    receipts(day, RECEIPTS + GOOD + "L1,R2,2026-01-03,7.00,bank\nL1,R9,bad,1,bank\n")
    take(day)
    receipts(day, RECEIPTS + "L1,R1,2026-01-02,90.00,bank\n")

    take(day, on=LATER)

    assert [r["amount"] for r in held("receipts")] == [9000]
    assert sorted(r["amount"] for r in held("receipts", day_number(date(2026, 1, 7)))) == [700, 10000]
    old, new = ImportFile.objects.filter(name="receipts.csv").order_by("id")
    assert (old.status, new.status, old.superseded_by) == (FileStatus.SUPERSEDED, FileStatus.TAKEN, new)
    assert new.known_on == LATER
    assert QuarantinedRow.objects.get().status == RowStatus.DISMISSED


def test_going_back_to_the_first_bytes_is_a_correction_too(day):
    first = RECEIPTS + GOOD
    for on, text in [(DAY, first), (LATER, RECEIPTS + "L1,R1,2026-01-02,90.00,bank\n"), (date(2026, 1, 9), first)]:
        receipts(day, text)
        take(day, on=on)

    assert [r["amount"] for r in held("receipts")] == [10000]


def test_a_control_file_that_agrees(day):
    receipts(day, RECEIPTS + GOOD + "L1,R2,2026-01-03,7.00,bank\n")
    receipts(day, "表,行数,金额合计\nreceipts,2,107.00\nloans,1,20000.00\npeople,5,\n", "control.csv")

    assert {f.status for f in take(day).files} == {FileStatus.TAKEN}


@pytest.mark.parametrize("line", ["receipts,3,100.00", "receipts,1,100.01"])
def test_a_control_file_that_differs_refuses_its_table_only(day, line):
    receipts(day, RECEIPTS + GOOD)
    receipts(day, f"table,rows,amount\n{line}\nloans,1,20000.00\n", "control.csv")

    refused = file_of(take(day), "receipts.csv")

    assert refused.code == "control-mismatch"
    assert "receipts" in refused.reason.en and "≠" in refused.reason.zh
    assert held("receipts") == []
    assert len(held("loans")) == 1


def test_rows_set_aside_count_as_sent_in_the_control(day):
    receipts(day, RECEIPTS + GOOD + "L1,R2,2026-02-30,7.00,bank\nL1,R3,2026-01-02,七,bank\n")
    receipts(day, "table,rows,amount\nreceipts,3,114.00\n", "control.csv")

    assert file_of(take(day), "receipts.csv").status is FileStatus.TAKEN


def test_killed_between_the_commit_and_its_record(day, monkeypatch):
    receipts(day, RECEIPTS + GOOD + "L1,R2,2026-02-30,7.00,bank\n")
    monkeypatch.setattr(actions, "record_outcomes", _killed)
    with pytest.raises(KeyboardInterrupt):
        take(day)
    monkeypatch.undo()
    actions.settings.BOOK_URL = str(day.parent.parent / "book")
    assert (len(held("receipts")), ImportFile.objects.count()) == (1, 0)
    version = Book.open(actions.settings.BOOK_URL, 4).version

    report = take(day, on=LATER)

    assert {f.status for f in report.files} == {FileStatus.TAKEN}
    assert Book.open(actions.settings.BOOK_URL, 4).version == version
    assert ImportFile.objects.get(name="receipts.csv").known_on == DAY
    assert QuarantinedRow.objects.count() == 1


def _killed(*_args):
    raise KeyboardInterrupt


def test_a_fixed_row_joins_its_file(day):
    receipts(day, RECEIPTS + GOOD + "L1,R2,2026-02-30,7.00,bank\n")
    take(day)
    row = QuarantinedRow.objects.get()
    with pytest.raises(Refusal, match="no-such-day"):
        actions.resubmit(row.pk, {"on": "2026-02-31"}, LATER, "user:1")

    settled = actions.resubmit(row.pk, {"on": "2026-02-28"}, LATER, "user:1")

    assert settled.status == RowStatus.RESUBMITTED
    assert sorted((r["receipt_id"], r["known_on"]) for r in held("receipts")) == [
        ("R1", day_number(DAY)), ("R2", day_number(LATER)),
    ]  # fmt: skip
    with pytest.raises(Refusal, match="row-settled"):
        actions.resubmit(row.pk, {"on": "2026-02-28"}, LATER, "user:1")
    assert Entry.objects.filter(verb="book.row_resubmitted").count() == 1


def test_a_masked_value_must_be_typed_anew(day):
    receipts(day, RECEIPTS + "L1,13812345678,2026-01-02,1.00,bank\n")
    take(day)
    row = QuarantinedRow.objects.get()

    with pytest.raises(Refusal, match="personal-data"):
        actions.resubmit(row.pk, {}, LATER, "user:1")
    actions.resubmit(row.pk, {"receipt_id": "R7"}, LATER, "user:1")

    assert [r["receipt_id"] for r in held("receipts")] == ["R7"]


def test_dismissing_a_row_is_journaled(day):
    receipts(day, RECEIPTS + "L1,,2026-01-02,1.00,bank\n")
    take(day)

    actions.dismiss(QuarantinedRow.objects.get().pk, LATER, "user:1", "test row")

    assert QuarantinedRow.objects.get().status == RowStatus.DISMISSED
    assert Entry.objects.get(verb="book.row_dismissed").detail["reason"] == "test row"


def test_the_people_file_is_left_alone(day):
    people = receipts(day, b"\xff not even text", "people.csv")

    report = take(day)

    assert file_of(report, "people.csv").status is FileStatus.LEFT
    assert people.read_bytes() == b"\xff not even text"
    assert actions.people_files(DAY) == [people]
    assert ImportFile.objects.get(name="people.csv").sha256 == ""


def test_rows_may_say_when_they_became_known(day):
    header = "loan_id,receipt_id,on,amount,known_on\n"
    receipts(day, header + "L1,R1,2026-01-02,1,2026-01-03\nL1,R2,2026-01-02,1,2027-01-01\n")

    take(day)

    assert sorted(r["known_on"] for r in held("receipts")) == [day_number(date(2026, 1, 3)), day_number(DAY)]


def test_the_incoming_folder_gives_a_receipt(tmp_path):
    home = tmp_path / "incoming"
    folder = home / DAY.isoformat()
    folder.mkdir(parents=True)
    receipts(folder, RECEIPTS + GOOD)
    receipts(folder, "a,b\n", "loans.csv")
    receipts(folder, "x", "receipts_2.csv.part")
    receipts(folder, "secret", "people.csv")
    at = datetime(2036, 1, 5, 6, 0, tzinfo=UTC)

    report = actions.poll_incoming(at)

    assert {f.name: f.status.value for f in report.files} == {
        "receipts.csv": "taken", "loans.csv": "refused", "people.csv": "left",
    }  # fmt: skip
    assert (home / "taken" / str(DAY) / "receipts.csv").exists()
    assert (home / "refused" / str(DAY) / "loans.csv").exists()
    assert sorted(p.name for p in folder.iterdir()) == ["people.csv", "receipts_2.csv.part"]
    told = json.loads(next((home / "receipts").glob("*.json")).read_text())
    assert (told["taken"], told["refused"]) == (1, 1)
    assert IncomingReceipt.objects.get().taken == 1
    assert actions.poll_incoming(at).files[0].status is FileStatus.LEFT
    assert IncomingReceipt.objects.count() == 1


def test_a_file_still_being_written_waits(tmp_path):
    home = tmp_path / "incoming"
    home.mkdir()
    path = receipts(home, RECEIPTS + GOOD, "receipts_20260105.csv")
    at = datetime.fromtimestamp(path.stat().st_mtime + 1, UTC)

    assert actions.poll_incoming(at).files == ()
    (taken,) = actions.poll_incoming(datetime.fromtimestamp(path.stat().st_mtime + 60, UTC)).files

    assert (taken.status, taken.known_on) == (FileStatus.TAKEN, DAY)


def test_the_night_takes_only_days_up_to_its_own(tmp_path):
    home = tmp_path / "incoming"
    for on in (DAY, LATER):
        (home / on.isoformat()).mkdir(parents=True)
        receipts(home / on.isoformat(), RECEIPTS + f"L1,R{on.day},2026-01-02,1.00,bank\n")

    assert actions.take_files(DAY).rows == 1
    assert actions.take_files(LATER).rows == 1
    assert actions.take_files(LATER).files == ()
