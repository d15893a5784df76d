"""Alarms: each line of the table, what raises it and what only looks like it. A fix that is not good raises nothing."""

import numpy as np
import pytest
import yaml

from huilong.kernel.refusal import Refusal
from huilong.rooms.tracking.queries.meaning_settings import DEFAULT
from huilong.rooms.tracking.rules.alarm_table import read_alarm_table
from huilong.rooms.tracking.rules.alarms import (
    at_lots,
    gathered,
    judge,
    left_area,
    long_stay,
    separated,
    silent,
    sounded,
)
from huilong.rooms.tracking.rules.areas import area_of, read_areas
from huilong.rooms.tracking.rules.shapes import DAY_US, HOUR_US, MINUTE_US, DeviceTrack, Found, RiskLot, Stays
from huilong.rooms.tracking.terms import AlarmKind, DeviceKind

TABLE = read_alarm_table(yaml.safe_load(DEFAULT.read_text(encoding="utf-8")), DEFAULT.name)
KM = 89_932
"""Ten-millionths of a degree of latitude in a kilometre."""
HERE = 300_000_000


def track(points, bits=(), *, kind=DeviceKind.WIRED, expected=600, bad=(), since=0, heard=None) -> DeviceTrack:
    """A device of fixes (minute, kilometres north); `bits`: (index, bit), `bad`: indices that are no good fixes."""
    at = np.array([minute * MINUTE_US for minute, _ in points], np.int64)
    lat = np.array([HERE + round(km * KM) for _, km in points], np.int64)
    good = np.array([k not in bad for k in range(len(points))], np.bool_)
    last = int(at[-1]) if len(at) else 0
    return DeviceTrack(kind.value, kind, expected, at, lat, np.full(len(at), 1_040_000_000, np.int64), good,
                       tuple(bits), since, last if heard is None else heard)  # fmt: skip


def stays(*rows) -> Stays:
    """Stays of (first hour, last hour, kilometres north), the last one going on."""
    since, until = (np.array([row[k] * HOUR_US for row in rows], np.int64) for k in (0, 1))
    lat = np.array([HERE + round(row[2] * KM) for row in rows], np.int64)
    closed = np.array([k < len(rows) - 1 for k in range(len(rows))], np.bool_)
    return Stays(since, until, lat, np.full(len(rows), 1_040_000_000, np.int64), closed)


def at_home(days: int, then=()) -> Stays:
    """Nights at home for so many days, then what is told in days and kilometres."""
    return stays(*((24 * d + 20, 24 * d + 31, 0) for d in range(days)), *((24 * a, 24 * b, km) for a, b, km in then))


NOW = 10_000 * MINUTE_US
STILL = [(k * 10, 0) for k in range(20)]


@pytest.mark.parametrize(("bit", "kind"), [
    ("power_cut", AlarmKind.POWER_CUT), ("tamper", AlarmKind.TAMPERED), ("antenna_cut", AlarmKind.TAMPERED),
    ("removed", AlarmKind.REMOVED),
])  # fmt: skip
def test_what_a_device_sounds_is_raised_once(bit, kind):
    (one,) = sounded(track(STILL, [(k, bit) for k in range(5, 20)]), kind, TABLE, NOW)

    assert (one.kind, one.since, one.last, one.told["fixes"]) == (kind, 50 * MINUTE_US, 190 * MINUTE_US, 15)


@pytest.mark.parametrize("bit", ["sos", "vibration", "undervoltage", "low_battery", "parked_long"])
def test_other_bits_raise_nothing(bit):
    own = track(STILL, [(k, bit) for k in range(20)])

    assert [one for kind in TABLE.bits for one in sounded(own, kind, TABLE, NOW)] == []


def test_power_that_comes_back_within_half_an_hour_is_a_battery_changed():
    assert sounded(track(STILL, [(5, "power_cut"), (6, "power_cut")]), AlarmKind.POWER_CUT, TABLE, NOW) == []
    assert len(sounded(track(STILL, [(k, "power_cut") for k in range(5, 9)]), AlarmKind.POWER_CUT, TABLE, NOW)) == 1


def test_the_last_word_of_a_device_counts_once_it_has_been_gone_long_enough():
    own = track(STILL, [(19, "power_cut")])

    assert sounded(own, AlarmKind.POWER_CUT, TABLE, 195 * MINUTE_US) == []
    assert len(sounded(own, AlarmKind.POWER_CUT, TABLE, 230 * MINUTE_US)) == 1


