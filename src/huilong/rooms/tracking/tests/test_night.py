"""The night reads positions: what it keeps is what all fixes at once would give, and the same however often it runs."""

from datetime import timedelta

import numpy as np
import pytest

from benchmarks.tracking_days import live_through
from huilong.engine.compile import compiled
from huilong.integrations.synthetic_fleet.fleet import SATELLITE
from huilong.rooms.tracking.models import Alarm, Heard, Lot, Place, Stay
from huilong.rooms.tracking.night import read_positions
from huilong.rooms.tracking.queries import alarms_of, open_alarms, overnight_of, places_of, stays_of
from huilong.rooms.tracking.rules.moments import moment, time_of
from huilong.rooms.tracking.rules.shapes import DAY_US, RiskLot
from huilong.rooms.tracking.rules.stays import StayRule, StaySpans, find_stays
from huilong.rooms.tracking.terms import AlarmKind, LotReason, LotState, PlaceKind

from .fleet import DAYS, FIRST, a_shelf, all_signals, fixes_by_day, put_on_desk, small_fleet

METRE_E7 = 90
pytestmark = pytest.mark.django_db


@pytest.fixture
def fleet(monkeypatch, tmp_path):
    fleet = small_fleet()
    fleet.keys = put_on_desk(fleet)
    fleet.shelf = a_shelf(monkeypatch, tmp_path)
    return fleet


def confirm_lots(fleet) -> list[RiskLot]:
    return [
        RiskLot(Lot.objects.create(
            state=LotState.CONFIRMED, lat_e7=round(lat * 1e7), lon_e7=round(lon * 1e7), radius_m=150, found_on=FIRST,
            last_found_on=FIRST, decided_at=time_of(fleet.start_us), decided_by=1, reason=LotReason.SEEN,
        ).pk, round(lat * 1e7), round(lon * 1e7), 150)
        for lat, lon in fleet.lots
    ]  # fmt: skip


def nights(fleet, first: int, last: int) -> None:
    """Each day's fixes come, then its night is run; a shelf that is closed has nothing more in the making."""
    for day in range(first, last):
        fleet.shelf.append(fixes_by_day()[day])
        fleet.shelf.close()
        read_positions(FIRST + timedelta(days=day))


def stays_kept() -> list[tuple]:
    return list(Stay.objects.order_by("vehicle", "since").values_list("vehicle", "since", "until", "brief", "lat_e7"))


def kept() -> list[tuple]:
    rows = [*Stay.objects.order_by("vehicle", "since").values_list("vehicle", "since", "until", "lat_e7", "brief")]
    rows += Place.objects.order_by("vehicle", "number").values_list("vehicle", "number", "kind", "nights", "minutes")
    alarms = Alarm.objects.order_by("id")
    rows += alarms.values_list("id", "vehicle", "kind", "since", "last_at", "raised_on", "ended_on")
    return rows


@pytest.mark.slow
def test_five_weeks_of_nights(fleet):
    """One run, looked at from all sides: nights are what takes the time here."""
    lots = confirm_lots(fleet)
    nights(fleet, 0, DAYS)

    assert stays_are_those_of_all_fixes_at_once(fleet) > 100
    alarms_are_those_the_benchmark_measures(fleet, lots)
    whoever_lives_somewhere_is_expected_there(fleet)
    a_night_run_again_changes_nothing()


def stays_are_those_of_all_fixes_at_once(fleet) -> int:
    """How many stays were compared."""
    told, compared = all_signals(fleet), 0
    law = compiled(find_stays)
    for vehicle, number in fleet.keys.items():
        if fleet.stories[number].trouble:
            continue
        one = told[f"W{number:08d}"]
        good = one.found == SATELLITE
        at, lat, lon = one.at[good], one.lat[good], one.lon[good]
        spans = StaySpans(*(np.zeros(len(at), np.int64) for _ in range(4)))
        count = law(StayRule(), np.zeros(len(at), np.int64), at, lat, lon, spans)
        expected = [(int(at[a]), int(until)) for a, until in zip(spans.first[:count], spans.until[:count], strict=True)]
        found = stays_of(vehicle, time_of(fleet.start_us), time_of(fleet.start_us + DAYS * DAY_US))
        assert [(moment(row.since), moment(row.until)) for row in found] == expected
        compared += count
    return compared


