"""What placements brought month by month: of months that are over, of enough of them, while the firm had them."""

from datetime import timedelta

import pytest

from huilong.rooms.agencies.models import Placement
from huilong.rooms.agencies.queries import recovered_by_month
from huilong.rooms.agencies.terms import PlacementEnd
from huilong.rooms.relief.tests.conftest import pay
from huilong.rooms.tenders.queries.history import history_by_bucket
from huilong.rooms.tenders.rules.expected import expected
from huilong.rooms.tenders.terms import Basis, Stratum

from .rating_world import EACH, ENTRY, FIRMS

pytestmark = pytest.mark.django_db(transaction=True)
ALL = EACH * len(FIRMS)


def test_shares_come_month_by_month_of_the_bucket_the_placement_began_in(cases_placed):
    pay("P00", ENTRY + timedelta(days=9), 900_000)
    pay("P10", ENTRY + timedelta(days=35), 360_000)
    pay("P20", ENTRY - timedelta(days=1), 500_000)  # before anybody had it
    on = ENTRY + timedelta(days=60)
    assert recovered_by_month(on, least=ALL) == {2: (900_000 * 1_000_000 // (ALL * 1_000_000), 20_000)}
    assert recovered_by_month(on - timedelta(days=1), least=ALL) == {2: (50_000,)}
    assert recovered_by_month(on, least=ALL + 1) == {}


def test_what_came_after_the_firm_lost_the_case_or_was_taken_back_early_is_not_its_history(cases_placed):
    one, two = cases_placed[FIRMS[0]][:2]
    Placement.objects.filter(pk=one).update(ended=PlacementEnd.RETURNED, ended_on=ENTRY + timedelta(days=5),
                                            ended_at="2026-04-06T12:00:00+08:00")  # fmt: skip
    Placement.objects.filter(pk=two).update(ended=PlacementEnd.RECALLED, ended_on=ENTRY + timedelta(days=5),
                                            ended_at="2026-04-06T12:00:00+08:00")  # fmt: skip
    pay("P00", ENTRY + timedelta(days=9), 900_000)
    pay("P01", ENTRY + timedelta(days=3), 900_000)
    assert recovered_by_month(ENTRY + timedelta(days=30), least=1) == {2: (0,)}


def test_a_tender_says_estimate_where_too_few_stand_behind_the_figure(cases_placed):
    one = Stratum("S01", (2,), ((0, None),), ("川",), 20, 20_000_000, 40)
    assert expected(one, history_by_bucket(ENTRY + timedelta(days=60))).basis is Basis.ESTIMATE
    found = expected(one, recovered_by_month(ENTRY + timedelta(days=60), least=ALL))
    assert (found.basis, found.history, found.expected_ppm) == (Basis.BOOK, (0, 0), 0)
