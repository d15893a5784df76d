"""From sealed bids to an award: evaluated, split, agreed to by a second person, drawn."""

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.queries import contract, placements
from huilong.rooms.people.actions import decide
from huilong.rooms.tenders.actions import place_winner, propose
from huilong.rooms.tenders.models import Award, Dealt, Outcome
from huilong.rooms.tenders.queries import cases_by_stratum, evaluation_of, kept_standings, tender_row
from huilong.rooms.tenders.rules.draw import commitment_to, draw, mixed
from huilong.rooms.tenders.rules.told import plan_of_told
from huilong.rooms.tenders.terms import TenderStage

from .conftest import AFTER, CASES, RATES, acting_as, all_bid, awarded, published

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_better_price_gets_its_full_share_and_nobody_more_than_half(house, clock):
    number = awarded(house, clock)
    award = Award.objects.get(approved=True)
    plan = plan_of_told(award.plan)
    jia, yi, bing = (house[name].organisation_id for name in ("jia", "yi", "bing"))
    assert plan.of(jia) <= CASES // 2
    assert plan.of(jia) >= plan.of(yi) >= plan.of(bing) > 0  # everybody has a sample
    assert sum(plan.cases.values()) == CASES
    assert award.gap_ppm <= 5_000
    assert tender_row(number, AFTER).stage is TenderStage.AWARDED


def test_the_draw_can_be_done_again_by_anybody_with_the_seed(house, clock):
    number = awarded(house, clock)
    tender, award = tender_row(number, AFTER), Award.objects.get()
    assert commitment_to(award.seed) == tender.seed_mark
    evaluation = evaluation_of(tender, kept_standings(award))
    dealt = draw(evaluation.seed, cases_by_stratum(tender.id), plan_of_told(award.plan).cases)
    kept = dict(Dealt.objects.values_list("case__number", "organisation_id"))
    assert dealt == kept
    assert len(kept) == CASES
    assert mixed(award.seed, []) != evaluation.seed  # bids have their part in it


def test_nobody_awards_alone(house, clock):
    number = published(house)
    all_bid(house, number, clock)
    with acting_as(house["boss"]):
        asked = propose(number, AFTER)
        with pytest.raises(Exception, match="not-a-second-person"):
            decide(asked, approve=True, actor=house["boss"].pk, at=AFTER)
    assert tender_row(number, AFTER).stage is TenderStage.PROPOSED
    assert not Dealt.objects.exists()


def test_a_refused_award_is_worked_out_again(house, clock):
    number = published(house)
    all_bid(house, number, clock)
    with acting_as(house["boss"]):
        asked = propose(number, AFTER)
    with acting_as(house["fang"]):
        decide(asked, approve=False, actor=house["fang"].pk, at=AFTER)
    assert tender_row(number, AFTER).stage is TenderStage.EVALUATING
    with acting_as(house["boss"]):
        propose(number, AFTER)
    assert Award.objects.count() == 2


def test_every_bidder_is_told_its_score_and_why(house, clock):
    awarded(house, clock)
    told = {one.organisation_id: one for one in Outcome.objects.all()}
    assert set(told) == {house[name].organisation_id for name in ("jia", "yi", "bing")}
    assert all(one.told_at and one.score and one.reasons for one in told.values())
    dearest = told[house["bing"].organisation_id]
    assert dearest.reasons[0]["bound"] == "price"
    assert dearest.reasons[0]["figures"]["would_ppm"] < 210_000


def test_each_winner_is_placed_with_under_the_fee_it_bid(house, clock):
    number = awarded(house, clock)
    for name, rate in RATES.items():
        firm = house[name].organisation_id
        with acting_as(house["boss"]):
            placed = place_winner(number, firm, AFTER)
        rows = placements(organisation=firm)
        assert len(rows) == placed == Dealt.objects.filter(organisation_id=firm).count()
        assert {one.case for one in rows} == set(
            Dealt.objects.filter(organisation_id=firm).values_list("case__number", flat=True)
        )
        assert {one.stratum for one in rows} <= set(cases_by_stratum(Award.objects.get().tender_id))
        assert contract(rows[0].contract).fee.rate_ppm == rate
        with acting_as(house["boss"]), pytest.raises(Refusal, match="placed-already"):
            place_winner(number, firm, AFTER)


def test_a_case_closed_since_the_snapshot_stays_and_the_rest_is_placed(house, clock):
    from huilong.rooms.cases.models import Case

    number = awarded(house, clock)
    firm = house["jia"].organisation_id
    gone = Dealt.objects.filter(organisation_id=firm).first()
    Case.objects.filter(pk=gone.case_id).update(state="closed", closed_on=AFTER.date(), reason="paid_off")
    with acting_as(house["boss"]):
        placed = place_winner(number, firm, AFTER)
    assert placed == Dealt.objects.filter(organisation_id=firm).count() - 1


def test_who_won_nothing_is_placed_with_by_nobody(house, clock):
    number = awarded(house, clock)
    with acting_as(house["boss"]), pytest.raises(Refusal, match="not-a-winner"):
        place_winner(number, house["ding"].organisation_id, AFTER)


def test_a_firm_stopped_since_it_was_invited_does_not_count(house, clock):
    from huilong.rooms.agencies.actions import suspend
    from huilong.rooms.agencies.terms import StepReason
    from huilong.rooms.tenders.queries import standings
    from huilong.rooms.tenders.terms import BidFault

    number = published(house)
    all_bid(house, number, clock)
    firm = house["jia"].organisation_id
    with acting_as(house["boss"]):
        suspend(firm, StepReason.BREACH, at=AFTER)
        tender = tender_row(number, AFTER)
        keys = [house[name].organisation_id for name in RATES]
        found = evaluation_of(tender, standings(keys, AFTER.date())).checked
    assert found[firm].faults == (BidFault.NOT_APPROVED,)
