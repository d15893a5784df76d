"""Pages of compliance (合规页): verdicts and how each came about, rechecked before one's eyes; the rules."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance import web_drafts, web_gaps
from huilong.rooms.compliance.queries import action_named, fact_named, rule_named, rulebook
from huilong.rooms.compliance.queries.records import derived, one_verdict, rules_then, verdicts
from huilong.rooms.compliance.rules.reading import HOUSE
from huilong.rooms.compliance.rules.telling import source_says, value_says
from huilong.rooms.compliance.rules.wording import in_words
from huilong.rooms.compliance.terms import OutcomeKind, Verdict
from huilong.rooms.compliance.web_table import RULES, RuleSource, log_export, narrow_verdicts, verdict_table, who_is
from huilong.rooms.people.queries import may
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource


@require_http_methods(["GET", "POST"])
def verdict_list(request: HttpRequest) -> HttpResponseBase:
    """Verdicts as they were given before acts (裁决列表)."""
    require(request, "law.view")
    return list_page(
        request, verdict_table(), QuerySetSource(verdicts, narrow_verdicts), may=partial(may, request.user),
        log=log_export,
    )  # fmt: skip


@require_GET
def verdict_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One verdict (裁决详情): its facts with source and time, what each rule said, and the same derived anew now."""
    require(request, "law.view")
    kept = one_verdict(pk)
    anew, rules = derived(kept), rules_then(kept)
    lines = [
        {"id": key, "verdict": Verdict(said), "rule": rules.get(key), "decided": key in kept.deciding}
        for key, said in sorted(kept.evaluated.items(), key=lambda one: (one[0] not in kept.deciding, one[0]))
    ]
    return render(request, "compliance/verdict.html", {
        "kept": kept, "who": who_is(kept.actor), "lines": lines, "verdict": Verdict(kept.verdict),
        "facts": [(fact_named(name), name, _in_words(told)) for name, told in sorted(kept.facts.items())],
        "same": anew == kept.evaluated, "action": action_named(kept.action),
        "outcome": OutcomeKind(kept.told) if kept.told else None,  # type: ignore[attr-defined]
    })  # fmt: skip


def _in_words(told: dict[str, Any]) -> dict[str, Any]:
    return told | {
        "at": datetime.fromisoformat(told["at"]) if told["at"] else None, "says": value_says(told["value"]),
        "from": source_says(told["source"]),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def rule_list(request: HttpRequest) -> HttpResponseBase:
    """The rules (规则列表): what is not verified stays visible."""
    require(request, "law.view")
    return list_page(
        request, RULES, RuleSource(), may=partial(may, request.user), log=log_export, template="compliance/rules.html",
        book=rulebook(),
    )  # fmt: skip


@require_GET
def rule_page(request: HttpRequest, key: str) -> HttpResponse:
    """One rule as its file says it (规则详情), its condition in words, with its tests; of several versions today's."""
    require(request, "law.view")
    book = rulebook()
    try:
        rule = rule_named(key, book=book, on=timezone.localdate())
    except Refusal as refusal:
        refusal.status = 404
        raise
    house = rule.instrument.book == HOUSE
    return render(request, "compliance/rule.html", {
        "rule": rule, "more": rule.more, "condition": in_words(rule.breach_when, fact_named),
        "reads": [(name, fact_named(name)) for name in sorted(rule.reads)],
        "acts": [action_named(one) for one in sorted(rule.actions)],
        "tests": [one | {"action": action_named(one["action"]), "expect": Verdict(one["expect"]),
                         "facts": [(fact_named(name), value) for name, value in one["facts"].items()]}
                  for one in rule.more["tests"]],
        "versions": [one for one in book.rules if one.id == key and one is not rule],
        "house": house, "may_draft": house and may(request.user, "law.draft"),
    })  # fmt: skip


_doors = [
    path("", verdict_list, name="verdicts"),
    path("verdicts/<int:pk>/", verdict_page, name="verdict"),
    path("rules/", rule_list, name="rules"),
    path("rules/<str:key>/", rule_page, name="rule"),
    *web_drafts.doors,
    *web_gaps.doors,
]
urlpatterns = [path("law/", include((_doors, "law")))]
