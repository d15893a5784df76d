"""Pages of strategy (策略页): the grid, versions and what changed, experiments, and why a case is treated so."""

from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_GET

from huilong.kernel.refusal import Says
from huilong.kernel.tables import Column, differences, in_chinese
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.strategy import queries, web_grid, web_tests
from huilong.rooms.strategy.rules.naming import spelled
from huilong.rooms.strategy.terms import Purpose
from huilong.shell.context import case_doors
from huilong.shell.permission import require


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """The versions of one table (版本历史), newest first, with roll-back beside the one online."""
    require(request, "strategy.view")
    asked = request.GET.get("purpose", "")
    purpose = Purpose(asked) if asked in list(Purpose) else Purpose.TREATMENT
    rows = queries.versions(purpose, timezone.localdate())
    people = {one for row in rows for one in (row.author, row.approved_by) if one}
    return render(request, "strategy/history.html", {
        "rows": rows, "purpose": purpose, "purposes": list(Purpose), "names": names_of(people),
        "may_edit": may(request.user, "strategy.edit"),
    })  # fmt: skip


@require_GET
def difference(request: HttpRequest, version_id: int) -> HttpResponse:
    """A version against another, by default the one online (版本对比), row by row."""
    require(request, "strategy.view")
    today = timezone.localdate()
    now = queries.version(version_id, today)
    others = [one for one in queries.versions(now.purpose, today) if one.id != version_id]
    asked = request.GET.get("against", "")
    online = queries.online(today).get(now.purpose)
    key = int(asked) if asked.isdigit() else online.id if online and online.id != version_id else None
    before = next((one for one in others if one.id == key), others[0] if others else now)
    told = differences(before.table, now.table)
    known = {one.name: one for one in (*before.table.columns, *now.table.columns, *now.table.outcomes)}
    none = ("",) * len(told.headings)
    rows = [
        (row, [
            (head in row.columns, _cell(was, known[head]), _cell(becomes, known[head]))
            for head, was, becomes in zip(told.headings, row.was or none, row.becomes or none, strict=True)
        ]) for row in told.rows
    ]  # fmt: skip
    return render(request, "strategy/difference.html", {
        "now": now, "before": before, "others": others, "heads": [known[name].says for name in told.headings],
        "rows": rows, "counts": [(change, many) for change, many in told.counts.items() if many],
    })  # fmt: skip


def _cell(text: str, column: Column) -> Says:
    return spelled(Says(in_chinese(text, column), text), column.name)


@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """How a case is treated and why (案件处置): by which rows and cells, version and arm; what the law took."""
    require(request, "case.view")
    row = queries.treatment_of_case(number)
    with transaction.atomic():
        seen = {"tab": "strategy"}
        record(verb="case.viewed", subject=("case", number), actor=f"user:{request.user.pk}", detail=seen)
    return render(request, "strategy/of_case.html", {
        "number": number, "row": row, "why": queries.why(row), "law": queries.rule_says(row.rule),
        "earlier": queries.earlier_decisions(number), "doors": case_doors(number, partial(may, request.user)),
        "may_open": may(request.user, "strategy.view"),
    })  # fmt: skip


_doors = [
    *web_grid.doors,
    *web_tests.doors,
    path("history/", history, name="history"),
    path("versions/<int:version_id>/difference", difference, name="difference"),
]
urlpatterns = [
    path("", include(([
        path("strategy/", include(_doors)), path("cases/<str:number>/strategy/", of_case, name="of_case"),
    ], "strategy"))),
]  # fmt: skip
