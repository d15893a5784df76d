"""Pages of the book (借据页): files with what happened to them, and rows set aside, to fix or to dismiss."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.book import actions
from huilong.rooms.book.models import ImportFile, QuarantinedRow
from huilong.rooms.book.terms import FileStatus, RowStatus
from huilong.rooms.journal import actions as journal
from huilong.rooms.people.queries import may
from huilong.shell.filters import Choice, Filter, Hidden, Span, read_value
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words

MOST_BYTES = 32 * 1024 * 1024
"""The largest file taken from a page; larger ones go into the incoming folder."""


def _words(members: Any) -> list[tuple[str, Any]]:
    return [(str(member), words(member)) for member in members]


def _said(row: Any) -> Says:
    return Says(row.reason_zh, row.reason_en)


def _rows_url(row: ImportFile) -> str:
    return f"{reverse('book:quarantine')}?file={row.pk}&status=" if row.quarantined else ""


IMPORTS = Table(
    key="imports", title=_("Imports"), order="-known_on", exports=False,
    empty=_("No file has come yet. Put the lender's files into the incoming folder, or choose one above."),
    columns=(
        Column("name", _("File")),
        Column("table", _("Table"), sort="table"),
        Column("known_on", _("Data of"), "date", sort="known_on"),
        Column("imported_on", _("Imported on"), "date", sort="imported_on"),
        Column("status", _("State"), "tag", value=lambda row: FileStatus(row.status),
               red=lambda row: row.status == FileStatus.REFUSED),
        Column("rows", _("Rows"), "number", sort="rows"),
        Column("taken_rows", _("Taken"), "number", sort="taken_rows"),
        Column("quarantined", _("Set aside"), "number", sort="quarantined", href=_rows_url,
               red=lambda row: row.quarantined > 0),
        Column("amount_fen", _("Amount"), "money", sort="amount_fen"),
        Column("profile", _("Profile")),
        Column("reason", _("Reason"), value=_said),
        Column("remedy", _("Remedy"), value=lambda row: Says(row.remedy_zh, row.remedy_en)),
    ),
    filters=(
        Filter("text", _("File name")),
        Choice("status", _("State"), choices=partial(_words, FileStatus), everything=_("Any state")),
        Span("known_on", _("Data of"), "date", low="known_from", high="known_to"),
    ),
)  # fmt: skip


def _row_url(row: QuarantinedRow) -> str:
    return reverse("book:row", args=[row.pk])


QUARANTINE = Table(
    key="quarantine", title=_("Quarantine"), order="-file__known_on",
    empty=_("No row waits here: every row of every file was taken."),
    way_out=(_("See the imports"), "book:imports"),
    columns=(
        Column("file_name", _("File"), href=_row_url),
        Column("line", _("Line"), "number", sort="line"),
        Column("known_on", _("Data of"), "date", sort="file__known_on"),
        Column("column", _("Column"), sort="column"),
        Column("value", _("Value")),
        Column("reason", _("Reason"), value=lambda row: Says(row.zh, row.en), sort="reason_code"),
        Column("remedy", _("Remedy"), value=lambda row: Says(row.remedy_zh, row.remedy_en)),
        Column("status", _("State"), "tag", value=lambda row: RowStatus(row.status)),
    ),
    filters=(
        Filter("text", _("File name")),
        Choice("status", _("State"), choices=partial(_words, RowStatus), everything=_("Any state"),
               default=RowStatus.OPEN.value),
        Filter("reason", _("Reason code")),
        Hidden("file", _("File"), reads="number"),
    ),
)  # fmt: skip


def _narrow_files(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    bounds = {
        "text": "name__icontains", "status": "status", "known_from": "known_on__gte", "known_to": "known_on__lte",
    }  # fmt: skip
    return rows.filter(**{bounds[name]: value for name, value in asked.items()})


def _narrow_rows(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    wanted = {"status": RowStatus.OPEN.value, **asked}
    columns = {"text": "file__name__icontains", "reason": "reason_code", "file": "file_id", "status": "status"}
    return rows.filter(**{columns[name]: value for name, value in wanted.items() if value != ""})


def _files() -> QuerySet:
    return ImportFile.objects.all()


def _set_aside() -> QuerySet:
    return QuarantinedRow.objects.annotate(file_name=F("file__name"), known_on=F("file__known_on"))


def journal_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    """Write an export of rows set aside into the journal (导出留痕)."""
    journal.record_export(detail)


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponseBase:
    """Files taken in (导入), with what happened to their rows."""
    require(request, "book.view")
    return list_page(
        request, IMPORTS, QuerySetSource(_files, _narrow_files), may=partial(may, request.user),
        log=journal_export, template="book/imports.html", may_import=may(request.user, "book.import"),
        megabytes=MOST_BYTES >> 20,
    )  # fmt: skip


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take in one file chosen on the page, as the day's file of its name (上传导入)."""
    require(request, "book.import")
    given = request.FILES.get("file")
    if given is None or (given.size or 0) > MOST_BYTES:
        raise Refusal(
            "file-too-large" if given else "no-file", status=413 if given else 422,
            zh="文件太大。" if given else "没有选择文件。",
            en="The file is too large." if given else "No file was chosen.",
            remedy_zh="较大的文件请放入收件夹。" if given else "请选择一个文件。",
            remedy_en="Put larger files into the incoming folder." if given else "Choose a file.",
        )  # fmt: skip
    now = timezone.localtime()
    kept = Path(settings.HUILONG_HOME) / "files" / "uploads" / now.strftime("%Y%m%dT%H%M%S%f")
    kept.mkdir(parents=True)
    place = kept / get_valid_filename(Path(given.name or "file").name)
    with place.open("wb") as out:
        for piece in given.chunks():
            out.write(piece)
    report = actions.import_file(
        place, "feed", now.date(), known_on=_day(request) or now.date(), actor=f"user:{request.user.pk}"
    )
    for one in report.files:
        told = f"{one.name}: {words(one.status)}"
        if one.reason.zh:
            messages.error(request, f"{told} · {words(one.reason)} {words(one.remedy)}")
            continue
        rows = ngettext("%(rows)d row", "%(rows)d rows", one.rows) % {"rows": one.rows}
        aside = gettext("%(rows)d set aside") % {"rows": one.quarantined}
        messages.success(request, f"{told} · {rows} · {aside}")
    return HttpResponseRedirect(reverse("book:imports"))


