"""Bytes in and out (上传与下载): uploads go into a file without a name, answers are neither run nor kept."""

import tempfile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.actions.examining import limits
from huilong.rooms.files.rules.types import MB, too_long
from huilong.rooms.files.terms import Opened

SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""The policy an opened file is shown under: it runs nothing, asks for nothing, and is of no origin."""
IN_MEMORY = 1024 * 1024
TOO_LONG = "huilong.upload_too_long"


class UnnamedUpload(FileUploadHandler):
    """Keeps an upload in memory, or in an unlinked temporary file: a killed process leaves nothing clear on the disk.

    It stops keeping what is longer than any file may be.
    """

    def new_file(self, *args: Any, **named: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **named)
        self.most = max(limits().values()) * MB
        self.kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece in; beyond the longest limit the rest is read past, and the request says so."""
        if start + len(raw_data) > self.most:
            if self.request is not None:
                self.request.META[TOO_LONG] = True
            self.kept.close()
            raise StopUpload(connection_reset=False)
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """The file, from its start."""
        self.kept.seek(0)
        return UploadedFile(self.kept, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        """Let go of what came."""
        self.kept.close()


def uploaded(request: Any, field: str = "file") -> UploadedFile:
    """The file a form or call sent; refuses one that is not there (`file-missing`) or was too long to be read."""
    file = request.FILES.get(field)  # reads the request, if nobody has
    if request.META.get(TOO_LONG):
        raise too_long(max(limits().values()))
    if file is None:
        raise Refusal(
            "file-missing", status=422, where=field, zh="请选择一份文件。", en="Choose a file.",
            remedy_zh="一次上传一份。", remedy_en="One file is sent at a time.",
        )  # fmt: skip
    found: UploadedFile = file
    return found


def sent(opened: Opened, *, inline: bool) -> StreamingHttpResponse:
    """An opened file as an answer that no browser runs, sniffs or keeps."""
    text = "; charset=utf-8" if opened.row.media.startswith("text/") else ""
    response = StreamingHttpResponse(opened.pieces, content_type=opened.row.media + text)
    response.headers["Content-Length"] = str(opened.row.size)
    response.headers["Content-Disposition"] = content_disposition_header(not inline, opened.save_as) or "attachment"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store, private"
    return response
