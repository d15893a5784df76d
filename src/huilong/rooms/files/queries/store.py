"""The store (文件存放处): sealed blobs by address, in a local directory or any filesystem pyarrow opens by URL."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow as pa
import pyarrow.fs as pafs
from django.conf import settings

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.rules.chunks import HEAD_BYTES, SEALED_CHUNK, Damaged, key_id_of, opened
from huilong.rooms.vault.queries import data_key_by_id

UNFINISHED = "unfinished"
_ADDRESS = re.compile(r"[0-9a-f]{64}")


class Store:
    """Blobs by address. Written to another name first and moved, so that an address never names half a blob."""

    def __init__(self, url: str = "") -> None:
        url = url or getattr(settings, "FILES_URL", "") or str(Path(settings.HUILONG_HOME) / "files")
        if len(urlsplit(url).scheme) > 1:
            self.fs, root = pafs.FileSystem.from_uri(url)
            self.root = root.rstrip("/")
        else:
            self.fs, self.root = pafs.LocalFileSystem(), str(Path(url).resolve())
        self.local = isinstance(self.fs, pafs.LocalFileSystem)

    def size(self, address: str) -> int | None:
        """How long a blob is; None if there is none."""
        with _reaching():
            found = self.fs.get_file_info(self._blob(address))
        return int(found.size) if found.type == pafs.FileType.File else None

    def put(self, address: str, parts: Iterable[bytes]) -> None:
        """Write a blob whole or not at all; when this returns, the bytes are on the disk and so is their name."""
        beside, there = f"{self.root}/{UNFINISHED}/{uuid4().hex}", self._blob(address)
        try:
            with _reaching():
                self._make(beside)
                self._make(there)
                with self.fs.open_output_stream(beside, compression=None) as out:
                    for part in parts:
                        out.write(part)
                if self.local:
                    _sync(beside, os.O_RDWR)
                self.fs.move(beside, there)
                if self.local:
                    _sync(str(Path(there).parent), os.O_RDONLY)
        finally:
            with suppress(OSError):  # moved, or never begun
                self._gone(beside)

    def head(self, address: str) -> bytes:
        """The first bytes of a blob, which name its key."""
        with self._stream(address) as stream:
            return bytes(stream.read(HEAD_BYTES))

    def chunks(self, address: str) -> Iterator[bytes]:
        """The sealed chunks of a blob."""
        with self._stream(address) as stream:
            stream.read(HEAD_BYTES)
            while chunk := bytes(stream.read(SEALED_CHUNK)):
                yield chunk

    def remove(self, address: str) -> None:
        """Remove a blob; one that is gone already is no mistake."""
        self._gone(self._blob(address))

    def blobs(self) -> Iterator[str]:
        """The address of every blob there is."""
        for shelf in range(256):
            for one in self._listed(f"{shelf:02x}"):
                if _ADDRESS.fullmatch(one.base_name):
                    yield one.base_name

    def unfinished(self, before: datetime) -> list[str]:
        """What was being written before that moment and never finished."""
        return [one.base_name for one in self._listed(UNFINISHED) if one.mtime is not None and one.mtime < before]

    def sweep(self, name: str) -> None:
        """Remove something unfinished."""
        self._gone(f"{self.root}/{UNFINISHED}/{name}")

    def _blob(self, address: str) -> str:
        return f"{self.root}/{address[:2]}/{address}"

    def _stream(self, address: str) -> pa.NativeFile:
        with _reaching():
            try:
                return self.fs.open_input_stream(self._blob(address), compression=None)
            except FileNotFoundError as error:
                raise _lost() from error

    def _listed(self, directory: str) -> list[pafs.FileInfo]:
        with _reaching():
            found = self.fs.get_file_info(pafs.FileSelector(f"{self.root}/{directory}", allow_not_found=True))
        return [one for one in found if one.type == pafs.FileType.File]

    def _make(self, path: str) -> None:
        """Make the directory of a path. An object store has none."""
        if self.local:
            Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def _gone(self, path: str) -> None:
        if self.fs.get_file_info(path).type == pafs.FileType.File:
            self.fs.delete_file(path)


def clear(store: Store, address: str) -> Iterator[bytes]:
    """The clear bytes of a blob, piece by piece, each checked before it is given out.

    Head, key and first piece are read at once, so that most faults are refused (`file-lost`) before anything is sent.
    """
    try:
        first = store.head(address)
        pieces = opened(data_key_by_id(key_id_of(first)), first, address, store.chunks(address))
        begun = next(pieces)
    except Damaged as error:
        raise _lost() from error
    return _going_on(begun, pieces)


def _going_on(begun: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield begun
    yield from pieces


@contextmanager
def _reaching() -> Iterator[None]:
    """Tell a store that does not answer, or is full, as a refusal."""
    try:
        yield
    except OSError as error:
        raise _unreachable() from error


def _sync(path: str, flags: int) -> None:
    number = os.open(path, flags)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _lost() -> Refusal:
    return Refusal(
        "file-lost", status=503, zh="文件内容缺失或已损坏。", en="The file's content is missing or damaged.",
        remedy_zh="请管理员运行 huilong files check,并从备份恢复。",
        remedy_en="Have an administrator run huilong files check and restore it from the backup.",
    )  # fmt: skip


def _unreachable() -> Refusal:
    return Refusal(
        "file-store-down", status=503, zh="文件存放处没有应答或空间不足。",
        en="The store of files does not answer or is full.",
        remedy_zh="请稍后再试;管理员请检查 HUILONG_FILES_URL。",
        remedy_en="Try again later; administrators check HUILONG_FILES_URL.",
    )  # fmt: skip
