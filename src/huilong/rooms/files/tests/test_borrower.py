"""The borrower's file: what was learned is sealed, dated and never edited; who stands in it; what is missing."""

import io
import re
from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case, CaseLoan, Flag
from huilong.rooms.files.actions import add, learn, withdraw
from huilong.rooms.files.models import File, Learned
from huilong.rooms.files.queries import learned_of
from huilong.rooms.files.rules.completeness import completeness
from huilong.rooms.files.terms import FileItem, FileKind, LearnedKind, LearnedSource, WithdrawReason
from huilong.rooms.journal.queries import timeline
from huilong.rooms.vault.actions import take_people
from huilong.rooms.vault.terms import PeopleErased
from tests.meeting import meeting_as

from .conftest import ON, PDF

FIRST, SECOND = "CL20260000001", "CL20260000002"
ITEMS = st.lists(st.sampled_from(FileItem))


def note(at, kind=LearnedKind.EMPLOYER, value=None, number=FIRST, on=None, **more):
    kept = {"source": LearnedSource.BORROWER, "evidence": None, **more}
    return learn(number, kind, value or {"name": "河畔物流"}, on=on or timezone.localdate(at), at=at, **kept)


def paper(at, kind=FileKind.IDENTITY, number=FIRST, body=PDF):
    return add(number, io.BytesIO(body), kind=kind, name="a.pdf", at=at).id


def case_id(number=FIRST):
    return Case.objects.get(number=number).pk


def take_in(tmp_path):
    """Borrower, spouse and a contact of the first case's loan."""
    rows = ["借据号,客户号,角色,姓名,证件号码,手机号,地址,单位"]
    for role, name, phone in (
        ("借款人", "林小岚", "13712344005"), ("配偶", "陈大河", "13812344006"), ("联系人", "吴一", "13912344007"),
    ):  # fmt: skip
        rows.append(f"L1,B1,{role},{name},,{phone},河畔路一百二十八号,河畔物流有限公司")
    file = tmp_path / "people_2026-06-30.csv"
    file.write_text("\n".join(rows), "utf-8")
    take_people([file], ["L1"], ON, actor="night")


@given(ITEMS, ITEMS)
def test_completeness_falls_by_what_is_missing(items, there):
    found = completeness(items, set(there))
    assert set(found.missing) == set(items) - set(there)
    assert (found.percent == 100) == (not found.missing)
    assert completeness(items, set(there) | set(items)).percent == 100


@pytest.mark.django_db
def test_what_was_said_last_stands_in_whichever_order_it_was_noted(desk, at):
    for order in permutations((1, 2, 3)):
        with transaction.atomic():
            for day in order:
                note(at, LearnedKind.INCOME, {"fen": day}, on=date(2026, 1, day))
            rows = learned_of(case_id())
            assert [(row.value["fen"], row.standing) for row in rows] == [(3, True), (2, False), (1, False)]
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_what_was_learned_is_neither_in_the_database_nor_in_the_trace(desk, at):
    with act_as(Acting(desk["lin"].pk)):
        note(at)
    with connection.cursor() as cursor:
        cursor.execute("select f::text from files_learned f union all select e::text from journal_entry e")
        said = "\n".join(text for (text,) in cursor.fetchall())
    assert "河畔物流" not in said and "河畔物流".encode().hex() not in said
    (told,) = [one for one in timeline([("case", FIRST)]) if one.verb == "borrower.learned"]
    assert (told.actor, told.detail["kind"]) == (f"user:{desk['lin'].pk}", "employer")


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value"), [
    (LearnedKind.INCOME, {"fen": -1}), (LearnedKind.INCOME, {"fen": "800"}), (LearnedKind.INCOME, {}),
    (LearnedKind.RESIDENCE, {"type": "castle"}), (LearnedKind.RESIDENCE, {"type": "owned", "since": "2999-01-01"}),
    (LearnedKind.EMPLOYER, {"name": " "}), (LearnedKind.OCCUPATION, {"name": "a\nb"}),
])  # fmt: skip
def test_a_value_that_cannot_be_read_is_refused(desk, at, kind, value):
    with pytest.raises(Refusal, match="learned-unreadable"):
        note(at, kind, value or {"nothing": 1})
    assert not Learned.objects.exists()


@pytest.mark.django_db
def test_evidence_is_a_paper_of_the_same_case_that_still_counts(desk, at):
    other, gone = paper(at, number=SECOND), paper(at)
    withdraw(gone, WithdrawReason.WRONG_FILE, at=at)
    for evidence in (other, gone, 999_999, None):
        with pytest.raises(Refusal, match="learned-not-shown"):
            note(at, evidence=evidence, source=LearnedSource.PAPER)
    with pytest.raises(Refusal, match="learned-not-shown"):
        note(at, on=timezone.localdate(at) + timedelta(days=1))


