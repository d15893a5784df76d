"""Pages of the night (跑批页): what runs now, step by step, and what ran before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_GET

from huilong.night import queries
from huilong.night.counted import count_text, count_word
from huilong.night.terms import RunRow, RunState
from huilong.rooms.reports.queries import notices
from huilong.shell.permission import require

RUNS_A_PAGE = 30


@require_GET
def runs(request: HttpRequest) -> HttpResponse:
    """The nights (跑批): the newest with its steps, those before, and loans set aside."""
    require(request, "night.view")
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    rows, total = queries.runs(page=number, size=RUNS_A_PAGE)
    return render(request, "night/runs.html", {
        "runs": rows, "total": total, "number": number, "has_next": number * RUNS_A_PAGE < total,
        "set_aside": queries.loans_set_aside(), **_shown(queries.latest_run()),
    })  # fmt: skip


@require_GET
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One night with its steps and notices."""
    require(request, "night.view")
    return render(request, "night/run.html", _shown(queries.run(run_id)))


@require_GET
def steps(request: HttpRequest, run_id: int) -> HttpResponse:
    """The steps of a night alone, asked for every two seconds while it runs."""
    require(request, "night.view")
    return render(request, "night/_steps.html", _shown(queries.run(run_id)))


def _shown(found: RunRow | None) -> dict[str, object]:
    """What the steps' template needs; a run without a worker is said to be cut short."""
    if found is None:
        return {"run": None}
    live = found.state == RunState.RUNNING and queries.at_work()
    return {
        "run": found, "live": live, "cut_short": found.state == RunState.RUNNING and not live,
        "notices": notices(found.on),
        "counts": {step.name: [(count_word(code), code, count_text(code, told)) for code, told in step.counts.items()]
                   for step in found.steps},
    }  # fmt: skip


_doors = [
    path("", runs, name="runs"),
    path("<int:run_id>/", run, name="run"),
    path("<int:run_id>/steps/", steps, name="steps"),
]
urlpatterns = [path("nights/", include((_doors, "night")))]
