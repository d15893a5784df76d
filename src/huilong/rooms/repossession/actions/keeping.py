"""Keeping at the car (现场留存): photos, papers, the list of belongings; each with its own time and the house's."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.files import actions as files
from huilong.rooms.files.terms import FileKind
from huilong.rooms.journal.actions import record
from huilong.rooms.repossession.actions.moving import locked
from huilong.rooms.repossession.models import Belonging, Evidence, Order, SpotStep
from huilong.rooms.repossession.queries.spot import spot_policy
from huilong.rooms.repossession.terms import OrderState
from huilong.rooms.repossession.terms.spot import Captured, EvidenceKind, PhotoSlot, SpotStepKind, Thing
from huilong.rooms.vault.queries import sealed_note

FILE_KINDS = {
    EvidenceKind.PHOTO: FileKind.PHOTO, EvidenceKind.IDENTITY: FileKind.IDENTITY,
    EvidenceKind.VIDEO: FileKind.RECORDING, EvidenceKind.SIGNATURE: FileKind.EVIDENCE,
    EvidenceKind.PAPER: FileKind.CONTRACT, EvidenceKind.RECEIPT: FileKind.EVIDENCE,
}  # fmt: skip
WORKING = frozenset({
    OrderState.ACCEPTED, OrderState.LOCATED, OrderState.CLAIMED, OrderState.TAKEN, OrderState.IN_TOW, OrderState.STORED,
})  # fmt: skip
"""States in which things are kept of an order."""
MOST_THINGS, MOST_OF_A_THING, MOST_SURE = 200, 80, 999
AHEAD = timedelta(minutes=2)
"""How far a phone's clock may be ahead of the house's before its time is not believed."""


def keep_evidence(
    key: int, file: BinaryIO, *, kind: EvidenceKind, slot: PhotoSlot | None, captured: Captured, name: str, user: int,
    at: datetime,
) -> int:  # fmt: skip
    """Keep a photo, an ID, a signature, a video or a receipt of an order (留存材料); its key.

    The house hashes the bytes itself; a hash told by the phone that differs is kept beside it, and the thing counts
    for nothing. The same bytes again are the same thing. Raises Refusal `order-state`, `slot-needed`, and what files
    refuse.
    """
    if (kind is EvidenceKind.PHOTO) != (slot is not None):
        raise Refusal(
            "slot-needed", status=422, where="slot", zh="车况照片须说明位置。", en="A condition photo says of what.",
            remedy_zh="请选择车头、车尾等位置。", remedy_en="Choose front, rear and so on.",
        )  # fmt: skip
    digest = sha256_of(file)
    with transaction.atomic():
        order = working(key)
        before = Evidence.objects.filter(order=order, sha256=digest).first()
        if before is not None:
            return int(before.pk)
        added = files.add(order.case.number, file, kind=FILE_KINDS[kind], name=name, at=at)
        happened = believed(captured.at, at)
        row = Evidence.objects.create(
            order=order, kind=kind.value, slot=slot.value if slot else "", file_id=added.id, sha256=digest,
            told=captured.sha256, captured_at=happened, entered_at=at, by=user, **where_of(captured),
        )  # fmt: skip
        told = {"kind": kind.value, "slot": row.slot, "file": added.id, "sha256": digest,
                "hash_held": captured.sha256 in ("", digest)}  # fmt: skip
        kept_step(order, SpotStepKind.EVIDENCE, captured, user, at, told)
        record(verb="recovery.kept", subject=("case", order.case.number), detail={"order": key, **told}, at=at)
    return int(row.pk)


def list_belongings(key: int, things: Sequence[Thing], captured: Captured, *, user: int, at: datetime) -> int:
    """Write down what was found in the vehicle, and that this is everything (物品清点); how many things there now are.

    Found later, more may follow. What things are is sealed: people write names.
    """
    if len(things) > MOST_THINGS or any(
        not one.what.strip() or len(one.what) > MOST_OF_A_THING or not 1 <= one.quantity <= MOST_SURE for one in things
    ):
        raise Refusal(
            "belonging-unreadable", status=422, where="things",
            zh=f"每件物品须写明,{MOST_OF_A_THING} 字以内,数量 1 至 999。",
            en=f"Each thing has a name of at most {MOST_OF_A_THING} characters and a quantity of 1 to 999.",
        )  # fmt: skip
    with transaction.atomic():
        order = working(key)
        last = Belonging.objects.filter(order=order).order_by("-no").values_list("no", flat=True).first() or 0
        happened = believed(captured.at, at)
        for no, one in enumerate(things, start=last + 1):
            key_id, sealed = sealed_note(one.what.strip(), bound_to(key, no))
            Belonging.objects.create(
                order=order, no=no, key_id=key_id or 0, what=sealed, quantity=one.quantity, place=one.place.value,
                found_at=happened, entered_at=at, by=user,
            )  # fmt: skip
        told = {"added": len(things), "things": last + len(things)}
        kept_step(order, SpotStepKind.INVENTORY, captured, user, at, told)
        record(
            verb="recovery.belongings_listed", subject=("case", order.case.number), detail={"order": key, **told}, at=at
        )
    return last + len(things)


def return_belongings(key: int, numbers: Sequence[int], receipt: int | None, *, user: int, at: datetime) -> int:
    """Note that things went back to whoever they belong to (归还物品), whatever is owed; how many. `receipt`: what was
    signed for them. Raises Refusal `no-such-belonging`."""
    with transaction.atomic():
        order = locked(key)
        found = Belonging.objects.filter(order=order, returned_at=None)
        if numbers:
            found = found.filter(no__in=list(numbers))
        signed = Evidence.objects.filter(pk=receipt, order=order).first() if receipt else None
        back = found.update(returned_at=at, returned_by=user, receipt=signed)
        if not back:
            raise Refusal(
                "no-such-belonging", status=404, zh="没有待归还的这些物品。", en="No such belongings wait to go back.",
            )  # fmt: skip
        told = {"returned": back, "receipt": signed.pk if signed else None}
        kept_step(order, SpotStepKind.RETURNED, Captured(at), user, at, told)
        record(
            verb="recovery.belongings_returned",
            subject=("case", order.case.number),
            detail={"order": key, **told},
            at=at,
        )
    return int(back)


def working(key: int) -> Order:
    """The order, locked, if things may be kept of it now; else Refusal `order-state`."""
    order = locked(key)
    if OrderState(order.state) not in WORKING:
        raise Refusal(
            "order-state", zh=f"收车单当前为“{OrderState(order.state).word.zh}”,不能这样做。",
            en=f"The order is {OrderState(order.state).word.en}: this cannot be done.",
            remedy_zh="请刷新页面。", remedy_en="Reload the page.",
        )  # fmt: skip
    return order


def kept_step(
    order: Order, kind: SpotStepKind, captured: Captured, user: int, at: datetime, detail: Mapping[str, Any],
    note: str = "",
) -> SpotStep:  # fmt: skip
    """Write one step with both times (过程记录); `late` where the house heard too long after."""
    happened = believed(captured.at, at)
    key_id, sealed = sealed_note(note, f"recovery:{order.pk}:{kind.value}")
    late = at - happened > timedelta(minutes=spot_policy().late_after_minutes)
    return SpotStep.objects.create(
        order=order, kind=kind.value, happened_at=happened, entered_at=at, late=late, by=user, detail=dict(detail),
        key_id=key_id, note=sealed, **where_of(captured),
    )  # fmt: skip


def believed(told: datetime, at: datetime) -> datetime:
    """When something happened: as told, but never after the house heard of it."""
    return at if told > at + AHEAD else min(told, at)


def where_of(captured: Captured) -> dict[str, int | None]:
    """The place of capture as columns."""
    return {"lat_e7": captured.lat_e7, "lon_e7": captured.lon_e7, "accuracy_m": captured.accuracy_m}


def bound_to(order: int, no: int) -> str:
    """What the sealed name of a thing is bound to."""
    return f"belonging:{order}:{no}"


def sha256_of(file: BinaryIO) -> str:
    """The SHA-256 of a file's bytes (hex); the file is at its start again."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(1 << 20):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
