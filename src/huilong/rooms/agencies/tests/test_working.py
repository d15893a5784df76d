"""The firms' work: results in by row, only the contract's fields out, deletion declared; a firm meets its own only."""

import io
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from openpyxl import Workbook

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.models import Exchange, Result, WorkRefused
from huilong.rooms.agencies.rules.shown import FIELDS
from huilong.rooms.agencies.terms import EndReason
from huilong.rooms.agencies.terms.work import RowIn, Via
from huilong.rooms.agencies.tests.conftest import as_page, seen
from huilong.rooms.agencies.tests.onboarding import onboard
from huilong.rooms.cases import actions as cases_actions
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.contact.models import Activity
from huilong.rooms.journal.models import Entry


@pytest.fixture
def placed(staff, firm, contract, cases, at, on):
    """Three cases of a batch with the first firm; the first of them is hu's."""
    with as_page(staff["boss"]):
        actions.place(cases[:3], firm, contract, batch="B-1", tier=1, entry_on=on, exit_on=on + timedelta(days=60),
                      strata={}, at=at)  # fmt: skip
    with as_page(staff["chief"]):
        to = Holder(firm, staff["hu"].team_id, staff["hu"].pk)
        cases_actions.assign(cases[:1], to, DutyKind.COLLECT, actor="user:2", at=at + timedelta(minutes=1))
    return cases[:3]


def row(number, key="r1", outcome="no_answer", line=1, **more):
    return RowIn(line, key, number, outcome, **more)


def test_a_result_becomes_an_activity_of_its_case_once(staff, placed, at):
    refuses = row(placed[0], outcome="refuses", reason="no_money")
    with as_page(staff["hu"]):
        first = actions.take_results([refuses], Via.API, at + timedelta(minutes=2))
        again = actions.take_results([refuses], Via.API, at + timedelta(minutes=3))

    assert (first.taken, again.taken, again.again) == (1, 0, 1)
    kept = Activity.objects.get()
    assert (kept.outcome, kept.reason, kept.channel, kept.organisation) == (
        "refuses", "no_money", "note", staff["hu"].organisation_id,
    )  # fmt: skip
    assert Result.objects.get().activity == Activity.objects.get().pk


def test_a_bad_row_keeps_no_other_from_being_taken(staff, placed, cases, at):
    rows = [row(placed[0], "a"), row(cases[5], "b", line=2), row("CL20269999999", "c", line=3),
            row(placed[0], "d", outcome="nonsense", line=4)]  # fmt: skip
    with as_page(staff["hu"]):
        came = actions.take_results(rows, Via.FILE, at + timedelta(minutes=2))

    assert came.taken == 1
    assert [one.line for one in came.refused] == [2, 3, 4]
    assert [one.code for one in came.refused] == ["not-placed", "not-placed", "no-such-outcome"]
    assert came.refused[0].en.replace(cases[5], "") == came.refused[1].en.replace("CL20269999999", "")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_is_taken_row_by_row_and_once(staff, placed, at, form):
    lines = [("流水号", "案件号", "结果码", "原因码", "承诺金额", "承诺日"), ("k1", placed[0], "no_answer", "", "", ""),
             ("k2", placed[0], "promise", "", "abc", "2026-01-01"), ("", placed[0], "busy", "", "", "")]  # fmt: skip
    body = "\ufeff" + "\n".join(",".join(line) for line in lines)
    data = body.encode()
    if form == "xlsx":
        book, out = Workbook(), io.BytesIO()
        for line in lines:
            book.active.append(line)
        book.save(out)
        data = out.getvalue()
    with as_page(staff["hu"]):
        came = actions.take_file(f"r.{form}", data, at + timedelta(minutes=2))
        with pytest.raises(Refusal, match="work-file-again"):
            actions.take_file(f"r.{form}", data, at + timedelta(minutes=3))
        kept = queries.work_file(came.file)

    assert (kept.rows, kept.taken, kept.refused) == (3, 1, 2)
    assert [(one.line, one.code) for one in kept.lines] == [(3, "row-amount"), (4, "row-lacks")]
    assert WorkRefused.objects.count() == 2
    with as_page(staff["wen"]), pytest.raises(Refusal, match="no-such-file"):
        queries.work_file(came.file)


