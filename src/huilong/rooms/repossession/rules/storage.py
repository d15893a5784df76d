"""The storage clock (停放计费): how many started units a vehicle stood in a yard, and what that costs.

The price list is data: rows say from which unit on what a unit costs, so free days are a first row of nothing. What is
counted are calendar days of the yard's zone, the day in and the day out among them, or started hours.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from huilong.kernel.money import Fen
from huilong.rooms.repossession.terms.yard import ClockUnit, StorageRow

HOUR = timedelta(hours=1)


def units_stored(unit: ClockUnit, gate_in: datetime, until: datetime) -> int:
    """Started units from gate-in to `until` (计费单位数); both aware, in the yard's own zone.

    >>> from datetime import UTC
    >>> units_stored(ClockUnit.DAY, datetime(2026, 6, 1, 23, tzinfo=UTC), datetime(2026, 6, 2, 1, tzinfo=UTC))
    2
    >>> units_stored(ClockUnit.HOUR, datetime(2026, 6, 1, 23, tzinfo=UTC), datetime(2026, 6, 2, 0, 1, tzinfo=UTC))
    2
    """
    if until < gate_in:
        return 0
    if unit is ClockUnit.DAY:
        return (until.date() - gate_in.date()).days + 1
    return max(1, -(-(until - gate_in) // HOUR))


def storage_cost(units: int, rows: Sequence[StorageRow]) -> Fen:
    """What `units` cost by the price list (停放费), in fen: each unit by the last row that begins no later than it.

    >>> storage_cost(10, [StorageRow(1, 0), StorageRow(4, 2_000), StorageRow(9, 3_000)])
    16000
    """
    begins = sorted(rows, key=lambda row: row.from_unit)
    total = 0
    for place, row in enumerate(begins):
        until = begins[place + 1].from_unit - 1 if place + 1 < len(begins) else units
        total += max(0, min(units, until) - row.from_unit + 1) * row.fen
    return total
