"""Receipts of the desk (柜台入账): post one, take one back, settle a difference with the lender's."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from huilong.kernel.acting import acting
from huilong.kernel.events import tell
from huilong.kernel.money import MAX_FEN, Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.journal.actions import record
from huilong.rooms.ledger.actions.money import enter_receipt, take_back_receipt
from huilong.rooms.ledger.models import DeskReceipt, Difference
from huilong.rooms.ledger.terms import DifferenceKind, ReceiptPosted, ReceiptReversed, ReverseReason, Settlement

MOST_OF_A_REFERENCE = 64


def post_receipt(
    *, loan_id: str, on: date, amount_fen: Fen, actor: str, today: date, lender_reference: str = "",
    at: datetime | None = None,
) -> int:  # fmt: skip
    """Post money a person received for a loan (柜台入账); the receipt's key.

    It counts at once on the desk and is in the book from the next night on, known from the day it is posted (`at`;
    None: when the database writes it). Give `lender_reference` (the lender's own receipt id) when there is one: the
    lender's row with that id then replaces this one. Without it the lender must not send the same money again. Refuses
    an amount not above 0, a day to come or before the loan was paid out, a repeated reference, one of a row that the
    lender has sent already.
    """
    loan_id, reference = loan_id.strip(), lender_reference.strip()
    _refuse_unfit(loan_id, on, amount_fen, today, reference)
    try:
        with transaction.atomic():
            told = {} if at is None else {"posted_at": at}
            posted = DeskReceipt.objects.create(
                loan_id=loan_id, on=on, amount_fen=amount_fen, posted_by=actor, lender_reference=reference, **told
            )
            detail = {"loan_id": loan_id, "amount_fen": amount_fen, "on": on.isoformat(), "reference": reference}
            record(verb="receipt.posted", subject=("receipt", posted.pk), actor=actor, detail=detail, at=at)
            enter_receipt(posted, posted.posted_at)
            tell(ReceiptPosted(loan_id, amount_fen, on, posted.posted_at))
    except IntegrityError as error:
        if "ledger_a_reference_once_a_loan" not in str(error):
            raise
        raise _refused(
            "receipt-twice",
            f"借据 {loan_id} 已有流水号为 {reference} 的入账。",
            f"Loan {loan_id} already has a receipt with the reference {reference}.",
            "lender_reference",
        ) from None
    return int(posted.pk)


def reverse_receipt(receipt_id: int, why: ReverseReason, *, at: datetime) -> None:
    """Take back a receipt that was posted wrongly (撤销入账), with a reason.

    Not yet in the book, it never gets there; else the next night tells the book that it never came. Refuses one that
    is not there, one taken back before, and one that the lender has confirmed: that one is the lender's to reverse.
    """
    with transaction.atomic():
        one = DeskReceipt.objects.select_for_update().filter(pk=receipt_id).first()
        if one is None:
            raise Refusal("no-such-receipt", zh="没有这笔入账。", en="There is no such receipt.", status=404)
        if one.reversed_at is not None:
            raise Refusal("receipt-reversed", zh="这笔入账已撤销。", en="This receipt was taken back already.")
        if one.lender_reference and book.lender_sent(one.loan_id, one.lender_reference):
            raise Refusal(
                "receipt-confirmed", zh="贷款机构的文件已有这笔回款,不能在此撤销。",
                en="The lender's file has this receipt: it cannot be taken back here.",
                remedy_zh="请贷款机构发送冲正。", remedy_en="Ask the lender to send a reversal.",
            )  # fmt: skip
        who = acting()
        actor = who.actor if who else "system"
        DeskReceipt.objects.filter(pk=receipt_id).update(reversed_at=at, reversed_by=actor, reversed_why=why.value)
        detail = {"loan_id": one.loan_id, "amount_fen": one.amount_fen, "why": why.value}
        record(verb="receipt.reversed", subject=("receipt", receipt_id), actor=actor, detail=detail, at=at)
        take_back_receipt(receipt_id, why.value, at)
        tell(ReceiptReversed(one.loan_id, one.amount_fen, one.on, at))


def settle_difference(difference_id: int, how: Settlement, *, at: datetime) -> None:
    """Settle a difference between a desk receipt and the lender's (处理对账差异).

    `same_money` and `taken_back` take the desk's receipt back. Refuses one that is not there or settled before, and a
    way that does not fit its kind.
    """
    with transaction.atomic():
        found = Difference.objects.select_related("receipt").filter(pk=difference_id).first()
        if found is None:
            raise Refusal("no-such-difference", zh="没有这项差异。", en="There is no such difference.", status=404)
        if how not in WAYS[DifferenceKind(found.kind)]:
            raise _refused("settlement", "这种处理不适用于该差异。", "This does not settle such a difference.", "how")
        who = acting()
        actor = who.actor if who else "system"
        waiting = Difference.objects.filter(pk=difference_id, settled_at=None)
        if not waiting.update(settled_at=at, settled_by=actor, settled=how.value):
            raise Refusal("difference-settled", zh="这项差异已处理。", en="This difference was settled already.")
        if how in (Settlement.SAME_MONEY, Settlement.TAKEN_BACK) and found.receipt.reversed_at is None:
            double = how is Settlement.SAME_MONEY
            reverse_receipt(
                found.receipt_id, ReverseReason.DOUBLE if double else ReverseReason.NOT_RECEIVED, at=at
            )
        detail = {"difference": difference_id, "kind": found.kind, "how": how.value}
        record(verb="receipt.settled", subject=("receipt", found.receipt_id), actor=actor, detail=detail, at=at)


WAYS = {
    DifferenceKind.AMOUNT: (Settlement.LENDER_RIGHT, Settlement.LENDER_ASKED),
    DifferenceKind.DAY: (Settlement.LENDER_RIGHT, Settlement.LENDER_ASKED),
    DifferenceKind.MISSING: (Settlement.LENDER_ASKED, Settlement.TAKEN_BACK),
    DifferenceKind.DOUBLE: (Settlement.SAME_MONEY, Settlement.TWO_PAYMENTS),
    DifferenceKind.UNKNOWN_LOAN: (Settlement.TAKEN_BACK, Settlement.LENDER_ASKED),
}
"""How each kind of difference can be settled; the lender's row counts in the book whatever is said here."""


def _refuse_unfit(loan_id: str, on: date, amount_fen: Fen, today: date, reference: str) -> None:
    """Refuse what no receipt can be."""
    if not 0 < amount_fen <= MAX_FEN:
        raise _refused(
            "receipt-amount", "入账金额须大于零。", f"A receipt is above zero, not {yuan(amount_fen)}.", "amount_fen"
        )
    if on > today:
        raise _refused("receipt-day", "入账日期不能晚于今天。", "A receipt cannot be of a day to come.", "on")
    if not loan_id or len(loan_id) > MOST_OF_A_REFERENCE:
        raise _refused("receipt-loan", "请填写借据号。", "Name the loan.", "loan_id")
    began = book.paid_out_on(loan_id)
    if began is not None and on < began:
        raise _refused(
            "receipt-before-loan", f"借据 {loan_id} 于 {began} 放款,入账日期不能更早。",
            f"Loan {loan_id} was paid out on {began}: no receipt is of a day before.", "on",
        )  # fmt: skip
    if len(reference) > MOST_OF_A_REFERENCE or reference.startswith("DESK-"):
        raise _refused(
            "receipt-reference", "流水号不正确。", "This is not a reference of the lender.", "lender_reference"
        )
    if reference and book.lender_sent(loan_id, reference):
        raise _refused(
            "receipt-in-book", f"贷款机构的文件已有借据 {loan_id} 流水号 {reference} 的回款。",
            f"The lender has sent receipt {reference} of loan {loan_id} already.", "lender_reference",
        )  # fmt: skip


def mark_reversals_taken(receipts: Iterable[int], commit: str, on: date) -> int:
    """Note that the book knows since `commit` that these receipts were taken back; how many."""
    with transaction.atomic():
        waiting = DeskReceipt.objects.filter(id__in=list(receipts), reversal_in_book_commit=None)
        taken = waiting.update(reversal_in_book_commit=commit)
        if taken:
            detail = {"reversals": taken, "commit": commit}
            record(verb="receipts.taken", subject=("night", on.isoformat()), actor="night", detail=detail, on=on)
    return taken


def mark_taken(receipts: Iterable[int], commit: str, on: date) -> int:
    """Note that the book holds these receipts since `commit`; how many were not noted before."""
    with transaction.atomic():
        waiting = DeskReceipt.objects.filter(id__in=list(receipts), taken_into_book_commit=None)
        taken = waiting.update(taken_into_book_commit=commit, taken_on=on)
        if taken:
            detail = {"receipts": taken, "commit": commit}
            record(verb="receipts.taken", subject=("night", on.isoformat()), actor="night", detail=detail, on=on)
    return taken


def _refused(code: str, zh: str, en: str, where: str) -> Refusal:
    return Refusal(code, zh=zh, en=en, where=where, status=422)
