"""The grid (决策表编辑页): tables on the left, the rules in the middle, try-out and impact on the right."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal, Says
from huilong.kernel.tables import BadCell, Column, in_chinese, jdm_of, jdm_rules, pasted, read_value
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.strategy import actions, queries
from huilong.rooms.strategy.rules.editing import with_cell, with_column, with_row, with_rules, without_column
from huilong.rooms.strategy.rules.features import asks_of
from huilong.rooms.strategy.rules.naming import spelled, value_says
from huilong.rooms.strategy.rules.pipeline import explain
from huilong.rooms.strategy.rules.reading import treatment_from
from huilong.rooms.strategy.terms import Purpose, VersionRow, VersionState
from huilong.shell.permission import require
from huilong.shell.templatetags.huilong import words

IMPACT_SHOWN = 12


@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """The tables of the house (策略表): opens the treatment table that is online; before the first night, says so."""
    require(request, "strategy.view")
    today = timezone.localdate()
    rows = queries.strategies(today)
    chosen = next((one for one in rows if one.purpose is Purpose.TREATMENT and one.online), None)
    if chosen is None or chosen.online is None:
        return render(request, "strategy/none.html", {"rows": rows})
    return _page(request, queries.version(chosen.online, today))


@require_GET
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version of a table (策略版本): its grid, what is wrong with it, try-out, impact, and what may be done."""
    require(request, "strategy.view")
    return _page(request, queries.version(version_id, timezone.localdate()))


def _page(request: HttpRequest, row: VersionRow) -> HttpResponse:
    edits = may(request.user, "strategy.edit")
    people = {one for one in (row.author, row.approved_by) if one}
    return render(request, "strategy/version.html", {
        "version": row, "rows": queries.strategies(timezone.localdate()), "grid": grid_of(row),
        "moved": [queries.Moved(**one) for one in row.impact["moved"][:IMPACT_SHOWN]] if row.impact else [],
        "stopped": any(one.stops for one in row.problems),
        "edits": edits and row.open, "may_edit": edits, "names": names_of(people), "today": timezone.localdate(),
        "experiment": queries.running() if row.purpose is Purpose.TREATMENT else None,
        "columns": row.table.columns, "unused": [one for one in asks_of(row.purpose) if one not in row.table.columns],
        "may_withdraw": edits and row.state in (VersionState.DRAFT, VersionState.SUBMITTED),
        "may_submit": edits and (row.open or (row.state is VersionState.APPROVED and row.effective_from is None)),
        "may_roll_back": edits and row.state is VersionState.ONLINE and row.number > 1,
        "may_retire": edits and row.state in (VersionState.APPROVED, VersionState.SUPERSEDED),
    })  # fmt: skip


def grid_of(row: VersionRow) -> list[dict[str, Any]]:
    """The rules as the grid shows them: the texts of their cells, bad ones marked."""
    bad = {(one.row, one.column) for one in row.problems if one.column}
    asks, gives = row.table.columns, row.table.outcomes
    return [
        {
            "number": number + 1, "note": rule.get("note", ""),
            "cells": [_cell(one, rule.get("when", {}), (number, one.name) in bad, False) for one in asks]
            + [_cell(one, rule.get("then", {}), (number, one.name) in bad, True) for one in gives],
        }
        for number, rule in enumerate(row.plain.get("rules", ()))
    ]  # fmt: skip


def _cell(column: Column, told: Mapping[str, Any], bad: bool, gives: bool) -> dict[str, Any]:
    text = str(told.get(column.name, ""))
    said = Says(in_chinese(text, column), text)
    return {"column": column, "text": words(said), "says": spelled(said, column.name), "bad": bad, "gives": gives}


@require_POST
def draft(request: HttpRequest, version_id: int) -> HttpResponse:
    """Begin a draft from this version (新建草稿)."""
    require(request, "strategy.edit")
    return redirect("strategy:version", actions.start_draft(version_id, timezone.now()))


@require_POST
def cell(request: HttpRequest, version_id: int) -> HttpResponse:
    """Write one cell (改单元格); answers with what is wrong with the table now."""
    require(request, "strategy.edit")
    row = queries.version(version_id)
    plain = with_cell(row.plain, row.purpose, _number(request, "row"), request.POST.get("column", ""),
                      request.POST.get("text", ""))  # fmt: skip
    actions.write(version_id, plain, request.POST.get("seen", ""), timezone.now())
    return _problems(request, queries.version(version_id))


def _problems(request: HttpRequest, row: VersionRow) -> HttpResponse:
    stopped = any(one.stops for one in row.problems)
    return render(request, "strategy/_problems.html", {"version": row, "beside": True, "stopped": stopped})


@require_POST
def change(request: HttpRequest, version_id: int) -> HttpResponse:
    """Add, copy, move or delete a row, add or drop a column (行列操作)."""
    require(request, "strategy.edit")
    row = queries.version(version_id)
    act, _colon, which = request.POST.get("act", "").partition(":")
    at = 0
    if act == "column":
        plain = with_column(row.plain, row.purpose, request.POST.get("column", ""))
    elif act == "uncolumn":
        plain = without_column(row.plain, which)
    else:
        plain, at = with_row(row.plain, act, int(which) if which.lstrip("-").isdigit() else -2)
    actions.write(version_id, plain, request.POST.get("seen", ""), timezone.now())
    return redirect(f"{reverse('strategy:version', args=[version_id])}#r-{at}")


