"""Messages for other systems (消息接口): queue one, see what became of it."""

import uuid
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from huilong.rooms.contact.actions.messages import queue_message
from huilong.rooms.contact.queries.messages import one_message
from huilong.rooms.contact.terms import LANGUAGES
from huilong.shell.api import Asked, Key, Text, done_once, needs

router = Router(tags=["messages"])


class MessageIn(Asked):
    """A message to somebody of a case, made of an approved template when it is sent."""

    case: Text
    person: Key
    template: Text
    language: Literal[LANGUAGES] = LANGUAGES[0]  # type: ignore[valid-type]
    not_before: datetime | None = None


class QueuedOut(Schema):
    """The message's key."""

    key: uuid.UUID


class MessageOut(Schema):
    """Where a message stands."""

    key: uuid.UUID
    case: str
    channel: str
    template: str
    state: str
    code: str
    queued_at: datetime
    sent_at: datetime | None


@router.post("/messages", response=QueuedOut, summary="发送消息 · Queue a message")
@needs("message.send")
@done_once
def send(request: HttpRequest, body: MessageIn) -> dict[str, Any]:
    """Put a message into the outbox. Whether it may be sent is asked when it is sent."""
    not_before = body.not_before
    if not_before is not None and not_before.tzinfo is None:
        not_before = timezone.make_aware(not_before)
    key = queue_message(
        body.case, body.person, body.template, at=timezone.now(), language=body.language, not_before=not_before
    )  # fmt: skip
    return {"key": key}


@router.get("/messages/{key}", response=MessageOut, summary="消息状态 · A message")
@needs("message.view")
def message(request: HttpRequest, key: uuid.UUID) -> dict[str, Any]:
    """Where a message stands now."""
    one = one_message(key)
    return {
        "key": one.key, "case": one.case.number, "channel": one.channel, "template": one.template.key,
        "state": one.state, "code": one.code, "queued_at": one.queued_at, "sent_at": one.sent_at,
    }  # fmt: skip
