"""Verbs of the ledger (账务): post a receipt on the desk, note that a night took receipts into the book."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction

from huilong.kernel.money import MAX_FEN, Fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.ledger.models import DeskReceipt


def post_receipt(
    *, loan_id: str, on: date, amount_fen: Fen, actor: str, today: date, lender_reference: str = ""
) -> int:
    """Post money a person received for a loan (柜台入账); the receipt's key.

    It counts from the next night on, and is known from the day it is posted. Give `lender_reference` (the
    lender's own receipt id) when there is one: the lender's row with that id then replaces this one. Without it
    the lender must not send the same money again. Refuses an amount not above 0, a day to come, a repeated reference.
    """
    if not 0 < amount_fen <= MAX_FEN:
        raise _refused(
            "receipt-amount", "入账金额须大于零。", f"A receipt is above zero, not {yuan(amount_fen)}.", "amount_fen"
        )
    if on > today:
        raise _refused("receipt-day", "入账日期不能晚于今天。", "A receipt cannot be of a day to come.", "on")
    if not loan_id.strip():
        raise _refused("receipt-loan", "请填写借据号。", "Name the loan.", "loan_id")
    try:
        with transaction.atomic():
            posted = DeskReceipt.objects.create(
                loan_id=loan_id,
                on=on,
                amount_fen=amount_fen,
                posted_by=actor,
                lender_reference=lender_reference.strip(),
            )
            detail = {"loan_id": loan_id, "amount_fen": amount_fen, "on": on.isoformat(), "reference": lender_reference}
            record(verb="receipt.posted", subject=("receipt", posted.pk), actor=actor, detail=detail)
    except IntegrityError:
        raise _refused(
            "receipt-twice",
            f"借据 {loan_id} 已有流水号为 {lender_reference} 的入账。",
            f"Loan {loan_id} already has a receipt with the reference {lender_reference}.",
            "lender_reference",
        ) from None
    return int(posted.pk)


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
