"""Pages of the night (跑批页): what runs now, step by step, and what ran before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from huilong.night import queries
from huilong.night.terms import RunRow, RunState
from huilong.rooms.reports.queries import notices
from huilong.shell.permission import require

RUNS_A_PAGE = 30
COUNTS = {
    "taken": _("taken"), "refused": _("refused"), "left": _("left to others"), "superseded": _("superseded"),
    "unchanged": _("unchanged"), "rows": _("rows"), "quarantined": _("set aside"), "files": _("files"),
    "desk_receipts": _("receipts of the desk"), "loans": _("loans"), "instalments": _("instalments"),
    "set_aside": _("loans set aside"), "overdue_loans": _("loans past due"), "entries": _("entries"),
    "cures": _("cures"), "opened": _("opened"), "moved": _("moved"), "closed": _("closed"),
    "reopened": _("reopened"), "stayed": _("stayed"), "left_alone": _("left alone"),
    "newly_missing": _("newly missing"), "missing": _("missing"), "rows_refused": _("rows refused"),
    "month_ends_filled": _("month ends filled"), "positions_forgotten": _("positions forgotten"),
    "notices": _("notices"), "taken_back": _("taken back"), "promises": _("promises"), "kept": _("kept"),
    "part_kept": _("part kept"), "broken": _("broken"), "refigured": _("brought up to date"),
    "looked": _("looked at"), "ended": _("ended"),
    "matched": _("matched"), "differences": _("differences"), "settled": _("settled"),
}  # fmt: skip
"""What steps count, in words; a count without a word is shown by its code."""


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
        "notices": notices(found.on), "count_words": COUNTS,
    }  # fmt: skip


_doors = [
    path("", runs, name="runs"),
    path("<int:run_id>/", run, name="run"),
    path("<int:run_id>/steps/", steps, name="steps"),
]
urlpatterns = [path("nights/", include((_doors, "night")))]
