"""How a vehicle loses value (折旧): what it was worth once, carried to another day along a curve by age.

The curve was fitted to public loan tapes by `benchmarks/depreciation.py`, which says how far it errs; the coefficients
come with the room as `depreciation.yaml`. A new vehicle loses most by ceasing to be new. Mileage and electric drive
are in no tape we have, so the model knows nothing of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.terms import Valued, VehicleFacts

DAYS_A_YEAR = 365.25
TAIL_FROM = 6
"""Beyond the last year of the curve it goes on falling as it fell from this year to that one."""
BY = "huilong"


@dataclass(frozen=True)
class Depreciation:
    """Coefficients (折旧系数): `left` of a new one's value after 0, 1, 2 … years; `ranges` as (from, to, p10, p90) of
    what was paid over what the curve said; `sale` the median a sale after repossession brings of it."""

    version: str
    left: tuple[float, ...]
    ranges: tuple[tuple[int, int, float, float], ...]
    sale: float


def depreciation_of(told: Mapping[str, Any]) -> Depreciation:
    """The coefficients as their file says them."""
    return Depreciation(
        str(told["version"]), tuple(float(one) for one in told["left"]),
        tuple((one["from_years"], one["to_years"], one["p10"], one["p90"]) for one in told["error_by_age"]),
        float(told["sale"]["median"]),
    )  # fmt: skip


def left_after(curve: Depreciation, age: float) -> float:
    """What is left of the value of a new one at an age in years (残值率).

    >>> left_after(Depreciation("x", (1.0, 0.8, 0.6), (), 1.0), 1.5)
    0.7
    """
    left, last = curve.left, len(curve.left) - 1
    age = max(0.0, age)
    if age >= last:
        since = min(TAIL_FROM, last - 1)
        yearly: float = (left[last] / left[since]) ** (1 / (last - since))
        return float(left[last] * yearly ** (age - last))
    low = int(age)
    return round(left[low] + (left[low + 1] - left[low]) * (age - low), 12)


def depreciated(vehicle: VehicleFacts, curve: Depreciation, on: date) -> Valued:
    """What a vehicle is worth on a day by the model (模型估值), fen, with the range its errors give.

    It needs what the vehicle was worth once, and its age: since first registration, or else since 1 January of its
    model year. Raises Refusal `value-no-base`, `value-no-age`.
    """
    if not vehicle.base_fen or vehicle.base_on is None:
        raise Refusal(
            "value-no-base", status=422, zh="没有此前的估值,模型无从推算。",
            en="Nobody said what it was worth once, so the model has nothing to start from.",
            remedy_zh="请登记放款时的车价,或询估值服务。", remedy_en="Note its value at origination, or ask a service.",
        )  # fmt: skip
    born = vehicle.first_registered or (date(vehicle.year, 1, 1) if vehicle.year else None)
    if born is None:
        raise Refusal(
            "value-no-age", status=422, zh="不知车龄,模型无从推算。", en="Its age is unknown, so the model cannot say.",
            remedy_zh="请登记初次登记日期。", remedy_en="Note when it was first registered.",
        )  # fmt: skip
    then, now = ((day - born).days / DAYS_A_YEAR for day in (vehicle.base_on, on))
    new = not vehicle.used and then < 1
    kept = left_after(curve, now) / (1.0 if new else left_after(curve, then))
    amount = max(1, round(vehicle.base_fen * min(kept, 1.0)))
    low, high = next(((ten, ninety) for first, to, ten, ninety in curve.ranges if first <= int(max(0, now)) <= to),
                     (0.8, 1.2))  # fmt: skip
    return Valued(amount, min(amount, round(amount * low)), max(amount, round(amount * high)), BY, curve.version)
