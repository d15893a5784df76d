"""Reads of the spot (现场查询): what was kept, found and done of an order, and what is still missing."""

from datetime import datetime

from django.conf import settings

from huilong.rooms.repossession.models import Belonging, Evidence, SpotStep
from huilong.rooms.repossession.rules.spot import missing
from huilong.rooms.repossession.terms.spot import (
    BelongingPlace,
    BelongingRow,
    EvidenceKind,
    EvidenceRow,
    Kept,
    PhotoSlot,
    SpotNeed,
    SpotPolicy,
    SpotStepKind,
    SpotStepRow,
)
from huilong.rooms.vault.queries import opened_note


def spot_policy() -> SpotPolicy:
    """How this installation works at the car and after: setting SPOT."""
    return SpotPolicy(**getattr(settings, "SPOT", {}))


def evidence_of(order: int) -> tuple[EvidenceRow, ...]:
    """What was kept of an order, oldest first (留存材料)."""
    return tuple(
        EvidenceRow(
            one.pk, order, EvidenceKind(one.kind), PhotoSlot(one.slot) if one.slot else None, one.file_id, one.sha256,
            one.captured_at, one.entered_at, one.lat_e7, one.lon_e7, one.by, one.told in ("", one.sha256),
        )
        for one in Evidence.objects.filter(order_id=order).order_by("id")
    )  # fmt: skip


def belongings_of(order: int) -> tuple[BelongingRow, ...]:
    """What was found in the vehicle (车内物品), opened."""
    return tuple(
        BelongingRow(
            one.pk, one.no, opened_note(one.key_id, bytes(one.what), f"belonging:{order}:{one.no}"), one.quantity,
            BelongingPlace(one.place), one.found_at, one.returned_at,
        )
        for one in Belonging.objects.filter(order_id=order).order_by("no")
    )  # fmt: skip


def spot_steps_of(order: int) -> tuple[SpotStepRow, ...]:
    """What was done at the car and after, oldest first (过程记录)."""
    return tuple(
        SpotStepRow(one.pk, SpotStepKind(one.kind), one.happened_at, one.entered_at, one.late, one.by, one.detail)
        for one in SpotStep.objects.filter(order_id=order).order_by("id")
    )


def kept_of(order: int, since: datetime | None = None) -> Kept:
    """What has been kept at the car so far (已留存); things whose hash did not hold count for nothing.

    `since`: only what was taken from then on counts, say since the day began.
    """
    rows = [one for one in evidence_of(order) if one.hash_held and (since is None or one.captured_at >= since)]
    kinds = {one.kind for one in rows}
    inventory = SpotStep.objects.filter(order_id=order, kind=SpotStepKind.INVENTORY)
    if since is not None:
        inventory = inventory.filter(happened_at__gte=since)
    return Kept(
        frozenset(one.slot for one in rows if one.slot), Belonging.objects.filter(order_id=order).count(),
        inventory.exists(), EvidenceKind.IDENTITY in kinds, EvidenceKind.SIGNATURE in kinds,
        EvidenceKind.VIDEO in kinds,
    )  # fmt: skip


def needs_of(order: int, *, signed_needed: bool, since: datetime | None = None) -> tuple[SpotNeed, ...]:
    """What is still missing before the vehicle may be said to be taken (待完成事项)."""
    return missing(kept_of(order, since), signed_needed=signed_needed)
