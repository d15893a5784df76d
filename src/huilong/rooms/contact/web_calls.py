"""Pages of call logs (话单页): take one in; calls the telephone system knows and the desk does not."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages as notices
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.actions.calllog import import_calls
from huilong.rooms.contact.models import CallFile, CallRecord
from huilong.rooms.contact.queries import calllog as queries
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import may
from huilong.shell.filters import Filter, Hidden
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table

UNMATCHED = Table(
    key="unmatched_calls", title=_("Calls without an act"), order="-at", export_permission="calllog.view",
    empty=_("Every outgoing call of the call logs is one of ours."),
    columns=(
        Column("record", _("Call log id"), sort="record"), Column("at", _("Time"), "moment", sort="at"),
        Column("extension", _("Extension"), sort="extension"),
        Column("seconds", _("Seconds"), "number", sort="seconds"),
        Column("file", _("Call log"), value=lambda row: row.file.name),
    ),
    filters=(Filter("extension", _("Extension")), Hidden("on", _("Day"))),
)  # fmt: skip
NEWEST = 20


def _unmatched() -> QuerySet[CallRecord]:
    return queries.unmatched().select_related("file")


def _narrow(rows: QuerySet[CallRecord], asked: Mapping[str, Any]) -> QuerySet[CallRecord]:
    if asked.get("extension"):
        rows = rows.filter(extension=asked["extension"])
    return rows.filter(on=asked["on"]) if asked.get("on") else rows


def _log(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def calls(request: HttpRequest) -> HttpResponseBase:
    """Calls without an act (话单无对应通话), and the call logs taken in."""
    require(request, "calllog.view")
    newest: list[CallFile] = list(queries.call_files().order_by("-taken_at")[:NEWEST])
    return list_page(
        request, UNMATCHED, QuerySetSource(_unmatched, _narrow), may=partial(may, request.user), log=_log,
        template="contact/calls.html", call_files=newest, imports=may(request.user, "calllog.import"),
    )  # fmt: skip


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a call log in (导入话单): rows that cannot be read are listed with line and reason."""
    require(request, "calllog.import")
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise Refusal("file-missing", status=422, where="file", zh="请选择一份话单文件。", en="Choose a call log.")
    came = import_calls(file.name or "calls.csv", file.read(), timezone.now())
    if came.again:
        notices.info(request, gettext("This call log was taken in before; nothing has changed."))
        return redirect("contact:calls")
    return render(request, "contact/calls_taken.html", {"came": came, "unmatched": came.new - came.matched})


doors = [path("calls/", calls, name="calls"), path("calls/import", take_in, name="calls_import")]
