"""Pages of messages (消息页): the outbox, dead letters, one message."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages as notices
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions import messages as actions
from huilong.rooms.contact.models import Message
from huilong.rooms.contact.queries import messages as queries
from huilong.rooms.contact.rules.lettering import letter_number
from huilong.rooms.contact.terms import LANGUAGES, WRITTEN, Channel, MessageState, StopReason
from huilong.rooms.journal.actions import record, record_export
from huilong.rooms.people.queries import may, names_of
from huilong.shell.filters import Choice, Filter, Hidden
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words

BAD = (MessageState.DEAD, MessageState.FAILED)


def _words(members: Any) -> list[tuple[str, Any]]:
    return [(one.value, words(one)) for one in members]


COLUMNS = (
    Column("id", _("Message"), "number", sort="id", href=lambda row: reverse("contact:message", args=[row.key])),
    Column("number", _("Case"), sort="case__number"),
    Column("shown", _("To")),
    Column("channel", _("Channel"), value=lambda row: Channel(row.channel), sort="channel"),
    Column("template_key", _("Template"), sort="template__key"),
    Column("state", _("State"), "tag", value=lambda row: MessageState(row.state), sort="state",
           red=lambda row: row.state in BAD),
    Column("code", _("Answer code")),
    Column("attempts", _("Tries"), "number", sort="attempts"),
    Column("due_at", _("To be sent at"), "moment", sort="due_at"),
    Column("queued_at", _("Queued"), "moment", sort="queued_at"),
    Column("sent_at", _("Sent"), "moment", sort="sent_at"),
)  # fmt: skip
MESSAGES = Table(
    key="messages", title=_("Messages"), order="-id", export_permission="message.view", columns=COLUMNS,
    empty=_("No message was queued yet."),
    filters=(
        Filter("text", _("Case")),
        Choice("state", _("State"), choices=partial(_words, MessageState), everything=_("Any state")),
        Choice("channel", _("Channel"), choices=partial(_words, WRITTEN), everything=_("Any channel")),
        Hidden("batch", _("Bulk send"), reads="number"),
        Hidden("template", _("Template"), reads="text"),
    ),
)  # fmt: skip
DEAD = Table(
    key="dead_messages", title=_("Dead letters"), order="-id", exports=False, columns=COLUMNS,
    empty=_("No message was given up."),
    filters=(Filter("text", _("Case")),
             Choice("channel", _("Channel"), choices=partial(_words, WRITTEN), everything=_("Any channel"))),
)  # fmt: skip


def _narrow(rows: QuerySet[Message], asked: Mapping[str, Any]) -> QuerySet[Message]:
    for name, column in (("state", "state"), ("channel", "channel"), ("batch", "batch"), ("template", "template__key"),
                         ("text", "case__number")):  # fmt: skip
        if asked.get(name):
            rows = rows.filter(**{column: asked[name]})
    return rows


def _dead() -> QuerySet[Message]:
    return queries.messages().filter(state=MessageState.DEAD)


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def outbox(request: HttpRequest) -> HttpResponseBase:
    """The outbox (消息列表): every message with its state."""
    require(request, "message.view")
    return list_page(
        request, MESSAGES, QuerySetSource(queries.messages, _narrow), may=partial(may, request.user), log=_log,
        template="contact/messages.html", dead=_dead().count(), unmatched=queries.unmatched_reports().count(),
    )  # fmt: skip


@require_GET
def dead(request: HttpRequest) -> HttpResponseBase:
    """Dead letters (死信): each is retried or dropped by a person, on its own page."""
    require(request, "message.view")
    return list_page(request, DEAD, QuerySetSource(_dead, _narrow), may=partial(may, request.user), log=_log)


@require_GET
def one_message(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One message (消息详情): where it stands, what allowed it and, once sent, what it said: journaled."""
    require(request, "message.view")
    kept = queries.one_message(key)
    text = queries.text_of(kept)
    if text:
        with transaction.atomic():
            record(verb="case.viewed", subject=("case", kept.case.number), detail={"message": kept.pk})
    steers, state, channel = may(request.user, "message.bulk"), MessageState(kept.state), Channel(kept.channel)
    told = {
        "one": kept, "state": state, "channel": channel, "text": text, "sees_law": may(request.user, "law.view"),
        "by": names_of({kept.user}).get(kept.user, ""), "red": state in BAD, "verbs": _verbs(kept) if steers else [],
        "why": StopReason(kept.stopped_why) if kept.stopped_why else None,
        "letter": letter_number(kept.letter_year or 0, kept.letter_number) if kept.letter_number else "",
        "reports": kept.reports.order_by("id"),
    }  # fmt: skip
    return render(request, "contact/message.html", told)


def _delivered(key: uuid.UUID, at: datetime) -> None:
    actions.note_delivery(key, True, at)


def _returned(key: uuid.UUID, at: datetime) -> None:
    actions.note_delivery(key, False, at)


VERBS = {
    "retry": (actions.retry_message, _("Try again")), "drop": (actions.drop_message, _("Drop")),
    "stop": (actions.stop_message, _("Stop")), "delivered": (_delivered, _("It was delivered")),
    "returned": (_returned, _("It came back")),
}  # fmt: skip


def _verbs(kept: Message) -> list[tuple[str, Any]]:
    """What may be done with a message as it stands."""
    names = {MessageState.DEAD: ("retry", "drop"), MessageState.WAITING: ("stop",)}.get(MessageState(kept.state), ())
    if kept.state == MessageState.SENT and kept.channel == Channel.LETTER:
        names = ("delivered", "returned")
    return [(name, VERBS[name][1]) for name in names]


@require_POST
def steer(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Retry, drop or stop a message, or note that a letter arrived (重试、放弃、停发、登记送达)."""
    require(request, "message.bulk")
    queries.one_message(key)
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Refusal("no-choice", status=422, where="verb", zh="请选择操作。", en="Choose what to do.")
    verb[0](key, timezone.now())
    notices.success(request, gettext("Done."))
    return redirect("contact:message", key=key)


@require_POST
def send_one(request: HttpRequest, number: str) -> HttpResponse:
    """Queue a message to somebody of a case (发送消息)."""
    require(request, "message.send")
    person = request.POST.get("person", "")
    actions.queue_message(
        number, int(person) if person.isdecimal() and len(person) < 18 else 0, request.POST.get("template", ""),
        at=timezone.now(), language=request.POST.get("language", "") or LANGUAGES[0],
    )  # fmt: skip
    notices.success(request, gettext("The message waits to be sent."))
    return redirect(request.POST.get("next", "") if _own(request.POST.get("next", "")) else
                    reverse("cases:case", args=[number]))  # fmt: skip


def _own(address: str) -> bool:
    """Whether an address is a page of ours."""
    return address.startswith("/") and not address.startswith("//") and "\\" not in address


doors = [
    path("messages/", outbox, name="messages"),
    path("messages/dead/", dead, name="dead"),
    path("messages/<uuid:key>/", one_message, name="message"),
    path("messages/<uuid:key>/steer", steer, name="message_steer"),
    path("cases/<str:number>/send", send_one, name="send"),
]