def _day(request: HttpRequest) -> Any:
    text = request.POST.get("known_on", "").strip()
    try:
        return read_value("date", text) if text else None
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def quarantine(request: HttpRequest) -> HttpResponseBase:
    """Rows set aside (隔离区), each with its place, reason and remedy."""
    require(request, "quarantine.view")
    return list_page(
        request, QUARANTINE, QuerySetSource(_set_aside, _narrow_rows), may=partial(may, request.user),
        log=journal_export,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def row_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One row set aside: fix its cells and submit it again, or dismiss it (修正或不再处理)."""
    require(request, "quarantine.view")
    row = get_object_or_404(QuarantinedRow.objects.select_related("file"), pk=pk)
    if request.method == "GET":
        return _row(request, row, dict(row.row))
    require(request, "quarantine.fix")
    actor, on = f"user:{request.user.pk}", timezone.localdate()
    if "dismiss" in request.POST:
        actions.dismiss(pk, on, actor, request.POST.get("reason", "")[:200])
        messages.success(request, gettext("The row needs nothing more."))
        return HttpResponseRedirect(reverse("book:quarantine"))
    values = {name: request.POST.get(f"cell-{place}", "") for place, name in enumerate(_names(row))}
    try:
        actions.resubmit(pk, values, on, actor)
    except Refusal as refusal:
        return _row(request, row, values, refusal)
    messages.success(request, gettext("The row is in the book; the next night counts it."))
    return HttpResponseRedirect(reverse("book:quarantine"))


def _names(row: QuarantinedRow) -> list[str]:
    """The row's columns: the one at fault first, then the loan's number, then the rest."""
    return sorted(row.row, key=lambda name: (name != row.column, name not in ("loan_id", "借据号")))


def _row(
    request: HttpRequest, row: QuarantinedRow, values: Mapping[str, str], refusal: Refusal | None = None
) -> HttpResponse:
    cells = [(f"cell-{place}", name, values[name], name == row.column) for place, name in enumerate(_names(row))]
    open_now = row.status == RowStatus.OPEN
    context = {
        "row": row, "cells": cells, "status": RowStatus(row.status), "reason": Says(row.zh, row.en),
        "remedy": Says(row.remedy_zh, row.remedy_en), "refusal": refusal, "open": open_now,
        "may_fix": open_now and may(request.user, "quarantine.fix"),
    }  # fmt: skip
    return render(request, "book/row.html", context, status=refusal.status if refusal else 200)


_doors = [
    path("", imports, name="imports"),
    path("upload/", upload, name="upload"),
    path("quarantine/", quarantine, name="quarantine"),
    path("quarantine/<int:pk>/", row_page, name="row"),
]
urlpatterns = [path("imports/", include((_doors, "book")))]
