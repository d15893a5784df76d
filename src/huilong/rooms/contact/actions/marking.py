"""Marking (标记消息): each step in one transaction, kept only while the attempt is still the worker's own."""

from datetime import datetime
from typing import Any

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import tell_outcome
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.contact.models import Activity, Message
from huilong.rooms.contact.queries.figures import house_day
from huilong.rooms.contact.rules.retrying import backoff, gives_up
from huilong.rooms.contact.terms import Direction, Handed, HandedState, MessageState, Rendered, StopReason
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import sealed_note
from huilong.shell.live import announce

SENT, NOT_SENT = "sent", "not_sent"
"""What activities say of messages (结果码)."""


class Overtaken(Exception):
    """Somebody else has this message by now: this worker's attempt counts for nothing."""


def mark_sending(message: Message, at: datetime, until: datetime, *, lost: bool = False) -> None:
    """A worker has it now, as its next attempt (标记发送中); inside the transaction that found it.

    `lost`: its worker died; if that was before the provider could have it, the try counts, or it would go on for ever.
    """
    message.attempts += 1
    message.handed += int(lost and not message.in_hand)
    message.state, message.lease_until, message.tried_at = MessageState.SENDING, until, at
    message.save(update_fields=["attempts", "handed", "state", "lease_until", "tried_at"])
    record(verb="message.taken", subject=("case", message.case.number), at=at, detail=_detail(message))


@transaction.atomic
def keep_verdicts(
    message: Message, verdicts: tuple[int, ...], stated_fen: int | None, in_hand: bool, at: datetime
) -> None:
    """Keep what allowed it (保存许可); with `in_hand`, that the provider may have it from now on."""
    message.handed += int(in_hand)
    fenced(message, verdicts=list(verdicts), stated_fen=stated_fen, in_hand=in_hand, handed=message.handed)
    message.verdicts = list(verdicts)
    if in_hand:
        record(verb="message.handed_over", subject=("case", message.case.number), at=at,
               verdict=str(verdicts[0]) if verdicts else "", detail=_detail(message))  # fmt: skip


@transaction.atomic
def mark_sent(message: Message, answer: Handed, rendered: Rendered | None, at: datetime) -> str:
    """The provider took it (已发送): its text is sealed, the act written down, the law told."""
    text = f"{rendered.subject}\n{rendered.body}" if rendered else ""
    key_id, sealed = sealed_note(text, bound_to(message))
    fenced(
        message, state=MessageState.SENT, lease_until=None, in_hand=False, provider_id=answer.provider_id[:80],
        code=answer.code[:60], sent_at=at, at=at, body=sealed, sealed_by_id=key_id,
        activity=wrote_down(message, SENT, at),
    )  # fmt: skip
    tell(message.verdicts, OutcomeKind.DONE, at)
    noted(message, at, verb="message.sent")
    return "sent"


def mark_answered(message: Message, answer: Handed, rendered: Rendered | None, at: datetime) -> str:
    """What the provider's answer makes of it (处理回应)."""
    if answer.state is HandedState.ACCEPTED:
        return mark_sent(message, answer, rendered, at)
    if answer.state is HandedState.REFUSED:
        return mark_failed(message, answer.code or "refused", at)
    if answer.state is HandedState.LATER:
        return _mark_later(message, answer, at)
    return _mark_unknown(message, answer, rendered is None, at)


@transaction.atomic
def mark_failed(message: Message, code: str, at: datetime) -> str:
    """It cannot be sent (失败): nobody was contacted."""
    tell(message.verdicts, OutcomeKind.NOT_DONE, at)
    fenced(message, state=MessageState.FAILED, lease_until=None, in_hand=False, code=code[:60], at=at,
            activity=wrote_down(message, NOT_SENT, at))  # fmt: skip
    noted(message, at, verb="message.failed", code=code)
    return "failed"


@transaction.atomic
def mark_given_up(message: Message, at: datetime) -> str:
    """Its workers died of it, one after another, before it left (死信)."""
    tell(message.verdicts, OutcomeKind.NOT_DONE, at)
    return _dead(message, "worker-lost", False, at)


@transaction.atomic
def mark_never_came(message: Message, at: datetime) -> str:
    """The provider never got it (未到达通道): it waits again, and the law will be asked again."""
    tell(message.verdicts, OutcomeKind.NOT_DONE, at)
    if gives_up(message.handed):
        return _dead(message, "never-came", False, at)
    fenced(message, state=MessageState.WAITING, lease_until=None, in_hand=False, verdicts=[], code="never-came",
            due_at=at, at=at)  # fmt: skip
    noted(message, at, verb="message.put_back", code="never-came")
    return "never_came"


