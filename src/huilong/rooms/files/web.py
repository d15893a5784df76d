"""Pages of files (案件文件页): a case's list, adding, one file, opening, withdrawing."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from huilong.rooms.cases.queries import case_detail
from huilong.rooms.files import actions, queries
from huilong.rooms.files.rules.types import INLINE
from huilong.rooms.files.terms import MOST_OF_A_NOTE, FileKind, FilePage, FileRow, WithdrawReason
from huilong.rooms.files.web_borrower import doors as borrower_doors
from huilong.rooms.files.web_bytes import sent, uploaded
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import may, names_of
from huilong.shell.context import case_doors
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words
from huilong.shell.typed import typed_member

KB = 1024


class FileSource:
    """The files of one case as a table reads them (文件列表来源)."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.names: dict[int, str] = {}
        """Of those who added the files of the page read last."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> FilePage:
        """One page of files."""
        found = queries.files_of(self.number, sort=sort, page=number, size=size)
        self.names |= names_of({row.added_by for row in found.rows})
        return found

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[FileRow]:
        """Nothing: files are opened one by one, and their names are not exported."""
        return iter(())


def _url(row: FileRow) -> str:
    return reverse("files:file", args=[row.id])


def _why(row: FileRow) -> str:
    return words(row.withdrawn_why) if row.withdrawn_why else ""


def _table(names: Mapping[int, str]) -> Table:
    return Table(
        key="files", title=_("Files"), order="-added_at", exports=False,
        empty=_("No file is kept on this case yet."),
        columns=(
            Column("name", _("File"), value=lambda row: row.name or row.media, href=_url),
            Column("kind", _("Kind"), value=lambda row: words(row.kind), sort="kind"),
            Column("media", _("Type"), value=lambda row: words(row.family), sort="media"),
            Column("size", "KB", "number", value=lambda row: -(-row.size // KB), sort="size"),
            Column("note", _("Note")),
            Column("added_at", _("Added"), "moment", sort="added_at"),
            Column("added_by", _("By"), value=lambda row: names.get(row.added_by, "")),
            Column("withdrawn", _("Withdrawn"), value=_why),
        ),
    )  # fmt: skip


@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponseBase:
    """The files of a case (案件文件), and the form to add one."""
    require(request, "file.view")
    case, source = case_detail(number).case, FileSource(number)
    with transaction.atomic():
        seen = {"tab": "files"}
        record(verb="case.viewed", subject=("case", number), actor=f"user:{request.user.pk}", detail=seen)
    return list_page(
        request, _table(source.names), source, may=partial(may, request.user), log=_never_exported,
        template="files/of_case.html", case=case, kinds=list(FileKind), may_add=may(request.user, "file.add"),
        most_of_a_note=MOST_OF_A_NOTE, doors=case_doors(number, partial(may, request.user)),
    )  # fmt: skip


def _never_exported(request: HttpRequest, detail: dict[str, Any]) -> None:
    raise PermissionDenied


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add a file to a case (添加文件)."""
    require(request, "file.add")
    case_detail(number)
    file = uploaded(request)
    added = actions.add(
        number, file, kind=typed_member(FileKind, request.POST, "kind"), name=file.name or "",  # type: ignore[arg-type]
        note=request.POST.get("note", ""), at=timezone.now(),
    )  # fmt: skip
    said = gettext("The file is kept.") if added.new else gettext("The case has this file already.")
    messages.success(request, said)
    return redirect(reverse("files:of_case", args=[number]))


@require_GET
def one_file(request: HttpRequest, file_id: int) -> HttpResponse:
    """One file (文件详情): what it is, with the ways to open, save and withdraw it."""
    require(request, "file.view")
    row = queries.file_row(file_id)
    withdraws = may(request.user, "file.withdraw")
    told = {
        "file": row, "by": names_of({row.added_by}).get(row.added_by, ""), "kb": -(-row.size // KB),
        "inline": row.media in INLINE, "may_open": withdraws or not row.withdrawn_at,
        "reasons": list(WithdrawReason) if withdraws and not row.withdrawn_at else [],
    }  # fmt: skip
    return render(request, "files/file.html", told)


@require_GET
def content(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """A file's bytes (打开文件): images and PDF in a sandbox, anything else (and with `save`, these) to be saved."""
    require(request, "file.view")
    opened = actions.open_file(file_id, withdrawn=may(request.user, "file.withdraw"), at=timezone.now())
    return sent(opened, inline=opened.row.media in INLINE and "save" not in request.GET)


@require_POST
def withdraw(request: HttpRequest, file_id: int) -> HttpResponse:
    """Withdraw a file with a reason (撤下文件)."""
    require(request, "file.withdraw")
    queries.file_row(file_id)
    number = actions.withdraw(file_id, typed_member(WithdrawReason, request.POST, "why"), at=timezone.now())
    messages.success(request, gettext("The file was withdrawn."))
    return redirect(reverse("files:of_case", args=[number]))


_doors = [
    *borrower_doors,
    path("cases/<str:number>/files/", of_case, name="of_case"),
    path("cases/<str:number>/files/add", add, name="add"),
    path("files/<int:file_id>/", one_file, name="file"),
    path("files/<int:file_id>/content", content, name="content"),
    path("files/<int:file_id>/withdraw", withdraw, name="withdraw"),
]
urlpatterns = [path("", include((_doors, "files")))]
