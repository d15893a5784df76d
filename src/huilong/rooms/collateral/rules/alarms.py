"""When somebody should look at a vehicle (车辆预警): its price fell, it covers too little, its insurance runs out."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from huilong.rooms.collateral.terms import Thresholds, ValueRow, VehicleAlarmKind


def alarms(
    values: Iterable[ValueRow], exposure_fen: int | None, insured_until: date | None, on: date, at: Thresholds
) -> dict[VehicleAlarmKind, dict[str, Any]]:
    """The alarms of a vehicle on a day with the figures that raise them; fen and whole percent.

    Values are compared with the one before from the same source only: two valuers differ without any fall.
    """
    found: dict[VehicleAlarmKind, dict[str, Any]] = {}
    told = sorted((one for one in values if one.on <= on), key=lambda one: (one.on, one.known_at, one.id))
    if told:
        last = told[-1]
        before = [one for one in told[:-1] if (one.source, one.by) == (last.source, last.by) and one.on < last.on]
        if before and fell(before[-1].amount_fen, last.amount_fen) >= at.price_fall_percent:
            found[VehicleAlarmKind.PRICE_FALL] = {
                "was_fen": before[-1].amount_fen, "value_fen": last.amount_fen, "since": before[-1].on.isoformat(),
                "percent": fell(before[-1].amount_fen, last.amount_fen),
            }  # fmt: skip
        if exposure_fen and last.amount_fen * 100 < exposure_fen * at.cover_percent:
            found[VehicleAlarmKind.SHORTFALL] = {
                "value_fen": last.amount_fen, "exposure_fen": exposure_fen,
                "short_fen": -(-exposure_fen * at.cover_percent // 100) - last.amount_fen,
                "percent": last.amount_fen * 100 // exposure_fen,
            }  # fmt: skip
    if insured_until is not None and insured_until <= on + timedelta(days=at.insurance_days):
        found[VehicleAlarmKind.INSURANCE_ENDS] = {"until": insured_until.isoformat()}
    return found


def fell(was_fen: int, now_fen: int) -> int:
    """By how many whole percent a price fell (跌幅), 0 where it rose.

    >>> fell(100_00, 84_99), fell(100_00, 120_00)
    (15, 0)
    """
    return max(0, (was_fen - now_fen) * 100 // was_fen)
