"""Pages of scores (评分页): models, early warnings, the scores of a case."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.rooms.journal.actions import record, record_export
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.scores import actions
from huilong.rooms.scores.queries import model_row, watched
from huilong.rooms.scores.queries.of_case import scores_of_case
from huilong.rooms.scores.terms import ModelState, WatchKind
from huilong.rooms.scores.web_models import curve_told, features_told, figures_told, series_told
from huilong.rooms.scores.web_table import MODELS, WARNINGS, ModelSource, WarningSource
from huilong.shell.context import case_doors
from huilong.shell.lists import list_page
from huilong.shell.permission import require


@require_GET
def models(request: HttpRequest) -> HttpResponseBase:
    """The models, newest first (模型列表)."""
    require(request, "score.view")
    return list_page(request, MODELS, ModelSource(), may=partial(may, request.user), log=_log)


@require_http_methods(["GET", "POST"])
def warnings(request: HttpRequest) -> HttpResponseBase:
    """Loans that may soon miss a payment (预警列表); exports are logged."""
    require(request, "warning.view")
    return list_page(request, WARNINGS, WarningSource(), may=partial(may, request.user), log=_log)


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_GET
def model(request: HttpRequest, model_id: int) -> HttpResponse:
    """One model (模型详情): how good it is, what it reads and why, how it fares, and what may be done with it."""
    require(request, "score.view")
    row = model_row(model_id)
    seen = watched(model_id)
    may_train = may(request.user, "score.train")
    return render(request, "scores/model.html", {
        "model": row, "names": names_of({one for one in (row.made_by, row.approved_by) if one}),
        "figures": figures_told(row), "features": features_told(row),
        "drift": [one for one in seen if one.kind is not WatchKind.CALIBRATION][:60],
        "months": [one for one in seen if one.kind is WatchKind.CALIBRATION],
        "may_ask": may_train and row.state is ModelState.DRAFT and row.made_by in (0, request.user.pk),
        "may_use": may_train and row.state is ModelState.APPROVED,
        "may_retire": may_train and row.state is ModelState.IN_USE,
    })  # fmt: skip


@require_GET
def series(request: HttpRequest, model_id: int) -> JsonResponse:
    """What was said against what happened, for the plot (校准曲线)."""
    require(request, "score.view")
    return JsonResponse(series_told(model_row(model_id)))


@require_POST
def ask(request: HttpRequest, model_id: int) -> HttpResponse:
    """Ask a second person (提交复核)."""
    require(request, "score.train")
    actions.ask_for_use(model_id, user=request.user.pk or 0, at=timezone.now())
    messages.success(request, gettext("The model waits for a second person."))
    return redirect(reverse("scores:model", args=[model_id]))


@require_POST
def use(request: HttpRequest, model_id: int) -> HttpResponse:
    """Put an approved model to use (启用)."""
    require(request, "score.train")
    actions.use(model_id, at=timezone.now())
    messages.success(request, gettext("The model scores from the next night on."))
    return redirect(reverse("scores:model", args=[model_id]))


@require_POST
def retire(request: HttpRequest, model_id: int) -> HttpResponse:
    """Take a model out of use (停用)."""
    require(request, "score.train")
    actions.retire(model_id, at=timezone.now())
    messages.success(request, gettext("The model is out of use; the documented default answers."))
    return redirect(reverse("scores:model", args=[model_id]))


@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """The scores of a case's borrower, with their reasons (案件评分)."""
    require(request, "score.view")
    case, rows = scores_of_case(number)
    with transaction.atomic():
        seen = {"tab": "scores"}
        record(verb="case.viewed", subject=("case", number), actor=f"user:{request.user.pk}", detail=seen)
    doors = case_doors(number, partial(may, request.user))
    return render(request, "scores/of_case.html", {"case": case, "doors": doors,
                  "scores": [(one, curve_told(one.curve)) for one in rows]})  # fmt: skip


_doors = [
    path("scores/", models, name="models"),
    path("scores/<int:model_id>/", model, name="model"),
    path("scores/<int:model_id>/series.json", series, name="series"),
    path("scores/<int:model_id>/ask", ask, name="ask"),
    path("scores/<int:model_id>/use", use, name="use"),
    path("scores/<int:model_id>/retire", retire, name="retire"),
    path("warnings/", warnings, name="warnings"),
    path("cases/<str:number>/scores/", of_case, name="of_case"),
]
urlpatterns = [path("", include((_doors, "scores")))]
