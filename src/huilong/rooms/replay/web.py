"""Pages of replay (回放页): the list with its form, one replay with its progress, chart, estimates."""

from functools import partial
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.replay import actions, queries
from huilong.rooms.replay.queries.drafts import version_draft, versions_known
from huilong.rooms.replay.rules.telling import shown, why
from huilong.rooms.replay.terms import PPM, Estimate
from huilong.rooms.replay.web_table import NIGHTS, REPLAYS, STRUCK, chart_of, source_of, table_of
from huilong.rooms.strategy.rules.naming import treatment_says
from huilong.rooms.strategy.terms import table_says
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day

MOST_TEXT = 200_000


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def replays(request: HttpRequest) -> HttpResponseBase:
    """The replays (回放列表), newest first, and the form that asks for one."""
    require(request, "replay.view")
    first, last = queries.days_known()
    return list_page(
        request, REPLAYS, source_of(queries.replays, "state"), may=partial(may, request.user), log=_log,
        template="replay/replays.html", may_run=may(request.user, "replay.run"), versions=versions_known(),
        first=first, last=last,
    )  # fmt: skip


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a replay (发起回放) of a version, or of a table pasted as YAML."""
    require(request, "replay.run")
    now, form = timezone.now(), request.POST
    means: dict[str, Any] = {}
    if form.get("minutes", "").strip().isdecimal():
        means["minutes"] = min(int(form["minutes"]), 10_000_000)
    if form.get("budget", "").strip():
        means["fen"] = typed_amount(form, "budget")
    if form.get("works") == "every_day":
        means["works"] = "every_day"
    user = acting()
    key = actions.ask(
        _draft(form), typed_day(form, "from"), typed_day(form, "to"), means=means, user=user.user if user else None,
        at=now, today=timezone.localdate(now),
    )  # fmt: skip
    return redirect(reverse("replay:run", args=[key]))


def _draft(form: Any) -> Any:
    """The draft a form names or holds. Raises Refusal `no-such-version`, `replay-bad-file`."""
    chosen, text = form.get("version", ""), form.get("table", "")
    if chosen.isdecimal() and len(chosen) < 18:
        return version_draft(int(chosen))
    try:
        told = yaml.safe_load(text[:MOST_TEXT]) if text.strip() else None
    except yaml.YAMLError:
        told = ""
    if not isinstance(told, dict):
        raise Refusal(
            "replay-bad-file", status=422, where="table", zh="请选择一个策略版本,或粘贴一张决策表(YAML)。",
            en="Choose a version of a strategy, or paste one decision table as YAML.",
        )  # fmt: skip
    return told


@require_GET
def run(request: HttpRequest, replay_id: int) -> HttpResponse:
    """One replay (回放): how far it is, its nights as a chart, what history says, what was struck out and why."""
    require(request, "replay.view")
    return render(request, "replay/run.html", _shown(request, replay_id))


@require_GET
def progress(request: HttpRequest, replay_id: int) -> HttpResponse:
    """What a replay came to so far, alone, asked for every two seconds while it is at work."""
    require(request, "replay.view")
    return render(request, "replay/_run.html", _shown(request, replay_id))


def _shown(request: HttpRequest, key: int) -> dict[str, Any]:
    row = queries.replay(key)
    return {
        "run": row, "may_run": may(request.user, "replay.run"), "chart": chart_of(queries.nights_of_run(key)),
        "struck": [(one, treatment_says(one.treatment.split())) for one in queries.struck_by_rule(key)],
        "leans": [(table_says(one["name"]), one["number"]) for one in row.told.get("tables", ())],
        "estimates": [_told(one) for one in queries.estimates_of(key)],
        "who": names_of([row.asked_by]).get(row.asked_by, "") if row.asked_by else "",
    }  # fmt: skip


def _told(one: Estimate) -> dict[str, Any]:
    """An estimate in words and figures."""
    names = ("draft", "actual", "difference", "low", "high")
    figures = {name: shown(one.outcome, getattr(one, name)) for name in names}
    said = why(one.why, one.support).in_language(get_language() or "en") if one.why else ""
    return {
        "one": one, "why": said, "weights": f"{one.support.weights_ppm / PPM:.2f}",
        "unseen": f"{one.support.unseen_ppm / PPM:.1%}", **figures,
    }  # fmt: skip


@require_POST
def stop(request: HttpRequest, replay_id: int) -> HttpResponse:
    """Stop a replay (停止)."""
    require(request, "replay.run")
    actions.stop(replay_id, timezone.now())
    return redirect(reverse("replay:run", args=[replay_id]))


@require_POST
def go_on(request: HttpRequest, replay_id: int) -> HttpResponse:
    """Let a replay go on where it was (继续)."""
    require(request, "replay.run")
    actions.go_on(replay_id, timezone.now())
    return redirect(reverse("replay:run", args=[replay_id]))


@require_http_methods(["GET", "POST"])
def nights(request: HttpRequest, replay_id: int) -> HttpResponseBase:
    """The nights of a replay as a list (逐夜结果)."""
    return _list(request, replay_id, NIGHTS)


@require_http_methods(["GET", "POST"])
def struck(request: HttpRequest, replay_id: int) -> HttpResponseBase:
    """What was struck out night by night (未执行明细)."""
    return _list(request, replay_id, STRUCK)


def _list(request: HttpRequest, key: int, of: Any) -> HttpResponseBase:
    require(request, "replay.view")
    table, source = table_of(key, of)
    return list_page(
        request, table, source, may=partial(may, request.user), log=_log, template="replay/of_run.html",
        run=queries.replay(key),
    )  # fmt: skip


_doors = [
    path("", replays, name="list"),
    path("ask/", ask, name="ask"),
    path("<int:replay_id>/", run, name="run"),
    path("<int:replay_id>/progress/", progress, name="progress"),
    path("<int:replay_id>/stop/", stop, name="stop"),
    path("<int:replay_id>/go-on/", go_on, name="go_on"),
    path("<int:replay_id>/nights/", nights, name="nights"),
    path("<int:replay_id>/struck/", struck, name="struck"),
]
urlpatterns = [path("replays/", include((_doors, "replay")))]
