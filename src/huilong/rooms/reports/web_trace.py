"""The trace as a list (留痕查询): who did or saw what, when, from where and what for; who looked at whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from huilong.rooms.journal import queries as journal
from huilong.rooms.journal.actions import record, record_export
from huilong.rooms.journal.rules.verbs import LOOKS, VERBS, said
from huilong.rooms.people.queries import keys_named, may, names_of
from huilong.rooms.vault.terms import RevealPurpose
from huilong.shell.filters import Choice, Filter, Flag, Span
from huilong.shell.lists import list_page
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Found, Table
from huilong.shell.templatetags.huilong import words

LONGEST_DETAIL, LONGEST_VALUE = 160, 40
KINDS = {
    "case": _("Case"), "loan": _("Loan"), "list": _("List"), "user": _("User"), "key": _("Data key"),
    "night": _("Night"), "approval": _("Approval"), "organisation": _("Organisation"), "team": _("Team"),
    "token": _("API token"), "receipt": _("Receipt"), "verdict": _("Verdict"), "backup": _("Backup"),
    "files": _("Files"), "borrower": _("Borrower"), "person": _("Person"), "quarantined_row": _("Row"),
}  # fmt: skip
"""What an entry is about, in words."""
PURPOSES = {
    "work": _("work"), "reveal": _("to see a value"), "search": _("to find a person"), "sign-in": _("to sign in"),
}  # fmt: skip
LATE = timedelta(minutes=15)
"""How old the newest seal may be while entries wait before a reader is told."""


@dataclass(frozen=True)
class Line:
    """One entry as it is read (留痕行)."""

    at: datetime
    who: str
    what: str
    subject_kind: str
    subject: str
    purpose: str
    place: str
    detail: str


class Lines(QuerySetSource):
    """Entries, with the names of who acted."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of lines."""
        found = super().page(asked, sort, number, size)
        return Found(_lines(found.rows), found.total, found.page)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Line]:
        """Every line, names looked up by the thousand."""
        block: list[Any] = []
        for entry in super().each(asked, sort):
            block.append(entry)
            if len(block) == 1000:
                yield from _lines(block)
                block = []
        yield from _lines(block)


def _lines(entries: Sequence[Any]) -> list[Line]:
    names = names_of({int(e.actor[5:]) for e in entries if e.actor.startswith("user:") and e.actor[5:].isdigit()})
    return [
        Line(e.at, _who(e.actor, names), words(said(e.verb)), e.subject_kind, e.subject,
             str(e.detail.get("purpose", "")) or e.purpose, e.place, _detail(e.detail))
        for e in entries
    ]  # fmt: skip


def _who(actor: str, names: Mapping[int, str]) -> str:
    kind, _colon, key = actor.partition(":")
    if kind == "user" and key.isdigit():
        return names.get(int(key), actor)
    return {"night": gettext("the night"), "system": gettext("the system")}.get(actor, actor)


def _detail(detail: Mapping[str, Any]) -> str:
    said = ((name, str(value)) for name, value in detail.items() if value not in (None, "", [], {}))
    text = ", ".join(f"{name} {_short(value)}" for name, value in said)
    return text if len(text) <= LONGEST_DETAIL else f"{text[: LONGEST_DETAIL - 1]}…"


def _purpose(line: Line) -> str:
    if line.purpose in list(RevealPurpose):
        return words(RevealPurpose(line.purpose))
    return str(PURPOSES.get(line.purpose, line.purpose))


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def _address(line: Line) -> str:
    return reverse("cases:case", args=[line.subject]) if line.subject_kind == "case" else ""


def _verbs() -> list[tuple[str, str]]:
    return [(verb, words(says)) for verb, says in VERBS.items()]


TRACE = Table(
    key="trace", title=_("Trace"), order="-at", export_permission="journal.view",
    empty=_("Nothing of this kind happened in these days."),
    columns=(
        Column("at", _("Time"), "moment", sort="at"),
        Column("who", _("Who"), sort="actor"),
        Column("what", _("What")),
        Column("subject_kind", _("Of what kind"), value=lambda row: KINDS.get(row.subject_kind, row.subject_kind)),
        Column("subject", _("Whom or what"), href=_address),
        Column("purpose", _("Purpose"), value=_purpose),
        Column("place", _("From where")),
        Column("detail", _("More")),
    ),
    filters=(
        Filter("who", _("User name or name")),
        Choice("verb", _("What"), choices=_verbs, everything=_("Anything")),
        Filter("subject", _("Case or loan number")),
        Span("day", _("Day"), kind="date", low="since", high="until"),
        Flag("looks", _("Looks at people and places only")),
    ),
)  # fmt: skip


def narrow(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    """The entries a filter asks for."""
    if text := asked.get("who"):
        rows = rows.filter(actor__in=[f"user:{key}" for key in keys_named(text)])
    if asked.get("looks"):
        rows = rows.filter(verb__in=LOOKS)
    columns = {"verb": "verb", "subject": "subject", "since": "on__gte", "until": "on__lte"}
    return rows.filter(**{columns[name]: value for name, value in asked.items() if name in columns})


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def trace(request: HttpRequest) -> HttpResponseBase:
    """Who did or saw what (留痕查询), and how far the trace is sealed. Asking is itself written down."""
    if not may(request.user, "journal.view"):
        raise PermissionDenied
    if request.method == "GET" and (asked := request.GET.urlencode()):
        with transaction.atomic():
            record(
                verb="trace.asked", subject=("list", TRACE.key), actor=f"user:{request.user.pk}",
                detail={"filters": asked[:LONGEST_DETAIL]},
            )  # fmt: skip
    sealed = journal.last_sealed_at()
    return list_page(
        request, TRACE, Lines(journal.entries, narrow), may=partial(may, request.user), log=_log,
        template="reports/trace.html", sealed=sealed, late=sealed is None or timezone.now() - sealed > LATE,
        waiting=journal.unsealed(),
    )  # fmt: skip


doors = [path("", trace, name="list")]
