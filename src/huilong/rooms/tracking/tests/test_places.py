"""Places: metres are metres in Lhasa and in Ürümqi; home, work and nights with their evidence."""

import numpy as np
import pytest

from huilong.engine.compile import compiled
from huilong.rooms.tracking.rules.described import describe, nights_of
from huilong.rooms.tracking.rules.labels import label_stays
from huilong.rooms.tracking.rules.overnight import NightRule, chances
from huilong.rooms.tracking.rules.places import ALONE, cluster
from huilong.rooms.tracking.rules.shapes import DAY_US, HOUR_US, Stays
from huilong.rooms.tracking.terms import PlaceKind

METRE = 1 / 0.01111949266
ZONE = 8 * HOUR_US
MONDAY = 20_514
"""2026-03-02."""
TOWNS = {"Lhasa": (29.65, 91.11), "Ürümqi": (43.82, 87.61), "Beijing": (39.9, 116.4), "Tromsø": (69.65, 18.95)}


def labels(points: list[tuple[int, int]], radius: float, least: int = 1, law=cluster) -> list[int]:
    lat, lon = (np.array([one[k] for one in points], np.int64) for k in (0, 1))
    label = np.zeros(len(points), np.int64)
    law(lat, lon, np.argsort(lat, kind="stable"), radius, least, label)
    return label.tolist()


@pytest.mark.parametrize("town", TOWNS)
def test_what_is_a_hundred_metres_apart_is_so_in_every_direction(town):
    """trackintel 1.4.2 hands longitude for latitude: in Lhasa it joins what is five kilometres apart north to south."""
    lat, lon = (round(one * 1e7) for one in TOWNS[town])
    shrink = np.cos(np.radians(lat / 1e7))
    for metres, places in ((95, 1), (105, 2)):
        north = (lat + round(metres * METRE), lon)
        east = (lat, lon + round(metres * METRE / shrink))
        assert len(set(labels([(lat, lon), north], 100.0))) == places, (town, "north", metres)
        assert len(set(labels([(lat, lon), east], 100.0))) == places, (town, "east", metres)


def test_density_leaves_what_is_thin_alone_and_follows_a_chain():
    chain = [(300_000_000 + round(k * 80 * METRE), 0) for k in range(6)]
    stray = [(310_000_000, 0)]

    assert labels(chain + stray, 100.0, 3) == [0] * 6 + [ALONE]
    assert labels(chain + stray, 100.0, 3, compiled(cluster)) == [0] * 6 + [ALONE]


def test_clusters_are_those_of_the_plain_definition():
    """Against every pair compared, with single linkage, on scattered stays."""
    rng = np.random.default_rng(4)
    points = [(int(a), int(b)) for a, b in 296_500_000 + rng.integers(0, 200_000, (150, 2))]
    found = labels(points, 150.0, 1, compiled(cluster))
    parent = list(range(150))

    def root(k: int) -> int:
        while parent[k] != k:
            k = parent[k]
        return k

    from huilong.rooms.tracking.rules.geo import metres_between

    for i in range(150):
        for j in range(i):
            if metres_between(*points[i], *points[j]) < 150.0:
                parent[root(i)] = root(j)
    assert [[found[i] == found[j] for j in range(150)] for i in range(150)] == [
        [root(i) == root(j) for j in range(150)] for i in range(150)
    ]


def days(count: int) -> Stays:
    """Home from seven in the evening to eight, the office from nine to six, a week-end away every second week."""
    rows = []
    for day in range(MONDAY, MONDAY + count):
        midnight = day * DAY_US - ZONE
        weekend = (day + 3) % 7 >= 5
        away = weekend and (day // 7) % 2
        if not weekend:
            rows.append((midnight + 9 * HOUR_US, midnight + 18 * HOUR_US, 300_500_000))
        rows.append((midnight + 19 * HOUR_US, midnight + 32 * HOUR_US, 302_000_000 if away else 300_000_000))
    since, until, lat = (np.array([one[k] for one in rows], np.int64) for k in range(3))
    return Stays(since, until, lat, np.full(len(rows), 1_040_000_000), np.ones(len(rows), np.bool_))


def test_home_and_work_are_told_with_their_evidence():
    stays = days(28)
    found = describe(stays, label_stays(stays), ZONE)
    by_kind = {one.kind: one for one in found}

    assert [one.kind for one in found] == [PlaceKind.WORK, PlaceKind.HOME, PlaceKind.OTHER]
    assert (by_kind[PlaceKind.HOME].nights, by_kind[PlaceKind.HOME].nights_known) == (24, 28)
    assert (by_kind[PlaceKind.WORK].work_days, by_kind[PlaceKind.WORK].work_us) == (20, 20 * 9 * HOUR_US)
    assert by_kind[PlaceKind.OTHER].nights == 4


def test_a_night_belongs_to_its_evening_and_is_known_where_the_car_stood_at_three():
    midnight = MONDAY * DAY_US - ZONE
    whole = (midnight + 28 * HOUR_US, midnight + 80 * HOUR_US, 0, 0)
    stays = Stays(*(np.array([one]) for one in whole), np.ones(1, np.bool_))

    night, slept = nights_of(stays, np.zeros(1, np.int64), ZONE)

    assert night.tolist() == [MONDAY + 1, MONDAY + 2] and slept.tolist() == [0, 0]


def ask(night, slept, evening, tonight, current, places=3, law=chances) -> tuple[list[float], float]:
    out = np.zeros(places)
    columns = [np.array(one, np.int64) for one in (night, slept, evening)]
    unknown = law(NightRule(), *columns, tonight, current, out)
    return out.tolist(), unknown


def test_chances_are_shares_of_one_and_leave_room_for_the_unknown():
    for law in (chances, compiled(chances)):
        out, unknown = ask(range(10), [0] * 8 + [1, 0], [0] * 10, 10, 0, law=law)
        assert sum(out) + unknown == pytest.approx(1.0)
        assert out[0] > out[1] > out[2] == 0.0 < unknown < 0.3


def test_where_the_car_is_now_speaks():
    night, slept, evening = range(20), [0, 1] * 10, [2, 1] * 10

    assert ask(night, slept, evening, 20, 1)[0][1] > ask(night, slept, evening, 20, 2)[0][1]


def test_nights_to_come_say_nothing():
    assert ask([1, 2, 9], [0, 0, 1], [0, 0, 1], 5, 0)[0][1] == 0.0


def test_who_never_sleeps_twice_at_one_place_is_expected_at_a_new_one():
    _, settled = ask(range(20), [0] * 20, [0] * 20, 20, 0, places=20)
    _, roaming = ask(range(20), list(range(20)), list(range(20)), 20, 19, places=20)

    assert roaming > settled
