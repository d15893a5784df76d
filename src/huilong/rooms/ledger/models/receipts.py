"""Tables of the ledger (账务): receipts posted on the desk, to be taken into the book by the next night."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huilong.rooms.ledger.terms import DifferenceKind


class DeskReceipt(models.Model):
    """Money a person recorded on the desk (柜台入账). A fact: never edited, at most reversed by another.

    `taken_into_book_commit` names the commit of the book that holds it; null: the next night takes it.
    `lender_reference` is the lender's own receipt id when known. Given, it is the receipt's id in the book too,
    so that the lender's row with the same id supersedes this one instead of counting twice. `matched_on`: the night
    that found the lender's row of this id, the same in amount and day. Reversed before it is in the book it never gets
    there; reversed after, the next night tells the book (`reversal_in_book_commit`).
    """

    loan_id = models.CharField(max_length=64)
    on = models.DateField()
    amount_fen = models.BigIntegerField()
    lender_reference = models.CharField(max_length=64, blank=True, default="")
    posted_at = models.DateTimeField(db_default=Now())
    posted_by = models.CharField(max_length=64)
    taken_into_book_commit = models.CharField(max_length=64, null=True)
    taken_on = models.DateField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.CharField(max_length=64, blank=True, default="")
    reversed_why = models.CharField(max_length=12, blank=True, default="")
    reversal_in_book_commit = models.CharField(max_length=64, null=True)
    matched_on = models.DateField(null=True)

    class Meta:
        db_table = "ledger_desk_receipt"
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="ledger_a_receipt_is_positive"),
            models.UniqueConstraint(
                fields=["loan_id", "lender_reference"],
                condition=~Q(lender_reference="") & Q(reversed_at=None),
                name="ledger_a_reference_once_a_loan",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at=None, reversed_by="", reversed_why="", reversal_in_book_commit=None)
                | Q(reversed_at__isnull=False) & ~Q(reversed_by="") & ~Q(reversed_why=""),
                name="ledger_reversed_says_who_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(taken_into_book_commit=None), name="ledger_waiting_receipts"),
            models.Index(fields=["loan_id", "on"], name="ledger_receipts_of_a_loan"),
            models.Index(fields=["-posted_at", "-id"], name="ledger_receipts_newest"),
        ]


class Difference(models.Model):
    """How a desk receipt differs from what the lender sent (对账差异), found by a night; settled once, never edited."""

    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in DifferenceKind])
    receipt = models.ForeignKey(DeskReceipt, on_delete=models.PROTECT, related_name="differences", db_index=False)
    lender_id = models.CharField(max_length=64, blank=True, default="")
    lender_fen = models.BigIntegerField(null=True)
    lender_on = models.DateField(null=True)
    found_on = models.DateField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=64, blank=True, default="")
    settled = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        db_table = "ledger_difference"
        constraints = [
            models.UniqueConstraint(fields=["receipt", "kind"], name="ledger_a_difference_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by="", settled="")
                | Q(settled_at__isnull=False) & ~Q(settled_by="") & ~Q(settled=""),
                name="ledger_settled_says_who_and_how",
            ),
        ]
        indexes = [
            models.Index(fields=["-found_on", "-id"], condition=Q(settled_at=None), name="ledger_open_differences")
        ]
