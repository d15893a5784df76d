"""Pages of targets (目标页): the month's grid, what came in behind each figure, setting and breaking down."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.days import add_months
from huilong.kernel.refusal import Refusal
from huilong.rooms.people.queries import may, names_of, teams
from huilong.rooms.performance import actions, queries
from huilong.rooms.performance.queries.grid import CamePage, CameRow, came_page, each_came, grid
from huilong.rooms.performance.terms import TargetRow, TargetScope, TargetSource, TargetState
from huilong.rooms.performance.web_frame import log_export, mine, month_of, one_of_mine, teams_led
from huilong.shell.filters import Hidden, Span
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Table
from huilong.shell.typed import typed_amount, typed_member

SHOWN = (TargetState.ASKED, TargetState.IN_FORCE, TargetState.REFUSED)


@require_GET
def targets(request: HttpRequest) -> HttpResponse:
    """The month's grid (目标表): by week or day, planned and done, the whole first, then teams and persons."""
    require(request, "target.view")
    month, by = month_of(request), "day" if request.GET.get("by") == "day" else "week"
    found = queries.targets_of(month, SHOWN)
    in_force = [one for one in found if one.state is TargetState.IN_FORCE]
    chosen = next((one for one in in_force if str(one.id) == request.GET.get("target")), None)
    chosen = chosen or (in_force[0] if in_force else None)
    manages, today = may(request.user, "target.set"), timezone.localdate()
    told: dict[str, Any] = {
        "month": month, "before": add_months(month, -1), "after": add_months(month, 1), "by": by, "chosen": chosen,
        "targets": _with_names(found), "manages": manages, "grid": _drawn(chosen, by),
        "may_set": manages and add_months(month, 1) > today,
    }  # fmt: skip
    if told["may_set"]:
        told |= {"scopes": list(TargetScope), "teams": teams_led(today), "people": mine(today),
                 "expected": queries.expected(month)}  # fmt: skip
    return render(request, "performance/targets.html", told)


def _with_names(found: Sequence[TargetRow]) -> list[tuple[TargetRow, str]]:
    """Each target with whose it is: two statements, however many targets."""
    people = names_of({one.person for one in found if one.person})
    named = {team.id: team.name for team in teams()} if any(one.team for one in found) else {}
    return [(one, people.get(one.person, "") if one.person else named.get(one.team or 0, "")) for one in found]


def _drawn(target: TargetRow | None, by: str) -> dict[str, Any] | None:
    """The grid as the page draws it: each figure with the list it opens to."""
    if target is None:
        return None
    found = grid(target, by)
    rows = []
    for one in found.rows:
        whose = {"t": f"&team={one.key[1:]}", "p": f"&person={one.key[1:]}"}.get(one.key[0], "")
        cells = [
            {"planned": planned, "done": done, "short": done < planned,
             "href": f"{reverse('performance:came')}?first={first.isoformat()}&last={last.isoformat()}{whose}"}
            for planned, done, (first, last) in zip(one.planned, one.done, found.columns, strict=True)
        ]  # fmt: skip
        rows.append({"one": one, "cells": cells, "level": {"a": 0, "t": 1}.get(one.key[0], 2)})
    return {"columns": found.columns, "rows": rows}


@require_POST
def set_one(request: HttpRequest) -> HttpResponse:
    """Set a target and ask a second person (设定目标)."""
    require(request, "target.set")
    month, today = month_of(request), timezone.localdate()
    scope = typed_member(TargetScope, request.POST, "scope")
    team = next((one.id for one in teams_led(today) if str(one.id) == request.POST.get("team")), None)
    person = None
    if scope is TargetScope.PERSON:
        someone = one_of_mine(request.POST.get("person", ""), mine(today))
        team, person = someone.team, someone.person
    told = queries.expected(month)
    fen = typed_amount(request.POST, "fen")
    source = told[1] if told is not None and told[0] == fen else TargetSource.TYPED
    actions.set_target(month, scope, fen, source, team=team, person=person, at=timezone.now())
    messages.success(request, gettext("The target waits for a second person."))
    return redirect(f"{reverse('performance:targets')}?month={month.isoformat()[:7]}")


@require_POST
def break_down(request: HttpRequest) -> HttpResponse:
    """Break a target down again, what came in counted (重新分解)."""
    require(request, "target.set")
    key = request.POST.get("target", "")
    row = next((one for one in queries.targets_of(month_of(request)) if str(one.id) == key), None)
    if row is None:
        raise Refusal("no-such-target", status=404, zh="没有这个目标。", en="There is no such target.")
    actions.break_down(row.id, timezone.localdate(), timezone.now())
    messages.success(request, gettext("The target was broken down again."))
    return redirect(f"{reverse('performance:targets')}?month={row.month.isoformat()[:7]}&target={row.id}")


class CameSource:
    """What came in, as a table reads it (回款明细来源)."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> CamePage:
        """One page."""
        return came_page(asked, sort, number, size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[CameRow]:
        """Every row, for an export."""
        return each_came(asked, sort)


CAME = Table(
    key="came", title=_("What came in"), order="-on", export_permission="case.export",
    empty=_("Nothing came in within these days."), way_out=(_("Back to targets"), "performance:targets"),
    columns=(
        Column("on", _("Day"), "date", sort="on"),
        Column("number", _("Case"), href=lambda row: reverse("cases:case", args=[row.number])),
        Column("name_masked", _("Customer")),
        Column("fen", _("Came in"), "money", sort="fen"),
        Column("receipts", _("Receipts"), "number"),
    ),
    filters=(
        Span("days", _("Day"), "date", low="first", high="last"), Hidden("person", _("Colleague"), reads="number"),
        Hidden("team", _("Team"), reads="number"),
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def came(request: HttpRequest) -> HttpResponseBase:
    """What is behind a figure of the grid (回款明细), case by case."""
    require(request, "target.view")
    return list_page(request, CAME, CameSource(), may=partial(may, request.user), log=log_export)


doors = [
    path("performance/targets/", targets, name="targets"),
    path("performance/targets/set", set_one, name="set_target"),
    path("performance/targets/break-down", break_down, name="break_down"),
    path("performance/targets/came", came, name="came"),
]
