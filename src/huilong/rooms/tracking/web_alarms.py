"""Pages of alarms (告警页): what lasts and nobody looked into yet, and noting what came of it.

They name no place: `about` and what was told of areas and lots stay out, for they would say where the car is.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.tracking import actions, queries
from huilong.rooms.tracking.actions.judging import LONGEST_NOTE
from huilong.rooms.tracking.terms import AlarmKind, AlarmPage, AlarmReason, AlarmRow
from huilong.rooms.tracking.web_table import member_words
from huilong.shell.filters import Choice, Filter, Flag
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Table
from huilong.shell.typed import typed_member

TOLD = {
    "hours": _("for %(n)s h"), "metres": _("%(n)s m apart"), "times": _("seen %(n)s times"),
    "fixes": _("told %(n)s times"), "expected_seconds": _("expected every %(n)s s"),
    "vehicles": _("%(n)s vehicles together"),
}  # fmt: skip
"""What an alarm tells without naming a place, by the figure's name."""


def told_of(row: AlarmRow) -> str:
    """The figures of an alarm in words (告警依据), none of which says where."""
    return " · ".join(str(text) % {"n": f"{row.told[name]:,}"} for name, text in TOLD.items() if name in row.told)


def _tracks(row: AlarmRow) -> str:
    return reverse("tracking:of_case", args=[row.case_number]) if row.case_number else ""


ALARMS = Table(
    key="alarms", title=_("Device alarms"), order="-since", export_permission="device.view",
    empty=_("No alarm is open. Alarms are found every night from what the devices told."),
    columns=(
        Column("kind", _("What"), value=lambda row: row.kind, sort="kind",
               href=lambda row: reverse("tracking:alarm", args=[row.id])),
        Column("case", _("Case"), value=lambda row: row.case_number, href=_tracks),
        Column("loan_id", _("Loan")),
        Column("device", _("Device")),
        Column("since", _("Happening since"), "moment", sort="since"),
        Column("last_at", _("Found last"), "moment", sort="last_at"),
        Column("told", _("What speaks for it"), value=told_of),
        Column("raised_on", _("Raised in the night of"), "date", sort="raised_on"),
        Column("ended_on", _("Over since"), "date"),
        Column("reason", _("What came of it"), "tag", value=lambda row: row.reason,
               red=lambda row: row.reason is AlarmReason.TRUE_ALARM),
    ),
    filters=(
        Choice("kind", _("Kind"), choices=partial(member_words, AlarmKind), everything=_("Any kind")),
        Filter("number", _("Case")), Flag("all", _("Looked into and over too")),
    ),
)  # fmt: skip


class AlarmSource:
    """The alarms that the reader sees, as a table reads them (告警列表来源)."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> AlarmPage:
        """One page of alarms."""
        return queries.open_alarms(asked, sort=sort, page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[AlarmRow]:
        """Every alarm."""
        return queries.each_alarm(asked, sort)


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def alarms(request: HttpRequest) -> HttpResponseBase:
    """The alarms that wait for somebody (待处理告警); a posted `export` takes the list away."""
    require(request, "alarm.view")
    return list_page(request, ALARMS, AlarmSource(), may=partial(may, request.user), log=_log)


@require_GET
def alarm(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """One alarm (告警详情): what was found, what came of it, what else there was with this vehicle."""
    require(request, "alarm.view")
    row = queries.alarm_row(alarm_id)
    return render(request, "tracking/alarm.html", {
        "alarm": row, "told": told_of(row), "names": names_of([row.acknowledged_by] if row.acknowledged_by else []),
        "others": [one for one in queries.alarms_of(row.vehicle) if one.id != row.id], "longest": LONGEST_NOTE,
        "reasons": list(AlarmReason), "tracks": _tracks(row),
        "may_acknowledge": row.acknowledged_at is None and may(request.user, "alarm.acknowledge"),
    })  # fmt: skip


@require_POST
def acknowledge(request: HttpRequest, alarm_id: int) -> HttpResponse:
    """Note what came of looking into an alarm (处理告警)."""
    require(request, "alarm.acknowledge")
    queries.alarm_row(alarm_id)
    reason = typed_member(AlarmReason, request.POST, "reason")
    actions.acknowledge(alarm_id, reason, at=timezone.now(), note=request.POST.get("note", ""))
    messages.success(request, gettext("What came of the alarm is noted."))
    return redirect("tracking:alarms")


doors = [
    path("tracking/alarms/", alarms, name="alarms"),
    path("tracking/alarms/<int:alarm_id>/", alarm, name="alarm"),
    path("tracking/alarms/<int:alarm_id>/acknowledge", acknowledge, name="acknowledge"),
]
