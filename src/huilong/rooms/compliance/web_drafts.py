"""Pages of drafts (规则草稿页): house rules written, tested, tried on last month's acts, and handed in."""

import difflib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance import actions
from huilong.rooms.compliance.models import HouseRule
from huilong.rooms.compliance.queries import action_named, fact_named, rulebook
from huilong.rooms.compliance.queries import drafts as reads
from huilong.rooms.compliance.rules.reading import HOUSE
from huilong.rooms.compliance.rules.wording import in_words
from huilong.rooms.compliance.terms import DraftState, Verdict
from huilong.rooms.compliance.web_table import Names, choices, log_export
from huilong.rooms.people.queries import may, names_of
from huilong.shell.filters import Choice, Filter
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table


def _name(user: int | None) -> str:
    return names_of([user]).get(user, "") if user else ""


def _table() -> Table:
    """The list of versions, each name looked up once."""
    names = Names()
    return replace(DRAFTS, columns=tuple(
        replace(one, value=names.of_row(one.name)) if one.name in ("author", "approved_by") else one
        for one in DRAFTS.columns
    ))  # fmt: skip


DRAFTS = Table(
    key="drafts", title=_("House rules"), order="-id", export_permission="law.view",
    empty=_("No house rule was edited here yet."), way_out=(_("Write a house rule"), "law:new_draft"),
    columns=(
        Column("rule", _("Rule"), sort="rule", href=lambda row: reverse("law:draft", args=[row.pk])),
        Column("version", _("Version"), "number", sort="version"),
        Column("state", _("State"), "tag", value=lambda row: DraftState(row.state), sort="state",
               red=lambda row: row.state == DraftState.WAITING),
        Column("effective_from", _("In force from"), "date", sort="effective_from"),
        Column("author", _("Written by")),
        Column("written_at", _("Written"), "moment", sort="written_at"),
        Column("approved_by", _("Approved by")),
        Column("approved_at", _("Approved"), "moment", sort="approved_at"),
    ),
    filters=(
        Filter("rule", _("Rule")),
        Choice("state", _("State"), choices=partial(choices, DraftState), everything=_("Any state")),
    ),
)  # fmt: skip


