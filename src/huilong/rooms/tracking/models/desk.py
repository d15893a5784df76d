"""Tables of tracking (定位)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huilong.rooms.tracking.terms import DeviceKind, FixSource, LookKind, LookPurpose


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


class Binding(models.Model):
    """In which vehicle a device was when (设备安装记录): its fixes of that time are that vehicle's, and no other's."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="bindings", db_index=False)
    vehicle = models.ForeignKey("collateral.Vehicle", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "tracking_binding"
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(until=None), name="tracking_device_in_one_vehicle"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="tracking_binding_period"
            ),
        ]
        indexes = [
            models.Index(fields=["vehicle", "-since"], name="tracking_bindings_of_vehicle"),
            models.Index(fields=["device", "-since"], name="tracking_bindings_of_device"),
        ]


class Heard(models.Model):
    """When a device was last heard (设备状态): no place, so whoever sees the device may see it.

    `heard_at` by our clock; `reported_at` by the device's, of its newest report, whose alarms `alarms` are; `fixed_at`
    that of its newest usable place.
    """

    device = models.OneToOneField(Device, primary_key=True, on_delete=models.PROTECT, related_name="heard")
    heard_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True)
    alarms = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        db_table = "tracking_heard"


class Latest(models.Model):
    """The newest usable place of a device (最新定位), WGS-84 in 1e-7 degrees; shown for the purpose `locate` only."""

    device = models.OneToOneField(Device, primary_key=True, on_delete=models.PROTECT, related_name="latest")
    at = models.DateTimeField()
    lat_e7 = models.IntegerField()
    lon_e7 = models.IntegerField()
    speed_kmh = models.FloatField()
    course = models.SmallIntegerField()
    source = models.CharField(max_length=10, choices=[(one.value, one.value) for one in FixSource])

    class Meta:
        db_table = "tracking_latest"
        constraints = [
            models.CheckConstraint(
                condition=Q(lat_e7__range=(-900_000_000, 900_000_000), lon_e7__range=(-1_800_000_000, 1_800_000_000)),
                name="tracking_latest_on_earth",
            ),
        ]


class Stranger(models.Model):
    """A number that reports and is no device of ours (未登记设备): how often, and since when."""

    number = models.CharField(max_length=30, primary_key=True)
    fixes = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "tracking_stranger"


class Consent(models.Model):
    """The borrower's separate consent to locating a vehicle (定位单独同意), and the privacy notice given before it.

    `paper` is the key of the signed paper in files. Withdrawn, it counts no more from `withdrawn_on` on.
    """

    vehicle = models.ForeignKey("collateral.Vehicle", on_delete=models.PROTECT, related_name="+", db_index=False)
    given_on = models.DateField()
    notice_version = models.CharField(max_length=40)
    paper = models.BigIntegerField(null=True)
    recorded_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)

    class Meta:
        db_table = "tracking_consent"
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle"], condition=Q(withdrawn_on=None), name="tracking_one_consent_a_vehicle"
            ),
            models.CheckConstraint(condition=~Q(notice_version=""), name="tracking_consent_names_its_notice"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=models.F("given_on")),
                name="tracking_consent_period",
            ),
        ]
        indexes = [models.Index(fields=["vehicle", "given_on"], name="tracking_consent_of_vehicle")]


class Look(models.Model):
    """One look at where vehicles are (位置查询记录): who, which, why, by which verdicts. Appended; it says no place.

    `vehicle` is null for a look at the fleet, whose vehicles `vehicles` names; `points` counts the fixes shown.
    """

    at = models.DateTimeField()
    user = models.BigIntegerField()
    organisation = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in LookKind])
    purpose = models.CharField(max_length=16, choices=[(one.value, one.value) for one in LookPurpose])
    vehicle = models.ForeignKey(
        "collateral.Vehicle", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    vehicles = ArrayField(models.BigIntegerField(), default=list)
    vehicle_count = models.IntegerField()
    points = models.IntegerField()
    verdicts = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        db_table = "tracking_look"
        constraints = [
            models.CheckConstraint(
                condition=Q(vehicle=None, kind="fleet") | Q(vehicle__isnull=False) & ~Q(kind="fleet"),
                name="tracking_look_names_its_vehicle",
            ),
        ]
        indexes = [
            models.Index(fields=["vehicle", "-id"], name="tracking_looks_at_vehicle"),
            models.Index(fields=["user", "-id"], name="tracking_looks_of_user"),
            models.Index(fields=["at", "id"], name="tracking_looks_by_time"),
        ]
