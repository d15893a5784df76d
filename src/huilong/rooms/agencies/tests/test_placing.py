"""Placing: a firm gets cases under a contract, for a time, and loses them at once or by itself."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from huilong.kernel.events import listen
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.models import FirmStep, Placement
from huilong.rooms.agencies.terms import EndReason, PlacementEnded, StepReason
from huilong.rooms.agencies.terms.rating import BreachKind
from huilong.rooms.agencies.tests.conftest import as_page, seen
from huilong.rooms.cases import actions as cases_actions
from huilong.rooms.cases.models import Duty
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.compliance.models import Asked, Outcome

heard: list[PlacementEnded] = []


@pytest.fixture(autouse=True)
def _hear():
    heard.clear()
    listen(PlacementEnded, heard.append)


def put(cases, firm, contract, at, on, days=60, **other):
    told = {"batch": "B-1", "tier": 1, "entry_on": on, "exit_on": on + timedelta(days=days), "strata": {}} | other
    return actions.place(cases, firm, contract, at=at, **told)


def test_a_placed_case_is_the_firm_s_to_see_and_nobody_else_s_outside(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        assert put(cases[:3], firm, contract, at, on, strata={cases[0]: "M4/上海"}) == 3

    assert seen(staff["chief"]) == list(cases[:3])
    assert seen(staff["hu"]) == seen(staff["far"]) == seen(staff["lin"]) == []
    placed = queries.placements(firm, on)
    assert [one.case for one in placed] == list(cases[:3])
    assert placed[0].stratum == "M4/上海"
    assert (placed[1].entry_past_due_days, placed[1].entry_delinquent_fen) == (100, 500_000)


def test_the_verdict_is_stored_before_and_its_outcome_after(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        put(cases[:1], firm, contract, at, on)

    asked = Asked.objects.get(action="placement.assign")
    assert asked.permitted and asked.verdict == "allow"
    assert Placement.objects.get().verdict == asked.pk
    assert Outcome.objects.get(asked=asked).kind == "done"


def test_a_firm_that_is_not_on_the_list_gets_nothing(staff, other, cases, at, on, contract):
    with as_page(staff["boss"]), pytest.raises(Refusal, match="firm-not-ready") as refused:
        put(cases[:1], other, contract, at, on)

    assert "not on the register" in refused.value.says.en
    assert seen(staff["far"]) == []


def test_the_old_page_gives_a_firm_nothing_and_takes_nothing_from_it(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        with pytest.raises(Refusal, match="place-instead"):
            cases_actions.assign(cases[:1], Holder(firm, staff["hu"].team_id), DutyKind.COLLECT, actor="user:1", at=at)
        put(cases[:1], firm, contract, at, on)
        with pytest.raises(Refusal, match="recall-instead"):
            cases_actions.recall(cases[:1], DutyKind.COLLECT, actor="user:1", at=at)


def test_the_database_itself_gives_a_firm_no_case_that_is_not_placed(staff, firm, cases, at):
    refused = pytest.raises(ProgrammingError, match="by a placement")
    with as_page(staff["boss"]), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(
            "insert into cases_duty (case_id, kind, organisation_id, since, ended, given_by)"
            " select id, 'collect', %s, now(), '', 'user:1' from cases_case limit 1", [firm],
        )  # fmt: skip


def test_within_the_firm_its_manager_shares_out_and_the_last_day_goes_along(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        put(cases[:2], firm, contract, at, on)
    with as_page(staff["chief"]):
        to = Holder(firm, staff["hu"].team_id, staff["hu"].pk)
        cases_actions.assign(cases[:1], to, DutyKind.COLLECT, actor="user:2", at=at + timedelta(minutes=1))

    assert seen(staff["hu"]) == [cases[0]]
    theirs, first = Duty.objects.filter(case__number=cases[0]).order_by("-id")[:2]
    assert theirs.lapses_at == first.lapses_at is not None


def test_when_the_last_day_is_over_sight_ends_by_itself(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        put(cases[:1], firm, contract, at, on)
    assert seen(staff["chief"]) == [cases[0]]

    Duty.objects.filter(until=None).update(lapses_at=at)

    assert seen(staff["chief"]) == []


def test_only_the_house_moves_the_last_day(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        put(cases[:1], firm, contract, at, on)
    with as_page(staff["chief"]), pytest.raises(ProgrammingError, match="only the house"), transaction.atomic():
        cases_actions.lapse(cases[:1], DutyKind.COLLECT, at + timedelta(days=900))


def test_a_recall_ends_sight_at_once_and_is_told(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        put(cases[:3], firm, contract, at, on)
        assert actions.recall(cases[:2], EndReason.COMPLAINT, at + timedelta(minutes=1)) == 2

    assert seen(staff["chief"]) == [cases[2]]
    assert seen(staff["lead"]) == list(cases[:2])
    assert [one.case for one in heard] == list(cases[:2])
    assert [(one.ended, one.ended_on) for one in queries.placements(batch="B-1")][:2] == [("recalled", on)] * 2


def test_a_firm_gives_back_its_own_and_nobody_else_s(staff, firm, other, contract, cases, at, on):
    with as_page(staff["boss"]):
        put(cases[:2], firm, contract, at, on)
    with as_page(staff["far"]), pytest.raises(Refusal, match="not-placed"):
        actions.give_back(cases[:1], EndReason.NO_CAPACITY, at)
    with as_page(staff["chief"]):
        assert actions.give_back(cases[:1], EndReason.NO_CAPACITY, at + timedelta(minutes=1)) == 1

    assert seen(staff["chief"]) == [cases[1]]
    assert Placement.objects.get(case__number=cases[0]).why == "no_capacity"


def test_a_case_goes_once(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        put(cases[:1], firm, contract, at, on)
        with pytest.raises(Refusal, match="not-placeable") as refused:
            put(cases[:2], firm, contract, at, on, batch="B-2")

    assert refused.value.where == cases[0]


def test_an_extension_keeps_within_the_contract(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        put(cases[:1], firm, contract, at, on)
        with pytest.raises(Refusal, match="extension-limit"):
            actions.extend(cases[:1], on + timedelta(days=60 + 93), at)
        actions.extend(cases[:1], on + timedelta(days=60 + 92), at)
        with pytest.raises(Refusal, match="extension-limit"):
            actions.extend(cases[:1], on + timedelta(days=60 + 93), at)

    assert Duty.objects.get(until=None).lapses_at > at + timedelta(days=150)


def test_a_breach_takes_everything_back_at_once(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        put(cases[:3], firm, contract, at, on)
        assert actions.suspend(firm, StepReason.BREACH, note="夜间致电", at=at + timedelta(minutes=1),
                               breach=BreachKind.PERSONAL_DATA) == 3  # fmt: skip
    (noted,) = queries.breaches_of(firm)
    assert (noted.kind, noted.why, noted.withdrawn) == (BreachKind.PERSONAL_DATA, "夜间致电", False)
    assert noted.evidence == f"firm-step:{FirmStep.objects.latest('id').pk}"

    assert seen(staff["chief"]) == []
    assert [one.why.value for one in heard] == ["breach"] * 3
    assert [one.value for one in queries.may_receive(firm, on).reasons] == ["suspended"]
    assert queries.published() == {}
