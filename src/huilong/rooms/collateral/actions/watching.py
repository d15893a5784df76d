"""Watching (盯车): by night every vehicle in collections is valued anew where its value is old, and alarms follow."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.actions.linking import AT_ONCE, refigure
from huilong.rooms.collateral.models import Vehicle, VehicleAlarm, VehicleValue
from huilong.rooms.collateral.queries.facts import facts_by_vehicle, newest_values, values_by_vehicle
from huilong.rooms.collateral.queries.settings import curve, thresholds
from huilong.rooms.collateral.queries.valuing import facts_for_value
from huilong.rooms.collateral.rules.alarms import alarms
from huilong.rooms.collateral.rules.depreciation import depreciated
from huilong.rooms.collateral.rules.state import state_of
from huilong.rooms.collateral.terms import ValueSource, VehicleAlarmKind
from huilong.rooms.journal.actions import record


def watch(on: date, at: datetime) -> dict[str, int]:
    """Value, figure and look at every vehicle on a case (车辆盯防), as of the end of `on`; counts.

    Raised and ended alarms are rows; repeating the night of a day changes nothing. An alarm ends when its figures no
    longer say so, or its vehicle left collections.
    """
    counts: Counter[str] = Counter()
    keys = list(Vehicle.objects.exclude(case=None).order_by("id").values_list("id", flat=True))
    with transaction.atomic():
        for first in range(0, len(keys), AT_ONCE):
            some = keys[first : first + AT_ONCE]
            counts["valued"] += _value(some, on, at)
            refigure(some, on)
            counts += _look(some, on)
        gone = VehicleAlarm.objects.filter(ended_on=None, vehicle__case=None)
        counts["ended"] += gone.update(ended_on=on)
        told = {name: counts[name] for name in ("valued", "raised", "ended")}
        if any(told.values()):
            record(verb="vehicle.watched", subject=("vehicles", "all"), detail=told, at=at, on=on)
    return {"vehicles": len(keys), **told, **open_alarms()}


def open_alarms() -> dict[str, int]:
    """How many alarms of each kind are open."""
    found = Counter(VehicleAlarm.objects.filter(ended_on=None).values_list("kind", flat=True))
    return {kind.value: found[kind.value] for kind in VehicleAlarmKind}


def _value(keys: list[int], on: date, at: datetime) -> int:
    """Let the model value those whose newest value is old; how many. What it cannot value it leaves alone."""
    newest, old = newest_values(keys, on), on - timedelta(days=thresholds().value_days)
    stale = [key for key in keys if key not in newest or newest[key].on < old]
    rows = []
    for key, facts in facts_for_value(stale, on).items():
        try:
            found = depreciated(facts, curve(), on)
        except Refusal:
            continue
        rows.append(VehicleValue(
            vehicle_id=key, on=on, amount_fen=found.amount_fen, low_fen=found.low_fen, high_fen=found.high_fen,
            source=ValueSource.MODEL.value, by=found.by, version=found.version, known_at=at, known_by=0,
        ))  # fmt: skip
    VehicleValue.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def _look(keys: list[int], on: date) -> Counter[str]:
    """Raise and end the alarms of some vehicles; how many of each."""
    facts, values = facts_by_vehicle(keys), values_by_vehicle(keys)
    waiting: dict[tuple[int, str], VehicleAlarm] = {
        (one.vehicle_id, one.kind): one for one in VehicleAlarm.objects.filter(ended_on=None, vehicle_id__in=keys)
    }
    owed = dict(Vehicle.objects.filter(pk__in=keys).values_list("id", "exposure_fen"))
    fresh, moved = [], []
    for key in keys:
        insured_until = state_of(facts.get(key, ()), on).insured_until
        for kind, figures in alarms(values.get(key, ()), owed.get(key), insured_until, on, thresholds()).items():
            there = waiting.pop((key, kind.value), None)
            if there is None:
                fresh.append(VehicleAlarm(vehicle_id=key, kind=kind.value, on=on, figures=figures))
            elif there.figures != figures:
                there.figures = figures
                moved.append(there)
    VehicleAlarm.objects.bulk_create(fresh, batch_size=1000)
    VehicleAlarm.objects.bulk_update(moved, ["figures"], batch_size=500)
    return Counter(raised=len(fresh), ended=_end(waiting.values(), on))


def _end(alarms_over: Iterable[VehicleAlarm], on: date) -> int:
    keys = [one.pk for one in alarms_over if one.on <= on]
    return VehicleAlarm.objects.filter(pk__in=keys).update(ended_on=on)
