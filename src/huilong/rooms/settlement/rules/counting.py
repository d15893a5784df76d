"""What counts (计费口径): which money, successes and visits of a case belong to which placement.

A day belongs to the placement that ran on it, the one that began last where two did; a day after it, within the agreed
tail, belongs to it unless another placement runs. So no money is a fee of two firms.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from huilong.kernel.money import Fen
from huilong.rooms.agencies.terms import FeeTerms
from huilong.rooms.settlement.terms import FeeFacts, LineOf, Placed, Promised, Received


@dataclass(frozen=True)
class Counted:
    """One thing a fee is reckoned on: `counted` fen of `full`, or of a success or a visit 1 or 0."""

    key: str
    of: LineOf
    on: date
    counted: int
    full: Fen
    case: str
    loan: str
    placement: int
    past_due_days: int
    taken_back_on: date | None


def owner_of(placed: Iterable[Placed], on: date, tail_days: int) -> Placed | None:
    """The placement of a case that a day belongs to; None: it was with nobody."""
    held = [one for one in placed if one.entry_on <= on <= one.last_on + timedelta(days=tail_days)]
    return max(held, key=lambda one: (on <= one.last_on, one.entry_on, one.id), default=None)


def counted_money(facts: FeeFacts, contract: int, terms: FeeTerms, through: date) -> list[Counted]:
    """The money that counts under a contract (计费回款): by day, net of what was taken back in time, and of what the
    borrower had promised before the case was placed where the contract leaves that out."""
    by_case = _of_cases(facts.placed)
    before = _promised_before(facts, through) if terms.earlier_promises_excluded else {}
    found = []
    for one in facts.received:
        if one.on > through:
            continue
        owner = owner_of(by_case.get(one.case, ()), one.on, terms.tail_days)
        if owner is None or owner.contract != contract:
            continue
        kept, taken_back_on = kept_of(one, terms.clawback_days, through)
        counted = max(0, kept - before.get(one.key, 0))
        found.append(Counted(
            one.key, LineOf.RECEIPT, one.on, counted, one.fen, one.case, one.loan, owner.id, owner.past_due_days,
            taken_back_on,
        ))  # fmt: skip
    return found


def kept_of(one: Received, clawback_days: int, through: date) -> tuple[Fen, date | None]:
    """What is left of a receipt after reversals made in time and by `through`, and the day of the last of them."""
    kept, last = one.fen, None
    for back in sorted(one.reversals, key=lambda each: (each.on, each.fen)):
        if back.on <= through and (back.on - one.on).days <= clawback_days:
            kept, last = max(0, kept - back.fen) if back.fen else 0, back.on
    return kept, last


def counted_successes(facts: FeeFacts, contract: int, terms: FeeTerms, through: date) -> list[Counted]:
    """The successes that count (成功件): the first of each placement; taken back if its money was, in time."""
    by_case = _of_cases(facts.placed)
    first: dict[int, Counted] = {}
    for one in sorted(facts.succeeded, key=lambda each: (each.on, each.case)):
        owner = owner_of(by_case.get(one.case, ()), one.on, terms.tail_days) if one.on <= through else None
        if owner is None or owner.contract != contract or owner.id in first:
            continue
        undone = one.undone_on
        if undone is not None and (undone > through or (undone - one.on).days > terms.clawback_days):
            undone = None
        first[owner.id] = Counted(
            f"{LineOf.SUCCESS}:{owner.id}", LineOf.SUCCESS, one.on, int(undone is None), 0, one.case, "", owner.id,
            owner.past_due_days, undone,
        )  # fmt: skip
    return list(first.values())


def counted_visits(facts: FeeFacts, contract: int, through: date) -> list[Counted]:
    """The visits that count (外访件): made while the case was placed."""
    by_case = _of_cases(facts.placed)
    found = []
    for one in facts.visited:
        owner = owner_of(by_case.get(one.case, ()), one.on, 0) if one.on <= through else None
        if owner is not None and owner.contract == contract:
            key, days = f"{LineOf.VISIT}:{one.id}", owner.past_due_days
            found.append(Counted(key, LineOf.VISIT, one.on, 1, 0, one.case, "", owner.id, days, None))
    return found


def _of_cases(placed: Iterable[Placed]) -> Mapping[str, list[Placed]]:
    by_case: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        by_case[one.case].append(one)
    return by_case


def _promised_before(facts: FeeFacts, through: date) -> dict[str, Fen]:
    """How much of each receipt keeps a promise that was made before the case was placed (委外前承诺).

    A promise takes the money of its case from the day it was made to the day it fell due, oldest first.
    """
    money: dict[str, list[Received]] = defaultdict(list)
    for one in sorted(facts.received, key=lambda each: (each.on, each.key)):
        if one.on <= through:
            money[one.case].append(one)
    by_case, used = _of_cases(facts.placed), defaultdict[str, int](int)
    for promise in sorted(facts.promised, key=lambda each: (each.due_on, each.made_on, each.fen, each.case)):
        left = promise.fen
        for one in money.get(promise.case, ()):
            if promise.made_on <= one.on <= promise.due_on and _earlier(promise, by_case, one):
                part = min(left, one.fen - used[one.key])
                used[one.key] += part
                left -= part
    return used


def _earlier(promise: Promised, by_case: Mapping[str, list[Placed]], one: Received) -> bool:
    """Whether a promise was made before the placement that had the case when the money came; nobody's counts too."""
    owner = owner_of(by_case.get(one.case, ()), one.on, 0)
    return owner is None or promise.made_on < owner.entry_on
