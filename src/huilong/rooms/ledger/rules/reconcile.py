"""Reconciling (对账): what the lender's rows of a loan say of the receipts that were posted for it on the desk."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from huilong.kernel.money import Fen
from huilong.rooms.ledger.terms import DifferenceKind

Posted = tuple[int, str, date, Fen, int]
"""A receipt of the desk: key, the lender's id or "", day, amount, days since it was posted."""
Sent = tuple[str, date, Fen]
"""A row of the lender: id, day, amount as sent (a reversal is another matter)."""


@dataclass(frozen=True)
class Found:
    """What was found of a desk receipt (对账结果): matched, different in a way, or (neither) nothing yet."""

    kind: DifferenceKind | None = None
    matched: bool = False
    lender_id: str = ""
    lender_fen: Fen | None = None
    lender_on: date | None = None


def compare(
    posted: Sequence[Posted], sent: Sequence[Sent], claimed: Collection[str], missing_after_days: int
) -> dict[int, Found]:
    """Hold receipts of one loan against the lender's rows (逐笔对账); by key.

    With the lender's id: the row of that id decides; none after `missing_after_days` is missing. Without: a row of the
    same day and amount under an id that nobody has `claimed` may be the same money twice; each row is suspected of one
    receipt only, the one posted first.
    """
    rows = {one[0]: one for one in sent}
    left = [one for one in sorted(sent) if one[0] not in claimed]
    found: dict[int, Found] = {}
    for key, reference, on, fen, waited_days in sorted(posted):
        if reference:
            found[key] = _of_reference(rows.get(reference), on, fen, waited_days >= missing_after_days)
            continue
        twin = next((one for one in left if one[1:] == (on, fen)), None)
        if twin is not None:
            left.remove(twin)
            found[key] = Found(DifferenceKind.DOUBLE, False, *_as_sent(twin))
        else:
            found[key] = Found()
    return found


def _of_reference(row: Sent | None, on: date, fen: Fen, late: bool) -> Found:
    if row is None:
        return Found(DifferenceKind.MISSING) if late else Found()
    if row[2] != fen:
        return Found(DifferenceKind.AMOUNT, False, *_as_sent(row))
    if row[1] != on:
        return Found(DifferenceKind.DAY, False, *_as_sent(row))
    return Found(None, True, *_as_sent(row))


def _as_sent(row: Sent) -> tuple[str, Fen, date]:
    return row[0], row[2], row[1]
