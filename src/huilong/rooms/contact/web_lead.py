"""Pages of a team lead (组长看板): the day by person, the entries behind each figure, promises broken."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from huilong.kernel.acting import Acting, acting
from huilong.rooms.book.queries import contract
from huilong.rooms.cases.actions.exporting import refuse_unapproved_export
from huilong.rooms.cases.queries import board as desk
from huilong.rooms.cases.terms import PromiseState
from huilong.rooms.cases.terms.board import BrokenPage, BrokenPromise, Entry, EntryPage
from huilong.rooms.contact.queries.board import FIGURES, board, board_entries
from huilong.rooms.contact.queries.led import led
from huilong.rooms.contact.queries.outcomes import outcomes
from huilong.rooms.contact.terms import CallState
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import Colleague, may, names_of
from huilong.shell.filters import Choice
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words as in_words

COLUMNS = (
    ("cases", _("Cases"), "number"), ("worked", _("Worked"), "number"), ("remaining", _("Remaining"), "number"),
    ("calls", _("Calls"), "number"), ("connected", _("Connected"), "number"),
    ("right_party", _("Right party"), "number"), ("made", _("Promises"), "number"), ("made", _("Promised"), "money"),
    ("due", _("Due today"), "money"), ("kept", _("of which kept"), "money"), ("broken", _("Broken"), "number"),
    ("cash", _("Cash today"), "money"), ("help", _("Needs help"), "number"),
)  # fmt: skip
"""Figure, its head, and whether its number or its fen is shown."""
RED = ("broken", "help")
WHAT = {
    "worked": _("Worked"), "remaining": _("Remaining"), "calls": _("Calls"), "connected": _("Connected"),
    "right_party": _("Right party"), "made": _("Promises"), "due": _("Due today"), "kept": _("of which kept"),
    "broken": _("Broken"), "cash": _("Cash today"), "help": _("Needs help"),
}  # fmt: skip


def who_acts() -> Acting:
    """Who acts; a page behind the sign-in always knows."""
    who = acting()
    if who is None:
        raise PermissionDenied
    return who


def bucket_of(row: Any) -> str:
    """The name of a row's bucket."""
    names = contract().bucket_names
    return names[row.bucket - 1] if 0 < row.bucket <= len(names) else ""


def case_url(row: Any) -> str:
    """Where a row's case is opened."""
    return reverse("cases:case", args=[row.number])


@require_GET
def board_page(request: HttpRequest) -> HttpResponse:
    """The day by person (组长看板), totals below; it asks for itself again while it is open."""
    require(request, "desk.lead")
    people, now = led(who_acts()), timezone.localtime()
    figures = board(now.date(), people)
    rows = [_row(one.id, one.name, one.team_name, figures[one.id]) for one in people]
    if figures.get(0):
        rows.append(_row(0, gettext("Not with anybody of mine"), "", figures[0]))
    total = {what: _summed(figures, what) for what in FIGURES}
    told = {
        "heads": [(label, kind) for _what, label, kind in COLUMNS], "rows": rows, "at": now,
        "total": _row(None, gettext("Total"), "", total), "cash": total["cash"][1], "promised": total["made"][1],
        "may_assign": may(request.user, "case.assign"),
    }  # fmt: skip
    fragment = getattr(request, "htmx", None)
    return render(request, "contact/_board.html" if fragment else "contact/board.html", told)


def _summed(figures: Mapping[int, Mapping[str, tuple[int, int]]], what: str) -> tuple[int, int]:
    found = [of.get(what, (0, 0)) for of in figures.values()]
    return sum(number for number, _ in found), sum(fen for _, fen in found)


