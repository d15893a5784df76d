"""Promises judged by money (承诺判定): which fen of which receipt count for which promise, and what became of each.

A receipt counts for a promise from the day it was made through the day it was due, on the promise's loan, or on any
of the case if it names none. Each fen counts once: the promise due first takes the earliest fen it may. So more money
never takes anything from a promise: what one leaves is never less than before, whatever arrives in whatever order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from huilong.kernel.money import Fen
from huilong.rooms.cases.terms import PromiseState


@dataclass(frozen=True)
class Promised:
    """A promise as the law reads it (承诺): `loan` empty: any loan of the case."""

    key: int
    made_on: date
    due_on: date
    amount_fen: Fen
    loan: str = ""


@dataclass(frozen=True, order=True)
class Received:
    """Money received (回款), net of what was taken back since."""

    on: date
    loan: str
    amount_fen: Fen


@dataclass(frozen=True)
class Judged:
    """What became of a promise (判定)."""

    state: PromiseState
    kept_fen: Fen


def judge(promises: Iterable[Promised], receipts: Iterable[Received], on: date) -> dict[int, Judged]:
    """Judge the promises of one case (判定承诺) by its receipts; `on` is the last day that is over. By key.

    Kept as soon as covered, even before the day; open until its day is over; then part kept, or broken.
    """
    money = sorted(receipts)
    left = [max(one.amount_fen, 0) for one in money]
    found: dict[int, Judged] = {}
    for promise in sorted(promises, key=lambda one: (one.due_on, one.made_on, one.key)):
        kept = 0
        for i, receipt in enumerate(money):
            if kept < promise.amount_fen and _counts(receipt, promise):
                take = min(left[i], promise.amount_fen - kept)
                left[i] -= take
                kept += take
        found[promise.key] = Judged(_state(promise, kept, on), kept)
    return found


def _counts(receipt: Received, promise: Promised) -> bool:
    return promise.made_on <= receipt.on <= promise.due_on and promise.loan in ("", receipt.loan)


def _state(promise: Promised, kept: Fen, on: date) -> PromiseState:
    if kept >= promise.amount_fen:
        return PromiseState.KEPT
    if on < promise.due_on:
        return PromiseState.OPEN
    return PromiseState.PART_KEPT if kept else PromiseState.BROKEN
