"""Pages of collateral (车辆页): the vehicle of a case, its file on any day, noting, valuing; the list of vehicles."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.collateral import actions, queries
from huilong.rooms.collateral.actions import Said
from huilong.rooms.collateral.queries import VehicleFile
from huilong.rooms.collateral.terms import FactKind, FactSource, VehicleRow
from huilong.rooms.collateral.web_file import standing
from huilong.rooms.collateral.web_table import FIELDS, VehicleSource, form_of, table
from huilong.rooms.files.queries import files_of
from huilong.rooms.files.terms import FileRow
from huilong.rooms.journal.actions import record, record_export
from huilong.rooms.people.queries import may, names_of
from huilong.shell.context import case_doors
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day, typed_member, typed_or_none

MOST_PAPERS = 200


@require_http_methods(["GET", "POST"])
def vehicles(request: HttpRequest) -> HttpResponseBase:
    """The vehicles the reader sees (车辆列表): mortgage, insurance, value, shortfall; exports are logged."""
    require(request, "vehicle.view")
    on = timezone.localdate()
    return list_page(request, table(on), VehicleSource(on), may=partial(may, request.user), log=_log)


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """The vehicle of a case (案件车辆); of several, the one `vehicle` names, else the first."""
    require(request, "vehicle.view")
    case_detail(number)
    found = queries.vehicles_of(number)
    if not found:
        return _shown(request, None, number=number, siblings=[])
    asked = request.GET.get("vehicle", "")
    row = next((one for one in found if str(one.id) == asked), found[0])
    return _shown(request, row, number=number, siblings=found)


@require_GET
def one_vehicle(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    """A vehicle's file (车辆档案), on its case or on none."""
    require(request, "vehicle.view")
    row = queries.vehicle(vehicle_id)
    return _shown(request, row, number=row.number, siblings=[])


