"""Reads of messages (消息): the outbox, dead letters, one message, the messages of a case."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.models import Message, ReportRow
from huilong.rooms.contact.terms import Channel, MessageState
from huilong.rooms.vault.queries import opened_note


@dataclass(frozen=True)
class MessageRow:
    """A message as the desk shows it (消息行)."""

    key: uuid.UUID
    channel: Channel
    template: str
    state: MessageState
    shown: str
    at: datetime
    sent_at: datetime | None
    code: str
    file: int | None


def messages() -> QuerySet[Message]:
    """The messages the one who acts may see."""
    return Message.objects.annotate(number=F("case__number"), template_key=F("template__key"))


def messages_of(number: str, most: int = 50) -> list[MessageRow]:
    """The latest messages of a case, newest first (案件消息)."""
    found = messages().select_related("template").filter(case__number=number).order_by("-id")[:most]
    return [
        MessageRow(one.key, Channel(one.channel), one.template.key, MessageState(one.state), one.shown, one.at,
                   one.sent_at, one.code, one.file)
        for one in found
    ]  # fmt: skip


def one_message(key: uuid.UUID) -> Message:
    """One message. Raises Refusal `no-such-message`."""
    found = messages().filter(key=key).select_related("template", "case", "batch").first()
    if found is None:
        raise Refusal("no-such-message", status=404, zh="没有这条消息。", en="There is no such message.")
    return found


def text_of(message: Message) -> str:
    """What a message that was sent said (消息原文); "" before, and where it was not kept."""
    if not message.body:
        return ""
    return opened_note(message.sealed_by_id, bytes(message.body), f"message:{message.key}")


def unmatched_reports() -> QuerySet[ReportRow]:
    """Delivery reports of messages we do not know."""
    return ReportRow.objects.filter(message=None)
