"""Questions to all (答疑): a firm asks, the house answers, everybody invited reads both and nobody whose it was."""

import uuid
from datetime import datetime

from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.tenders.actions.publishing import me, must_be
from huilong.rooms.tenders.models import Asker, Question
from huilong.rooms.tenders.queries import tender_row
from huilong.rooms.tenders.terms import TenderStage

MOST_QUESTION, MOST_ANSWER = 500, 1000


def ask(number: str, text: str, at: datetime) -> int:
    """Ask a question of a tender (提问), before questions end. Raises Refusal `tender-stage`, `questions-over`."""
    tender, who = tender_row(number, at), acting()
    must_be(tender, TenderStage.OPEN)
    if tender.questions_until is None or at >= tender.questions_until:
        raise Refusal("questions-over", zh="提问已截止。", en="The time for questions is over.")
    if not text.strip():
        raise Refusal("say-something", status=422, where="text", zh="请填写问题。", en="Write the question.")
    with transaction.atomic():
        ref = uuid.uuid4()
        Asker.objects.create(ref=ref, tender_id=tender.id, organisation_id=who.organisation if who else 0, by=me())
        kept = Question.objects.create(tender_id=tender.id, ref=ref, text=text.strip()[:MOST_QUESTION], asked_at=at)
        record(verb="tender.asked", subject=("tender", number), detail={"question": kept.pk}, at=at)
    return int(kept.pk)


def answer(number: str, question: int, text: str, at: datetime) -> None:
    """Answer a question to everybody invited (答复), before closing, once. Raises Refusal `no-such-question`."""
    tender = tender_row(number, at)
    must_be(tender, TenderStage.OPEN)
    if not text.strip():
        raise Refusal("say-something", status=422, where="text", zh="请填写答复。", en="Write the answer.")
    with transaction.atomic():
        changed = Question.objects.filter(pk=question, tender_id=tender.id, answered_at=None).update(
            answer=text.strip()[:MOST_ANSWER], answered_at=at, answered_by=me()
        )
        if not changed:
            raise Refusal(
                "no-such-question", status=404, zh="没有这个待答的问题。", en="There is no such open question."
            )  # fmt: skip
        record(verb="tender.answered", subject=("tender", number), detail={"question": question}, at=at)
