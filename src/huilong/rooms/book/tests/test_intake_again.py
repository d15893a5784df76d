"""Files sent twice, corrected, controlled, killed half-way, fixed by hand; and the incoming folder."""

import json
from datetime import UTC, date, datetime

import pytest

from huilong.kernel.days import day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import actions
from huilong.rooms.book.models import ImportFile, IncomingReceipt, QuarantinedRow
from huilong.rooms.book.store import Book
from huilong.rooms.book.terms import FileStatus, RowStatus
from huilong.rooms.book.tests.lender import (
    DAY,
    GOOD,
    LATER,
    RECEIPTS,
    file_of,
    held,
    receipts,
    take,
)
from huilong.rooms.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_book")]


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


def test_a_corrected_file_also_takes_the_place_of_rows_submitted_again(day):
    receipts(day, RECEIPTS + GOOD + "L1,R2,2026-02-30,7.00,bank\n")
    take(day)
    actions.resubmit(QuarantinedRow.objects.get().pk, {"on": "2026-02-28"}, DAY, "user:1")
    receipts(day, RECEIPTS + GOOD + "L1,R3,2026-02-28,7.00,bank\n")

    take(day, on=LATER)

    assert sorted(r["receipt_id"] for r in held("receipts")) == ["R1", "R3"]
    assert sorted(r["receipt_id"] for r in held("receipts", day_number(DAY))) == ["R1", "R2"]


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
