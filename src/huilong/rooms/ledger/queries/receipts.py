"""Reads of the ledger (账务): receipts posted on the desk, and how they differ from the lender's."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.ledger.models import DeskReceipt, Difference
from huilong.rooms.ledger.terms import DeskReceiptRow, DeskReceiptState, DifferenceKind, DifferenceRow, Settlement

STATES = {
    DeskReceiptState.REVERSED: Q(reversed_at__isnull=False),
    DeskReceiptState.DIFFERENT: Q(reversed_at=None, differs=True),
    DeskReceiptState.MATCHED: Q(reversed_at=None, differs=False, matched_on__isnull=False),
    DeskReceiptState.IN_BOOK: Q(
        reversed_at=None, differs=False, matched_on=None, taken_into_book_commit__isnull=False
    ),
    DeskReceiptState.WAITING: Q(reversed_at=None, differs=False, matched_on=None, taken_into_book_commit=None),
}


def desk_receipts(loan_id: str) -> list[DeskReceiptRow]:
    """The receipts posted on the desk for a loan, newest first (柜台入账)."""
    return [_row(one) for one in _receipts().filter(loan_id=loan_id).order_by("-on", "-id")]


def desk_receipt(receipt_id: int) -> DeskReceiptRow:
    """One receipt of the desk. Raises Refusal `no-such-receipt`."""
    one = _receipts().filter(pk=receipt_id).first()
    if one is None:
        raise Refusal("no-such-receipt", zh="没有这笔入账。", en="There is no such receipt.", status=404)
    return _row(one)


def receipts_page(state: str, text: str, *, page: int, size: int) -> tuple[list[DeskReceiptRow], int]:
    """One page of the receipts posted on the desk (柜台入账列表), newest first, and how many there are.

    `state` of DeskReceiptState or "" for all; `text` a loan or a lender's reference.
    """
    found = _receipts()
    if state in list(DeskReceiptState):
        found = found.filter(STATES[DeskReceiptState(state)])
    if text:
        found = found.filter(Q(loan_id=text) | Q(lender_reference=text))
    rows = found.order_by("-posted_at", "-id")[(page - 1) * size : page * size]
    return [_row(one) for one in rows], found.count()


def waiting_receipts(known_by: date) -> list[DeskReceiptRow]:
    """Receipts posted by the end of `known_by` (house time) that no night has taken into the book, in order."""
    waiting = DeskReceipt.objects.filter(taken_into_book_commit=None, reversed_at=None, posted_at__lt=_end(known_by))
    return [_row(one) for one in waiting.order_by("id")]


def waiting_reversals(known_by: date) -> list[DeskReceiptRow]:
    """Receipts in the book that were taken back by the end of `known_by`, unknown to the book, in order."""
    waiting = DeskReceipt.objects.filter(
        taken_into_book_commit__isnull=False, reversal_in_book_commit=None, reversed_at__lt=_end(known_by)
    )
    return [_row(one) for one in waiting.order_by("id")]


def not_in_book(loan_ids: Collection[str] | None = None) -> list[DeskReceiptRow]:
    """What the desk knows of these loans (None: of all) and the book does not (未入账簿): receipts waiting, and
    receipts of the book taken back; by loan, in order."""
    told = Q(taken_into_book_commit=None, reversed_at=None) | Q(
        taken_into_book_commit__isnull=False, reversed_at__isnull=False, reversal_in_book_commit=None
    )
    found = DeskReceipt.objects.filter(told)
    if loan_ids is not None:
        found = found.filter(loan_id__in=list(loan_ids))
    return [_row(one) for one in found.order_by("loan_id", "id")]


def differences(*, settled: bool, page: int, size: int) -> tuple[list[DifferenceRow], int]:
    """One page of the differences (对账差异) that are open, or settled; newest first, and how many there are."""
    found = Difference.objects.filter(settled_at__isnull=not settled)
    rows = found.select_related("receipt").order_by("-found_on", "-id")[(page - 1) * size : page * size]
    return [_difference(one) for one in rows], found.count()


def difference(difference_id: int) -> DifferenceRow:
    """One difference. Raises Refusal `no-such-difference`."""
    one = Difference.objects.select_related("receipt").filter(pk=difference_id).first()
    if one is None:
        raise Refusal("no-such-difference", zh="没有这项差异。", en="There is no such difference.", status=404)
    return _difference(one)


def count_differences() -> int:
    """How many differences wait to be settled."""
    return Difference.objects.filter(settled_at=None).count()


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _receipts() -> QuerySet[DeskReceipt]:
    """Receipts with whether an open difference stands on each."""
    differs = Difference.objects.filter(receipt=OuterRef("pk"), settled_at=None)
    return DeskReceipt.objects.annotate(differs=Exists(differs))


def _row(one: DeskReceipt) -> DeskReceiptRow:
    return DeskReceiptRow(
        id=one.id,
        loan_id=one.loan_id,
        on=one.on,
        amount_fen=one.amount_fen,
        lender_reference=one.lender_reference,
        posted_at=one.posted_at,
        posted_by=one.posted_by,
        in_book=one.taken_into_book_commit is not None,
        reversed_at=one.reversed_at,
        state=_state(one),
    )


def _state(one: DeskReceipt) -> DeskReceiptState:
    if one.reversed_at is not None:
        return DeskReceiptState.REVERSED
    if getattr(one, "differs", False):
        return DeskReceiptState.DIFFERENT
    if one.matched_on is not None:
        return DeskReceiptState.MATCHED
    return DeskReceiptState.WAITING if one.taken_into_book_commit is None else DeskReceiptState.IN_BOOK


def _difference(one: Difference) -> DifferenceRow:
    return DifferenceRow(
        id=one.pk, kind=DifferenceKind(one.kind), receipt=_row(one.receipt), lender_id=one.lender_id,
        lender_fen=one.lender_fen, lender_on=one.lender_on, found_on=one.found_on, settled_at=one.settled_at,
        settled_by=one.settled_by, settled=Settlement(one.settled) if one.settled else None,
    )  # fmt: skip
