"""Borrowers (借款人): answer or not, promise, pay what they promised or part of it, or nothing; object, fall ill.

They hold no account: what they do reaches the house as what a collector hears, and as money.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from huilong.rooms.contact.terms import Done
from huilong.site.quarter.world import Deed, Payment, World

ANSWERS = {
    "promise": 0.30, "refuses": 0.07, "no_answer": 0.32, "busy": 0.10, "switched_off": 0.06, "third_party": 0.04,
    "call_back": 0.06, "objects": 0.02, "claims_paid": 0.03,
}  # fmt: skip
REASONS: dict[str, dict[str, float]] = {
    "refuses": {"no_money": 6, "unwilling": 3, "hardship": 1, "counsel": 0.3},
    "switched_off": {"switched_off": 8, "out_of_service": 1},
    "third_party": {"will_tell": 5, "hung_up": 4, "refuses_contact": 1},
    "objects": {"disputes_amount": 5, "complains": 2, "wants_no_calls": 2},
}
KEPT, PART_KEPT = 0.62, 0.16
LEAST_FEN = 1_000


def begin(world: World) -> None:
    """Nothing: they are in the lender's book."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """Nothing by themselves yet: the lender's own files tell who paid without being asked."""
    return iter(())


def answers(world: World, number: str, at: datetime) -> str:
    """What comes of a call (结果码)."""
    return world.luck.by_weight(ANSWERS, "answers", number, at.isoformat())


def says(world: World, number: str, outcome: str, owed: int, call: str, person: int, at: datetime) -> Done:
    """What the collector writes down of it."""
    luck, about, on = world.luck, (number, at.isoformat()), at.date()
    reasons = REASONS.get(outcome)
    reason = luck.by_weight(reasons, "reason", *about) if reasons else ""
    amount = None
    day = None
    if outcome == "promise":
        part = luck.one_of((1.0, 1.0, 0.5, 0.3), "part", *about)
        amount, day = max(LEAST_FEN, int(owed * part)), on + timedelta(days=luck.whole(1, 6, "when", *about))
    if outcome == "claims_paid":
        day = on - timedelta(days=1)
    again = at + timedelta(hours=2) if outcome == "call_back" else None
    note = "来电人不同意所述金额" if outcome == "objects" else ""
    return Done(outcome, reason, amount, day, again, note, person, call)


def promised(world: World, number: str, fen: int, due_on: date) -> None:
    """Whoever promised decides what will come of it: all, part, or nothing, on the day."""
    drawn = world.luck.share("keeps", number, due_on)
    if drawn < KEPT + PART_KEPT:
        pay(world, number, fen if drawn < KEPT else fen // 3, due_on, "promise")


def pay(world: World, number: str, fen: int, on: date, why: str) -> None:
    """Send money for the loans of a case, the one that owes most first; it arrives on a day."""
    left, loans = fen, owed(world, number)
    for place, (loan, due) in enumerate(loans):
        part = left if place == len(loans) - 1 else min(left, due)
        if part > 0:
            world.payments[on].append(Payment(loan, part, why))
            left -= part


def owed(world: World, number: str) -> list[tuple[str, int]]:
    """What a borrower knows: the loans in collections and what is past due on each, most first."""
    return [(str(loan), int(fen)) for loan, fen in world.clock.ask(
        "select l.loan_id, l.delinquent_fen from cases_case_loan l join cases_case c on c.id = l.case_id"
        " where c.number = %s and l.left_on is null order by 2 desc, 1", [number]
    )]  # fmt: skip
