"""What redeems a vehicle (赎车金额): the overdue amount or all that is owed, as the contract says, and the costs named.

Only costs that were incurred are in it, each by its name; belongings never are: they go back whatever is owed
(CN-REPO-012). The amount is of a day and holds until a moment that is said with it: storage that runs on meanwhile is
the lender's.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from huilong.kernel.money import Fen
from huilong.rooms.repossession.terms.yard import ChargeKind, CostLine, RedeemBy, RedemptionAmount, StandingCharge


def redemption(
    by: RedeemBy, *, overdue_fen: Fen, owed_fen: Fen, charges: Iterable[StandingCharge], on: date, valid_until: datetime
) -> RedemptionAmount:
    """The amount that redeems the vehicle on `on` (赎车金额). Charges that were reversed or paid are not in it."""
    due = overdue_fen if by is RedeemBy.OVERDUE else owed_fen
    lines: dict[ChargeKind, int] = {}
    for one in charges:
        lines[one.kind] = lines.get(one.kind, 0) + one.left_fen
    costs = tuple(CostLine(kind, fen) for kind, fen in sorted(lines.items()) if fen)
    return RedemptionAmount(by, on, valid_until, due, costs)


def valid_until(on: date, days: int, closes: time, zone: ZoneInfo) -> datetime:
    """Until when an amount of `on` holds (有效至): `days` later at the hour the desk closes.

    >>> valid_until(date(2026, 6, 1), 3, time(17), ZoneInfo("Asia/Shanghai")).isoformat()
    '2026-06-04T17:00:00+08:00'
    """
    return datetime.combine(on + timedelta(days=days), closes, zone)
