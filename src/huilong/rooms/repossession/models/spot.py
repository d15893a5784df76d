"""Tables of the spot (现场): what was kept, found and done of an order, with two times; the packs made of it."""

from django.db import models
from django.db.models import Q

from huilong.rooms.repossession.terms.spot import BelongingPlace, EvidenceKind, PhotoSlot, SpotStepKind


class SpotStep(models.Model):
    """One thing done of an order (过程记录). Appended; `happened_at` by who tells it, `entered_at` by the house.

    `late`: told so long after that it may not pass for told at once. `note` is sealed under `key`; `detail` says
    nothing personal.
    """

    order = models.ForeignKey("repossession.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in SpotStepKind])
    happened_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    by = models.BigIntegerField()
    lat_e7 = models.IntegerField(null=True)
    lon_e7 = models.IntegerField(null=True)
    accuracy_m = models.IntegerField(null=True)
    detail = models.JSONField(default=dict)
    key = models.ForeignKey("vault.DataKey", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.BinaryField(default=b"")

    class Meta:
        db_table = "repossession_spot_step"
        indexes = [models.Index(fields=["order", "id"], name="repossession_spot_of_order")]


class Evidence(models.Model):
    """One thing kept at the car or after (留存材料): a file of the case, the hash of its bytes. Appended.

    `sha256` is what the house found in the bytes, `told` what the phone said when it took them ("" where it could not).
    """

    order = models.ForeignKey("repossession.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in EvidenceKind])
    slot = models.CharField(
        max_length=12, blank=True, default="", choices=[(one.value, one.value) for one in PhotoSlot]
    )
    file_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    told = models.CharField(max_length=64, blank=True, default="")
    captured_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    lat_e7 = models.IntegerField(null=True)
    lon_e7 = models.IntegerField(null=True)
    accuracy_m = models.IntegerField(null=True)
    by = models.BigIntegerField()

    class Meta:
        db_table = "repossession_evidence"
        constraints = [
            models.UniqueConstraint(fields=["order", "sha256"], name="repossession_bytes_once_an_order"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="repossession_hash_shape"),
            models.CheckConstraint(
                condition=Q(kind="photo") & ~Q(slot="") | ~Q(kind="photo") & Q(slot=""),
                name="repossession_photo_says_of_what",
            ),
        ]
        indexes = [models.Index(fields=["order", "id"], name="repossession_kept_of_order")]


class Belonging(models.Model):
    """A thing found in the vehicle (车内物品). Appended; only its return is added, once. `what` is sealed."""

    order = models.ForeignKey("repossession.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    no = models.SmallIntegerField()
    key = models.ForeignKey("vault.DataKey", on_delete=models.PROTECT, related_name="+", db_index=False)
    what = models.BinaryField()
    quantity = models.SmallIntegerField(default=1)
    place = models.CharField(max_length=12, choices=[(one.value, one.value) for one in BelongingPlace])
    found_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.BigIntegerField()
    returned_at = models.DateTimeField(null=True)
    returned_by = models.BigIntegerField(null=True)
    receipt = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "repossession_belonging"
        constraints = [
            models.UniqueConstraint(fields=["order", "no"], name="repossession_belonging_numbered"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="repossession_belonging_is_some"),
            models.CheckConstraint(
                condition=Q(returned_at=None, returned_by=None)
                | Q(returned_at__isnull=False, returned_by__isnull=False),
                name="repossession_returned_says_by_whom",
            ),
        ]


class Pack(models.Model):
    """An evidence pack that was put together (证据包): what is in it, and the hash that its journal entry says.

    `texts` are its JSON parts as they were then, sealed under `key`; files are taken from the store by their keys.
    """

    order = models.ForeignKey("repossession.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    manifest = models.JSONField()
    sha256 = models.CharField(max_length=64)
    key = models.ForeignKey("vault.DataKey", on_delete=models.PROTECT, related_name="+", db_index=False)
    texts = models.BinaryField()

    class Meta:
        db_table = "repossession_pack"
        indexes = [models.Index(fields=["order", "-id"], name="repossession_packs_of_order")]
