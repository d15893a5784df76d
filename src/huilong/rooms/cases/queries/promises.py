"""Reads of promises (承诺还款): those of a case, and how far the house lets them reach."""

from collections.abc import Mapping
from datetime import date

from django.conf import settings

from huilong.rooms.book import queries as book
from huilong.rooms.cases.models import Promise
from huilong.rooms.cases.rules.promise import Received
from huilong.rooms.cases.terms import PromisePolicy, PromiseRow, PromiseState
from huilong.rooms.ledger.queries import not_in_book


def promises_of(case_id: int) -> tuple[PromiseRow, ...]:
    """The promises of a case (承诺还款), newest first, with what became of each."""
    return tuple(_row(one) for one in Promise.objects.filter(case_id=case_id).order_by("-id"))


def promise_policy() -> PromisePolicy:
    """How far promises may reach (承诺限制): setting PROMISES, a mapping of PromisePolicy's fields."""
    return PromisePolicy(**getattr(settings, "PROMISES", {}))


def money_of(loans: Mapping[str, str], since: date) -> dict[str, list[Received]]:
    """What was received since a day on these loans (loan → borrower), by borrower (承诺期间回款), net of reversals.

    The book's receipts, those of the desk that wait for it, less those the desk took back. One receipt that both know
    by the same id is one.
    """
    found: dict[str, list[Received]] = {}
    booked = book.receipts_of(list(loans), since=since)
    known = {(one.loan_id, one.id) for one in booked}
    desk = not_in_book(list(loans))
    undone = {(one.loan_id, one.book_id) for one in desk if one.reversed_at is not None}
    for one in booked:
        if one.net_fen > 0 and (one.loan_id, one.id) not in undone:
            found.setdefault(loans[one.loan_id], []).append(Received(one.on, one.loan_id, one.net_fen))
    for row in desk:
        if row.reversed_at is None and row.on >= since and (row.loan_id, row.book_id) not in known - undone:
            found.setdefault(loans[row.loan_id], []).append(Received(row.on, row.loan_id, row.amount_fen))
    return found


def _row(one: Promise) -> PromiseRow:
    return PromiseRow(
        id=one.pk, case_id=one.case_id, loan_id=one.loan_id, amount_fen=one.amount_fen, due_on=one.due_on,
        channel=one.channel, made_at=one.made_at, made_by=one.made_by, state=PromiseState(one.state),
        kept_fen=one.kept_fen, judged_on=one.judged_on, person=one.person, replaces=one.replaces_id,
    )  # fmt: skip
