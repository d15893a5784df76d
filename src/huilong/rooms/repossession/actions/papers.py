"""The handover paper (车辆交接单): set in type once everything is there, and given as what the taking rests on."""

import io
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from huilong.rooms.collateral.terms import car_name
from huilong.rooms.contact.terms import Letter, Typesetter
from huilong.rooms.files import actions as files
from huilong.rooms.files.terms import FileKind
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import lender_name, names_of
from huilong.rooms.repossession.actions.grounds import give_ground
from huilong.rooms.repossession.actions.keeping import kept_step, sha256_of, working
from huilong.rooms.repossession.models import Evidence, Order
from huilong.rooms.repossession.queries.orders import grounds_of
from huilong.rooms.repossession.queries.spot import belongings_of, evidence_of, needs_of
from huilong.rooms.repossession.rules.spot import day_of
from huilong.rooms.repossession.terms import BasisKind
from huilong.rooms.repossession.terms.spot import Captured, EvidenceKind, EvidenceRow, SpotStepKind
from huilong.rooms.vault.actions import handed_over
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import PersonRole

LAYOUT = "vehicle_handover"
RIGHTS = [
    "车内个人物品已当面清点；您可随时取回，不收取费用，也不以是否还款为条件。",
    "付清应付金额及实际发生的费用即可赎回车辆，金额与期限以书面通知为准。",
    "车辆处置前将依法通知您；变价款超过欠款及费用的部分退还给您。",
    "您有权拒绝交车；拒绝的，我方人员须立即离开，不得强行收车。",
]
"""What whoever hands over is told: 民法典第235、410、413条, and the house's own rule CN-REPO-010."""


def complete_handover(key: int, *, user: int, at: datetime) -> int | None:
    """Set the handover paper of an order and give it as its ground (生成交接单), once nothing is missing at the car.

    The key of the paper's file; None while something is missing, where a court's paper is the ground, or where the
    paper is there already. Without a typesetter the signed form itself is photographed and kept as `paper`.
    """
    with transaction.atomic():
        order = working(key)
        if BasisKind(order.basis) is not BasisKind.HANDOVER or needs_of(
            key, signed_needed=True, since=day_of(timezone.localtime(at))
        ):
            return None
        kept = {
            one.kind: one
            for one in evidence_of(key)
            if one.hash_held and one.captured_at >= day_of(timezone.localtime(at))
        }
        signed = kept[EvidenceKind.SIGNATURE]
        paper = kept.get(EvidenceKind.PAPER)
        if paper is not None and _stands(key, paper, signed, _newest(kept)):
            return None
        if paper is None and not has_typesetter():
            return None
        file_id = paper.file_id if paper is not None and not has_typesetter() else _set(order, signed, user, at)
        give_ground(key, on=timezone.localdate(at), at=at, files={
            "paper": file_id, "inventory": file_id, "identity": kept[EvidenceKind.IDENTITY].file_id,
            "video": kept[EvidenceKind.VIDEO].file_id,
        })  # fmt: skip
    return file_id


def _stands(key: int, paper: EvidenceRow, signed: EvidenceRow, newest: datetime) -> bool:
    """Whether a paper of this handover is the order's ground already: newer than all it tells of, and given."""
    given = {one.files.get("paper") for one in grounds_of(key)}
    return paper.captured_at >= signed.captured_at and paper.entered_at >= newest and paper.file_id in given


def has_typesetter() -> bool:
    """Whether papers can be set in type here (是否配置排版)."""
    return bool(getattr(settings, "TYPESETTER", ""))


def _newest(kept: dict[EvidenceKind, EvidenceRow]) -> datetime:
    return max(one.entered_at for kind, one in kept.items() if kind is not EvidenceKind.PAPER)


def _set(order: Order, signed: EvidenceRow, user: int, at: datetime) -> int:
    """Set the paper, keep it as a file and as evidence."""
    setter: Typesetter = import_string(settings.TYPESETTER)()
    body = io.BytesIO(setter.pdf(Letter(LAYOUT, values(order, signed, user, at))))
    digest = sha256_of(body)
    added = files.add(order.case.number, body, kind=FileKind.CONTRACT, name=f"handover-{order.pk}.pdf", at=at)
    Evidence.objects.create(
        order=order, kind=EvidenceKind.PAPER.value, file_id=added.id, sha256=digest, captured_at=at, entered_at=at,
        by=user,
    )  # fmt: skip
    told = {"file": added.id, "sha256": digest}
    kept_step(order, SpotStepKind.PAPER, Captured(at), user, at, told)
    record(verb="recovery.paper_set", subject=("case", order.case.number), detail={"order": order.pk, **told}, at=at)
    return added.id


def values(order: Order, signed: EvidenceRow, user: int, at: datetime) -> dict[str, Any]:
    """What the layout shows. The borrower's name goes to the typesetter unseen by people."""
    borrower = next(
        (one for one in people_of([order.loan_id]).get(order.loan_id, []) if one.role is PersonRole.BORROWER), None
    )
    name = handed_over(borrower.id, "name", purpose="letter", to="typesetter", at=at) if borrower else ""
    kept = evidence_of(order.pk)
    where = f"{signed.lat_e7 / 1e7:.6f}, {signed.lon_e7 / 1e7:.6f}" if signed.lat_e7 and signed.lon_e7 else ""
    return {
        "number": f"交接 {order.pk:06d}", "on": timezone.localdate(at).isoformat(),
        "handed_at": _minute(signed.captured_at), "place": f"定位 {where}（WGS-84）" if where else "",
        "lender": {"name": lender_name() or "—"},
        "crew": [{"name": names_of([user]).get(user, "") or f"工号 {user}", "number": str(user)}],
        "handed_by": {"name": name or "—", "relation": "借款人", "identity_kind": "已当面出示并拍照留存"},
        "loan_number": order.loan_id, "order_number": f"R-{order.pk:06d}", "basis": "当日自愿交车（签字）",
        "vehicle": {"vin": order.vin, "model": car_name(order.vehicle.make, order.vehicle.model)},
        "belongings": [
            {"no": str(one.no), "what": one.what, "quantity": one.quantity, "place": one.place.word.zh}
            for one in belongings_of(order.pk)
        ],
        "photos": [
            {"slot": one.slot.word.zh, "captured_at": _minute(one.captured_at), "sha256": one.sha256}
            for one in kept if one.slot is not None
        ],
        "videos": [
            f"{one.kind.word.zh}：文件 {one.file_id}，SHA-256 {one.sha256}"
            for one in kept if one.kind in (EvidenceKind.VIDEO, EvidenceKind.IDENTITY)
        ],
        "rights": RIGHTS,
        "signature": {"sha256": signed.sha256, "captured_at": _minute(signed.captured_at)},
    }  # fmt: skip


def _minute(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
