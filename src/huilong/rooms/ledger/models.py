"""Tables of the ledger (账务): receipts posted on the desk, to be taken into the book by the next night."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class DeskReceipt(models.Model):
    """Money a person recorded on the desk (柜台入账). A fact: never edited, at most reversed by another.

    `taken_into_book_commit` names the commit of the book that holds it; null: the next night takes it.
    `lender_reference` is the lender's own receipt id when known. Given, it is the receipt's id in the book too,
    so that the lender's row with the same id supersedes this one instead of counting twice.
    """

    loan_id = models.CharField(max_length=64)
    on = models.DateField()
    amount_fen = models.BigIntegerField()
    lender_reference = models.CharField(max_length=64, blank=True, default="")
    posted_at = models.DateTimeField(db_default=Now())
    posted_by = models.CharField(max_length=64)
    taken_into_book_commit = models.CharField(max_length=64, null=True)
    taken_on = models.DateField(null=True)

    class Meta:
        db_table = "ledger_desk_receipt"
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="ledger_a_receipt_is_positive"),
            models.UniqueConstraint(
                fields=["loan_id", "lender_reference"],
                condition=~Q(lender_reference=""),
                name="ledger_a_reference_once_a_loan",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(taken_into_book_commit=None), name="ledger_waiting_receipts"),
            models.Index(fields=["loan_id", "on"], name="ledger_receipts_of_a_loan"),
            models.Index(fields=["posted_at"], name="ledger_receipts_by_posted"),
        ]
