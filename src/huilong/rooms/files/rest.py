"""Files for other systems (文件接口): the files of a case, add one, open one."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from huilong.kernel.acting import acting
from huilong.rooms.cases.queries import key_of_case
from huilong.rooms.files import actions, queries
from huilong.rooms.files.rules.content import MOST_BYTES, too_large
from huilong.rooms.files.terms import FileKind
from huilong.rooms.files.web_answer import as_file
from huilong.shell.api import Asked, Key, MaybeText, Text, known_only, needs

router = Router(tags=["files"])


class Nothing(Asked):
    """No parameters."""


class FileIn(Asked):
    """What a file is for, and a note."""

    kind: FileKind
    note: MaybeText = ""


class FileOut(Schema):
    """A file of a case; `size` in bytes. Withdrawn and erased ones are listed and cannot be opened."""

    id: int
    case: str
    kind: str
    name: str
    content_type: str
    size: int
    note: str
    added_at: datetime
    withdrawn_at: datetime | None
    erased_at: datetime | None


class Added(Schema):
    """The file's key."""

    id: int


@router.get("/cases/{number}/files", response=list[FileOut], summary="案件文件 · Files of a case")
@needs("file.view")
@known_only(Nothing)
def files(request: HttpRequest, number: Text) -> list[Any]:
    """The files of a case, newest first."""
    key_of_case(number)
    return queries.files_of(number)


@router.post("/cases/{number}/files", response=Added, summary="上传文件 · Add a file")
@needs("file.add")
def add(request: HttpRequest, number: Text, about: Form[FileIn], file: File[UploadedFile]) -> dict[str, int]:
    """Add a file to a case; its type is judged by its content."""
    if (file.size or 0) > MOST_BYTES:
        raise too_large(MOST_BYTES)
    who = acting()
    actor = who.actor if who else "system"
    key = actions.add_file(
        number, about.kind, file.name or "", file.read(), note=about.note, actor=actor, at=timezone.now()
    )  # fmt: skip
    return {"id": key}


@router.get("/files/{key}", summary="打开文件 · A file's content")
@needs("file.view")
@known_only(Nothing)
def content(request: HttpRequest, key: Key) -> HttpResponse:
    """The content of a file; written into the journal."""
    who = acting()
    return as_file(*actions.open_file(key, actor=who.actor if who else "system", at=timezone.now()))
