"""What people make of alarms and lots (告警处理与二押点认定): acknowledge, confirm, refuse."""

from datetime import datetime

from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.tracking.actions.deriving import tag_alarms
from huilong.rooms.tracking.models import Alarm
from huilong.rooms.tracking.queries.alarms import stored_alarm, stored_lot
from huilong.rooms.tracking.terms import CONFIRMING, AlarmReason, LotReason, LotState

LONGEST_NOTE = 400


def acknowledge(key: int, reason: AlarmReason, *, at: datetime, note: str = "") -> None:
    """Note what came of looking at an alarm (处理告警). It leaves the open ones, whether or not it lasts.

    Raises Refusal `no-such-alarm`, `alarm-acknowledged`, `note-too-long`.
    """
    text = _note(note)
    with transaction.atomic():
        if stored_alarm(key).acknowledged_at is not None:
            raise _acknowledged()
        row = _locked(key)
        row.acknowledged_at, row.acknowledged_by, row.reason, row.note = at, _who(), reason.value, text
        row.save(update_fields=["acknowledged_at", "acknowledged_by", "reason", "note"])
        told = {"alarm": key, "kind": row.kind, "reason": reason.value}
        case = row.vehicle.case
        subject = ("case", case.number) if case else ("vehicle", row.vehicle_id)
        record(verb="alarm.acknowledged", subject=subject, detail=told, at=at)
        if case:
            tag_alarms([case.pk])


def decide_lot(key: int, reason: LotReason, *, at: datetime, note: str = "") -> LotState:
    """Confirm or refuse a lot (认定二押点), as the reason says; the state it is in now. One may change one's mind.

    Raises Refusal `no-such-lot`, `note-too-long`.
    """
    text = _note(note)
    state = LotState.CONFIRMED if reason in CONFIRMING else LotState.REFUSED
    with transaction.atomic():
        row = stored_lot(key, lock=True)
        before = {"state": row.state, "reason": row.reason}
        row.state, row.reason, row.note = state.value, reason.value, text
        row.decided_at, row.decided_by = at, _who()
        row.save(update_fields=["state", "reason", "note", "decided_at", "decided_by"])
        after = {"state": row.state, "reason": row.reason}
        record(verb=f"lot.{state.value}", subject=("lot", key), before=before, after=after, at=at)
    return state


def _locked(key: int) -> Alarm:
    """The alarm for this transaction; who was quicker made it one that may be changed no more."""
    try:
        row = stored_alarm(key, lock=True)
    except Refusal:
        raise _acknowledged() from None
    if row.acknowledged_at is not None:
        raise _acknowledged()
    return row


def _acknowledged() -> Refusal:
    return Refusal(
        "alarm-acknowledged", status=409, zh="这条告警已有人处理。", en="Somebody acknowledged this alarm already.",
        remedy_zh="请刷新页面。", remedy_en="Reload the page.",
    )  # fmt: skip


def _who() -> int:
    who = acting()
    return who.user if who else 0


def _note(note: str) -> str:
    text = " ".join(note.split())
    if len(text) > LONGEST_NOTE:
        raise Refusal(
            "note-too-long", status=422, where="note", zh=f"说明最多 {LONGEST_NOTE} 字。",
            en=f"A note has at most {LONGEST_NOTE} characters.", remedy_zh="请写短些。", remedy_en="Make it shorter.",
        )  # fmt: skip
    return text