def _row(user: int | None, name: str, team: str, of: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """One line of the board: every figure with the list it opens to."""
    cells = []
    for what, _label, kind in COLUMNS:
        value = of.get(what, (0, 0))[kind == "money"]
        cells.append({
            "value": value, "kind": kind, "href": _list_of(what, user) if value else "",
            "red": bool(value) and what in RED, "key": f"{what}-{kind}-{'all' if user is None else user}",
        })  # fmt: skip
    return {"name": name, "team": team, "cells": cells}


def _list_of(what: str, user: int | None) -> str:
    if what == "cases":
        asked = {} if user is None else {"assigned_to": user} if user else {"unassigned": 1}
        return f"{reverse('cases:list')}?{urlencode(asked)}"
    return f"{reverse('lead:behind')}?{urlencode({'what': what} | ({} if user is None else {'user': user}))}"


class EntrySource:
    """The entries behind a figure as a table reads them (看板明细来源)."""

    def __init__(self, on: date, people: list[Colleague]) -> None:
        self.on, self.people = on, people

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> EntryPage:
        """One page of entries."""
        what = asked.get("what", "worked")
        return board_entries(what, self.on, asked.get("user"), self.people, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Entry]:
        """Nothing: the board's lists are not taken away."""
        return iter(())


def _said(row: Entry) -> Any:
    """What an entry says, in words: a promise's or a call's state, an outcome; a loan as it is."""
    told = {one.code: one.says for one in outcomes()}
    if row.said in told:
        return in_words(told[row.said])
    for words in (PromiseState, CallState):
        if row.said in list(words):
            return words(row.said)
    return row.said


def _entries(people: list[Colleague]) -> Table:
    names = {one.id: one.name for one in people}
    return Table(
        key="desk", title=_("Behind the board"), exports=False, empty=_("Nothing of this today."),
        way_out=(_("Back to the board"), "lead:board"),
        columns=(
            Column("number", _("Case"), href=case_url),
            Column("name_masked", _("Customer")),
            Column("bucket", _("Bucket"), value=bucket_of),
            Column("past_due_days", _("Days past due"), "number"),
            Column("delinquent_fen", _("Overdue"), "money"),
            Column("user", _("Collector"), value=lambda row: names.get(row.user, "")),
            Column("at", _("When"), "moment"),
            Column("said", _("What came of it"), value=_said),
            Column("fen", _("Amount"), "money"),
        ),
        filters=(
            Choice("what", _("Figure"), choices=list(WHAT.items()), default="worked"),
            Choice("user", _("Collector"), choices=[*names.items(), (0, _("Not with anybody of mine"))],
                   everything=_("Everybody"), number=True),
        ),
    )  # fmt: skip


@require_GET
def behind(request: HttpRequest) -> HttpResponseBase:
    """The entries behind one figure of the board (看板明细)."""
    require(request, "desk.lead")
    people = led(who_acts())
    source = EntrySource(timezone.localdate(), people)
    return list_page(request, _entries(people), source, may=partial(may, request.user), log=_never_taken,
                     template="contact/behind.html")  # fmt: skip


def _never_taken(request: HttpRequest, detail: dict[str, Any]) -> None:
    raise PermissionDenied


class BrokenSource:
    """Promises broken today or yesterday as a table reads them (跳票列表来源)."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.names: dict[str, str] = {}
        """Of those who made the promises read last, or hold their cases: by `user:<key>`."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> BrokenPage:
        """One page of them."""
        found = desk.broken_promises(self.on, days=int(asked.get("days", "2")), sort=sort, page=number, size=size)
        self._learn_names(found.rows)
        return found

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[BrokenPromise]:
        """Every one."""
        found = list(desk.each_broken(self.on, days=int(asked.get("days", "2")), sort=sort))
        self._learn_names(found)
        return iter(found)

    def _learn_names(self, rows: Any) -> None:
        keys = {int(row.made_by[5:]) for row in rows if row.made_by.startswith("user:")}
        keys |= {row.holder for row in rows if row.holder}
        self.names |= {f"user:{key}": name for key, name in names_of(keys).items()}


def _broken(source: BrokenSource) -> Table:
    return Table(
        key="broken", title=_("Broken promises"), export_permission="case.export",
        empty=_("No promise was broken. Promises are judged every night, and at once when money comes."),
        way_out=(_("Back to the board"), "lead:board"),
        columns=(
            Column("number", _("Case"), sort="number", href=case_url),
            Column("name_masked", _("Customer")),
            Column("bucket", _("Bucket"), value=bucket_of),
            Column("amount_fen", _("Promised"), "money", sort="amount_fen", red=lambda row: True),
            Column("kept_fen", _("Part kept"), "money", sort="kept_fen"),
            Column("due_on", _("Promised for"), "date", sort="due_on"),
            Column("state", _("State"), value=lambda row: PromiseState(row.state)),
            Column("made_by", _("Promised to"), value=lambda row: source.names.get(row.made_by, "")),
            Column("made_at", _("Made"), "moment", sort="made_at"),
            Column("holder", _("Holder"), value=lambda row: source.names.get(f"user:{row.holder}", "")),
            Column("worked_on", _("Last worked"), "date", sort="worked_on"),
        ),
        filters=(Choice("days", _("Judged"), choices=[("1", _("today")), ("2", _("today or yesterday"))],
                        default="2"),),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def broken(request: HttpRequest) -> HttpResponseBase:
    """Promises judged broken today or yesterday (今日跳票); a posted `export` takes them away, journaled."""
    require(request, "desk.lead")
    source = BrokenSource(timezone.localdate())
    return list_page(request, _broken(source), source, may=partial(may, request.user), log=_taken)


def _taken(request: HttpRequest, detail: dict[str, Any]) -> None:
    refuse_unapproved_export(detail, user=who_acts().user, at=timezone.now())
    record_export(detail)


doors = [
    path("board/", board_page, name="board"),
    path("board/list/", behind, name="behind"),
    path("broken/", broken, name="broken"),
]
