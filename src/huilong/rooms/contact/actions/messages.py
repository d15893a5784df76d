"""Verbs of messages (消息): queue one, stop those of a case, retry or drop a dead letter, note what arrived."""

import uuid
from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.cases.terms import CaseState
from huilong.rooms.contact.actions.composing import FIELD
from huilong.rooms.contact.models import Batch, Message, Template
from huilong.rooms.contact.queries.templates import approved_template
from huilong.rooms.contact.queries.wording import wording
from huilong.rooms.contact.rules import wording as rules
from huilong.rooms.contact.rules.rendering import blanked, variables
from huilong.rooms.contact.terms import LANGUAGES, UNFINISHED, Channel, MessageState, StopReason
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import MaskedPerson
from huilong.shell.live import announce


@transaction.atomic
def queue_message(
    number: str, person: int, template_key: str, *, at: datetime, not_before: datetime | None = None,
    language: str = LANGUAGES[0], batch: Batch | None = None,
) -> uuid.UUID:
    """Put a message into the outbox (消息入队); its key. Whether it may be sent is asked when it is sent, not now.

    Raises Refusal `case-closed`, `no-such-person`, `no-such-template`, `no-address`, `discloses-debt` for a third
    party's, `already-queued` for the same template to the same person while one is unfinished.
    """
    detail, who = case_detail(number), acting()
    if detail.case.state is not CaseState.OPEN:
        raise Refusal("case-closed", zh="案件已结案。", en="The case is closed.",
                      remedy_zh="结案后不再催收。", remedy_en="Nothing is collected any more.")  # fmt: skip
    one = _person_of([loan.loan_id for loan in detail.loans if loan.left_on is None], person)
    template = batch.template if batch else approved_template(template_key, language)
    _refuse_unfit(one, template)
    with connection.cursor() as cursor:  # one at a time for a person, so that the order of ids is the order of queueing
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('messages:' || %s, 0))", [person])
    if Message.objects.filter(
        person=person, template__key=template.key, state__in=[state.value for state in UNFINISHED]
    ).exists():
        raise Refusal(
            "already-queued", zh="同一模板的消息已在待发。", en="The same template already waits for this person.",
            remedy_zh="请等待发出,或先停发。", remedy_en="Wait until it was sent, or stop it first.",
        )  # fmt: skip
    made = Message.objects.create(
        key=uuid.uuid4(), case_id=detail.case.id, person=person, role=one.role.value,
        shown=_shown(one, template.channel), channel=template.channel, template=template, batch=batch,
        state=MessageState.WAITING, not_before=not_before,
        due_at=max(at, not_before or at), user=who.user if who else 0, organisation=who.organisation if who else 0,
        queued_at=at, at=at,
    )  # fmt: skip
    record(
        verb="message.queued", subject=("case", number), at=at,
        detail={"message": made.pk, "channel": template.channel, "template": template.pk, "person": person},
    )  # fmt: skip
    return made.key


@transaction.atomic
def stop_messages(number: str, why: StopReason | str, at: datetime, channels: Collection[str] = ()) -> int:
    """Stop every message of a case that waits, or those of some channels (停发案件消息); how many.

    What a worker has in hand already is asked about anyway before it goes.
    """
    which = {"channel__in": list(channels)} if channels else {}
    stopped = _stop(case__number=number, why=StopReason(why), at=at, **which)
    if stopped:
        record(verb="messages.stopped", subject=("case", number), at=at,
               detail={"messages": stopped, "why": StopReason(why).value})  # fmt: skip
        announce("message", number)
    return stopped


@transaction.atomic
def stop_of_firm(numbers: Collection[str], organisation: int, at: datetime) -> int:
    """Stop what a firm's people wrote on these cases and nobody sent yet (停发机构消息); how many."""
    waiting = Message.objects.filter(
        state=MessageState.WAITING, case__number__in=list(numbers), organisation=organisation
    )
    for number, count in sorted(Counter(waiting.values_list("case__number", flat=True)).items()):
        record(verb="messages.stopped", subject=("case", number), at=at,
               detail={"messages": count, "why": StopReason.HOLDER.value})  # fmt: skip
    return waiting.update(state=MessageState.STOPPED, stopped_why=StopReason.HOLDER, at=at)


@transaction.atomic
def stop_message(key: uuid.UUID, at: datetime) -> None:
    """Stop one message that waits (停发消息). Raises Refusal `message-moved-on`."""
    number = _number_of(key)
    if not _stop(key=key, why=StopReason.PERSON, at=at):
        raise _moved_on()
    record(verb="messages.stopped", subject=("case", number), detail={"messages": 1, "why": "person"}, at=at)
    announce("message", number)


