"""The facts of fees (计费事实), gathered as known by a day: placements, money, successes, visits, promises."""

from bisect import bisect_right
from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from huilong.rooms.agencies.queries.paying import PaidUnder, placements_to_pay
from huilong.rooms.agencies.terms import FeeForm, PlacementRow
from huilong.rooms.book.queries import receipts_of
from huilong.rooms.cases.queries.paying import LoanInCase, brought_current, loans_of_cases, promises_made
from huilong.rooms.contact.queries.visits import visits_made
from huilong.rooms.files.queries.evidence import added_to
from huilong.rooms.settlement.terms import FeeFacts, Placed, Promised, Received, Reversed, Succeeded, Visited


def end_of(day: date) -> datetime:
    """The moment a day is over in the house's zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def fee_facts(under: PaidUnder, known_by: date) -> FeeFacts:
    """All that fees of a contract are reckoned from, as known by the end of a day (计费事实).

    Asked again for the same day it is the same, whatever was learned since. Money is the book's, so what the desk
    posted counts from the night that took it. Relief is no money and never in it.
    """
    known_at = end_of(known_by)
    rows = placements_to_pay(under.id, known_at)
    mine = {one.case for one in rows if one.contract == under.id}
    visited: tuple[Visited, ...] = ()
    if under.terms.form is FeeForm.PER_VISIT:
        shown = added_to(mine, known_at)
        visited = tuple(
            Visited(str(one.id), one.case, one.on) for one in visits_made(mine, known_by)
            if one.organisation == under.organisation and (one.case, one.user, one.on) in shown
        )  # fmt: skip
    succeeded: tuple[Succeeded, ...] = ()
    if under.terms.form is FeeForm.PER_SUCCESS:
        succeeded = tuple(Succeeded(one.case, one.on, one.undone_on) for one in brought_current(mine, known_by))
    promised: tuple[Promised, ...] = ()
    if under.terms.earlier_promises_excluded:
        promised = tuple(
            Promised(one.case, timezone.localdate(one.made_at), one.due_on, one.fen)
            for one in promises_made(mine, known_at)
        )
    return FeeFacts(tuple(_placed(one) for one in rows), _money(rows, known_by), succeeded, visited, promised)


def _placed(one: PlacementRow) -> Placed:
    """A placement with its last day: its exit, or the day it ended where that was earlier."""
    last = min(one.exit_on, one.ended_on or one.exit_on)
    return Placed(one.id, one.case, one.contract, one.entry_on, last, one.entry_past_due_days)


def _money(rows: list[PlacementRow], known_by: date) -> tuple[Received, ...]:
    """The book's receipts of the loans of these cases, each in the case its loan was in that day."""
    if not rows:
        return ()
    held: dict[str, list[LoanInCase]] = defaultdict(list)
    for one in loans_of_cases({row.case for row in rows}):
        held[one.loan].append(one)
    for stays in held.values():
        stays.sort(key=lambda one: one.joined_on)
    found = []
    for receipt in receipts_of(list(held), known_by, min(row.entry_on for row in rows)):
        stays = held[receipt.loan_id]
        stay = stays[max(bisect_right([one.joined_on for one in stays], receipt.on) - 1, 0)]
        if stay.left_on is not None and receipt.on > stay.left_on:
            continue  # the loan was current by then: its instalments are nobody's success
        found.append(Received(
            receipt.id, receipt.loan_id, stay.case, receipt.on, receipt.amount_fen,
            tuple(Reversed(on, fen) for on, fen in receipt.reversals),
        ))  # fmt: skip
    return tuple(found)
