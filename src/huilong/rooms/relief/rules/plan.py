"""Kept or broken (履约判断): what money received made of a plan by the end of a day.

A plan is what the borrower was told to pay by which days, so it is judged by that: by what came since it was agreed,
whichever instalment the book applied it to.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from huilong.kernel.money import Fen
from huilong.rooms.relief.terms import Due, OfferState


def has_run_out(expires_at: datetime, at: datetime) -> bool:
    """Whether an offer has run out (过期): from its set hour on it is no more."""
    return at >= expires_at


def judge(
    dues: Sequence[Due],
    received: Iterable[tuple[date, Fen]],
    since: date,
    on: date,
    *,
    grace_days: int,
    before: Fen = 0,
    lapses: bool = False,
) -> OfferState:
    """What became of a plan by the end of `on`: active, kept or broken (履约).

    `received`: days and fen that came, net of reversals; those from `since` on count, less `before`, which the plan
    was made in knowledge of. A due day may be missed by `grace_days`; with `lapses` (a settlement) the last may not.
    """
    came = sorted((day, fen) for day, fen in received if since <= day <= on)
    ordered = sorted(dues, key=lambda one: one.due)
    asked = before
    for place, one in enumerate(ordered):
        asked += one.amount
        strict = lapses and place == len(ordered) - 1
        by = one.due if strict else one.due + timedelta(days=grace_days)
        if lapses:
            by = min(by, ordered[-1].due)
        if sum(fen for day, fen in came if day <= by) < asked:
            return OfferState.BROKEN if on > by or (strict and on == by) else OfferState.ACTIVE
    return OfferState.KEPT
