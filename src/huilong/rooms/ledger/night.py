"""The night's steps of the ledger: the desk's receipts go into the book (柜台入账进账簿) and are reconciled (对账)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from huilong.kernel.days import day_number
from huilong.rooms.book import queries as book
from huilong.rooms.book.terms import BookReceipt
from huilong.rooms.journal.actions import record
from huilong.rooms.ledger.actions.nightly import check_ledger, enter_waiting, place_suspense, post_lender_receipts
from huilong.rooms.ledger.actions.writing_off import write_off
from huilong.rooms.ledger.models import DeskReceipt, Difference
from huilong.rooms.ledger.rules.reconcile import Found, compare
from huilong.rooms.ledger.terms import DeskReceiptRow, DifferenceKind, ReconcilePolicy, Settlement

CHANNEL = "desk"
__all__ = [
    "book_rows", "check_ledger", "enter_waiting", "not_sent", "place_suspense", "post_lender_receipts", "reconcile",
    "source_mark", "taken_back_mark", "taken_back_rows", "write_off",
]  # fmt: skip


def book_rows(receipts: Sequence[DeskReceiptRow]) -> pa.Table:
    """The receipts as rows of the book's receipts table, known from the day they were posted.

    The receipt's id in the book is the lender's reference, else one of our own that no lender uses: so the same
    receipt taken twice, or sent by the lender later, is one row that supersedes itself, never two payments.
    """
    return _rows(receipts, [one.amount_fen for one in receipts], [_day(one.posted_at) for one in receipts])


def not_sent(receipts: Sequence[DeskReceiptRow]) -> list[DeskReceiptRow]:
    """Those receipts that the lender has not sent meanwhile under the same id: his row is not to be superseded."""
    loans = {one.loan_id for one in receipts if one.lender_reference}
    sent = {(one.loan_id, one.id) for one in book.receipts_of(loans) if not one.from_desk}
    return [one for one in receipts if (one.loan_id, one.book_id) not in sent]


def taken_back_rows(receipts: Sequence[DeskReceiptRow]) -> pa.Table:
    """Receipts of the book that were taken back, as rows that supersede them: nothing came, as known from then on.

    Not as reversals: those would take back the lender's own row of the same id too, should it come after all.
    """
    return _rows(receipts, [0] * len(receipts), [_day(one.reversed_at or one.posted_at) for one in receipts])


def _rows(receipts: Sequence[DeskReceiptRow], amounts: list[int], known: list[int]) -> pa.Table:
    return pa.table(
        {
            "loan_id": pa.array([one.loan_id for one in receipts], pa.string()),
            "receipt_id": pa.array([one.book_id for one in receipts], pa.string()),
            "on": pa.array([day_number(one.on) for one in receipts], pa.int32()),
            "amount": pa.array(amounts, pa.int64()),
            "channel": pa.array([CHANNEL] * len(receipts), pa.string()),
            "known_on": pa.array(known, pa.int32()),
        }
    )


def taken_back_mark(receipts: Sequence[DeskReceiptRow]) -> str:
    """A fingerprint of these receipts taken back, by which the book knows that it already has them."""
    return sha256(",".join(f"desk-receipt-{one.id}-back" for one in receipts).encode()).hexdigest()


def source_mark(receipts: Sequence[DeskReceiptRow]) -> str:
    """A fingerprint of these receipts, by which the book knows that it already has them."""
    return sha256(",".join(f"desk-receipt-{one.id}" for one in receipts).encode()).hexdigest()


def _day(at: datetime) -> int:
    return day_number(timezone.localdate(at))


def reconcile(on: date) -> dict[str, int]:
    """Hold the desk's receipts of the book against the lender's rows, as known by `on` (对账); how many came to what.

    Each difference is found once for a receipt and a kind, so the same call again changes nothing. One whose lender's
    row comes after all, the same in amount and day, settles itself.
    """
    policy = ReconcilePolicy(**getattr(settings, "RECONCILING", {}))
    since = timezone.make_aware(datetime.combine(on - timedelta(days=policy.look_back_days), datetime.min.time()))
    with transaction.atomic():
        open_ones = DeskReceipt.objects.filter(
            taken_into_book_commit__isnull=False, reversed_at=None, matched_on=None, posted_at__gte=since
        )
        rows = list(open_ones.order_by("id"))
        loans = sorted({row.loan_id for row in rows})
        by_loan: dict[str, list[BookReceipt]] = {}
        for one in book.receipts_of(loans, known_by=on):
            by_loan.setdefault(one.loan_id, []).append(one)
        known = book.loans_known(loans)
        counts: Counter[str] = Counter()
        for loan in loans:
            asked = {row.pk: row for row in rows if row.loan_id == loan}
            counts += _settled(asked, _found(loan, asked, by_loan.get(loan, []), loan in known, on, policy), on)
        told = {"receipts": len(rows), **{name: counts[name] for name in ("matched", "differences", "settled")}}
        record(verb="receipts.reconciled", subject=("night", on.isoformat()), actor="night", detail=told, on=on)
    return told


def _found(
    loan: str, asked: Mapping[int, DeskReceipt], sent: list[BookReceipt], known: bool, on: date, policy: ReconcilePolicy
) -> dict[int, Found]:
    """What the law of reconciling finds of one loan's desk receipts; what was said to be another payment stays so."""
    if not known:
        return dict.fromkeys(asked, Found(DifferenceKind.UNKNOWN_LOAN))
    taken = set(DeskReceipt.objects.filter(loan_id=loan).exclude(lender_reference="")
                .values_list("lender_reference", flat=True))  # fmt: skip
    taken |= set(Difference.objects.filter(receipt__loan_id=loan, kind=DifferenceKind.DOUBLE)
                 .exclude(receipt__in=list(asked)).values_list("lender_id", flat=True))  # fmt: skip
    desk = [
        (row.pk, row.lender_reference, row.on, row.amount_fen, (on - timezone.localdate(row.posted_at)).days)
        for row in asked.values()
    ]  # fmt: skip
    lender = [(one.id, one.on, one.amount_fen) for one in sent if not one.from_desk]
    return compare(desk, lender, taken, policy.missing_after_days)


def _settled(asked: Mapping[int, DeskReceipt], found: Mapping[int, Found], on: date) -> Counter[str]:
    """Write what was found, and settle what the lender's row has settled since."""
    counts: Counter[str] = Counter()
    for key, one in found.items():
        if one.kind is not None:
            _, new = Difference.objects.get_or_create(
                receipt=asked[key], kind=one.kind.value,
                defaults={
                    "lender_id": one.lender_id, "lender_fen": one.lender_fen, "lender_on": one.lender_on, "found_on": on
                },
            )  # fmt: skip
            counts["differences"] += new
        elif one.matched:
            counts["matched"] += DeskReceipt.objects.filter(pk=key).update(matched_on=on)
        if one.lender_id and one.kind is not DifferenceKind.DOUBLE:
            late = Difference.objects.filter(receipt_id=key, settled_at=None).exclude(kind=one.kind or "")
            end = timezone.make_aware(datetime.combine(on, datetime.max.time()))
            counts["settled"] += late.update(settled_at=end, settled_by="night", settled=Settlement.ARRIVED)
    return counts
