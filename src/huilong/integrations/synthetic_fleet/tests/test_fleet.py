"""The synthetic fleet: the same seed tells the same, and what is planted is in the signals."""

from datetime import date

import numpy as np
import pytest

from huilong.integrations.synthetic_fleet import make_fleet
from huilong.integrations.synthetic_fleet.fleet import CELL, INVALID, SATELLITE, truth_of
from huilong.integrations.synthetic_fleet.lives import DAY, metres
from huilong.integrations.synthetic_fleet.planting import TROUBLES
from huilong.integrations.synthetic_fleet.towns import areas
from huilong.rooms.tracking.rules.areas import area_of, read_areas
from huilong.rooms.tracking.terms import AlarmKind, FixSource

FIRST = date(2026, 3, 2)


@pytest.fixture(scope="module")
def fleet():
    return make_fleet(40, 50, 9, first=FIRST, trouble=0.9)


def test_a_larger_fleet_of_the_same_seed_begins_with_the_same_vehicles():
    few, more = make_fleet(3, 20, 9, first=FIRST), make_fleet(5, 20, 9, first=FIRST)

    for one, other in zip(few.signals, more.signals, strict=False):
        assert [a.number for a in one] == [b.number for b in other]
        assert all((a.at == b.at).all() and (a.lat == b.lat).all() for a, b in zip(one, other, strict=True))


def test_every_kind_of_trouble_is_planted_with_what_should_be_noticed(fleet):
    assert {story.trouble for story in fleet.stories} >= set(TROUBLES)
    assert {one.kind for one in fleet.planted} == set(AlarmKind) - {AlarmKind.GATHERED_AT_LOT}
    assert len(truth_of(fleet)["planted"]) == len(fleet.planted)


def test_fixes_come_in_order_and_lie_where_the_car_is(fleet):
    for vehicle, signals in enumerate(fleet.signals):
        for one in signals:
            assert (np.diff(one.at) >= 0).all()
        if fleet.stories[vehicle].trouble:
            continue
        wired = signals[0]
        good = np.flatnonzero(wired.found == SATELLITE)[::997]
        for k in good.tolist():
            seconds = (int(wired.at[k]) - fleet.start_us) / 1e6
            here = [one for one in fleet.visits[vehicle] if one.arrive <= seconds <= one.leave]
            if here:
                assert metres(here[0].at, (wired.lat[k] / 1e7, wired.lon[k] / 1e7)) < 12_000


def test_some_fixes_are_cell_only_or_invalid_and_say_so(fleet):
    fixes = [fix for one in fleet.signals[0] for fix in one.fixes()]
    found = np.concatenate([one.found for one in fleet.signals[0]])

    assert sum(not fix.valid for fix in fixes) == int((found == INVALID).sum())
    assert sum(fix.source is FixSource.CELL for fix in fixes) == int((found == CELL).sum()) > 0


def test_a_pledged_car_stands_at_its_lot_and_a_cut_device_falls_silent(fleet):
    pledged = [k for k, story in enumerate(fleet.stories) if story.lot is not None]
    for vehicle in pledged:
        last = fleet.visits[vehicle][-1]
        assert metres(last.at, fleet.stories[vehicle].lot) < 100 and last.leave >= fleet.days * DAY
    cut = [k for k, story in enumerate(fleet.stories) if story.trouble == "power_cut"]
    assert pledged and cut
    for vehicle in cut:
        wired = fleet.signals[vehicle][0]
        assert (int(wired.at[-1]) - fleet.start_us) / 1e6 <= fleet.stories[vehicle].wired_ends
        assert "power_cut" in {bit for _, bit in wired.sounded}


def test_towns_lie_in_squares_of_their_own():
    known = read_areas(areas(), "areas")

    fleet = make_fleet(1, 2, 1, first=FIRST)
    assert [area_of(known, *(round(x * 1e7) for x in town.centre)) for town in fleet.towns] == [
        town.name for town in fleet.towns
    ]
