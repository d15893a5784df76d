"""Files for other systems (文件接口): a case's list, adding, one file's bytes."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile

from huilong.rooms.cases.queries import case_detail
from huilong.rooms.files import actions, queries
from huilong.rooms.files.terms import FileKind
from huilong.rooms.files.web_bytes import sent, uploaded
from huilong.shell.api import Asked, Key, MaybeText, Paged, Text, known_only, needs

router = Router(tags=["files"])


class FilesAsked(Paged):
    """Which page of a case's files."""

    sort: Literal[tuple(sign + name for name in queries.SORTS for sign in ("", "-"))] = "-added_at"  # type: ignore[valid-type]


class FileOut(Schema):
    """One file of a case. `media` was found in its bytes; `size` is in bytes."""

    id: int
    number: str
    kind: str
    family: str
    media: str
    size: int
    name: str
    note: str
    added_by: int
    added_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: str | None


class FilesOut(Schema):
    """One page of a case's files."""

    files: list[FileOut]
    total: int
    page: int
    pages: int


class FileIn(Asked):
    """What a file is, and a word about it."""

    kind: FileKind
    note: MaybeText = ""


class AddedOut(Schema):
    """The file's key; `new` is false if the case had these bytes already."""

    id: int
    new: bool


@router.get("/cases/{number}/files", response=FilesOut, summary="案件文件 · Files of a case")
@needs("file.view")
@known_only(FilesAsked)
def list_files(request: HttpRequest, number: Text, asked: Query[FilesAsked]) -> dict[str, Any]:
    """A page of the files of a case, withdrawn ones among them."""
    case_detail(number)
    found = queries.files_of(number, sort=asked.sort, page=asked.page, size=asked.size)
    return {"files": found.rows, "total": found.total, "page": found.page, "pages": found.pages}


@router.post("/cases/{number}/files", response=AddedOut, summary="添加文件 · Add a file")
@needs("file.add")
def add_file(request: HttpRequest, number: Text, body: Form[FileIn], file: File[UploadedFile]) -> Any:
    """Add a file (multipart/form-data). The same bytes sent again to the same case are the same file."""
    sent_file = uploaded(request)
    return actions.add(
        number, sent_file, kind=body.kind, name=sent_file.name or "", note=body.note, at=timezone.now()  # type: ignore[arg-type]
    )


@router.get("/files/{file_id}", summary="文件内容 · A file's bytes", response={200: None})
@needs("file.view")
def open_file(request: HttpRequest, file_id: Path[Key]) -> HttpResponseBase:
    """The bytes of a file, to be saved. Each opening is written into the journal."""
    return sent(actions.open_file(file_id, at=timezone.now()), inline=False)
