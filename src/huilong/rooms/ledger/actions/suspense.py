"""Suspense and refunds (暂收与退款): money of an unknown loan finds it, or goes back like what was paid too much."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.events import tell
from huilong.kernel.money import Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.ledger.actions.entries import put_entry
from huilong.rooms.ledger.models import DeskReceipt
from huilong.rooms.ledger.queries.balances import balance
from huilong.rooms.ledger.queries.chart import closed_through
from huilong.rooms.ledger.queries.owed import owed_of
from huilong.rooms.ledger.rules.chart import BANK, REFUND_OWED, SUSPENSE
from huilong.rooms.ledger.rules.entry import first_open
from huilong.rooms.ledger.rules.receipts import credit, key_of, payer_of
from huilong.rooms.ledger.terms import EntryKind, Line, NewEntry, ReceiptPosted, ReceiptReversed, ReverseReason

EVER = date.max


def apply_suspense(receipt: int, loan_id: str, *, at: datetime) -> int:
    """Give money in suspense to the loan it is for (暂收转入): the desk receipt it becomes.

    The wrong receipt is taken back and one of the right loan posted, of the same day: what the book learns is true.
    The bank is not touched. Raises Refusal `no-suspense`, `loan-unknown`.
    """
    loan_id = loan_id.strip()
    with transaction.atomic():
        first, held = _held(receipt)
        owed = owed_of(loan_id, timezone.localdate(at))
        if owed is None:
            raise Refusal(
                "loan-unknown", status=422, where="loan_id", zh=f"账簿中没有借据 {loan_id}。",
                en=f"The book does not know the loan {loan_id}.", remedy_zh="请核对借据号。",
                remedy_en="Check the number of the loan.",
            )  # fmt: skip
        actor = _actor()
        if first.reversed_at is None:
            DeskReceipt.objects.filter(pk=receipt).update(
                reversed_at=at, reversed_by=actor, reversed_why=ReverseReason.WRONG_LOAN.value
            )
            tell(ReceiptReversed(first.loan_id, first.amount_fen, first.on, at))
        made = DeskReceipt.objects.create(
            loan_id=loan_id, on=first.on, amount_fen=held, posted_by=actor, posted_at=at,
            lender_reference=first.lender_reference,
        )  # fmt: skip
        lines = (Line(SUSPENSE, held, first.loan_id, payer_of(receipt)),
                 *credit(loan_id, held, owed, payer_of(made.pk)))  # fmt: skip
        _post(EntryKind.SUSPENSE_APPLIED, lines, key_of(made.pk), f"{first.loan_id} → {loan_id}", at)
        detail = {"from": first.loan_id, "loan_id": loan_id, "amount_fen": held, "receipt": made.pk}
        record(verb="ledger.suspense_applied", subject=("receipt", receipt), actor=actor, detail=detail, at=at)
        tell(ReceiptPosted(loan_id, held, first.on, at))
    return int(made.pk)


def return_suspense(receipt: int, *, at: datetime) -> Fen:
    """Owe money in suspense back to whoever paid it (暂收退还); how much. It goes out by `pay_refund`.

    Raises Refusal `no-suspense`.
    """
    with transaction.atomic():
        first, held = _held(receipt)
        actor, payer = _actor(), payer_of(receipt)
        if first.reversed_at is None:
            DeskReceipt.objects.filter(pk=receipt).update(
                reversed_at=at, reversed_by=actor, reversed_why=ReverseReason.WRONG_LOAN.value
            )
            tell(ReceiptReversed(first.loan_id, first.amount_fen, first.on, at))
        lines = (Line(SUSPENSE, held, first.loan_id, payer), Line(REFUND_OWED, -held, first.loan_id, payer))
        _post(EntryKind.SUSPENSE_RETURNED, lines, f"{payer}:returned", "", at)
        detail = {"loan_id": first.loan_id, "amount_fen": held}
        record(verb="ledger.suspense_returned", subject=("receipt", receipt), actor=actor, detail=detail, at=at)
    return held


def pay_refund(party: str, fen: Fen, *, key: str, memo: str, at: datetime) -> int:
    """Note that money owed back went out to whoever paid it (退款支付); the entry. `memo`: the bank's own reference.

    Raises Refusal `refund-amount` for more than is owed back.
    """
    with transaction.atomic():
        owed = -balance(REFUND_OWED, EVER, party=party)
        if not 0 < fen <= owed:
            raise Refusal(
                "refund-amount", status=422, where="amount", zh=f"应退余额为 {yuan(owed)} 元。",
                en=f"{yuan(owed)} is owed back.", remedy_zh="请输入不超过应退余额的金额。",
                remedy_en="Pay back no more than that.",
            )  # fmt: skip
        loan = _loan_of(party)
        lines = (Line(REFUND_OWED, fen, loan, party), Line(BANK, -fen, loan))
        made = _post(EntryKind.REFUND_PAID, lines, key, memo, at)
        detail = {"party": party, "amount_fen": fen, "entry": made}
        record(verb="ledger.refund_paid", subject=("entry", made), actor=_actor(), detail=detail, at=at)
    return made


def _held(receipt: int) -> tuple[DeskReceipt, Fen]:
    """A receipt and what of it is in suspense, locked: nobody else places it meanwhile."""
    one = DeskReceipt.objects.select_for_update().filter(pk=receipt).first()
    if one is None:
        raise Refusal("no-such-receipt", zh="没有这笔入账。", en="There is no such receipt.", status=404)
    held = -balance(SUSPENSE, EVER, party=payer_of(receipt))
    if held <= 0:
        raise Refusal(
            "no-suspense", zh="这笔款项已不在暂收款中。", en="This money is not in suspense any more.",
            remedy_zh="请刷新列表。", remedy_en="Reload the list.",
        )  # fmt: skip
    return one, held


def _loan_of(party: str) -> str:
    receipt = party.removeprefix("receipt:")
    found = DeskReceipt.objects.filter(pk=int(receipt)).first() if receipt.isdecimal() and receipt != party else None
    return found.loan_id if found else ""


def _post(kind: EntryKind, lines: tuple[Line, ...], key: str, memo: str, at: datetime) -> int:
    return put_entry(NewEntry(kind, first_open(timezone.localdate(at), closed_through()), lines, key, memo), at)


def _actor() -> str:
    who = acting()
    return who.actor if who else "system"
