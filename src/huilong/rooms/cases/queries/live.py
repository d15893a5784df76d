"""Live positions (实时口径): what a case owes now, by the book's facts and the desk's receipts that are not in it yet.

The same law that the night runs over the book, over the same facts the night will have: so it finds the same.
"""

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from huilong.kernel.days import day_number
from huilong.kernel.money import yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.book.rules import position as law
from huilong.rooms.book.rules.ageing import is_past_due
from huilong.rooms.book.rules.contract import Contract
from huilong.rooms.book.rules.keys import loan_key
from huilong.rooms.book.rules.shapes import TOLERANCE
from huilong.rooms.book.terms import LoanFacts, Position, Receipt
from huilong.rooms.cases.models import Case
from huilong.rooms.cases.queries.loans import case_brief
from huilong.rooms.cases.terms import CaseBrief, CaseState, DeskPolicy, LiveLoan, LivePosition
from huilong.rooms.ledger import queries as ledger
from huilong.rooms.ledger.terms import DeskReceiptRow


def desk_policy() -> DeskPolicy:
    """When a borrower comes to the desk: setting COLLECTIONS, a mapping of DeskPolicy's fields."""
    return DeskPolicy(**getattr(settings, "COLLECTIONS", {}))


def live_position(number: str, at: datetime) -> LivePosition:
    """What a case owes at `at` (实时口径), as of that day: its six figures, and the same of each loan in collections.

    Raises Refusal `no-such-case`. A loan the book does not know is named in `unknown` and counts for nothing.
    """
    return live_of(case_brief(number), at)


def live_of(case: CaseBrief, at: datetime) -> LivePosition:
    """The live position of a case that was read already, its loans in the order of their keys."""
    return live_of_loans(case.number, sorted(case.loan_ids, key=loan_key), timezone.localdate(at))


def live_of_loans(number: str, loans: list[str], on: date) -> LivePosition:
    """The live position of these loans of a case as of `on`."""
    desk: dict[str, list[DeskReceiptRow]] = {loan: [] for loan in loans}
    for one in ledger.not_in_book(loans):
        desk[one.loan_id].append(one)
    found: list[LiveLoan] = []
    unknown: list[str] = []
    for loan in loans:
        try:
            found.append(live_loan(book.loan_facts(loan), desk[loan], book.contract(), on))
        except Refusal as refusal:
            if refusal.code != "no-such-loan":
                raise
            unknown.append(loan)
    return _folded(number, on, found, unknown)


def explained(loan_id: str, on: date, known_by: date | None = None) -> Position:
    """The position of a loan with every step that led to it (账龄解释), the desk's receipts included unless `known_by`
    asks what the book knew by a day. Refuses `no-such-loan`."""
    facts = book.loan_facts(loan_id, on, known_by)
    if known_by is None:
        facts = with_desk(facts, ledger.not_in_book([loan_id]))
    return law.position(facts, book.contract(), on, known_by, why=True)


def with_desk(facts: LoanFacts, desk: list[DeskReceiptRow]) -> LoanFacts:
    """A loan's facts with what the desk knows more: receipts waiting for the book, and receipts taken back.

    A receipt that is in the book under the same id already, because the lender sent it, is one receipt, not two.
    """
    known = {one.id for one in facts.receipts}
    undone = {one.book_id for one in desk if one.reversed_at is not None}
    waiting = tuple(
        Receipt(one.book_id, one.on, one.amount_fen, day_number(one.on))
        for one in desk if one.reversed_at is None and one.book_id not in known - undone
    )  # fmt: skip
    return replace(facts, receipts=(*(one for one in facts.receipts if one.id not in undone), *waiting))


def live_loan(facts: LoanFacts, desk: list[DeskReceiptRow], contract: Contract, on: date) -> LiveLoan:
    """What one loan owes on `on` (借据实时口径), by the ageing law as it stands."""
    facts = with_desk(facts, desk)
    now = law.position(facts, contract, on)
    terms = contract.terms
    late = [
        one for one in now.instalments
        if is_past_due(terms, day_number(one.due), day_number(on)) and one.owed.total > terms[TOLERANCE]
    ]  # fmt: skip
    money = [one for one in now.receipts if one.amount > 0]
    return LiveLoan(
        loan_id=facts.loan, on=on, due_fen=now.overdue.total, overdue_principal_fen=now.overdue.principal,
        overdue_interest_fen=now.overdue.interest, overdue_fee_fen=now.overdue.fee, penalty_fen=now.overdue.penalty,
        principal_left_fen=now.outstanding.principal, instalment_fen=_instalment(facts, on), missed=len(late),
        past_due_days=now.past_due_days, bucket=contract.bucket_names.index(now.bucket) + 1 if now.bucket else 0,
        oldest_due_on=min((one.due for one in late), default=None),
        last_receipt_on=max((one.on for one in money), default=None),
        paid_today_fen=sum(one.amount for one in money if one.on == on),
        written_off=facts.write_off_on is not None and facts.write_off_on <= on,
    )  # fmt: skip


def _instalment(facts: LoanFacts, on: date) -> int:
    """One instalment of the schedule in force: the last that fell due by `on`, else the first."""
    began = [one for one in sorted(facts.schedules, key=lambda one: one.start) if one.start <= on]
    rows = sorted(began[-1].instalments if began else facts.instalments, key=lambda one: (one.due, one.no))
    rows = [one for one in rows if not one.down_payment]
    due = [one for one in rows if one.due <= on]
    shown = due[-1] if due else rows[0] if rows else None
    return 0 if shown is None else shown.principal + shown.interest + shown.fee


def _folded(number: str, on: date, loans: list[LiveLoan], unknown: list[str]) -> LivePosition:
    return LivePosition(
        number=number, on=on, due_fen=sum(one.due_fen for one in loans),
        penalty_fen=sum(one.penalty_fen for one in loans),
        principal_left_fen=sum(one.principal_left_fen for one in loans),
        instalment_fen=sum(one.instalment_fen for one in loans), missed=sum(one.missed for one in loans),
        past_due_days=max((one.past_due_days for one in loans), default=0),
        bucket=max((one.bucket for one in loans), default=0),
        last_receipt_on=max((one.last_receipt_on for one in loans if one.last_receipt_on), default=None),
        paid_today_fen=sum(one.paid_today_fen for one in loans), loans=tuple(loans), unknown=tuple(unknown),
    )  # fmt: skip


def nothing_owed(case_id: int, at: datetime) -> Refusal | None:
    """The house's refusal to collect where nothing is past due any more (已还清); None while something is owed.

    A case paid in the course of the day stays open until the night; until then nobody asks for money again.
    """
    case = Case.objects.filter(pk=case_id).values_list("number", "state", "delinquent_fen").first()
    if case is None:
        return None
    number, state, owed_fen = case
    if state == CaseState.OPEN:
        now = live_position(number, at)
        # Of a loan the book does not know nothing is known to be paid: the figures of the case stand.
        owed_fen = max(now.due_fen, owed_fen) if now.unknown else now.due_fen
        if owed_fen > 0:
            return None
        paid = f" {yuan(now.paid_today_fen)}" if now.paid_today_fen else ""
    else:
        paid = ""
    return Refusal(
        "nothing-owed", rule="house:nothing-owed",
        zh=f"今日已还{paid} 元,已无逾期,不得再催收。" if paid else "已无逾期,不得再催收。",
        en=f"Paid{paid} today: nothing is past due, so nobody collects." if paid else
           "Nothing is past due, so nobody collects.",
        remedy_zh="今夜跑批后结案。", remedy_en="The night closes the case.",
    )  # fmt: skip
