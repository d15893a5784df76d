"""Pages of compliance (合规页): verdicts and how each came about, rechecked before one's eyes; the rules."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_GET, require_http_methods

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.queries import fact_named, rule_named, rulebook
from huilong.rooms.compliance.queries.records import derived, one_verdict, verdicts
from huilong.rooms.compliance.terms import Verdict
from huilong.rooms.compliance.web_table import RULES, VERDICTS, RuleSource, narrow_verdicts, who_asked
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def verdict_list(request: HttpRequest) -> HttpResponseBase:
    """Verdicts as they were given before acts (裁决列表)."""
    require(request, "law.view")
    return list_page(
        request, VERDICTS, QuerySetSource(verdicts, narrow_verdicts), may=partial(may, request.user), log=_log
    )


@require_GET
def verdict_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One verdict (裁决详情): its facts with source and time, what each rule said, and the same derived anew now."""
    require(request, "law.view")
    kept = one_verdict(pk)
    anew = derived(kept)
    lines = [
        {"id": key, "verdict": Verdict(said), "rule": _known(key), "decided": key in kept.deciding}
        for key, said in sorted(kept.evaluated.items(), key=lambda one: (one[0] not in kept.deciding, one[0]))
    ]
    return render(request, "compliance/verdict.html", {
        "kept": kept, "who": who_asked(kept), "lines": lines, "verdict": Verdict(kept.verdict),
        "facts": [(fact_named(name), name, _with_time(told)) for name, told in sorted(kept.facts.items())],
        "same": anew == kept.evaluated,
    })  # fmt: skip


def _with_time(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"at": datetime.fromisoformat(told["at"]) if told["at"] else None}


def _known(key: str) -> Any:
    """The rule as it is written today; None for one that is gone."""
    try:
        return rule_named(key)
    except Refusal:
        return None


@require_http_methods(["GET", "POST"])
def rule_list(request: HttpRequest) -> HttpResponseBase:
    """The rules (规则列表): what is not verified stays visible."""
    require(request, "law.view")
    return list_page(
        request, RULES, RuleSource(), may=partial(may, request.user), log=_log, template="compliance/rules.html",
        book=rulebook(),
    )  # fmt: skip


@require_GET
def rule_page(request: HttpRequest, key: str) -> HttpResponse:
    """One rule as its file says it (规则详情), with its tests."""
    require(request, "law.view")
    try:
        rule = rule_named(key)
    except Refusal as refusal:
        refusal.status = 404
        raise
    return render(request, "compliance/rule.html", {"rule": rule, "more": rule.more, "reads": sorted(rule.reads)})


_doors = [
    path("", verdict_list, name="verdicts"),
    path("verdicts/<int:pk>/", verdict_page, name="verdict"),
    path("rules/", rule_list, name="rules"),
    path("rules/<str:key>/", rule_page, name="rule"),
]
urlpatterns = [path("law/", include((_doors, "law")))]
