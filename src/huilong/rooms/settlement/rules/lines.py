"""Lines of a statement (结算明细): what everything earns in all, less what earlier statements said; and their seal."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256

from huilong.kernel.money import Fen
from huilong.rooms.settlement.terms import Entitled, Line, LineOf, LineReason, Period


def lines_of(entitled: Iterable[Entitled], stated: Mapping[str, Fen], period: Period) -> tuple[Line, ...]:
    """The lines of a statement (结算明细), by key: every thing whose due differs from what was stated, and why.

    `stated`: what earlier statements said of each key, summed. A thing that was stated and is earned no more (its
    placement was put right, say) comes back as what it was, taken off.
    """
    now = {one.key: one for one in entitled}
    found = []
    for key in sorted(set(now) | set(stated)):
        one = now.get(key) or _gone(key, period.to_on)
        before = stated.get(key, 0)
        if one.fen != before:
            found.append(Line(one, before, one.fen - before, _reason(one, key in stated, period)))
    return tuple(found)


def _reason(one: Entitled, known: bool, period: Period) -> LineReason:
    if not known:
        return LineReason.EARNED if one.on >= period.from_on else LineReason.LATE
    return LineReason.CLAWBACK if one.taken_back_on is not None else LineReason.CORRECTED


def _gone(key: str, on: date) -> Entitled:
    return Entitled(key, LineOf(key.partition(":")[0]), on, 0)


def digest_of(head: Mapping[str, object], lines: Sequence[Line]) -> str:
    """The seal of a statement (结算单指纹): SHA-256 of what it says, in a form that is the same every time."""
    body = [_told(one) for one in lines]
    told = json.dumps([dict(head), body], default=str, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(told.encode()).hexdigest()


def _told(one: Line) -> list[object]:
    """What of a line is sealed, in an order that never changes."""
    thing = one.entitled
    back = thing.taken_back_on.isoformat() if thing.taken_back_on else None
    return [
        thing.key, thing.of.value, thing.on.isoformat(), thing.fen, thing.base_fen, thing.full_fen, thing.rate_ppm,
        thing.case, thing.loan, thing.placement, back, one.stated_fen, one.fen, one.reason.value,
    ]  # fmt: skip