@pytest.mark.parametrize("bit", ["power_cut", "tamper", "removed"])
def test_a_cell_only_or_invalid_fix_raises_nothing(bit):
    own = track(STILL, [(k, bit) for k in range(5, 12)], bad=set(range(5, 12)))

    assert [one for kind in TABLE.bits for one in sounded(own, kind, TABLE, NOW)] == []


def test_an_invalid_fix_without_the_bit_ends_nothing():
    own = track(STILL, [(k, "power_cut") for k in (5, 6, 8, 9)], bad={7})

    (one,) = sounded(own, AlarmKind.POWER_CUT, TABLE, NOW)
    assert one.since == 50 * MINUTE_US


@pytest.mark.parametrize(("expected", "hours", "is_silent"), [
    (600, 23, False), (600, 25, True), (86_400, 71, False), (86_400, 73, True), (30, 12, False),
])  # fmt: skip
def test_silence_is_measured_by_the_device_s_own_rhythm(expected, hours, is_silent):
    own = track([(0, 0)], expected=expected)

    assert bool(silent(own, TABLE, hours * HOUR_US)) is is_silent


def test_a_cell_only_fix_breaks_a_silence_and_one_never_heard_is_silent_since_it_was_put_in():
    assert silent(track([(0, 0), (60 * 24, 0)], bad={1}), TABLE, 30 * HOUR_US) == []
    (one,) = silent(track([], since=5 * HOUR_US, heard=0), TABLE, 40 * HOUR_US)
    assert one.since == 5 * HOUR_US


def once_a_day(*kilometres: float, bad=()) -> DeviceTrack:
    return track([(600 + k * 1_440, km) for k, km in enumerate(kilometres)], kind=DeviceKind.WIRELESS,
                 expected=86_400, bad=bad)  # fmt: skip


ALL_DAY = track([(minute, 0) for minute in range(0, 7_200, 10)])


def test_two_devices_twice_in_two_places_are_apart():
    assert separated([ALL_DAY, once_a_day(0, 0, 0)], TABLE) == []
    assert separated([ALL_DAY, once_a_day(0, 0, 9)], TABLE) == []
    (one,) = separated([ALL_DAY, once_a_day(0, 9, 9.1)], TABLE)
    assert (one.told["metres"], one.told["times"], one.since) == (9100, 2, (600 + 1_440) * MINUTE_US)
    assert separated([ALL_DAY, once_a_day(9, 9, 0)], TABLE) == []


def test_bad_fixes_of_either_tell_nothing_of_their_being_apart():
    assert separated([ALL_DAY, once_a_day(0, 9, 9, bad={1, 2})], TABLE) == []
    lost = track([(minute, 0) for minute in range(0, 7_200, 10)], bad=set(range(720)))
    assert separated([lost, once_a_day(9, 9, 9)], TABLE) == []


def test_a_car_on_the_road_is_where_it_can_have_driven_to():
    """Half an hour between the two fixes: 63 km more are nothing strange."""
    sparse = track([(600 - 30, 0), (600 + 1_440 - 30, 0)])

    assert separated([sparse, once_a_day(50, 50)], TABLE) == []
    assert len(separated([sparse, once_a_day(80, 80)], TABLE)) == 1


def test_days_at_a_place_where_it_never_stood_are_a_long_stay():
    (one,) = long_stay(at_home(20, [(20, 24.5, 40)]), TABLE)
    assert one.told["hours"] == 108
    assert long_stay(at_home(20, [(20, 23, 40)]), TABLE) == []
    assert long_stay(at_home(20, [(5.1, 5.2, 40), (20, 25, 40)]), TABLE) == []
    assert long_stay(at_home(5, [(5, 12, 40)]), TABLE) == []


LOT = RiskLot(7, HERE + 40 * KM, 1_040_000_000, 150)


def test_a_stop_at_a_lot_is_told_and_told_again_when_it_becomes_long():
    now = 21 * DAY_US
    kinds = [one.kind for one in at_lots(at_home(20, [(20.5, 21, 40)]), [LOT], TABLE, now)]
    longer = [one.kind for one in at_lots(at_home(20, [(20, 21.2, 40)]), [LOT], TABLE, now)]

    assert kinds == [AlarmKind.ENTERED_LOT]
    assert longer == [AlarmKind.ENTERED_LOT, AlarmKind.OVERSTAYED_LOT]
    assert at_lots(at_home(20, [(20, 21.2, 40.3)]), [LOT], TABLE, now) == []