@pytest.mark.django_db
def test_it_goes_with_the_people_of_a_closed_case_and_stays_with_an_open_one(desk, at):
    note(at, evidence=paper(at), source=LearnedSource.PAPER)
    note(at, number=SECOND)
    tell(PeopleErased(("L1",), ON, asked=False))
    assert Learned.objects.count() == 2
    for number in (FIRST, SECOND):
        Case.objects.filter(number=number).update(state="closed", closed_on=ON, reason="cured")
        CaseLoan.objects.filter(case__number=number).update(left_on=ON)
    tell(PeopleErased(("L1", "L2"), ON, asked=False))
    assert not Learned.objects.exists() and not File.objects.exists()


@pytest.mark.django_db
def test_the_pages_own_role_neither_changes_nor_removes_nor_writes_for_another(desk, at):
    with act_as(Acting(desk["lin"].pk)):
        key = note(at)
    row = Learned.objects.get(pk=key)
    with connection.cursor() as cursor:
        cursor.execute("set local role huilong_web")
    with act_as(Acting(desk["lin"].pk)):
        for forbidden in (
            lambda: Learned.objects.filter(pk=key).update(said_on=ON), lambda: Learned.objects.filter(pk=key).delete(),
            lambda: Learned.objects.create(
                case_id=row.case_id, kind="income", value=b"x", key_id=row.key_id, source="borrower", said_on=ON,
                learned_at=at, learned_by=desk["zhou"].pk,
            ),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                forbidden()
    with act_as(Acting(desk["zhou"].pk)):
        assert not Learned.objects.exists()


@pytest.fixture
def visit(desk, at, tmp_path):
    """The pages as their own role meets the database, asked by user name."""
    take_in(tmp_path)
    paper(at)
    clients = {name: Client(headers={"Accept": "text/html", "Accept-Language": "en"}) for name in desk}
    for name, client in clients.items():
        client.force_login(desk[name])
    with meeting_as("web"):
        yield clients.__getitem__


def learned_form(**more):
    today = timezone.localdate().isoformat()
    return {"kind": "income", "income": "8000", "source": "borrower", "said_on": today, "evidence": ""} | more


@pytest.mark.django_db(transaction=True)
def test_the_page_shows_what_is_known_masked_and_says_what_is_missing(visit, desk, at):
    path = f"/cases/{FIRST}/file/"
    page = visit("lin").get(path).content.decode()
    assert "66%" in page and page.count("tag-red") == 2, "a contract and proof of income are missing"
    assert "137****4005" in page and "吴*" in page
    assert "13712344005" not in page and "河畔物流有限公司" not in page
    assert "陈**" not in page, "a spouse is not shown without evidence"
    assert visit("lin").post(f"{path}learn", learned_form()).status_code == 302
    assert visit("lin").post(f"{path}learn", learned_form(kind="employer", name="自有小店")).status_code == 302
    with meeting_as("night"):
        key = File.objects.get().pk
        Flag.objects.create(case_id=case_id(), kind="common_debt", since=ON, set_by="user:1", set_at=at)
    assert visit("lin").post(f"{path}learn", learned_form(source="paper", evidence=str(key))).status_code == 302
    page = visit("lead").get(path).content.decode()
    assert "¥8,000.00" in page and "自有小店" in page and f"/files/{key}/" in page and "陈**" in page
    assert "83%" in page
    with meeting_as("night"):
        told = [one for one in timeline([("case", FIRST)]) if one.verb == "case.viewed"]
    assert [one.detail["tab"] for one in told] == ["borrower", "borrower"]


@pytest.mark.django_db(transaction=True)
def test_a_stranger_finds_no_file_and_who_only_looks_notes_nothing(visit):
    path = f"/cases/{FIRST}/file/"
    assert visit("zhou").get(path).status_code == 404
    assert visit("zhou").post(f"{path}learn", learned_form()).status_code == 404
    page = visit("shen").get(path).content.decode()
    assert f"{path}learn" not in page and not re.search(r"/files/\d", page)
    assert visit("shen").post(f"{path}learn", learned_form()).status_code == 403
    for form in ({"kind": "x"}, {"income": "much"}, {"source": ""}, {"said_on": "soon"}, {"evidence": "x"}):
        assert visit("lin").post(f"{path}learn", learned_form(**form)).status_code == 422, form
