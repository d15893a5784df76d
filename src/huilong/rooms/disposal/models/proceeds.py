"""Tables of proceeds (变价款): distributions with their lines, surplus paid out, requests for an explanation."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huilong.rooms.disposal.terms import DistributionState, Owner


class Distribution(models.Model):
    """What became of the price of a sale (变价款分配). Figures never change; `state` moves forward only.

    `inputs`: parts, creditors, order and days it was worked out from, so that anybody can work it out again.
    `entries`: keys of the ledger's entries; `receipt`: the desk's receipt for the loan.
    """

    sale = models.ForeignKey("disposal.Sale", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(
        max_length=8, default=DistributionState.PROPOSED, choices=[(one, one) for one in DistributionState]
    )
    on = models.DateField()
    proceeds_fen = models.BigIntegerField()
    surplus_fen = models.BigIntegerField()
    surplus_to = models.CharField(max_length=10, choices=[(one, one) for one in Owner])
    deficiency_fen = models.BigIntegerField()
    inputs = models.JSONField()
    verdicts = ArrayField(models.BigIntegerField(), default=list)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    entries = ArrayField(models.BigIntegerField(), default=list)
    receipt = models.BigIntegerField(null=True)
    letter = models.BigIntegerField(null=True)
    explained_at = models.DateTimeField(null=True)
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disposal_distribution"
        constraints = [
            models.UniqueConstraint(
                fields=["sale"], condition=Q(state__in=["proposed", "approved", "posted"]),
                name="disposal_one_distribution_a_sale",
            ),
            models.CheckConstraint(
                condition=Q(surplus_fen=0, deficiency_fen__gte=0) | Q(surplus_fen__gt=0, deficiency_fen=0),
                name="disposal_surplus_or_deficiency",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "posted", "reversed"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("made_by")),
                name="disposal_distributed_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(posted_at=None) & ~Q(state__in=["posted", "reversed"])
                | Q(posted_at__isnull=False, state__in=["posted", "reversed"]),
                name="disposal_posted_says_when",
            ),
        ]


class DistributionLine(models.Model):
    """One line of a distribution (分配行), appended with it."""

    distribution = models.ForeignKey(Distribution, on_delete=models.PROTECT, related_name="lines", db_index=False)
    no = models.SmallIntegerField()
    holder = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    what = models.CharField(max_length=40, blank=True, default="")
    rank = models.SmallIntegerField()
    claim_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField()
    source = models.CharField(max_length=120)
    voucher = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        db_table = "disposal_distribution_line"
        constraints = [
            models.UniqueConstraint(fields=["distribution", "no"], name="disposal_a_line_once"),
            models.CheckConstraint(
                condition=Q(paid_fen__gte=0, claim_fen__gte=F("paid_fen")), name="disposal_no_line_is_overpaid"
            ),
        ]


class SurplusPayment(models.Model):
    """A surplus paid to its owner (余款退还), once a distribution. The account is sealed; its mask is shown."""

    distribution = models.OneToOneField(Distribution, on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField()
    key_id = models.BigIntegerField(null=True)
    account = models.BinaryField()
    account_masked = models.CharField(max_length=40)
    reference = models.CharField(max_length=64)
    entry = models.BigIntegerField()
    paid_on = models.DateField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "disposal_surplus_payment"
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0), name="disposal_a_surplus_is_above_zero")]


class Request(models.Model):
    """Somebody asked for an explanation (说明请求): answered within the law's days."""

    distribution = models.ForeignKey(Distribution, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    by = models.BigIntegerField()
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "disposal_request"
