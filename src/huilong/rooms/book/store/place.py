"""Where the book lives (存放处): a local directory, or any filesystem pyarrow opens by URL."""

import fcntl
import os
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow.fs as pafs

from huilong.kernel.refusal import Refusal

LOCK_WAIT_SECONDS = 600.0
_threads: dict[str, threading.Lock] = defaultdict(threading.Lock)


class Place:
    """A directory of the book's filesystem: the few verbs the store needs, atomic where it matters."""

    def __init__(self, url: str) -> None:
        self.url = url
        scheme = urlsplit(url).scheme
        if len(scheme) > 1:
            self.fs, root = pafs.FileSystem.from_uri(url)
            self.root = root.rstrip("/")
        else:
            self.fs, self.root = pafs.LocalFileSystem(), str(Path(url).resolve())
        self.local = isinstance(self.fs, pafs.LocalFileSystem)

    def full(self, path: str) -> str:
        """The path inside the filesystem."""
        return f"{self.root}/{path}"

    def make(self, directory: str) -> None:
        """Make a directory and those above it."""
        self.fs.create_dir(self.full(directory), recursive=True)

    def names(self, directory: str) -> list[str]:
        """The names of the files directly in `directory`; none if it is not there."""
        chosen = pafs.FileSelector(self.full(directory), allow_not_found=True)
        return [i.base_name for i in self.fs.get_file_info(chosen) if i.type == pafs.FileType.File]

    def scratch(self) -> str | None:
        """A local directory for what is put aside while writing; None for the system's own."""
        if self.local:
            Path(self.root).mkdir(parents=True, exist_ok=True)
        return self.root if self.local else None

    def directories(self, directory: str) -> list[str]:
        """The names of the directories directly in `directory`; none if it is not there."""
        chosen = pafs.FileSelector(self.full(directory), allow_not_found=True)
        return [i.base_name for i in self.fs.get_file_info(chosen) if i.type == pafs.FileType.Directory]

    def exists(self, path: str) -> bool:
        """Whether the file is there."""
        return bool(self.fs.get_file_info(self.full(path)).type == pafs.FileType.File)

    def age_seconds(self, path: str) -> float:
        """Seconds since the file was last written."""
        written = self.fs.get_file_info(self.full(path)).mtime_ns
        return time.time() - written / 1e9 if written else 0.0

    def read(self, path: str) -> bytes:
        """The whole file."""
        with self.fs.open_input_stream(self.full(path)) as stream:
            return bytes(stream.read())

    def open(self, path: str) -> Any:
        """The file for random reading; mapped into memory when it is local."""
        return self.full(path) if self.local else self.fs.open_input_file(self.full(path))

    def create(self, path: str) -> Any:
        """A stream to a new file; `settle` makes it last."""
        return self.fs.open_output_stream(self.full(path))

    def settle(self, path: str) -> None:
        """Force a written file to the disk, so that a manifest never names bytes that a power cut can take."""
        if self.local:
            _sync(self.full(path), os.O_RDWR)

    def put_new(self, path: str, content: bytes) -> bool:
        """Write a file whole or not at all; False, and nothing written, if one of that name is there."""
        if not self.local:
            if self.exists(path):
                return False
            self._put(path, content)
            return True
        temporary = self.full(f"{path}.{uuid4().hex}.part")
        Path(temporary).write_bytes(content)
        _sync(temporary, os.O_RDWR)
        try:
            os.link(temporary, self.full(path))
        except FileExistsError:
            return False
        finally:
            Path(temporary).unlink()
        _sync(str(Path(self.full(path)).parent), os.O_RDONLY)
        return True

    def _put(self, path: str, content: bytes) -> None:
        with self.create(path) as stream:
            stream.write(content)

    def move(self, old: str, new: str) -> None:
        """Rename, replacing what was there; atomic on a local disk."""
        if self.local:
            Path(self.full(old)).replace(self.full(new))
        else:
            self.fs.move(self.full(old), self.full(new))

    def delete(self, path: str) -> None:
        """Delete a file; fine if it is gone already."""
        with suppress(FileNotFoundError):
            self.fs.delete_file(self.full(path))

    @contextmanager
    def locked(self, wait_seconds: float = LOCK_WAIT_SECONDS) -> Iterator[None]:
        """Hold the book for writing, alone on this machine. Raises Refusal `book-busy` after `wait_seconds`."""
        until = time.monotonic() + wait_seconds
        turn = _threads[f"{self.root}"]
        if not turn.acquire(timeout=wait_seconds):
            raise _busy(self.url)
        try:
            with self._lock_file().open("w") as lock:
                while True:
                    try:
                        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        break
                    except BlockingIOError:
                        if time.monotonic() >= until:
                            raise _busy(self.url) from None
                        time.sleep(0.02)
                yield
        finally:
            turn.release()

    def _lock_file(self) -> Path:
        if self.local:
            Path(self.root).mkdir(parents=True, exist_ok=True)
            return Path(self.root) / "lock"
        mark = sha256(self.url.encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"huilong-book-{os.getuid()}-{mark}.lock"


def _sync(path: str, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _busy(url: str) -> Refusal:
    return Refusal(
        "book-busy",
        zh="借据库正在被另一个导入或整理占用。",
        en="The book is being written by another import or compaction.",
        remedy_zh="等它结束后再试。",
        remedy_en="Wait until it ends and try again.",
        where=url,
        status=423,
    )
