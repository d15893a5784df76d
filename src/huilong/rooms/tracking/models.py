"""Tables of tracking (定位)."""

from django.db import models
from django.db.models import Q

from huilong.rooms.tracking.terms import DeviceKind


class Device(models.Model):
    """A tracking device (设备): the number it reports under, the vehicle it is in, how often it should report.

    `secret_digest` is the SHA-256 of its authentication code; the code itself is kept by the device only.
    """

    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in DeviceKind])
    vehicle = models.ForeignKey(
        "collateral.Vehicle", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    expected_seconds = models.IntegerField()
    secret_digest = models.CharField(max_length=64, blank=True, default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "tracking_device"
        constraints = [
            models.CheckConstraint(condition=Q(expected_seconds__gt=0), name="tracking_expected_above_zero"),
        ]
        indexes = [models.Index(fields=["vehicle"], name="tracking_devices_of_vehicle")]