def alarms_are_those_the_benchmark_measures(fleet, lots) -> None:
    lived = live_through(fleet, lots)
    expected = {(vehicle, one.kind, one.about) for _, vehicle, one in lived.found if one.kind != AlarmKind.LEFT_AREA}

    desk = {(fleet.keys[row.vehicle_id], AlarmKind(row.kind), row.about) for row in Alarm.objects.all()}

    assert desk == expected
    assert {kind for _, kind, _ in desk} >= {AlarmKind.SILENT, AlarmKind.POWER_CUT}


def whoever_lives_somewhere_is_expected_there(fleet) -> None:
    vehicle, number = next((key, n) for key, n in fleet.keys.items() if not fleet.stories[n].trouble)

    places, tonight = places_of(vehicle), overnight_of(vehicle, FIRST + timedelta(days=DAYS))

    (home,) = [one for one in places if one.kind is PlaceKind.HOME]
    true = fleet.lives[number].home
    assert (round(home.lat, 2), round(home.lon, 2)) == (round(true[0], 2), round(true[1], 2))
    assert home.nights > 15 and home.nights_known >= home.nights
    assert tonight[-1].place is None
    assert round(sum(one.chance for one in tonight), 3) == 1.0
    assert max(tonight, key=lambda one: one.chance).chance > 0.4


def a_night_run_again_changes_nothing() -> None:
    once = kept()

    read_positions(FIRST + timedelta(days=DAYS - 1))

    assert kept() == once
    assert Alarm.objects.count() > 3


@pytest.mark.slow
def test_fixes_that_came_two_days_late_are_taken_in(fleet, monkeypatch, tmp_path):
    nights(fleet, 0, 8)
    expected = stays_kept()
    for table in (Stay, Place, Alarm):
        table.objects.all().delete()
    fleet.shelf = a_shelf(monkeypatch, tmp_path / "late")
    nights(fleet, 0, 5)
    for day in (5, 6):
        read_positions(FIRST + timedelta(days=day))
    for day in (5, 6):
        fleet.shelf.append(fixes_by_day()[day])
    nights(fleet, 7, 8)

    assert [row[:4] for row in stays_kept()] == [row[:4] for row in expected] != []
    away = [abs(one[4] - other[4]) for one, other in zip(stays_kept(), expected, strict=True)]
    assert max(away) < METRE_E7 * 60, "the middle of a stay begun long before the window is of what was known then"


def test_an_alarm_ends_when_it_is_found_no_more(fleet):
    vehicle = min(fleet.keys)
    device = f"W{fleet.keys[vehicle]:08d}"
    Alarm.objects.create(vehicle_id=vehicle, kind=AlarmKind.SILENT, about=device, device=device, raised_on=FIRST,
                         since=time_of(fleet.start_us), last_at=time_of(fleet.start_us))  # fmt: skip
    Heard.objects.create(device_id=alarm_device(device), heard_at=time_of(fleet.start_us + 20 * DAY_US),
                         reported_at=time_of(fleet.start_us + 20 * DAY_US))  # fmt: skip

    nights(fleet, 19, 20)

    (row,) = [one for one in alarms_of(vehicle) if one.raised_on == FIRST]
    assert row.ended_on == FIRST + timedelta(days=19)
    assert row.id not in {one.id for one in open_alarms().rows}


def alarm_device(number: str) -> int:
    from huilong.rooms.tracking.models import Device

    return Device.objects.get(number=number).pk