def _shown(
    request: HttpRequest, row: VehicleRow | None, *, number: str, siblings: list[VehicleRow],
    refusal: Refusal | None = None, kind: FactKind | None = None, typed: Mapping[str, str] | None = None,
    whole: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page of a vehicle's file, as of the day `on` asks for; with a refusal, the form as it was typed."""
    today = timezone.localdate()
    with transaction.atomic():
        seen = {"tab": "vehicle", "vehicle": row.id if row else None}
        subject = ("case", number) if number else ("vehicle", str(row.id) if row else "")
        record(verb="vehicle.viewed", subject=subject, actor=f"user:{request.user.pk}", detail=seen)
    told: dict[str, Any] = {
        "case": case_detail(number).case if number else None, "siblings": siblings, "refusal": refusal, "today": today,
        "doors": case_doors(number, partial(may, request.user)) if number else [], "whole": whole,
    }  # fmt: skip
    if row is None:
        return render(request, "collateral/vehicle.html", told)
    mistake, on = _asked_day(request, today)
    file = queries.vehicle_file(row.id, on)
    edits = may(request.user, "vehicle.edit") and bool(number)
    kind = kind or _asked_kind(request)
    told |= {
        "row": row, "file": file, "on": on, "mistake": mistake, "past": on != today,
        "names": names_of(_people(file)), "factor": queries.curve().sale, "has_valuer": queries.has_valuer(),
        "papers": _papers(number) if edits and may(request.user, "file.view") else [],
        "may_edit": edits, "may_note": may(request.user, "value.note"),
        "may_ask": may(request.user, "value.ask"), "may_see_vin": edits,
        "kinds": list(FIELDS), "kind": kind, "sources": list(FactSource),
        "typed": typed or {}, "typed_on": (typed or {}).get("on") or today.isoformat(),
        **standing(file), "fields": form_of(kind, typed or {}, refusal.where if refusal else ""),
    }  # fmt: skip
    return render(request, "collateral/vehicle.html", told, status=refusal.status if refusal else 200)


def _asked_day(request: HttpRequest, today: date) -> tuple[Refusal | None, date]:
    """The day the page is asked for, today unless it can be read."""
    try:
        return None, typed_or_none(typed_day, request.GET, "on") or today
    except Refusal as mistake:
        return mistake, today


def _asked_kind(request: HttpRequest) -> FactKind:
    asked = request.GET.get("note", "")
    return FactKind(asked) if asked in list(FactKind) else FactKind.MILEAGE


def _people(file: VehicleFile) -> set[int]:
    return {one.known_by for one in file.facts} | {one.known_by for one in file.values}


def _papers(number: str) -> list[FileRow]:
    """The files of the case that may show something."""
    return [one for one in files_of(number, sort="kind", size=MOST_PAPERS).rows if one.withdrawn_at is None]


@require_POST
def note(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    """Note a thing known of the vehicle (登记车辆事实); a refusal is said beside the form, nothing typed is lost."""
    require(request, "vehicle.edit")
    row, form = queries.vehicle(vehicle_id), request.POST
    kind = typed_member(FactKind, form, "fact")

    def act() -> None:
        said = Said(typed_day(form, "on"), typed_member(FactSource, form, "source"), _file(form.get("file", "")))
        value = {name: form.get(name, "") for name, _label, _what in FIELDS[kind] if name != "personal"}
        actions.note_fact(vehicle_id, kind, value, said, timezone.now(), personal=form.get("personal", ""))

    return _done(request, row, act, gettext("It is noted."), kind)


@require_POST
def value(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    """Note what an appraisal says it is worth (登记评估)."""
    require(request, "value.note")
    row, form = queries.vehicle(vehicle_id), request.POST

    def act() -> None:
        low, high = typed_or_none(typed_amount, form, "low"), typed_or_none(typed_amount, form, "high")
        actions.note_value(
            vehicle_id, typed_amount(form, "amount"), typed_day(form, "on"), timezone.now(), low_fen=low, high_fen=high
        )

    return _done(request, row, act, gettext("The value is noted."))


@require_POST
def by_model(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    """Value it by the depreciation model (模型估值)."""
    require(request, "value.note")
    row = queries.vehicle(vehicle_id)
    return _done(request, row, lambda: actions.value_by_model(vehicle_id, timezone.now()),
                 gettext("The value is noted."))  # fmt: skip


@require_POST
def ask(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    """Ask the valuation service (询估值服务), the law first."""
    require(request, "value.ask")
    row = queries.vehicle(vehicle_id)
    return _done(request, row, lambda: actions.ask_value(vehicle_id, timezone.now()), gettext("The value is noted."))


@require_POST
def whole_vin(request: HttpRequest, vehicle_id: int) -> HttpResponse:
    """The page with the whole VIN (查看完整车架号), to compare it with the car; journalled."""
    require(request, "vehicle.edit")
    row = queries.vehicle(vehicle_id)
    with transaction.atomic():
        subject = ("case", row.number) if row.number else ("vehicle", str(row.id))
        record(verb="vehicle.vin_seen", subject=subject, detail={"vehicle": row.id}, at=timezone.now())
    return _shown(request, row, number=row.number, siblings=[], whole=True)


def _done(
    request: HttpRequest, row: VehicleRow, act: Callable[[], object], well: str, kind: FactKind | None = None
) -> HttpResponse:
    """Do it and go back to the file; a refusal stands on the page, with the form as it was typed."""
    try:
        act()
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return _shown(request, row, number=row.number, siblings=[], refusal=refusal, kind=kind,
                      typed=request.POST.dict())  # fmt: skip
    messages.success(request, well)
    return redirect(reverse("collateral:vehicle", args=[row.id]))


def _file(text: str) -> int | None:
    """The key of a file a form names; one that is no number is no file of this case."""
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 19 else 0


_doors = [
    path("vehicles/", vehicles, name="list"),
    path("vehicles/<int:vehicle_id>/", one_vehicle, name="vehicle"),
    path("vehicles/<int:vehicle_id>/note", note, name="note"),
    path("vehicles/<int:vehicle_id>/value", value, name="value"),
    path("vehicles/<int:vehicle_id>/model", by_model, name="by_model"),
    path("vehicles/<int:vehicle_id>/ask", ask, name="ask"),
    path("vehicles/<int:vehicle_id>/vin", whole_vin, name="whole_vin"),
    path("cases/<str:number>/vehicle/", of_case, name="of_case"),
]
urlpatterns = [path("", include((_doors, "collateral")))]
