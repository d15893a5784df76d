"""Pages of devices (设备页): the list, putting in and taking out; who looked where which vehicle is (查询记录)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.queries.finding import vehicles_named
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import keys_named, may, names_of
from huilong.rooms.tracking import actions, queries
from huilong.rooms.tracking.terms import (
    AlarmBit,
    DeviceKind,
    DeviceRow,
    DeviceState,
    LookKind,
    LookPurpose,
    LookRow,
    Rows,
)
from huilong.rooms.tracking.web_table import member_words
from huilong.shell.filters import Choice, Filter, Flag, Hidden, Span
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words
from huilong.shell.typed import typed_member


def alarm_words(alarms: Any) -> list[Any]:
    """What a device sounded, in the reader's words."""
    return [words(AlarmBit(one)) if one in list(AlarmBit) else one for one in alarms]


def _case_of(row: Any) -> str:
    number = getattr(row, "number_of_case", "") or getattr(row, "number", "")
    return reverse("tracking:of_case", args=[number]) if number else ""


DEVICES = Table(
    key="devices", title=_("Devices"), order="number", export_permission="device.view",
    empty=_("No device is here that you may see. Devices come in by `huilong tracking devices FILE`, or above."),
    columns=(
        Column("number", _("Device"), sort="number"),
        Column("kind", _("Kind"), value=lambda row: row.kind, sort="kind"),
        Column("state", _("State"), "tag", value=lambda row: row.state,
               red=lambda row: row.state in (DeviceState.REMOVED, DeviceState.SILENT)),
        Column("case", _("Case"), value=lambda row: row.number_of_case, href=_case_of, sort="case"),
        Column("loan_id", _("Loan")),
        Column("heard_at", _("Last heard"), "moment", sort="heard_at"),
        Column("fixed_at", _("Last place told"), "moment"),
        Column("alarms", _("Sounded last"), "tags", value=lambda row: alarm_words(row.alarms)),
        Column("expected_seconds", _("Expected every, s"), "number", sort="expected_seconds"),
        Column("since", _("Put in"), "moment", sort="since"),
    ),
    filters=(
        Filter("number", _("Device")), Filter("case", _("Case")),
        Choice("kind", _("Kind"), choices=partial(member_words, DeviceKind), everything=_("Any kind")),
        Choice("state", _("State"), choices=partial(member_words, DeviceState), everything=_("Any state")),
        Flag("gone", _("Taken out too")),
    ),
)  # fmt: skip


class DeviceSource:
    """The devices that the reader sees, as a table reads them (设备列表来源)."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Rows:
        """One page of devices."""
        return queries.devices_page(asked, self.at, sort=sort, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[DeviceRow]:
        """Every device."""
        return queries.each_device(asked, self.at, sort)


class LookSource:
    """The looks that the reader sees, as a table reads them (查询记录来源)."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}

    def _asked(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return dict(asked) | ({"users": keys_named(asked["who"])} if asked.get("who") else {})

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Rows:
        """One page of looks."""
        found = queries.looks_page(self._asked(asked), sort=sort, page=number, size=size)
        self.names |= names_of({row.user for row in found.rows})
        return found

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[LookRow]:
        """Every look."""
        for row in queries.each_look(self._asked(asked), sort):
            if row.user not in self.names:
                self.names |= {row.user: ""} | names_of([row.user])
            yield row


def _looks(names: dict[int, str]) -> Table:
    return Table(
        key="looks", title=_("Looks at locations"), order="-at", export_permission="location.looks",
        empty=_("Nobody has looked where a vehicle is yet."),
        columns=(
            Column("at", _("Time"), "moment", sort="at"),
            Column("user", _("Who"), value=lambda row: names.get(row.user) or str(row.user), sort="user"),
            Column("kind", _("What"), value=lambda row: row.kind, sort="kind"),
            Column("purpose", _("Purpose"), value=lambda row: row.purpose, sort="purpose"),
            Column("number", _("Case"), href=_case_of),
            Column("vehicles", _("Vehicles"), "number"),
            Column("points", _("Points shown"), "number", sort="points"),
            Column("verdicts", _("Verdict"), value=lambda row: row.verdicts[0] if row.verdicts else "",
                   href=lambda row: reverse("law:verdict", args=[row.verdicts[0]]) if row.verdicts else ""),
        ),
        filters=(
            Filter("who", _("Who")), Filter("case", _("Case")), Hidden("vehicle", _("Vehicle"), reads="number"),
            Choice("purpose", _("Purpose"), choices=partial(member_words, LookPurpose), everything=_("Any purpose")),
            Choice("kind", _("What"), choices=partial(member_words, LookKind), everything=_("Anything")),
            Span("on", _("Day"), "date", low="since", high="until"),
        ),
    )  # fmt: skip


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def devices(request: HttpRequest) -> HttpResponseBase:
    """The devices (设备列表), and numbers that report and are none of ours; a posted `export` takes the list away."""
    require(request, "device.view")
    manages = may(request.user, "device.manage")
    unknown, count = queries.strangers(20) if manages else ([], 0)
    return list_page(
        request, DEVICES, DeviceSource(timezone.now()), may=partial(may, request.user), log=_log,
        template="tracking/devices.html", manages=manages, strangers=unknown, stranger_count=count,
        kinds=list(DeviceKind),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def looks(request: HttpRequest) -> HttpResponseBase:
    """Who looked where which vehicle is, and why (位置查询记录); a posted `export` takes the list away."""
    require(request, "location.looks")
    source = LookSource()
    return list_page(request, _looks(source.names), source, may=partial(may, request.user), log=_log)


@require_POST
def bind(request: HttpRequest) -> HttpResponse:
    """Put a device into the vehicle of a loan (绑定设备)."""
    require(request, "device.manage")
    named = request.POST.get("vehicle", "").strip()
    car = vehicles_named([named], [named.upper()])
    vehicle = car.get(named) or car.get(named.upper())
    if vehicle is None:
        raise Refusal(
            "no-such-vehicle", status=404, where="vehicle", zh="没有这辆车。", en="There is no such vehicle.",
            remedy_zh="请填写借据号或完整车架号。", remedy_en="Give its loan or its whole VIN.",
        )  # fmt: skip
    seconds = request.POST.get("expected_seconds", "").strip()
    told = actions.NewDevice(
        request.POST.get("number", "").strip(), typed_member(DeviceKind, request.POST, "kind"), vehicle,
        int(seconds) if seconds.isdecimal() and len(seconds) < 9 else 0, request.POST.get("secret", "").strip(),
    )  # fmt: skip
    actions.bind_device(told, timezone.now())
    messages.success(request, gettext("The device is in the vehicle."))
    return redirect("tracking:devices")


@require_POST
def unbind(request: HttpRequest) -> HttpResponse:
    """Take a device out of its vehicle (解绑设备)."""
    require(request, "device.manage")
    actions.unbind_device(request.POST.get("number", "").strip(), timezone.now())
    messages.success(request, gettext("The device is out of the vehicle."))
    return redirect("tracking:devices")


doors = [
    path("tracking/devices/", devices, name="devices"),
    path("tracking/devices/bind", bind, name="bind"),
    path("tracking/devices/unbind", unbind, name="unbind"),
    path("tracking/looks/", looks, name="looks"),
]
