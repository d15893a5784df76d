"""Verbs of onboarding gates (上岗条件): record, revoke."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.models import Gate
from huilong.rooms.people.rules.gates import VALID_MONTHS, valid_until
from huilong.rooms.people.terms import GateKind


@transaction.atomic
def record_gate(
    user_id: int, kind: str, valid_from: date, *, evidence: str, actor: int, at: datetime, until: date | None = None
) -> int:
    """Record that somebody passed a gate (登记上岗条件), valid both days included; its key. Nobody does so alone."""
    kept = GateKind(kind)
    last = until or valid_until(valid_from, VALID_MONTHS[kept])
    if not evidence.strip() or last < valid_from or actor == user_id:
        raise Refusal(
            "gate-not-shown", status=422, zh="须由他人登记,写明凭证,且终止日不早于起始日。",
            en="Somebody else records it, names the evidence, and the last day is not before the first.",
            remedy_zh="请填写凭证(如协议编号、成绩单编号)。",
            remedy_en="Name the evidence, such as a document's number.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            gate = Gate.objects.create(
                user_id=user_id, kind=kept.value, valid_from=valid_from, valid_until=last,
                evidence=evidence.strip()[:300], recorded_by_id=actor or None, recorded_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(
            "gate-recorded", zh="这条记录已登记,或没有这个用户。",
            en="This is recorded already, or there is no such user.",
            remedy_zh="请查看已有记录。", remedy_en="Look at what is recorded.",
        ) from error  # fmt: skip
    record(
        verb="gate.recorded", subject=("user", user_id), actor=f"user:{actor}", at=at,
        detail={"gate": gate.pk, "kind": kept.value, "from": valid_from.isoformat(), "until": last.isoformat()},
    )  # fmt: skip
    return gate.pk


@transaction.atomic
def revoke_gate(gate_id: int, *, actor: int, at: datetime) -> bool:
    """Revoke a recorded gate (撤销上岗条件) from the day of `at` on; false when it was revoked before."""
    gate = Gate.objects.filter(pk=gate_id, revoked_at=None).first()
    if gate is None or not Gate.objects.filter(pk=gate_id, revoked_at=None).update(revoked_at=at):
        return False
    record(
        verb="gate.revoked", subject=("user", gate.user_id), actor=f"user:{actor}", at=at,
        detail={"gate": gate_id, "kind": gate.kind},
    )  # fmt: skip
    return True