def test_a_lot_next_door_to_one_s_own_life_says_nothing():
    own = RiskLot(8, HERE, 1_040_000_000, 150)

    assert at_lots(at_home(20, [(20, 22, 0)]), [own], TABLE, 22 * DAY_US) == []


def test_cars_of_several_together_at_a_lot_are_a_gathering():
    there = [(v, Found(AlarmKind.OVERSTAYED_LOT, "7", 0, 1)) for v in (1, 2, 3)]
    alone = [(9, Found(AlarmKind.OVERSTAYED_LOT, "8", 0, 1)), (4, Found(AlarmKind.ENTERED_LOT, "7", 0, 1))]

    assert [(v, one.about, one.told["vehicles"]) for v, one in gathered(there + alone, TABLE)] == [
        (1, "7", 3), (2, "7", 3), (3, "7", 3),
    ]  # fmt: skip
    assert gathered(there[:2], TABLE) == []


def by_hundred_km(lat: int, _lon: int) -> str:
    km = (lat - HERE) / KM
    return "" if km > 500 else "far" if km > 100 else "near"


def test_a_stay_outside_where_it_is_used_to_be_has_left_its_area():
    (one,) = left_area(at_home(20, [(20, 20.5, 200)]), by_hundred_km, TABLE)
    assert (one.about, one.told["usual"]) == ("far", ["near"])
    assert left_area(at_home(20, [(20, 20.5, 90)]), by_hundred_km, TABLE) == []
    assert left_area(at_home(20, [(20, 20.5, 900)]), by_hundred_km, TABLE) == []
    assert left_area(at_home(3, [(3, 3.5, 200)]), by_hundred_km, TABLE) == []
    often = [(d + 0.2, d + 0.3, 200) for d in range(20, 26)]
    assert left_area(at_home(20, [*often, (26.4, 26.5, 0), (27, 27.5, 200)]), by_hundred_km, TABLE) == []


def test_without_areas_nothing_is_said_of_leaving():
    kinds = {one.kind for one in judge([], at_home(20, [(20, 20.5, 200)]), [], None, TABLE, 21 * DAY_US)}

    assert AlarmKind.LEFT_AREA not in kinds


def test_areas_are_read_with_their_holes():
    def square(a: float, b: float) -> list[list[float]]:
        return [[a, a], [b, a], [b, b], [a, b], [a, a]]

    shape = {"type": "MultiPolygon", "coordinates": [[square(10, 20), square(14, 16)], [square(30, 31)]]}
    (area,) = read_areas({"features": [{"properties": {"name": "甲"}, "geometry": shape}]}, "x")

    def name(lat: float, lon: float) -> str:
        return area_of([area], round(lat * 1e7), round(lon * 1e7))

    assert [name(11, 11), name(15, 15), name(30.5, 30.5), name(25, 25)] == ["甲", "", "甲", ""]
    with pytest.raises(Refusal, match="bad-areas"):
        read_areas({"features": [{"properties": {}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}, "x")


@pytest.mark.parametrize("told", [
    [], {"towed": {}}, {"silent": {"rhythms": 3}}, {"silent": {"rhythms": 3, "least_hours": -1}},
    {"power_cut": {"bits": [], "lasts_minutes": 1, "quiet_hours": 1}},
    {"power_cut": {"bits": ["rain"], "lasts_minutes": 1, "quiet_hours": 1}},
    {"long_stay": {"hours": 72, "metres": 1, "known_days": True}},
])  # fmt: skip
def test_a_table_nobody_could_mean_is_refused(told):
    with pytest.raises(Refusal, match="bad-alarm-table"):
        read_alarm_table(told, "x.yaml")


def test_a_kind_left_out_of_the_table_is_never_raised():
    table = read_alarm_table({"entered_lot": {"usual_days": 5}}, "x.yaml")
    own = track(STILL, [(k, "power_cut") for k in range(20)])

    found = judge([own], at_home(20, [(20, 30, 40)]), [LOT], by_hundred_km, table, 30 * DAY_US)

    assert [one.kind for one in found] == [AlarmKind.ENTERED_LOT]
