"""The map (地图页): the fleet, the tracks of a case, and what a map asks for when somebody looks where a vehicle is."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.collateral.queries import vehicles_of
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import may
from huilong.rooms.tracking import actions, queries
from huilong.rooms.tracking.rules.datum import converted
from huilong.rooms.tracking.rules.locating import stage_told
from huilong.rooms.tracking.rules.tiles import Tiles, tiles_of
from huilong.rooms.tracking.terms import Datum, LocatingStage, LookPurpose, Opened, Track
from huilong.shell.context import case_doors
from huilong.shell.csp import policy
from huilong.shell.permission import require
from huilong.shell.templatetags.huilong import words
from huilong.shell.typed import typed_day, typed_member, typed_or_none

ALARMS_SHOWN = 100


def tiles() -> Tiles:
    """The tiles of this house: setting MAP_TILES."""
    return tiles_of(getattr(settings, "MAP_TILES", {}))


def _with_tiles(request: HttpRequest, template: str, told: dict[str, Any]) -> HttpResponse:
    """A page with a map on it, whose pictures may come from where the tiles are."""
    under = tiles()
    response = render(request, template, {**told, "tiles": under, "purposes": list(LookPurpose)})
    if under.origin:
        response.headers["Content-Security-Policy"] = policy(request, under.origin)
    return response


@require_GET
def the_map(request: HttpRequest) -> HttpResponse:
    """The map of the fleet (车队地图): empty until somebody says why he looks; open alarms at the left."""
    require(request, "location.fleet")
    told = {"alarms": queries.open_alarms(size=ALARMS_SHOWN), "most": ALARMS_SHOWN}
    return _with_tiles(request, "tracking/map.html", told)


@require_POST
def fleet(request: HttpRequest) -> JsonResponse:
    """The dots of the fleet (车队分布), for a purpose."""
    require(request, "location.fleet")
    now, under = timezone.now(), tiles().datum
    told = actions.open_fleet(typed_member(LookPurpose, request.POST, "purpose"), now)
    dots = [
        [one.vehicle, one.number, *_drawn(one.lat, one.lon, under), int(one.at.timestamp()), one.course,
         int(one.moving), one.state.value]
        for one in told.dots
    ]  # fmt: skip
    return JsonResponse({"look": told.look, "held_back": told.held_back, "dots": dots})


@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """The tracks of a case (案件定位): how its devices do; where its vehicle is, once somebody says why he looks.

    With `panel`, only what the map shows beside itself.
    """
    require(request, "case.view")
    detail, now = case_detail(number), timezone.now()
    with transaction.atomic():
        record(verb="case.viewed", subject=("case", number), detail={"tab": "tracks"})
    told = {
        "case": detail.case, "cars": _cars(number, now), "may_open": may(request.user, "location.open"),
        "may_consent": may(request.user, "consent.record"), "today": timezone.localdate(now),
        "since": timezone.localtime(now - timedelta(days=1)), "until": timezone.localtime(now),
    }  # fmt: skip
    if "panel" in request.GET:
        return render(request, "tracking/_cars.html", {**told, "purposes": list(LookPurpose)})
    return _with_tiles(request, "tracking/of_case.html", told | {
        "doors": case_doors(number, partial(may, request.user)),
    })  # fmt: skip


def _cars(number: str, now: datetime) -> list[dict[str, Any]]:
    """The vehicles of a case with what may be seen of them without a purpose: no place."""
    cars = vehicles_of(number)
    keys = [one.id for one in cars]
    devices, consents, stages = queries.devices_of(keys, now), queries.consents_of(keys), queries.stages_of(keys, now)
    alarms = queries.lasting_alarms(keys)
    told = []
    for one in cars:
        held = stages[one.id]
        told.append({
            "car": one, "devices": [device for device in devices if device.vehicle == one.id],
            "consent": consents.get(one.id), "stages": sorted(held, key=list(LocatingStage).index),
            "purpose": next((purpose for purpose in LookPurpose if stage_told(held, purpose)[1]), LookPurpose.COLLECT),
            "alarms": alarms[one.id],
        })  # fmt: skip
    return told


@require_POST
def location(request: HttpRequest, number: str) -> JsonResponse:
    """Where the vehicle of a case is (车辆位置), for a purpose."""
    require(request, "location.open")
    purpose = typed_member(LookPurpose, request.POST, "purpose")
    told = actions.open_location(number, _vehicle(request), purpose, timezone.now())
    return JsonResponse(_located(told, tiles().datum))


@require_POST
def track(request: HttpRequest, number: str) -> JsonResponse:
    """Where the vehicle of a case was in a period (车辆轨迹), for a purpose."""
    require(request, "location.open")
    purpose = typed_member(LookPurpose, request.POST, "purpose")
    since, until = _moment(request, "since"), _moment(request, "until")
    told = actions.open_track(number, _vehicle(request), purpose, since, until, timezone.now())
    return JsonResponse(_tracked(told, tiles().datum))


@require_POST
def consent(request: HttpRequest, number: str) -> HttpResponse:
    """Record that the borrower consented to locating, or withdrew it (登记定位同意)."""
    require(request, "consent.record")
    now, vehicle = timezone.now(), _vehicle(request)
    if request.POST.get("withdrawn_on", "").strip():
        actions.withdraw_consent(number, vehicle, typed_day(request.POST, "withdrawn_on"), now)
        messages.success(request, gettext("Recorded as withdrawn."))
    else:
        paper = typed_or_none(_paper, request.POST, "paper")
        actions.record_consent(
            number, vehicle, typed_day(request.POST, "given_on"), request.POST.get("notice_version", ""), paper, now
        )
        messages.success(request, gettext("The consent is recorded."))
    return redirect(reverse("tracking:of_case", args=[number]))


def _located(told: Opened, under: Datum) -> dict[str, Any]:
    place = told.place
    if place is None:
        return {"look": told.look, "place": None}
    lat, lon = _drawn(place.lat, place.lon, under)
    return {
        "look": told.look, "stage": str(words(told.stage)),
        "place": {"lat": lat, "lon": lon, "at": int(place.at.timestamp()), "age": place.age_seconds,
                  "speed": round(place.speed_kmh), "course": place.course, "source": str(words(place.source))},
    }  # fmt: skip


def _tracked(told: Track, under: Datum) -> dict[str, Any]:
    return {
        "look": told.look, "left_out": told.left_out, "thinned": told.thinned,
        "points": [[int(one.at.timestamp()), *_drawn(one.lat, one.lon, under), round(one.speed_kmh)]
                   for one in told.points],
        "stops": [[one.no, *_drawn(one.lat, one.lon, under), int(one.since.timestamp()), int(one.until.timestamp())]
                  for one in told.stops],
    }  # fmt: skip


def _drawn(lat: float, lon: float, under: Datum) -> tuple[float, float]:
    """A place as it is drawn on the tiles, to a centimetre."""
    there = converted((lat, lon), Datum.WGS84, under)
    return round(there[0], 7), round(there[1], 7)


def _vehicle(request: HttpRequest) -> int:
    text = request.POST.get("vehicle", "")
    if not (text.isdecimal() and len(text) < 18):
        raise Refusal("no-such-vehicle", status=404, zh="没有这辆车。", en="There is no such vehicle.")
    return int(text)


def _paper(form: Any, name: str) -> int:
    text = form.get(name, "").strip()
    if not (text.isdecimal() and len(text) < 18):
        raise Refusal("no-such-file", status=404, where=name, zh="没有这份文件。", en="There is no such file.")
    return int(text)


def _moment(request: HttpRequest, name: str) -> datetime:
    """A local day and minute of a form, like 2026-01-31T08:00."""
    try:
        found = datetime.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Refusal(
            "bad-date", status=422, where=name, zh="时间无法识别。", en="This is not a time.",
            remedy_zh="请使用 2026-01-31T08:00 这样的格式。", remedy_en="Write it like 2026-01-31T08:00.",
        ) from None  # fmt: skip
    return found if timezone.is_aware(found) else timezone.make_aware(found)


doors = [
    path("tracking/map/", the_map, name="map"),
    path("tracking/map/fleet", fleet, name="fleet"),
    path("cases/<str:number>/tracks/", of_case, name="of_case"),
    path("cases/<str:number>/tracks/location", location, name="location"),
    path("cases/<str:number>/tracks/track", track, name="track"),
    path("cases/<str:number>/tracks/consent", consent, name="consent"),
]
