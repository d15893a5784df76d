"""Files of a case: kept sealed, opened with a trace, withdrawn but not changed, dropped with the people, checked."""

import io
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.files.actions import add, check, drop_with_people, open_file, withdraw
from huilong.rooms.files.models import File
from huilong.rooms.files.queries import file_row, files_of
from huilong.rooms.files.queries.store import Store
from huilong.rooms.files.rules.chunks import CHUNK, Damaged, sealed_size
from huilong.rooms.files.terms import FileKind, WithdrawReason
from huilong.rooms.journal.queries import timeline
from huilong.rooms.vault.actions import rotate, take_people
from huilong.rooms.vault.terms import PeopleErased

from .conftest import ON, PDF, PNG

pytestmark = pytest.mark.django_db
FIRST, SECOND = "CL20260000001", "CL20260000002"
LONG = "回笼 evidence\n".encode() * 40_000


def keep(at, body=PDF, number=FIRST, name="林小岚 欠条.pdf", note="本人签字", kind=FileKind.CONTRACT):
    return add(number, io.BytesIO(body), kind=kind, name=name, note=note, at=at)


def body_of(key, at) -> bytes:
    return b"".join(open_file(key, at=at).pieces)


def blobs(store_at):
    return [path for path in store_at.rglob("*") if path.is_file()]


def acts(user):
    return act_as(Acting(user.pk, user.organisation_id, user.role))


@pytest.mark.parametrize("body", [PDF, PNG, LONG, b"a" * CHUNK, b"a" * (CHUNK * 2), b"b"], ids=len)
def test_a_file_comes_back_as_it_was(desk, at, body):
    added = keep(at, body)
    assert body_of(added.id, at) == body
    assert check(at=at).whole


def test_nothing_clear_is_on_the_disk_or_in_the_database(desk, at, store_at):
    keep(at, LONG)
    (blob,) = blobs(store_at)
    assert b"evidence" not in blob.read_bytes()
    assert blob.stat().st_size == sealed_size(len(LONG))
    with connection.cursor() as cursor:
        cursor.execute("select f::text from files_file f union all select e::text from journal_entry e")
        said = "\n".join(text for (text,) in cursor.fetchall())
    for clear in ("林小岚", "本人签字", "林小岚".encode().hex(), "本人签字".encode().hex()):
        assert clear not in said


def test_equal_bytes_are_one_blob_and_on_one_case_one_file(desk, at, store_at):
    first, again, other = keep(at), keep(at, name="b.pdf"), keep(at, number=SECOND)
    assert (first.new, again.new, other.new) == (True, False, True)
    assert first.id == again.id != other.id
    assert len(blobs(store_at)) == 1


def test_the_list_shows_names_pages_and_sorts(desk, at):
    for size in (3, 1, 2):
        keep(at + timedelta(seconds=size), b"x" * size, name=f"{size}.txt")
    page = files_of(FIRST, sort="-size", page=1, size=2)
    assert ([row.size for row in page.rows], page.total, page.pages) == ([3, 2], 3, 2)
    assert [row.name for row in files_of(FIRST, sort="added_at", page=2, size=2).rows] == ["3.txt"]
    assert files_of(SECOND).total == 0


def test_adding_opening_and_withdrawing_are_told_without_names(desk, at):
    with acts(desk["lin"]):
        key = keep(at).id
        open_file(key, at=at)
        withdraw(key, WithdrawReason.WRONG_CASE, at=at)
    told = [one for one in timeline([("case", FIRST)]) if one.verb.startswith("file.")]
    assert sorted(one.verb for one in told) == ["file.added", "file.opened", "file.withdrawn"]
    assert {one.actor for one in told} == {f"user:{desk['lin'].pk}"}
    assert "林小岚" not in str(told)


def test_a_withdrawn_file_stays_listed_and_opens_to_who_may_withdraw(desk, at):
    key = keep(at).id
    withdraw(key, WithdrawReason.UNLAWFUL, at=at)
    assert file_row(key).withdrawn_why is WithdrawReason.UNLAWFUL
    for forbidden in (lambda: open_file(key, at=at), lambda: withdraw(key, WithdrawReason.REPLACED, at=at)):
        with pytest.raises(Refusal, match="file-withdrawn"):
            forbidden()
    assert b"".join(open_file(key, withdrawn=True, at=at).pieces) == PDF
    assert keep(at).id != key, "the same bytes may be added anew"


def test_a_refused_file_leaves_nothing(desk, at, store_at):
    for body, number in ((b"MZ" + bytes(99), FIRST), (b"", FIRST), (PDF, "CL20269999999")):
        with pytest.raises(Refusal):
            keep(at, body, number)
    assert blobs(store_at) == []
    assert File.objects.count() == 0


def test_a_file_sealed_before_a_rotation_opens_after_it_and_keeps_its_address(desk, at):
    key = keep(at).id
    rotate(at=at, master=True)
    assert body_of(key, at) == PDF
    assert file_row(key).name == "林小岚 欠条.pdf"
    assert keep(at).new is False


def broken(path, how):
    raw = path.read_bytes()
    path.write_bytes({"cut": raw[:-20], "changed": raw[:60] + bytes([raw[60] ^ 1]) + raw[61:], "empty": b""}[how])


