"""The register: a firm is let in by two, its papers are watched, and everybody can see who works for the lender."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, night, queries
from huilong.rooms.agencies.models import FirmStep, Notice, Paper, Placement
from huilong.rooms.agencies.terms import ContractTerms, FirmPaper, StepReason
from huilong.rooms.agencies.tests.conftest import as_page, seen
from huilong.rooms.agencies.tests.onboarding import FEE, enter, onboard
from huilong.rooms.cases.models import Case
from huilong.rooms.people import actions as people


def test_nobody_lets_a_firm_in_alone(staff, other, at, on):
    enter(other, staff["boss"], at)
    with as_page(staff["boss"]):
        asked = actions.ask_to_approve(other, StepReason.CHECKED, at=at)
        with pytest.raises(Refusal, match="not-a-second-person"):
            people.decide(asked, approve=True, actor=staff["boss"].pk, at=at)
    with pytest.raises(DatabaseError, match="agencies_approved_by_two"), transaction.atomic():
        FirmStep.objects.create(firm_id=other, state="approved", why="checked", on=on, at=at, by=1, second=1)

    assert [one.value for one in queries.may_receive(other, on).reasons] == ["applicant", "review", "contract"]


def test_papers_come_before_anybody_is_asked(staff, other, at):
    with as_page(staff["boss"]):
        actions.enter(other, credit_code="91310000TEST0003X", contact="400", at=at)
        with pytest.raises(Refusal, match="papers-lacking"):
            actions.ask_to_approve(other, StepReason.CHECKED, at=at)


def test_a_paper_that_ran_out_stops_new_placements_and_is_told_in_time(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        kept = actions.note_paper(firm, FirmPaper.INSURANCE, number="next", from_on=on, to_on=on + timedelta(days=305),
                                  at=at)  # fmt: skip
    Paper.objects.filter(firm=firm, kind="insurance").exclude(pk=kept).update(revoked_on=on, revoked_by=1)
    last = on + timedelta(days=305)

    told = [night.watch_papers(day, at)["told"] for day in (last - timedelta(days=31), last - timedelta(days=30),
            last - timedelta(days=29), last - timedelta(days=7), last, last)]  # fmt: skip

    assert Notice.objects.filter(paper=kept).count() == 3
    assert (told[0], told[1] > 0, told[-1]) == (6, True, 0)
    assert "insurance" in [one.value for one in queries.may_receive(firm, last + timedelta(days=1)).reasons]
    with as_page(staff["boss"]), pytest.raises(Refusal, match="firm-not-ready"):
        actions.place(cases[:1], firm, contract, batch="B", tier=1, entry_on=last + timedelta(days=1),
                      exit_on=last + timedelta(days=2), strata={}, at=at)  # fmt: skip


def test_a_review_is_due_after_a_year(staff, firm, contract, on):
    late = on + timedelta(days=370)
    assert "review" in [one.value for one in queries.may_receive(firm, late).reasons]
    assert "review" not in [one.value for one in queries.may_receive(firm, on + timedelta(days=200)).reasons]


def test_the_night_begins_on_the_first_day_and_ends_after_the_last(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        actions.place(cases[:2], firm, contract, batch="B-9", tier=1, entry_on=on + timedelta(days=1),
                      exit_on=on + timedelta(days=2), strata={}, at=at)  # fmt: skip
    assert seen(staff["chief"]) == []

    assert night.end_and_begin(on, at)["begun"] == 2
    assert seen(staff["chief"]) == list(cases[:2])
    assert night.end_and_begin(on, at)["begun"] == 0

    assert night.end_and_begin(on + timedelta(days=1), at)["expired"] == 0
    assert night.end_and_begin(on + timedelta(days=2), at + timedelta(seconds=1))["expired"] == 2
    assert seen(staff["chief"]) == []
    assert seen(staff["lead"]) == list(cases[:2])
    assert {one.ended_on for one in queries.placements(firm)} == {on + timedelta(days=2)}


def test_a_case_that_closed_ends_its_placement_and_the_firm_s_sight(staff, firm, contract, cases, at, on):
    with as_page(staff["boss"]):
        actions.place(cases[:1], firm, contract, batch="B-8", tier=1, entry_on=on, exit_on=on + timedelta(days=9),
                      strata={}, at=at)  # fmt: skip
    Case.objects.filter(number=cases[0]).update(state="closed", closed_on=on, reason="cured")

    assert night.end_and_begin(on, at + timedelta(minutes=1))["closed"] == 1
    assert Placement.objects.get().ended == "closed"
    assert seen(staff["chief"]) == []


def test_everybody_sees_the_published_list_and_nobody_who_was_stopped(staff, firm, other, contract, at):
    onboard(other, staff["boss"], staff["fang"], at, code="91310000TEST0002X")
    page = Client().get("/partners/").content.decode()
    assert "远山委外" in page and "近水委外" in page and "400-800-1234" in page

    with as_page(staff["boss"]):
        actions.suspend(other, StepReason.BREACH, at=at)

    page = Client().get("/partners/").content.decode()
    assert "远山委外" in page and "近水委外" not in page


def test_a_contract_names_fields_of_the_list_only_and_is_never_edited(staff, firm, contract, at, on):
    with as_page(staff["boss"]), pytest.raises(Refusal, match="contract-field"):
        actions.sign_contract(firm, "HT-2", on, on, FEE, ContractTerms(fields=("phone",)), at=at)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Paper.objects.raw("update agencies_contract set most_days = 1 returning id as id")[:1][0]