@transaction.atomic
def retry_message(key: uuid.UUID, at: datetime) -> None:
    """Let a dead letter be tried again (重试死信); a provider that may have it is asked first. `message-moved-on`."""
    number = _number_of(key)
    dead = Message.objects.filter(key=key, state=MessageState.DEAD)
    if not dead.update(state=MessageState.WAITING, due_at=at, handed=0, at=at):
        raise _moved_on()
    record(verb="message.retried", subject=("case", number), detail={"message": str(key)}, at=at)
    announce("message", number)


@transaction.atomic
def drop_message(key: uuid.UUID, at: datetime) -> None:
    """Give a dead letter up (放弃死信). Raises Refusal `message-moved-on`."""
    number = _number_of(key)
    dead = Message.objects.filter(key=key, state=MessageState.DEAD)
    if not dead.update(state=MessageState.STOPPED, stopped_why=StopReason.PERSON, at=at):
        raise _moved_on()
    record(verb="message.dropped", subject=("case", number), detail={"message": str(key)}, at=at)
    announce("message", number)


@transaction.atomic
def note_delivery(key: uuid.UUID, delivered: bool, at: datetime) -> None:
    """Note whether a printed letter arrived (登记送达). Raises Refusal `message-moved-on`."""
    number = _number_of(key)
    letters = Message.objects.filter(key=key, channel=Channel.LETTER, state=MessageState.SENT)
    state = MessageState.DELIVERED if delivered else MessageState.FAILED
    if not letters.update(state=state, code="" if delivered else "returned", at=at):
        raise _moved_on()
    record(verb="message.delivery_noted", subject=("case", number), at=at,
           detail={"message": str(key), "state": state.value})  # fmt: skip
    announce("message", number)


def forget_texts(loan_ids: tuple[str, ...]) -> None:
    """Drop the texts of messages about these loans (消息文本删除): the people they name are erased."""
    from huilong.rooms.cases.queries import cases_of_loans

    numbers = set(cases_of_loans(loan_ids).values())
    Message.objects.filter(case__number__in=numbers).exclude(body=b"", shown="").update(
        body=b"", sealed_by=None, shown=""
    )


def _stop(*, why: StopReason, at: datetime, **which: object) -> int:
    waiting = Message.objects.filter(state=MessageState.WAITING, **which)
    return waiting.update(state=MessageState.STOPPED, stopped_why=why, at=at)


def _person_of(loans: list[str], person: int) -> MaskedPerson:
    one = next((one for people in people_of(loans).values() for one in people if one.id == person), None)
    if one is None:
        raise Refusal(
            "no-such-person", status=404, where="person", zh="本案没有此联系人。", en="No such person in this case.",
            remedy_zh="请从联系人列表中选择。", remedy_en="Choose from the people of the case.",
        )  # fmt: skip
    return one


def _shown(one: MaskedPerson, channel: str) -> str:
    reached = getattr(one, FIELD[Channel(channel)], "") if channel in list(FIELD) else ""
    return f"{one.name} {reached}".strip()


def _refuse_unfit(one: MaskedPerson, template: Template) -> None:
    """Refuse what could never be sent: nothing to write to, or a third party told of the debt."""
    channel = Channel(template.channel)
    if channel in FIELD and not getattr(one, FIELD[channel], ""):
        raise Refusal(
            "no-address", where="person", zh="此人没有可用的号码或邮箱。", en="There is nothing to write to.",
            remedy_zh="请选择其他联系人或渠道。", remedy_en="Choose somebody else, or another channel.",
        )  # fmt: skip
    if one.role.value in rules.DEBTORS:
        return
    text = f"{blanked(template.subject, 'subject')}\n{blanked(template.body)}"
    named = variables(template.subject, "subject") | variables(template.body)
    if rules.disclosed(text, named, wording()):
        raise Refusal(
            "discloses-debt", status=422, where="template", zh="该模板会向第三人透露债务。",
            en="This template would tell a third party of the debt.",
            remedy_zh="请使用不涉及债务的模板。", remedy_en="Use a template that says nothing of it.",
        )  # fmt: skip


def _number_of(key: uuid.UUID) -> str:
    number = Message.objects.filter(key=key).values_list("case__number", flat=True).first()
    if number is None:
        raise Refusal("no-such-message", status=404, zh="没有这条消息。", en="There is no such message.")
    return number


def _moved_on() -> Refusal:
    return Refusal(
        "message-moved-on", zh="这条消息的状态已变化。", en="This message has moved on meanwhile.",
        remedy_zh="请刷新页面。", remedy_en="Reload the page.",
    )  # fmt: skip
