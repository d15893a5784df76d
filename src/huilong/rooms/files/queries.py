"""Reads of files (文件): where blobs lie, the files of a case, one file opened, and a check of all."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow.fs as pafs
from django.conf import settings
from django.db.models import F, QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.models import File
from huilong.rooms.files.rules.sealed import Damaged, key_id_of, opened
from huilong.rooms.files.terms import Checked, FileKind, FileRow
from huilong.rooms.vault.queries import data_key, data_key_by_id

SEALING, ADDRESSES = "files", "file-addresses"
"""Purposes of the data keys: what content is sealed with, and what its address is made with."""


class Shelf:
    """Where blobs lie (存放处): a directory, or anything pyarrow opens by URL (`s3://bucket/path`)."""

    def __init__(self, url: str) -> None:
        if len(urlsplit(url).scheme) > 1:
            self.fs, root = pafs.FileSystem.from_uri(url)
            self.root = root.rstrip("/")
        else:
            self.fs, self.root = pafs.LocalFileSystem(), url

    def path(self, address: str) -> str:
        """A blob's path: 256 directories share them out."""
        return f"{self.root}/{address[:2]}/{address}"

    def put(self, address: str, blob: bytes) -> None:
        """Lay a blob down whole or not at all; one that is there stays as it is."""
        if self.has(address):
            return
        self.fs.create_dir(f"{self.root}/{address[:2]}", recursive=True)
        fresh = f"{self.path(address)}.{uuid4().hex}.part"
        with self.fs.open_output_stream(fresh) as out:
            out.write(blob)
        self.fs.move(fresh, self.path(address))

    def has(self, address: str) -> bool:
        """Whether the blob is there."""
        return bool(self.fs.get_file_info(self.path(address)).type == pafs.FileType.File)

    def get(self, address: str) -> bytes:
        """The blob; FileNotFoundError if it is gone."""
        with self.fs.open_input_stream(self.path(address)) as stream:
            return bytes(stream.read())

    def drop(self, address: str) -> None:
        """Remove a blob; nothing happens if it is not there."""
        if self.has(address):
            self.fs.delete_file(self.path(address))

    def names(self) -> set[str]:
        """The names of everything here, halves of blobs too."""
        chosen = pafs.FileSelector(self.root, recursive=True, allow_not_found=True)
        return {one.base_name for one in self.fs.get_file_info(chosen) if one.type == pafs.FileType.File}


def shelf() -> Shelf:
    """The store of this installation: FILES_URL, or `files/` in its home."""
    return Shelf(settings.FILES_URL or str(settings.HUILONG_HOME / "files"))


def address_of(content: bytes) -> str:
    """Where content lies: keyed, so that who reads the store cannot tell whether it holds a file he has."""
    _key_id, key = data_key(ADDRESSES)
    return hmac.digest(key, hashlib.sha256(content).digest(), hashlib.sha256).hex()


def file_rows(number: str) -> QuerySet[File]:
    """The files of a case that the one who acts may see, for a list."""
    return File.objects.filter(case__number=number).annotate(case_number=F("case__number"))


def files_of(number: str) -> list[FileRow]:
    """The files of a case, newest first."""
    return [row_of(one) for one in file_rows(number).order_by("-added_at", "-id")]


def file_row(file_id: int) -> FileRow:
    """One file. Raises Refusal `no-such-file`, for a stranger's too."""
    found = File.objects.filter(pk=file_id).annotate(case_number=F("case__number")).first()
    if found is None:
        raise no_such_file()
    return row_of(found)


def row_of(file: Any) -> FileRow:
    """A row with its case's number beside it, as a term."""
    return FileRow(
        file.pk, file.case_number, FileKind(file.kind), file.name, file.content_type, file.size, file.note,
        file.added_by, file.added_at, file.withdrawn_at, file.withdrawn_why, file.erased_at,
    )  # fmt: skip


def content_of(address: str) -> bytes:
    """The clear content at an address, checked whole. Raises Refusal `file-damaged`."""
    try:
        blob = shelf().get(address)
        content = b"".join(opened(blob, data_key_by_id(key_id_of(blob))))
    except (Damaged, OSError) as error:
        raise _damaged() from error
    if address_of(content) != address:
        raise _damaged()
    return content


def check() -> Checked:
    """Look at every file: is its blob there, does it open, is it what was laid down; and what nobody refers to."""
    wanted: dict[str, str] = {}
    for key, address in File.objects.filter(erased_at=None).order_by("id").values_list("pk", "address"):
        wanted.setdefault(address, str(key))
    there = shelf().names()
    return Checked(
        files=File.objects.filter(erased_at=None).count(), blobs=len(there),
        broken=tuple(_broken(wanted)), orphans=tuple(sorted(there - set(wanted))),
    )  # fmt: skip


def _broken(wanted: dict[str, str]) -> Iterator[str]:
    for address, key in wanted.items():
        try:
            content_of(address)
        except Refusal:
            yield key


def no_such_file() -> Refusal:
    """The refusal of a file that is not there, or not for the one who acts."""
    return Refusal("no-such-file", status=404, zh="没有这个文件。", en="There is no such file.")


def _damaged() -> Refusal:
    return Refusal(
        "file-damaged", status=500, zh="文件缺失或已损坏,未予打开。",
        en="The file is missing or damaged; it is not shown.",
        remedy_zh="请管理员运行 huilong files check,并从备份恢复。",
        remedy_en="Let an administrator run huilong files check, and restore it from a backup.",
    )  # fmt: skip