def test_progress_counts_what_was_worked_returned_and_recalled(staff, firm, placed, at):
    with as_page(staff["hu"]):
        actions.take_results([row(placed[0])], Via.PAGE, at + timedelta(minutes=2))
    with as_page(staff["chief"]):
        actions.give_back([placed[1]], EndReason.NO_CAPACITY, at + timedelta(minutes=3))
    with as_page(staff["boss"]):
        actions.recall([placed[2]], EndReason.ELSEWHERE, at + timedelta(minutes=4))
        (found,) = queries.batches()

    assert (found.placed, found.standing, found.worked, found.returned, found.recalled) == (3, 1, 1, 1, 1)
    with as_page(staff["chief"]):
        assert queries.batches(firm)[0].worked == 1
    with as_page(staff["far"]):
        assert queries.batches() == queries.batches(firm) == []


def test_only_the_fields_of_the_contract_are_shown_and_leave(staff, firm, contract, placed, at):
    with as_page(staff["chief"]):
        shown = queries.cases_shown(firm)
        body = actions.exchange_file(firm, "B-1", "csv", at + timedelta(minutes=2)).decode("utf-8-sig")

    fields = queries.contract(contract).fields
    assert set(shown[0].values) == set(fields)
    assert body.splitlines()[0].split(",") == [FIELDS[name] for name in FIELDS if name in fields]
    assert "vehicle" not in shown[0].values and len(body.splitlines()) == 4
    kept = Exchange.objects.get()
    assert (kept.rows, kept.fields) == (3, [name for name in FIELDS if name in fields])
    assert Entry.objects.filter(verb="export", subject="B-1").count() == 1


def test_a_firm_gets_no_batch_case_or_certificate_of_another(staff, firm, other, placed, at):
    with as_page(staff["far"]):
        assert queries.cases_shown(firm) == queries.deletions(firm) == queries.placements(firm) == []
        for batch in ("B-1", "B-none"):
            with pytest.raises(Refusal, match="no-such-batch"):
                actions.exchange_file(firm, batch, "csv", at)
            with pytest.raises(Refusal, match="no-such-batch"):
                actions.declare_deletion(batch, "gone", at)
        assert actions.take_results([row(placed[0])], Via.API, at).taken == 0
    with as_page(staff["wen"]), transaction.atomic(), pytest.raises(ProgrammingError, match="row-level"):
        Result.objects.create(placement_id=1, organisation_id=firm, key="x", activity=1, outcome="busy", via="api",
                              by=staff["wen"].pk, at=at)  # fmt: skip


def test_deletion_is_declared_when_all_is_over_and_listed_when_it_is_not(staff, firm, placed, at, on, settings):
    settings.TYPESETTER = f"{__name__}.PlainSetter"
    with as_page(staff["chief"]):
        with pytest.raises(Refusal, match="batch-stands"):
            actions.declare_deletion("B-1", "硬盘消磁", at)
        actions.give_back(placed, EndReason.AGREED, at + timedelta(minutes=2))
        (over,) = queries.deletions(firm)
        assert (over.due_on, over.overdue(over.due_on), over.overdue(over.due_on + timedelta(days=1))) == (
            on + timedelta(days=30), False, True,
        )  # fmt: skip
        key = actions.declare_deletion("B-1", "硬盘消磁", at + timedelta(minutes=3))
        assert queries.deletion_body(key) == b"%PDF deletion_certificate 3"
        with pytest.raises(Refusal, match="declared-already"):
            actions.declare_deletion("B-1", "硬盘消磁", at + timedelta(minutes=4))
    with as_page(staff["far"]), pytest.raises(Refusal, match="no-such-deletion"):
        queries.deletion_body(key)


def test_work_is_passed_on_with_the_lender_s_consent_only(staff, firm, other, placed, at, on):
    onboard(other, staff["boss"], staff["fang"], at, code="91310000TEST0002X")
    with as_page(staff["chief"]), pytest.raises(Refusal, match="law-blocked"):
        actions.delegate(placed[0], other, at)
    with as_page(staff["boss"]):
        actions.consent(firm, other, on, on + timedelta(days=30), at)
    with as_page(staff["chief"]):
        assert actions.delegate(placed[0], other, at) > 0
    with as_page(staff["far"]), pytest.raises(Refusal, match="not-placed"):
        actions.delegate(placed[0], firm, at)
    assert seen(staff["far"]) == []


class PlainSetter:
    """A typesetter that writes down what it was given."""

    def pdf(self, letter):
        return f"%PDF {letter.layout} {letter.values['cases']}".encode()
