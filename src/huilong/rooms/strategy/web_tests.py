"""Pages of experiments (实验页): who is tried against whom, what was found, and whether the difference is real."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.money import BadAmount, fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.people.queries import may
from huilong.rooms.strategy import actions, queries
from huilong.rooms.strategy.rules.sequential import Difference
from huilong.rooms.strategy.terms import ExperimentEnd, ExperimentState, Guardrails, Purpose, Shares, VersionState
from huilong.shell.permission import require


@require_GET
def experiments(request: HttpRequest) -> HttpResponse:
    """All experiments, and the form that starts one (实验列表)."""
    require(request, "strategy.view")
    manages = may(request.user, "experiment.manage")
    rows = queries.experiments()
    ready = [
        one for one in queries.versions(Purpose.TREATMENT, timezone.localdate()) if one.state is VersionState.APPROVED
    ] if manages else []  # fmt: skip
    running = any(one.state is ExperimentState.RUNNING for one in rows)
    return render(request, "strategy/experiments.html", {
        "rows": rows, "numbers": _numbers(), "ready": ready, "manages": manages, "running": running,
    })  # fmt: skip


@require_GET
def experiment(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """One experiment (实验结果): each arm, the differences with their always-valid intervals, and what follows."""
    require(request, "strategy.view")
    row, found = queries.experiment(experiment_id), queries.found(experiment_id)
    return render(request, "strategy/experiment.html", {
        "experiment": row, "found": found, "numbers": _numbers(),
        "nights": queries.nights_of(experiment_id)[-30:],
        "lines": _lines(found) if found else [], "rest_ppm": 1_000_000 - row.shares.challenger_ppm,
        "manages": may(request.user, "experiment.manage") and row.state is ExperimentState.RUNNING,
        "ends": [ExperimentEnd.DECIDED, ExperimentEnd.GIVEN_UP],
    })  # fmt: skip


def _lines(found: queries.Found) -> list[tuple[str, Difference, str]]:
    return [
        (gettext("Cured"), found.cures, "share"), (gettext("Paid by a borrower"), found.money, "money"),
        (gettext("Complaints"), found.complaints, "share"), (gettext("Blocked acts"), found.blocked, "share"),
    ]  # fmt: skip


def _numbers() -> dict[int, int]:
    """The number of each version of the treatment table, by its key."""
    return {one.id: one.number for one in queries.versions(Purpose.TREATMENT)}


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin an experiment (开始实验)."""
    require(request, "experiment.manage")
    post = request.POST
    key = actions.start_experiment(
        post.get("name", ""), _whole(post, "challenger"), Shares(_percent(post, "share"), _percent(post, "holdout")),
        timezone.now(), horizon_days=_whole(post, "horizon_days"), worth_ppm=_percent(post, "worth"),
        worth_fen=_fen(post, "worth_fen"),
        guardrails=Guardrails(_percent(post, "complaints"), _percent(post, "blocked")),
    )  # fmt: skip
    messages.success(request, gettext("The experiment begins with the next night."))
    return redirect("strategy:experiment", key)


@require_POST
def end(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """End an experiment (结束实验)."""
    require(request, "experiment.manage")
    queries.experiment(experiment_id)
    why = request.POST.get("why", "")
    wanted = ExperimentEnd(why) if why in (ExperimentEnd.DECIDED, ExperimentEnd.GIVEN_UP) else ExperimentEnd.GIVEN_UP
    actions.end_experiment(experiment_id, wanted, timezone.now())
    messages.success(request, gettext("The experiment is over: everybody is the champion's from the next night."))
    return redirect("strategy:experiment", experiment_id)


def _whole(post: Any, name: str) -> int:
    text = post.get(name, "")
    if not text.isdigit() or len(text) > 12:
        raise _unreadable(name)
    return int(text)


def _percent(post: Any, name: str) -> int:
    """A share typed in per cent, in parts per million."""
    return _fen(post, name) * 100


def _fen(post: Any, name: str) -> int:
    try:
        return fen(post.get(name, "").strip().rstrip("%"))
    except BadAmount:
        raise _unreadable(name) from None


def _unreadable(name: str) -> Refusal:
    return Refusal(
        "unreadable", status=422, where=name, zh=f"字段 {name} 无法识别。", en=f"The field {name} cannot be read.",
        remedy_zh="份额以 % 填写,如 20;金额以元填写。", remedy_en="Shares are in per cent, like 20; amounts in yuan.",
    )  # fmt: skip


doors = [
    path("experiments/", experiments, name="experiments"),
    path("experiments/start", start, name="start"),
    path("experiments/<int:experiment_id>/", experiment, name="experiment"),
    path("experiments/<int:experiment_id>/end", end, name="end"),
]
