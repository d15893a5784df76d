"""Pages of files (文件页): the files of a case, add one, open one, withdraw one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import key_of_case
from huilong.rooms.files import actions, queries
from huilong.rooms.files.rules.content import MOST_BYTES, TYPES, too_large
from huilong.rooms.files.terms import FileKind
from huilong.rooms.files.web_answer import as_file
from huilong.rooms.people.queries import may, names_of
from huilong.shell.context import case_doors
from huilong.shell.lists import list_page
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words


def require(request: HttpRequest, permission: str) -> None:
    """Raise PermissionDenied unless the reader has this permission."""
    if not may(request.user, permission):
        raise PermissionDenied


def nothing_leaves(request: HttpRequest, detail: dict[str, Any]) -> None:
    """The log of a list that cannot be exported."""
    raise PermissionDenied


def _state(row: Any) -> str:
    if row.erased_at:
        return gettext("erased")
    return f"{gettext('withdrawn')}: {row.withdrawn_why}" if row.withdrawn_at else ""


def _who(row: Any) -> str:
    kind, _colon, key = row.added_by.partition(":")
    return names_of([int(key)]).get(int(key), row.added_by) if kind == "user" else row.added_by


FILES = Table(
    key="files", title=_("Files"), order="-added_at", exports=False, empty=_("No file yet."),
    columns=(
        Column("name", _("File"), sort="name", href=lambda row: reverse("files:open", args=[row.pk])),
        Column("kind", _("Kind"), value=lambda row: words(FileKind(row.kind)), sort="kind"),
        Column("content_type", _("Type"), value=lambda row: TYPES[row.content_type][0]),
        Column("size", _("KiB"), "number", value=lambda row: -(-row.size // 1024), sort="size"),
        Column("note", _("Note")),
        Column("added_by", _("Added by"), value=_who),
        Column("added_at", _("Added"), "moment", sort="added_at"),
        Column("state", _("State"), value=_state),
    ),
)  # fmt: skip


@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponseBase:
    """The files of a case (案件文件)."""
    require(request, "file.view")
    key_of_case(number)
    source = QuerySetSource(partial(queries.file_rows, number), lambda rows, asked: rows)
    return list_page(
        request, FILES, source, may=partial(may, request.user), log=nothing_leaves, template="files/of_case.html",
        number=number, kinds=list(FileKind), may_add=may(request.user, "file.add"),
        may_withdraw=may(request.user, "file.withdraw"), doors=case_doors(number, partial(may, request.user)),
        kept=[one for one in queries.files_of(number) if not one.withdrawn_at and not one.erased_at],
    )  # fmt: skip


@require_POST
def add(request: HttpRequest, number: str) -> HttpResponse:
    """Add a file to a case (上传文件)."""
    require(request, "file.add")
    given, kind = request.FILES.get("file"), request.POST.get("kind", "")
    if given is None or kind not in list(FileKind):
        raise Refusal(
            "file-missing", status=422, where="file", zh="请选择文件和类别。", en="Choose a file and its kind.",
        )  # fmt: skip
    if (given.size or 0) > MOST_BYTES:
        raise too_large(MOST_BYTES)
    actions.add_file(
        number, FileKind(kind), given.name or "", given.read(), note=request.POST.get("note", ""),
        actor=f"user:{request.user.pk}", at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The file is kept."))
    return redirect("files:of_case", number)


@never_cache
@require_GET
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One file's content (打开文件): drawn if it is a picture, else handed over for saving; never run."""
    require(request, "file.view")
    name, media, content = actions.open_file(pk, actor=f"user:{request.user.pk}", at=timezone.now())
    return as_file(name, media, content)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a file for a reason (撤下文件): asks for it, then does it."""
    require(request, "file.withdraw")
    file = queries.file_row(pk)
    if request.method != "POST":
        return render(request, "files/withdraw.html", {"file": file})
    number = actions.withdraw(
        pk, request.POST.get("why", ""), actor=f"user:{request.user.pk}", at=timezone.now()
    )  # fmt: skip
    messages.success(request, gettext("The file is withdrawn."))
    return redirect("files:of_case", number)


_doors = [
    path("cases/<str:number>/files/", of_case, name="of_case"),
    path("cases/<str:number>/files/add", add, name="add"),
    path("files/<int:pk>/", open_one, name="open"),
    path("files/<int:pk>/withdraw", withdraw, name="withdraw"),
]
urlpatterns = [path("", include((_doors, "files")))]