@require_POST
def paste(request: HttpRequest, version_id: int) -> HttpResponse:
    """Paste rows from a spreadsheet, or a JDM file (粘贴): in place of all rules, or over those from a row on."""
    require(request, "strategy.edit")
    row, text = queries.version(version_id), request.POST.get("text", "")
    unknown: tuple[str, ...] = ()
    if text.lstrip().startswith("{"):
        rules = jdm_rules(_json(text), row.table)
    else:
        found = pasted(text, row.table)
        rules, unknown = list(found.rules), found.unknown
    at = _number(request, "row") if request.POST.get("row") else None
    plain = with_rules(row.plain, rules, at)
    actions.write(version_id, plain, request.POST.get("seen", ""), timezone.now())
    messages.success(request, gettext("Pasted: %(many)s rows.") % {"many": len(rules)})
    if unknown:
        messages.warning(request, gettext("No column is called: %(names)s") % {"names": ", ".join(unknown)})
    return redirect("strategy:version", version_id)


@require_GET
def jdm(request: HttpRequest, version_id: int) -> HttpResponse:
    """The table as JDM, the format of zen-engine (导出 JDM)."""
    require(request, "strategy.view")
    row = queries.version(version_id)
    answer = JsonResponse(jdm_of(row.table), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{row.purpose.value}-{row.number}.jdm.json"'
    return answer


@require_GET
def attempt(request: HttpRequest, version_id: int) -> HttpResponse:
    """Try the table on one case (试算): of the desk by its number, or as typed; each cell told, then the law."""
    require(request, "strategy.view")
    row, now = queries.version(version_id), timezone.now()
    number = request.GET.get("number", "").strip()
    typed, mistakes = _typed(request.GET, row.table.columns)
    told: dict[str, Any] = {"version": row, "mistakes": mistakes, "number": number}
    try:
        case, place = queries.case_of_desk(number) if number else ({}, None)
    except Refusal as refusal:
        return render(request, "strategy/_tried.html", told | {"refusal": refusal})
    versions = queries.online(timezone.localdate(now)) if number else {}
    explained = explain(case | typed, versions | {row.purpose: row})
    mine = next(one for one in explained if one.purpose is row.purpose)
    told |= {"mine": mine, "others": [one for one in explained if one is not mine],
             "outcome": [(one.says, value_says(mine.outcome.get(one.name), one)) for one in row.table.outcomes],
             }  # fmt: skip
    if row.purpose is Purpose.TREATMENT and mine.row >= 0:
        channel = treatment_from(mine.outcome).channel
        told["law"] = (
            queries.law_on(channel, case | typed, now) if place is None else queries.law_row(place, 0, channel)
        )
    return render(request, "strategy/_tried.html", told)


@require_GET
def impact(request: HttpRequest, version_id: int) -> HttpResponse:
    """What the table would do to everybody on the desk (影响面), against what is online."""
    require(request, "strategy.view")
    row = queries.version(version_id)
    try:
        found = queries.impact(row.table, row.purpose, timezone.localdate())
    except Refusal as refusal:
        return render(request, "strategy/_impact.html", {"refusal": refusal})
    return render(request, "strategy/_impact.html", {"impact": found})


@require_POST
def submit(request: HttpRequest, version_id: int) -> HttpResponse:
    """Hand it in (提交审批); without a day it is for trials only."""
    require(request, "strategy.edit")
    text = request.POST.get("effective_from", "")
    try:
        begins = date.fromisoformat(text) if text else None
    except ValueError:
        raise Refusal(
            "bad-day", status=422, where="effective_from", zh="生效日须为 2026-01-31 这样的日期。",
            en="The day has to be like 2026-01-31.",
        ) from None  # fmt: skip
    actions.submit(version_id, begins, timezone.now())
    messages.success(request, gettext("Handed in: a second person decides."))
    return redirect("strategy:version", version_id)


@require_POST
def move(request: HttpRequest, version_id: int, verb: str) -> HttpResponse:
    """Withdraw, roll back or put away a version (撤回 回滚 停用)."""
    require(request, "strategy.edit")
    now = timezone.now()
    if verb == "roll_back":
        before = actions.roll_back(version_id, now)
        messages.success(request, gettext("Rolled back: this version is online again."))
        return redirect("strategy:version", before)
    {"withdraw": actions.withdraw, "retire": actions.retire}[verb](version_id, now)
    messages.success(request, gettext("Done."))
    return redirect("strategy:version", version_id)


def _typed(form: Any, columns: tuple[Column, ...]) -> tuple[dict[str, Any], list[tuple[Column, BadCell]]]:
    """The values somebody typed into the try-out; what cannot be read with its column."""
    values: dict[str, Any] = {}
    mistakes = []
    for one in columns:
        text = form.get(one.name, "").strip()
        if not text:
            continue
        try:
            values[one.name] = read_value(text, one) if text != "?" else None
        except BadCell as error:
            mistakes.append((one, error))
    return values, mistakes


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdigit() and len(text) < 6 else -1


def _json(text: str) -> Any:
    import json

    try:
        found = json.loads(text)
    except ValueError:
        raise Refusal("bad-jdm", status=422, zh="不是有效的 JSON。", en="This is no valid JSON.") from None
    return found if isinstance(found, dict) else {}


_V = "versions/<int:version_id>"
doors = [
    path("", tables, name="tables"),
    path(f"{_V}/", version, name="version"),
    path(f"{_V}/draft", draft, name="draft"),
    path(f"{_V}/cell", cell, name="cell"),
    path(f"{_V}/change", change, name="change"),
    path(f"{_V}/paste", paste, name="paste"),
    path(f"{_V}/jdm", jdm, name="jdm"),
    path(f"{_V}/try", attempt, name="try"),
    path(f"{_V}/impact", impact, name="impact"),
    path(f"{_V}/submit", submit, name="submit"),
    *(path(f"{_V}/{verb}", move, {"verb": verb}, name=verb) for verb in ("withdraw", "roll_back", "retire")),
]
