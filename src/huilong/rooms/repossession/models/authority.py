"""The table of live authorities (收车授权)."""

from django.db import models
from django.db.models import F, Q

from huilong.rooms.repossession.terms import StopCause


class Authority(models.Model):
    """The right to take one car now (收车授权): one order, one VIN, one holder, minutes long. Ended, it stays ended.

    One not ended an order and a VIN: the database sees to it. `ended` says why; `used` is a taking. An end that comes
    from outside waits for the holder's word that it was seen (`acknowledged_at`), and without it goes up
    (`escalated_at`).
    """

    order = models.ForeignKey(
        "repossession.Order", on_delete=models.PROTECT, related_name="authorities", db_index=False
    )
    vin = models.CharField(max_length=17)
    holder = models.BigIntegerField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    renewed = models.SmallIntegerField(default=0)
    checked_at = models.DateTimeField()
    ended = models.CharField(
        max_length=16, blank=True, default="", choices=[(one.value, one.value) for one in StopCause]
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, blank=True, default="")
    acknowledged_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "repossession_authority"
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(ended_at=None), name="repossession_one_authority_an_order"
            ),
            models.UniqueConstraint(
                fields=["vin"], condition=Q(ended_at=None), name="repossession_one_authority_a_vin"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="", ended_by="")
                | Q(ended_at__isnull=False) & ~Q(ended="") & ~Q(ended_by=""),
                name="repossession_authority_end_says_why",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="repossession_authority_period"),
        ]
        indexes = [
            models.Index(fields=["order", "-id"], name="repossession_authorities"),
            models.Index(fields=["holder"], condition=Q(ended_at=None), name="repossession_held_by"),
            models.Index(
                fields=["ended_at"], condition=Q(acknowledged_at=None, ended_at__isnull=False),
                name="repossession_unseen_ends",
            ),
        ]
