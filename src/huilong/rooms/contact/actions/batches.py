"""Verbs of bulk sends (群发): begin, with a second person beyond a size; queue bit by bit; stop."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from huilong.kernel.acting import Acting, act_as, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions.messages import queue_message
from huilong.rooms.contact.models import Batch, Message, Template
from huilong.rooms.contact.queries.batches import ALONE, MOST_AT_ONCE, borrower_of
from huilong.rooms.contact.queries.templates import no_such_template
from huilong.rooms.contact.terms import BatchState, MessageState, Previewed, StopReason, TemplateState
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved

AT_ONCE = 100
MOST_A_MINUTE = 600


@transaction.atomic
def start_batch(
    template: Template, previewed: Previewed, per_minute: int, at: datetime, *, team: int | None = None
) -> tuple[int, bool]:
    """Begin a bulk send as it was previewed (开始群发): its id, and whether it waits for a second person.

    Raises Refusal `batch-size`, `bad-throttle`, `no-such-template` for one not approved.
    """
    who, size = acting(), len(previewed.numbers)
    if who is None or not 0 < size <= MOST_AT_ONCE:
        raise Refusal(
            "batch-size", status=422, zh=f"一次群发须为 1 至 {MOST_AT_ONCE} 件案件。",
            en=f"A bulk send is for 1 to {MOST_AT_ONCE} cases.", remedy_zh="请缩小筛选范围。",
            remedy_en="Narrow the filter.",
        )  # fmt: skip
    if not 0 < per_minute <= MOST_A_MINUTE:
        raise Refusal(
            "bad-throttle", status=422, where="per_minute", zh=f"每分钟条数须为 1 至 {MOST_A_MINUTE}。",
            en=f"1 to {MOST_A_MINUTE} messages go out a minute.",
        )  # fmt: skip
    if template.state != TemplateState.APPROVED:
        raise no_such_template(template.key)
    waits = size > ALONE
    made = Batch.objects.create(
        template=template, state=BatchState.WAITING if waits else BatchState.RUNNING, numbers=list(previewed.numbers),
        per_minute=per_minute, permitted=previewed.permitted, refused=dict(previewed.refused), user=who.user,
        organisation=who.organisation, team=team, made_at=at, started_at=None if waits else at,
    )  # fmt: skip
    detail = {"template": template.pk, "cases": size, "permitted": previewed.permitted, "a_minute": per_minute}
    record(verb="batch.started", subject=("batch", made.pk), detail=detail | {"waits": waits}, at=at)
    if waits:
        ask_approval(ApprovalKind.CONTACT, f"batch:{made.pk}", detail, actor=who.user, at=at)
    return made.pk, waits


@transaction.atomic
def approve_batch(told: Approved) -> None:
    """What a second person's consent does (群发批准): the worker begins."""
    pk = int(told.subject.partition(":")[2])
    if not Batch.objects.filter(pk=pk, state=BatchState.WAITING).update(state=BatchState.RUNNING, started_at=told.at):
        raise _stopped_already()
    record(verb="batch.approved", subject=("batch", pk), detail={"by": told.decided_by}, at=told.at)


@transaction.atomic
def stop_batch(pk: int, at: datetime) -> None:
    """Stop a bulk send (停止群发): what waits is not sent; what was sent was sent. Raises Refusal `batch-stopped`."""
    who = acting()
    going = Batch.objects.filter(pk=pk).exclude(state=BatchState.STOPPED)
    if not going.update(state=BatchState.STOPPED, stopped_at=at, stopped_by=who.user if who else None):
        raise _stopped_already()
    stopped = _stop_waiting(pk, at)
    record(verb="batch.stopped", subject=("batch", pk), detail={"messages": stopped}, at=at)


def work_on_batches(at: datetime) -> int:
    """Queue the next messages of the bulk sends that run (群发入队), as whoever began them; how many cases were looked
    at. Also stops what still waits of stopped ones, which whoever stopped it may not have seen."""
    for pk in Message.objects.filter(
        batch__state=BatchState.STOPPED, state=MessageState.WAITING
    ).values_list("batch", flat=True).distinct():  # fmt: skip
        _stop_waiting(pk, at)
    looked = 0
    for pk in list(Batch.objects.filter(state=BatchState.RUNNING).order_by("id").values_list("pk", flat=True)):
        looked += _some_of(pk, at)
    return looked


@transaction.atomic
def _some_of(pk: int, at: datetime) -> int:
    """Look at the next cases of one bulk send; one worker at a time."""
    running = Batch.objects.select_for_update(skip_locked=True, of=("self",)).select_related("template")
    batch = running.filter(pk=pk, state=BatchState.RUNNING).first()
    some = batch.numbers[batch.looked_at : batch.looked_at + AT_ONCE] if batch else []
    if batch is None or not some:
        return 0
    skipped = Counter(batch.skipped)
    with act_as(Acting(batch.user, batch.organisation, where="outbox", purpose=f"batch:{pk}")):
        for number in some:
            try:
                with transaction.atomic():
                    person = borrower_of(number)
                    queue_message(number, person.id if person else 0, batch.template.key, at=at, batch=batch)
            except Refusal as refusal:
                skipped[refusal.code] += 1
        Batch.objects.filter(pk=pk).update(looked_at=batch.looked_at + len(some), skipped=dict(skipped))
        record(verb="batch.queued", subject=("batch", pk), detail={"cases": len(some)}, at=at)
    return len(some)


def _stop_waiting(pk: int, at: datetime) -> int:
    waiting = Message.objects.filter(batch=pk, state=MessageState.WAITING)
    return waiting.update(state=MessageState.STOPPED, stopped_why=StopReason.BATCH, at=at)


def _stopped_already() -> Refusal:
    return Refusal(
        "batch-stopped", zh="这次群发已停止或已开始。", en="This bulk send was stopped, or has begun.",
        remedy_zh="请刷新页面。", remedy_en="Reload the page.",
    )  # fmt: skip
