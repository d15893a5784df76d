"""The firm's word (确认与异议): it agrees, or objects to a line with a reason; the house answers within its clock."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.settlement.actions.proving import keep_proof, refuse_unfit
from huilong.rooms.settlement.models import Dispute, Statement
from huilong.rooms.settlement.queries.policy import settlement_policy
from huilong.rooms.settlement.queries.statements import line_row, stored
from huilong.rooms.settlement.rules.notes import bound_to
from huilong.rooms.settlement.rules.states import refuse_unless
from huilong.rooms.settlement.terms import DisputeAnswer, DisputeReason
from huilong.rooms.settlement.terms import StatementState as State
from huilong.rooms.vault.queries import sealed_note

DAYS_AFTER_ANSWER = 3
"""Days a firm has at least to look at answers before its silence counts."""
MOST_OF_A_NOTE = 1000


def agree(key: int, *, user: int, at: datetime) -> None:
    """The firm agrees to a statement (确认结算单). Raises Refusal `statement-state`."""
    with transaction.atomic():
        row = stored(key, lock=True)
        refuse_unless("agree", State(row.state))
        row.state, row.agreed_at, row.agreed_by = State.AGREED, at, user
        row.save(update_fields=["state", "agreed_at", "agreed_by"])
        record(verb="statement.agreed", subject=("statement", key), detail={"digest": row.digest}, at=at)


def dispute(
    line: int, reason: DisputeReason, *, note: str = "", evidence: str = "", user: int, at: datetime,
    file: tuple[str, bytes] | None = None,
) -> int:  # fmt: skip
    """The firm objects to a line (提出异议), once a line; its key. `evidence`: the number of a paper; `file`: name
    and bytes of what shows it.

    Raises Refusal `too-late`, `disputed-already`, `note-missing`, `statement-state`, and what
    `refuse_unfit` refuses of the file.
    """
    media = refuse_unfit(*file) if file is not None else ""
    on, note, told = timezone.localdate(at), note.strip(), line_row(line)
    if (reason is DisputeReason.OTHER and not note) or len(note) > MOST_OF_A_NOTE:
        raise Refusal(
            "note-missing", status=422, where="note", zh=f"请说明理由,{MOST_OF_A_NOTE} 字以内。",
            en=f"Say why, in at most {MOST_OF_A_NOTE} characters.",
        )  # fmt: skip
    try:
        with transaction.atomic():
            row = stored(told.statement, lock=True)
            refuse_unless("dispute", State(row.state))
            if row.object_by is not None and on > row.object_by:
                raise Refusal(
                    "too-late", zh="异议期已过。", en="The time to object is over.",
                    remedy_zh="事实有误的,更正后差额列入下一期。",
                    remedy_en="Where facts are wrong, the difference is in the next statement once they are put right.",
                )  # fmt: skip
            key_id, sealed = sealed_note(note, bound_to(line, "firm"))
            made = Dispute.objects.create(
                line_id=line, statement=row, reason=reason.value, note=sealed, key_id=key_id,
                evidence=evidence.strip()[:80], raised_by=user, raised_at=at,
                answer_by=on + timedelta(days=settlement_policy().answer_days),
            )  # fmt: skip
            if file is not None:
                keep_proof(made, media, file[1], at)
            Statement.objects.filter(pk=row.pk).update(state=State.DISPUTED.value)
            detail = {"statement": row.pk, "line": told.no, "reason": reason.value, "evidence": made.evidence}
            record(verb="statement.disputed", subject=("statement", row.pk), detail=detail, at=at)
    except IntegrityError:
        raise Refusal(
            "disputed-already", zh="该明细已提出过异议。", en="This line was objected to already.",
            remedy_zh="请查看答复。", remedy_en="See the answer.",
        ) from None  # fmt: skip
    return int(made.pk)


def answer(key: int, said: DisputeAnswer, *, note: str, user: int, at: datetime) -> None:
    """Answer an objection (答复异议), with a sentence; with the last of them the firm may agree.

    A line is never typed over: where it is wrong its facts are put right, and the difference is in the next statement.
    Raises Refusal `note-missing`, `answered-already`, `no-such-dispute`.
    """
    note = note.strip()
    if not note or len(note) > MOST_OF_A_NOTE:
        raise Refusal(
            "note-missing", status=422, where="note", zh=f"请说明理由,{MOST_OF_A_NOTE} 字以内。",
            en=f"Say why, in at most {MOST_OF_A_NOTE} characters.",
        )  # fmt: skip
    with transaction.atomic():
        one = Dispute.objects.filter(pk=key).first()
        if one is None:
            raise Refusal("no-such-dispute", status=404, zh="没有这项异议。", en="There is no such objection.")
        row = stored(one.statement_id, lock=True)
        key_id, sealed = sealed_note(note, bound_to(one.line_id, "house"))
        changed = Dispute.objects.filter(pk=key, answer="").update(
            answer=said.value, answer_note=sealed, answer_key_id=key_id, answered_by=user, answered_at=at
        )
        if not changed:
            raise Refusal("answered-already", zh="该异议已答复。", en="This objection was answered already.")
        if not Dispute.objects.filter(statement=row, answer="").exists():
            row.state = State.ISSUED
            least = timezone.localdate(at) + timedelta(days=DAYS_AFTER_ANSWER)
            row.object_by = max(row.object_by or least, least)
            row.save(update_fields=["state", "object_by"])
        detail = {"statement": row.pk, "dispute": key, "answer": said.value, "in_time": _in_time(one, at)}
        record(verb="statement.answered", subject=("statement", row.pk), detail=detail, at=at)


def lapse(on: date) -> int:
    """Count a firm's silence as agreement where its time passed by the end of `on` (异议期满); how many statements."""
    at = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    late = Statement.objects.filter(state=State.ISSUED, object_by__lte=on).order_by("id")
    count = 0
    for key in late.values_list("id", flat=True):
        with transaction.atomic():
            if Statement.objects.filter(pk=key, state=State.ISSUED).update(state=State.AGREED.value, agreed_at=at):
                record(verb="statement.lapsed", subject=("statement", key), detail={"on": on.isoformat()}, at=at)
                count += 1
    return count


def _in_time(one: Dispute, at: datetime) -> bool:
    return timezone.localdate(at) <= one.answer_by
