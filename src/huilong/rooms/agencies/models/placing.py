"""Tables of placing (委外): contracts with firms outside, and what is placed under them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from huilong.rooms.agencies.terms import EndReason, PlacementEnd


def every_tier() -> list[int]:
    """All three tiers (委外层级)."""
    return [1, 2, 3]


class Contract(models.Model):
    """An agreement with a firm (委外合同): `fee` is its terms as `rules/fee_terms.py` reads them; never edited."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=40, unique=True)
    from_on = models.DateField()
    to_on = models.DateField()
    fee = models.JSONField()
    fields = ArrayField(models.CharField(max_length=40), default=list)
    tiers = ArrayField(models.SmallIntegerField(), default=every_tier)
    most_days = models.IntegerField(default=184)
    most_extensions = models.SmallIntegerField(default=1)
    most_extension_days = models.IntegerField(default=92)
    deletion_days = models.IntegerField(default=30)
    bans_third_parties = models.BooleanField(default=True)
    bans_unlawful = models.BooleanField(default=True)
    notice_given = models.BooleanField(default=True)
    signed_at = models.DateTimeField()
    kept_by = models.BigIntegerField()

    class Meta:
        db_table = "agencies_contract"
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="agencies_contract_period")]
        indexes = [models.Index(fields=["organisation", "-to_on"], name="agencies_contracts_of_firm")]


class Placement(models.Model):
    """A case placed with a firm (委外), from `entry_on` to `exit_on`, both included; ends once.

    Sight of the case follows the duty of the room cases; this row says under which contract, batch, tier and stratum it
    was placed and how it stood at entry, so that fees and ratings can be reckoned from it at any time.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+", db_index=False)
    batch = models.CharField(max_length=40)
    tier = models.SmallIntegerField()
    stratum = models.CharField(max_length=60, blank=True, default="")
    entry_on = models.DateField()
    exit_on = models.DateField()
    entry_past_due_days = models.IntegerField()
    entry_delinquent_fen = models.BigIntegerField()
    placed_at = models.DateTimeField()
    placed_by = models.BigIntegerField()
    verdict = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField(null=True)
    extensions = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    ended = models.CharField(
        max_length=12, blank=True, default="", choices=[(one.value, one.value) for one in PlacementEnd]
    )
    why = models.CharField(
        max_length=12, blank=True, default="", choices=[(one.value, one.value) for one in EndReason]
    )

    class Meta:
        db_table = "agencies_placement"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="agencies_case_placed_once"),
            models.CheckConstraint(condition=Q(exit_on__gte=F("entry_on")), name="agencies_placement_period"),
            models.CheckConstraint(condition=Q(tier__in=[1, 2, 3]), name="agencies_three_tiers"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_on=None, ended="")
                | Q(ended_at__isnull=False, ended_on__isnull=False) & ~Q(ended=""),
                name="agencies_placement_ends_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "ended_at", "exit_on"], name="agencies_placed_with_firm"),
            models.Index(fields=["case", "-entry_on"], name="agencies_placements_of_case"),
            models.Index(fields=["batch"], name="agencies_placements_of_batch"),
            models.Index(fields=["entry_on"], condition=Q(begun_at=None, ended_at=None), name="agencies_to_begin"),
            models.Index(fields=["exit_on"], condition=Q(ended_at=None), name="agencies_to_end"),
        ]