def _narrow(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    if rule := asked.get("rule"):
        rows = rows.filter(rule__icontains=rule)
    return rows.filter(state=asked["state"]) if asked.get("state") else rows


@require_http_methods(["GET", "POST"])
def draft_list(request: HttpRequest) -> HttpResponseBase:
    """Versions of house rules (本机构规则版本): drafts, what waits, what is approved."""
    require(request, "law.view")
    book = rulebook()
    ours = sorted({rule.id for rule in book.rules if rule.instrument.book == HOUSE})
    return list_page(
        request, _table(), QuerySetSource(reads.drafts, _narrow), may=partial(may, request.user), log=log_export,
        template="compliance/drafts.html", ours=ours, may_draft=may(request.user, "law.draft"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_draft(request: HttpRequest) -> HttpResponse:
    """A new version of a house rule, or a new one (起草规则). What cannot be read is shown again with its place."""
    require(request, "law.draft")
    tomorrow = timezone.localdate() + timedelta(days=1)
    given, refusal = {"text": "", "effective_from": tomorrow.isoformat()}, None
    try:
        if request.method == "POST":
            given = _given(request)
            key = actions.start_draft(given["text"], _day(given["effective_from"]), timezone.now())
            return redirect("law:draft", key)
        given["text"] = reads.text_to_start_from(request.GET.get("from", ""))
    except Refusal as error:
        refusal = error
    return render(request, "compliance/draft_edit.html", {"given": given, "refusal": refusal},
                  status=refusal.status if refusal else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft written anew (修改草稿)."""
    require(request, "law.draft")
    draft, refusal = reads.one_draft(pk), None
    given = {"text": draft.text, "effective_from": draft.effective_from.isoformat()}
    if request.method == "POST":
        given = _given(request)
        try:
            actions.change_draft(pk, given["text"], _day(given["effective_from"]), timezone.now())
            return redirect("law:draft", pk)
        except Refusal as error:
            refusal = error
    return render(request, "compliance/draft_edit.html", {"given": given, "refusal": refusal, "draft": draft},
                  status=refusal.status if refusal else 200)  # fmt: skip


@require_GET
def one_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """One version (规则版本): what changed, each test with how it came out, and what it would have changed."""
    require(request, "law.view")
    draft, refusal, checked = reads.one_draft(pk), None, None
    try:
        checked = reads.tried_out(draft)
    except Refusal as error:  # what it rested on is no longer there: a fact, an action
        refusal = error
    state, writes = DraftState(draft.state), may(request.user, "law.draft")
    return render(request, "compliance/draft.html", {
        "draft": draft, "state": state, "checked": checked, "refusal": refusal, "changed": _changed(draft),
        "condition": in_words(checked.rule.breach_when, fact_named) if checked else None,
        "acts": [action_named(one) for one in sorted(checked.rule.actions)] if checked else [],
        "follows": checked is None or reads.follows(checked.rule), "impact": _impact(draft),
        "author": _name(draft.author), "approver": _name(draft.approved_by),
        "open": writes and state is DraftState.DRAFT,
        "withdraws": writes and state in (DraftState.DRAFT, DraftState.WAITING),
    })  # fmt: skip


def _changed(draft: HouseRule) -> list[tuple[str, str]]:
    """The lines of the text that differ from the version before, each with its mark; [] for a new rule."""
    before = reads.former(draft)
    if not before:
        return []
    lines = difflib.unified_diff(before.splitlines(), draft.text.splitlines(), n=2, lineterm="")
    return [(line[:1], line[1:]) for line in lines if not line.startswith(("---", "+++"))]


def _impact(draft: HouseRule) -> dict[str, Any] | None:
    """What trying it told, in words."""
    told: dict[str, Any] | None = draft.impact
    if told is None:
        return None
    return told | {
        "at": datetime.fromisoformat(told["at"]), "bounded": told["stored"] > told["judged"],
        "changes": [
            one | {"action": action_named(one["action"]), "before": Verdict(one["before"]),
                   "after": Verdict(one["after"]), "missing": [fact_named(name) for name in one["missing"]]}
            for one in told["changes"]
        ],
    }  # fmt: skip


@require_POST
def try_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge last month's acts with it (试算影响)."""
    require(request, "law.draft")
    actions.try_draft(pk, timezone.now())
    return redirect(reverse("law:draft", args=[pk]) + "#impact")


@require_POST
def submit_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it in to a second person (提交复核)."""
    require(request, "law.draft")
    actions.submit_draft(pk, timezone.now())
    messages.success(request, gettext("Handed in: a second person decides."))
    return redirect("law:draft", pk)


@require_POST
def withdraw_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back (撤回草稿)."""
    require(request, "law.draft")
    actions.withdraw_draft(pk, timezone.now())
    messages.success(request, gettext("The draft was withdrawn."))
    return redirect("law:draft", pk)


def _given(request: HttpRequest) -> dict[str, str]:
    """What was written, line ends as YAML keeps them."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return {"text": text, "effective_from": request.POST.get("effective_from", "")}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            "bad-day", status=422, where="effective_from", zh="生效日须为 2026-01-31 这样的日期。",
            en="The day has to be like 2026-01-31.",
        ) from None  # fmt: skip


doors = [
    path("drafts/", draft_list, name="drafts"),
    path("drafts/new", new_draft, name="new_draft"),
    path("drafts/<int:pk>/", one_draft, name="draft"),
    path("drafts/<int:pk>/edit", edit_draft, name="edit_draft"),
    path("drafts/<int:pk>/try", try_draft, name="try_draft"),
    path("drafts/<int:pk>/submit", submit_draft, name="submit_draft"),
    path("drafts/<int:pk>/withdraw", withdraw_draft, name="withdraw_draft"),
]
