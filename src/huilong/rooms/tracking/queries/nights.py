"""Where a vehicle may stand tonight (夜间停放预测): computed when asked, from its stays; nothing of it is stored."""

from datetime import date, datetime

import numpy as np

from huilong.kernel.days import day_number
from huilong.rooms.tracking.queries.stays import history, zone_us
from huilong.rooms.tracking.rules.described import Described, describe, nights_of, where_at
from huilong.rooms.tracking.rules.labels import label_stays, nearest
from huilong.rooms.tracking.rules.moments import first_of, moment, time_of
from huilong.rooms.tracking.rules.overnight import NightRule, chances
from huilong.rooms.tracking.rules.shapes import DAY_US, HOUR_US
from huilong.rooms.tracking.rules.stays import StayRule
from huilong.rooms.tracking.rules.trail import joined
from huilong.rooms.tracking.terms import OvernightRow, PlaceRow

ASKED_AT_HOUR = 20
LEAST_CHANCE = 0.02


def overnight_of(
    vehicle: int, on: date, at: datetime | None = None, current: tuple[float, float] | None = None
) -> tuple[OvernightRow, ...]:
    """How likely a vehicle stands at each of its places in the night that begins on `on` (夜间停放预测).

    From what was known by `at`, eight in the evening unless told; `current` is where it is then, if that is known
    better than by its last stay. The last row, without a place, is the chance that it is elsewhere. Nothing for a
    vehicle without a night known, or whose location was not opened.
    """
    zone = zone_us(on)
    now = moment(at) if at else first_of(on, zone) + ASKED_AT_HOUR * HOUR_US
    stays = joined(history([vehicle], now), StayRule().least)
    label = label_stays(stays)
    night, slept = nights_of(stays, label, zone)
    night, slept = night[night < day_number(on)], slept[night < day_number(on)]
    if not len(night):
        return ()
    hour = now - first_of(on, zone)
    evening = where_at(stays, label, night * DAY_US - zone + hour)
    here = int(label[-1])
    if current is not None:
        here = nearest(stays, label, round(current[0] * 1e7), round(current[1] * 1e7))
    out = np.zeros(int(label.max()) + 1)
    chances(NightRule(), night, slept, evening, day_number(on), here, out)
    places = describe(stays, label, zone)
    shown = [number for number in np.argsort(-out, kind="stable").tolist() if out[number] >= LEAST_CHANCE]
    found = [OvernightRow(_place(places[number]), round(float(out[number]), 4)) for number in shown]
    return (*found, OvernightRow(None, round(1.0 - sum(one.chance for one in found), 4)))


def _place(one: Described) -> PlaceRow:
    return PlaceRow(
        one.number, one.kind, one.lat / 1e7, one.lon / 1e7, one.visits, one.nights, one.nights_known,
        one.work_us // HOUR_US, one.stood_us // HOUR_US, time_of(one.first), time_of(one.last),
    )  # fmt: skip
