"""Reads of objections (异议): those of a statement with their notes, and which wait too long for an answer."""

from datetime import date

from huilong.kernel.refusal import Refusal
from huilong.rooms.settlement.models import Dispute, Proof
from huilong.rooms.settlement.rules.notes import bound_to
from huilong.rooms.settlement.terms import DisputeAnswer, DisputeReason, DisputeRow
from huilong.rooms.vault.queries import opened_note


def disputes_of(statement: int) -> list[DisputeRow]:
    """The objections to a statement (异议), in the order of its lines, with the notes of both sides."""
    shown = set(Proof.objects.filter(dispute__statement=statement).values_list("pk", flat=True))
    return [_row(one, shown) for one in Dispute.objects.filter(statement=statement).order_by("line__no")]


def late_answers(on: date) -> int:
    """How many objections wait longer than the house has to answer (逾期未答复)."""
    return Dispute.objects.filter(answer="", answer_by__lt=on).count()


def statement_of_dispute(key: int) -> int:
    """The statement an objection is to. Raises Refusal `no-such-dispute`."""
    found = Dispute.objects.filter(pk=key).values_list("statement", flat=True).first()
    if found is None:
        raise Refusal("no-such-dispute", status=404, zh="没有这项异议。", en="There is no such objection.")
    return int(found)


def _row(one: Dispute, shown: set[int]) -> DisputeRow:
    return DisputeRow(
        id=one.pk, line=one.line_id, reason=DisputeReason(one.reason),
        note=opened_note(one.key_id, bytes(one.note), bound_to(one.line_id, "firm")), evidence=one.evidence,
        raised_by=one.raised_by, raised_at=one.raised_at, answer_by=one.answer_by,
        answer=DisputeAnswer(one.answer) if one.answer else None,
        answer_note=opened_note(one.answer_key_id, bytes(one.answer_note), bound_to(one.line_id, "house")),
        answered_by=one.answered_by, answered_at=one.answered_at, proof=one.pk in shown,
    )  # fmt: skip