@pytest.mark.parametrize("how", ["cut", "changed", "empty"])
def test_a_check_finds_what_is_damaged_missing_or_orphaned(desk, at, store_at, how):
    good, bad, lost = keep(at), keep(at, PNG, name="a.png"), keep(at, LONG, name="b.txt")
    addresses = dict(File.objects.values_list("pk", "address"))
    place = {key: store_at / one[:2] / one for key, one in addresses.items()}
    broken(place[bad.id], how)
    place[lost.id].unlink()
    stray = "0f" * 32
    Store().put(stray, [b"anything"])

    found = check(at=at)

    assert (found.missing, found.damaged, found.orphans) == ((addresses[lost.id],), (addresses[bad.id],), (stray,))
    assert not found.whole
    with pytest.raises((Refusal, Damaged)):
        body_of(bad.id, at)
    assert body_of(good.id, at) == PDF
    assert check(at=at, sweep=True).orphans == (stray,)
    assert check(at=at).orphans == ()
    assert keep(at, LONG, name="b.txt").new is False, "the same bytes sent again mend what was lost"
    assert body_of(lost.id, at) == LONG


@pytest.mark.slow
def test_a_writer_killed_halfway_leaves_no_blob_under_the_address(store_at):
    script = (
        "import os, signal, django; django.setup()\n"
        "from huilong.rooms.files.queries.store import Store\n"
        "def parts():\n"
        "    yield b'x' * 9_000_000\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"Store({str(store_at)!r}).put('ab' * 32, parts())\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "huilong.site.settings"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True)
    assert done.returncode == -9, done.stderr
    store = Store(str(store_at))
    assert store.size("ab" * 32) is None
    assert list(store.blobs()) == []
    (left,) = store.unfinished(timezone.now() + timedelta(minutes=1))
    assert store.unfinished(timezone.now() - timedelta(hours=1)) == []
    store.sweep(left)
    assert blobs(store_at) == []


def test_an_act_that_fails_leaves_at_most_an_orphan(desk, at, monkeypatch):
    from huilong.rooms.files.actions import adding

    def fails(**named):
        raise RuntimeError("no entry")

    monkeypatch.setattr(adding, "record", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        keep(at)
    assert File.objects.count() == 0
    assert len(check(at=at, sweep=True).orphans) == 1


def test_files_go_with_the_people_of_a_closed_case_and_blobs_others_name_stay(
    desk, at, store_at, django_capture_on_commit_callbacks
):
    keep(at)
    shared = keep(at, PNG, name="a.png").id
    kept = keep(at, PNG, number=SECOND, name="a.png").id
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_with_people(["L1"]) == 0, "an open case keeps its files"
        CaseLoan.objects.filter(loan_id="L1").update(left_on=ON)
        Case.objects.filter(number=FIRST).update(state="closed", closed_on=ON, reason="cured")
        with connection.cursor() as cursor:
            cursor.execute("set local role huilong_night")
            tell(PeopleErased(("L1",), ON, asked=True))
            assert File.objects.count() == 3, "who only asks removes nothing"
            tell(PeopleErased(("L1",), ON, asked=False))
            cursor.execute("reset role")
    assert list(File.objects.values_list("pk", flat=True)) == [kept]
    assert len(blobs(store_at)) == 1
    assert body_of(kept, at) == PNG
    with pytest.raises(Refusal, match="no-such-file"):
        file_row(shared)


def test_the_pages_change_and_remove_nothing_they_added(desk, at):
    with acts(desk["lin"]), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        key = keep(at).id
        with pytest.raises(Refusal, match="no-such-case"):
            keep(at, number=SECOND)
        for sql in ("update files_file set size = 1", "update files_file set address = 'x'", "delete from files_file",
                    "update files_file set case_id = case_id + 1"):  # fmt: skip
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(sql)
        withdraw(key, WithdrawReason.WRONG_FILE, at=at)
        cursor.execute("update files_file set withdrawn_at = null, withdrawn_by = null, withdrawn_why = ''")
        assert cursor.rowcount == 0, "a withdrawal is not taken back"
        cursor.execute("reset role")
    with acts(desk["zhou"]), connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
        assert files_of(FIRST).total == 0
        with pytest.raises(Refusal, match="no-such-file"):
            open_file(key, at=at)
        cursor.execute("reset role")


def test_the_command_checks_as_the_night_and_ends_with_one_when_something_is_missing(desk, at, store_at, capsys):
    from huilong.site.cli import build_parser

    keep(at)
    options = build_parser().parse_args(["files", "check"])
    with connection.cursor() as cursor:
        cursor.execute("set local role huilong_night")
        assert options.run(options) == 0
        blobs(store_at)[0].unlink()
        assert options.run(options) == 1
        cursor.execute("reset role")
    assert "missing: 1" in capsys.readouterr().out


def test_a_case_whose_other_loan_still_has_its_people_keeps_its_files(desk, at, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("借据号,客户号,角色,姓名,手机号\nL9,B1,借款人,林小岚,15412344005\n", encoding="utf-8")
    take_people([file], ["L9"], ON, actor="night")
    case = Case.objects.get(number=FIRST)
    held = CaseLoan.objects.get(loan_id="L1")
    held.pk, held.loan, held.loan_id, held.left_on = None, 9, "L9", ON
    held.save()
    CaseLoan.objects.filter(case=case).update(left_on=ON)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=ON, reason="cured")
    keep(at)

    assert drop_with_people(["L1"]) == 0
    assert drop_with_people(["L1", "L9"]) == 1
