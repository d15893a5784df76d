"""Tables of settlement (费用结算): statements and their lines, objections, payees, payment files, prices, vouchers."""

from django.db import models
from django.db.models import F, Q

from huilong.rooms.settlement.terms import (
    DisputeAnswer,
    DisputeReason,
    LineOf,
    LineReason,
    PaymentFormat,
    PriceKind,
    StatementState,
)

AFTER_ISSUE = ["issued", "disputed", "agreed", "approved", "invoiced", "paid"]
ONCE_APPROVED = ["approved", "invoiced", "paid"]


class Payee(models.Model):
    """Where a firm is paid (收款账户): counts once a second person confirmed it; the newest that counts is paid."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=70)
    account = models.CharField(max_length=34)
    bank = models.CharField(max_length=70)
    bank_code = models.CharField(max_length=12)
    kept_by = models.BigIntegerField()
    kept_at = models.DateTimeField()
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_payee"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("kept_by")),
                name="settlement_payee_by_two",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="settlement_payees_of_firm")]


class Payment(models.Model):
    """A file for the bank (付款文件): made once; taken away again it is the same bytes, and leaves a trace."""

    number = models.CharField(max_length=35, unique=True)
    execute_on = models.DateField()
    count = models.IntegerField()
    total_fen = models.BigIntegerField()
    format = models.CharField(max_length=8, choices=[(one.value, one.value) for one in PaymentFormat])
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    booked_on = models.DateField(null=True)
    booked_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "settlement_payment"
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0, total_fen__gt=0), name="settlement_payment_of_something"),
            models.CheckConstraint(
                condition=Q(booked_on=None, booked_by=None) | Q(booked_on__isnull=False, booked_by__isnull=False),
                name="settlement_booked_says_who",
            ),
        ]


class Statement(models.Model):
    """What a firm earned under a contract in a period (结算单), worked out from facts known by `known_by`.

    While drafted it is worked out anew at will. Issued, its lines and figures are frozen under `digest`: facts that
    change later make lines of the next one. `brought_fen` (never above zero): what earlier ones came to below zero.
    """

    number = models.CharField(max_length=24, unique=True)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    contract = models.ForeignKey("agencies.Contract", on_delete=models.PROTECT, related_name="+", db_index=False)
    from_on = models.DateField()
    to_on = models.DateField()
    known_by = models.DateField()
    state = models.CharField(
        max_length=10, default=StatementState.DRAFTED.value, choices=[(one.value, one.value) for one in StatementState]
    )
    lines = models.IntegerField(default=0)
    fen = models.BigIntegerField(default=0)
    brought_fen = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    verdict = models.BigIntegerField(null=True)
    drafted_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    issued_by = models.BigIntegerField(null=True)
    object_by = models.DateField(null=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    invoice_number = models.CharField(max_length=20, blank=True, default="")
    invoiced_on = models.DateField(null=True)
    invoiced_by = models.BigIntegerField(null=True)
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="statements", db_index=False)
    paid_on = models.DateField(null=True)

    class Meta:
        db_table = "settlement_statement"
        constraints = [
            models.UniqueConstraint(fields=["contract", "from_on", "to_on"], name="settlement_one_a_period"),
            models.UniqueConstraint(
                fields=["organisation", "invoice_number"], condition=~Q(invoice_number=""),
                name="settlement_an_invoice_once",
            ),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="settlement_period"),
            models.CheckConstraint(condition=Q(brought_fen__lte=0), name="settlement_brought_below_zero"),
            models.CheckConstraint(
                condition=Q(state="drafted", issued_at=None, issued_by=None, object_by=None)
                | Q(state__in=AFTER_ISSUE, issued_at__isnull=False, issued_by__isnull=False, object_by__isnull=False),
                name="settlement_issued_says_who",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ONCE_APPROVED) & Q(approved_by=None, approved_at=None)
                | Q(state__in=ONCE_APPROVED, approved_by__isnull=False, approved_at__isnull=False)
                & ~Q(approved_by=F("issued_by")),
                name="settlement_approved_by_a_second",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | ~Q(state="paid") & Q(paid_on=None),
                name="settlement_paid_says_when",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "-to_on"], name="settlement_of_firm"),
            models.Index(fields=["contract", "-to_on"], name="settlement_of_contract"),
            models.Index(fields=["state", "-id"], name="settlement_by_state"),
            models.Index(fields=["payment"], condition=Q(payment__isnull=False), name="settlement_of_payment"),
        ]


class Line(models.Model):
    """One line of a statement (结算明细): a thing, what it earns in all, what was stated before, the difference."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="kept_lines", db_index=False)
    contract = models.BigIntegerField()
    no = models.IntegerField()
    key = models.CharField(max_length=160)
    of = models.CharField(max_length=8, choices=[(one.value, one.value) for one in LineOf])
    reason = models.CharField(max_length=10, choices=[(one.value, one.value) for one in LineReason])
    on = models.DateField()
    case = models.CharField(max_length=16, blank=True, default="")
    loan_id = models.CharField(max_length=64, blank=True, default="")
    placement = models.BigIntegerField(default=0)
    full_fen = models.BigIntegerField(default=0)
    base_fen = models.BigIntegerField(default=0)
    rate_ppm = models.IntegerField(default=0)
    entitled_fen = models.BigIntegerField()
    stated_fen = models.BigIntegerField()
    fen = models.BigIntegerField()

    class Meta:
        db_table = "settlement_line"
        constraints = [
            models.UniqueConstraint(fields=["statement", "no"], name="settlement_line_numbers"),
            models.UniqueConstraint(fields=["statement", "key"], name="settlement_a_thing_once"),
            models.CheckConstraint(
                condition=Q(fen=F("entitled_fen") - F("stated_fen")) & ~Q(fen=0), name="settlement_line_sums"
            ),
        ]
        indexes = [models.Index(fields=["contract", "key"], name="settlement_stated")]


