"""What firms are told of tenders, and what the register says they can take: told, and read by the award."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.actions import note_reach
from huilong.rooms.agencies.models import Contract, FirmReach, Placement
from huilong.rooms.agencies.queries import reach_of
from huilong.rooms.cases.models import Case
from huilong.rooms.people.actions import decide
from huilong.rooms.tenders.actions import answer, ask, cancel, propose
from huilong.rooms.tenders.models import Award, Question
from huilong.rooms.tenders.queries import news_of, standings, tender_row
from huilong.rooms.tenders.rules.told import plan_of_told
from huilong.rooms.tenders.terms import TenderNews
from tests.meeting import meeting_as

from .conftest import AFTER, AT, CLOSES, acting_as, all_bid, awarded, open_bid, published, seal_bid

pytestmark = pytest.mark.django_db(transaction=True)


def told(house, name, at):
    """The kinds of what a firm is told, as the pages' own role reads them."""
    with meeting_as("web"), acting_as(house[name]):
        return [one.kind for one in news_of(house[name].organisation_id, at)]


def test_a_firm_is_told_of_invitation_answers_opening_and_the_result_and_nobody_else_is(house, clock):
    number = published(house)
    assert told(house, "jia", AT) == [TenderNews.INVITED]
    assert told(house, "ding", AT) == []
    with acting_as(house["yi"]):
        ask(number, "何时交接?", AT)
    with acting_as(house["boss"]):
        answer(number, Question.objects.get().pk, "次日。", AT)
    assert told(house, "jia", AT + timedelta(minutes=1)) == [TenderNews.INVITED, TenderNews.ANSWERED]
    seal_bid(house, number, "jia")
    assert TenderNews.OPEN_YOURS not in told(house, "jia", AT)
    clock(CLOSES)
    assert TenderNews.OPEN_YOURS in told(house, "jia", CLOSES)
    assert TenderNews.OPEN_YOURS not in told(house, "yi", CLOSES)
    open_bid(house, number, "jia")
    assert TenderNews.OPEN_YOURS not in told(house, "jia", CLOSES)
    with acting_as(house["boss"]):
        cancel(number, "数据有误", CLOSES)
    assert told(house, "bing", CLOSES)[0] is TenderNews.CANCELLED


def test_who_wins_and_who_loses_is_told(house, clock):
    awarded(house, clock, {"winners_most": 2, "sample": 0})
    found = {name: told(house, name, AFTER)[0] for name in ("jia", "yi", "bing")}
    assert found == {"jia": TenderNews.WON, "yi": TenderNews.WON, "bing": TenderNews.LOST}


def test_the_award_keeps_to_the_regions_and_the_room_of_the_register(house, clock):
    jia, yi = house["jia"].organisation_id, house["yi"].organisation_id
    with acting_as(house["boss"]):
        note_reach(jia, regions=["华北"], offices=["华北"], most_cases=1000, at=AT)
        note_reach(yi, regions=[], offices=[], most_cases=12, at=AT)
    assert (standings([jia], AT.date())[jia].regions, standings([yi], AT.date())[yi].free_cases) == (("华北",), 12)
    number = published(house)
    all_bid(house, number, clock)  # yi says it can take sixty: more than the register knows to be free
    with acting_as(house["boss"]):
        asked = propose(number, AFTER)
    with acting_as(house["second"]):
        decide(asked, approve=True, actor=house["second"].pk, at=AFTER)
    award = Award.objects.get(approved=True)
    plan = plan_of_told(award.plan)
    regions = {one.code: one.regions for one in tender_row(number, AFTER).strata}
    assert plan.of(jia) > 0
    assert {regions[stratum] for (stratum, firm), n in plan.cases.items() if firm == jia and n} == {("华北",)}
    assert plan.of(yi) == 0


def test_what_is_placed_is_not_free_and_what_was_noted_is_never_changed(house):
    jia = house["jia"].organisation_id
    with acting_as(house["boss"]):
        note_reach(jia, regions=[], offices=[], most_cases=50, at=AT)
        note_reach(jia, regions=["华北"], offices=[], most_cases=3, at=AT)
        for regions, most in (([], 0), ([], 10**9), (["x" * 40], 5)):
            with pytest.raises(Refusal, match="firm-reach"):
                note_reach(jia, regions=regions, offices=[], most_cases=most, at=AT)
    contract = Contract.objects.filter(organisation=jia).first()
    Placement.objects.create(
        case=Case.objects.first(), organisation_id=jia, contract=contract, batch="B", tier=1, entry_on=AT.date(),
        exit_on=AT.date() + timedelta(days=30), entry_past_due_days=40, entry_delinquent_fen=1, placed_at=AT,
        placed_by=1,
    )
    assert (reach_of([jia])[jia].regions, reach_of([jia])[jia].free_cases) == (("华北",), 2)
    with pytest.raises(DatabaseError), transaction.atomic():
        FirmReach.objects.update(most_cases=9)