@transaction.atomic
def mark_put_back(
    message: Message, verdicts: tuple[int, ...], code: str, opens: datetime, at: datetime
) -> str:
    """Not now, by the law: it waits until it may (待时段开放)."""
    fenced(message, state=MessageState.WAITING, lease_until=None, verdicts=list(verdicts), code=code[:60], due_at=opens,
            at=at)  # fmt: skip
    noted(message, at, verb="message.put_back", code=code)
    return "put_back"


@transaction.atomic
def mark_stopped(message: Message, verdicts: tuple[int, ...], code: str, why: StopReason, at: datetime) -> str:
    """Not at all, by the law or the house (停发)."""
    fenced(message, state=MessageState.STOPPED, stopped_why=why, lease_until=None, verdicts=list(verdicts),
            code=code[:60], at=at)  # fmt: skip
    noted(message, at, verb="message.stopped", code=code)
    return "stopped"


@transaction.atomic
def take_back_verdicts(message: Message, at: datetime) -> None:
    """Tell that what an earlier attempt was permitted was not done (撤回许可): it ended before the message left."""
    if message.verdicts:
        tell(message.verdicts, OutcomeKind.NOT_DONE, at)
        fenced(message, verdicts=[])
        message.verdicts = []


def wrote_down(message: Message, outcome: str, at: datetime) -> Activity:
    """The activity of a message (催记), once."""
    if message.activity is not None and message.activity.outcome == outcome:
        return message.activity
    return Activity.objects.create(
        case_id=message.case_id, at=at, on=house_day(at), channel=message.channel, direction=Direction.OUT,
        person=message.person, role=message.role, shown=message.shown, outcome=outcome, user=message.user,
        organisation=message.organisation,
    )  # fmt: skip


def tell(verdicts: list[int], kind: OutcomeKind, at: datetime) -> None:
    """Tell the law what became of what it permitted (登记结果); what was told before stays as it is."""
    for verdict in verdicts:
        try:
            with transaction.atomic():
                tell_outcome(verdict, kind, at)
        except Refusal as refusal:
            if refusal.code not in ("outcome-told", "no-such-verdict"):
                raise


def bound_to(message: Message) -> str:
    """What the sealed text of a message opens with."""
    return f"message:{message.key}"


@transaction.atomic
def _mark_later(message: Message, answer: Handed, at: datetime) -> str:
    tell(message.verdicts, OutcomeKind.NOT_DONE, at)
    if gives_up(message.handed):
        return _dead(message, answer.code or "later", False, at)
    due = at + backoff(str(message.key), message.handed, answer.retry_after_seconds)
    fenced(message, state=MessageState.WAITING, lease_until=None, in_hand=False, verdicts=[], due_at=due,
            code=(answer.code or "later")[:60], at=at)  # fmt: skip
    noted(message, at, verb="message.put_back", code=answer.code or "later")
    return "later"


@transaction.atomic
def _mark_unknown(message: Message, answer: Handed, asked: bool, at: datetime) -> str:
    """Nobody knows yet: it stays `sending` and is asked after later; a person has to look when that goes on."""
    if gives_up(message.handed):
        return _dead(message, "unknown", True, at)
    tries = message.handed + int(asked)
    due = at + backoff(str(message.key), max(tries, 1), answer.retry_after_seconds)
    fenced(message, handed=tries, lease_until=due, code="unknown", at=at)
    return "unknown"


def _dead(message: Message, code: str, in_hand: bool, at: datetime) -> str:
    """Given up: a person looks at it. What may have reached somebody still counts for the law."""
    fenced(message, state=MessageState.DEAD, lease_until=None, in_hand=in_hand, code=code[:60], at=at,
            verdicts=message.verdicts if in_hand else [], activity=wrote_down(message, NOT_SENT, at))  # fmt: skip
    noted(message, at, verb="message.died", code=code)
    return "dead"


def fenced(message: Message, **changes: Any) -> None:
    """Change a message if this attempt is still the last one; raises Overtaken."""
    own = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, attempts=message.attempts)
    if not own.update(**changes):
        raise Overtaken


def noted(message: Message, at: datetime, *, verb: str, code: str = "") -> None:
    """Journal a step of a message and tell the pages that have its case open."""
    verdict = str(message.verdicts[0]) if message.verdicts else ""
    record(verb=verb, subject=("case", message.case.number), at=at, verdict=verdict, detail=_detail(message, code))
    announce("message", message.case.number)


def _detail(message: Message, code: str = "") -> dict[str, Any]:
    told = {"message": message.pk, "channel": message.channel, "attempt": message.attempts}
    return told | ({"code": code} if code else {})