class Dispute(models.Model):
    """A firm's objection to a line (异议), answered once within its clock. Notes are sealed."""

    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="dispute")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="disputes", db_index=False)
    reason = models.CharField(max_length=16, choices=[(one.value, one.value) for one in DisputeReason])
    note = models.BinaryField(default=b"")
    key = models.ForeignKey("vault.DataKey", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    evidence = models.CharField(max_length=80, blank=True, default="")
    raised_by = models.BigIntegerField()
    raised_at = models.DateTimeField()
    answer_by = models.DateField()
    answer = models.CharField(
        max_length=16, blank=True, default="", choices=[(one.value, one.value) for one in DisputeAnswer]
    )
    answer_note = models.BinaryField(default=b"")
    answer_key = models.ForeignKey(
        "vault.DataKey", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_dispute"
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="settlement_answered_says_who",
            )
        ]
        indexes = [
            models.Index(fields=["statement"], name="settlement_disputes"),
            models.Index(fields=["answer_by"], condition=Q(answer=""), name="settlement_unanswered"),
        ]


class Proof(models.Model):
    """The file that shows an objection (异议凭据), sealed under `key` and bound to it. Kept once, never changed."""

    dispute = models.OneToOneField(Dispute, primary_key=True, on_delete=models.PROTECT, related_name="proof")
    media = models.CharField(max_length=100)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.ForeignKey("vault.DataKey", on_delete=models.PROTECT, related_name="+", db_index=False)
    body = models.BinaryField()

    class Meta:
        db_table = "settlement_proof"


class BorrowerPrice(models.Model):
    """What a borrower may be charged for a kind of cost at most (收费价目), from a day on; appended, never edited.

    `region` "" is everywhere. STORAGE_DAY is a day of storage, every other kind the whole cost.
    """

    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in PriceKind])
    region = models.CharField(max_length=64, blank=True, default="")
    from_on = models.DateField()
    most_fen = models.BigIntegerField()
    source = models.CharField(max_length=200)
    published_on = models.DateField()
    kept_by = models.BigIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "settlement_borrower_price"
        constraints = [
            models.CheckConstraint(condition=Q(most_fen__gte=0) & ~Q(source=""), name="settlement_price_with_source"),
            models.CheckConstraint(condition=Q(published_on__lte=F("from_on")), name="settlement_published_before"),
            models.UniqueConstraint(fields=["kind", "region", "from_on"], name="settlement_a_price_a_day"),
        ]


class Voucher(models.Model):
    """A file of a case that shows what a cost came to (费用凭证); `subject` like `charge:17`. Appended."""

    subject = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in PriceKind])
    fen = models.BigIntegerField()
    on = models.DateField()
    file = models.ForeignKey("files.File", on_delete=models.PROTECT, related_name="+", db_index=False)
    kept_by = models.BigIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "settlement_voucher"
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="settlement_voucher_amount"),
            models.UniqueConstraint(fields=["subject", "file"], name="settlement_a_voucher_once"),
        ]
        indexes = [models.Index(fields=["file"], name="settlement_vouchers_of_file")]
