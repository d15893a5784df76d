"""The log of fixes (定位日志): what is appended is on disk before anybody is told so.

Each process writes segments of its own, under a lock for as long as it may write on: whoever can take the lock knows a
segment as closed. A segment is a mark, then records: length, CRC-32, first and last instant (µs), and an Arrow batch.
Many threads that append at once share one write and one fsync. What a crash tears off is the end of a segment, of
which nobody was told; readers stop there.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from struct import Struct
from typing import NamedTuple
from zlib import crc32

import pyarrow as pa

from huilong.rooms.tracking.store.columns import SCHEMA

MARK = b"HLFIX001"
HEAD = Struct(">IIqq")
SUFFIX = ".fixes"
LONGEST = 64 << 20
"""Bytes after which a segment is closed and the next begun."""


class Record(NamedTuple):
    """A record of a segment (日志记录): where its rows lie, and between which instants, in µs since 1970."""

    first: int
    last: int
    payload: memoryview

    def rows(self) -> pa.RecordBatch:
        """Its rows."""
        return pa.ipc.read_record_batch(pa.py_buffer(self.payload), SCHEMA)


class Writer:
    """Appends to the segments of this process (日志写入), from any thread."""

    def __init__(self, folder: Path, longest: int = LONGEST) -> None:
        self._folder, self._longest = folder, longest
        self._turn = threading.Condition()
        self._waiting: list[bytes] = []
        self._file = -1
        self._size = self._asked = self._kept = 0
        self._writing = False
        self._failed: dict[int, OSError] = {}

    def append(self, batch: pa.RecordBatch) -> None:
        """Keep a batch; returns once it is on disk. Raises OSError if it could not be kept, as did all beside it."""
        payload = batch.serialize()
        at = batch.column("at").cast(pa.int64())
        first, last = pa.compute.min_max(at).as_py().values()
        told = HEAD.pack(len(payload), crc32(payload), first, last)
        with self._turn:
            self._waiting.append(told + payload.to_pybytes())
            self._asked += 1
            mine = self._asked
            while self._kept < mine:
                if self._writing:
                    self._turn.wait()
                else:
                    self._lead()
            if error := self._failed.pop(mine, None):
                raise OSError(error.errno, "fixes could not be kept") from error

    def close(self) -> None:
        """Close the segment: from now on it may be compacted."""
        with self._turn:
            while self._writing:
                self._turn.wait()
            self._end()

    def _lead(self) -> None:
        """Write what waits, for all who wait; called and left with the turn held, given away meanwhile."""
        batch, self._waiting, upto = self._waiting, [], self._asked
        self._writing = True
        self._turn.release()
        failed: OSError | None = None
        try:
            self._write(b"".join(batch))
        except OSError as error:
            failed = error
        finally:
            self._turn.acquire()
            self._writing = False
            if failed:
                self._end()  # what the disk holds of it is unknown: nothing more goes behind it
                self._failed |= dict.fromkeys(range(upto - len(batch) + 1, upto + 1), failed)
            self._kept = upto
            self._turn.notify_all()

    def _write(self, data: bytes) -> None:
        if self._file < 0 or self._size >= self._longest:
            self._end()
            self._begin()
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        os.fdatasync(self._file)
        self._size += len(data)

    def _begin(self) -> None:
        """A new segment, its name on disk before anything is in it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{os.getpid()}-{token_hex(6)}{SUFFIX}"
        self._file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        os.write(self._file, MARK)
        self._size = len(MARK)
        sync_folder(self._folder)

    def _end(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on disk."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def segments(folder: Path) -> list[Path]:
    """The segments there are."""
    return sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []


def is_closed(path: Path) -> bool:
    """Whether nobody writes to a segment any more."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


def records(path: Path) -> Iterator[Record]:
    """The records of a segment. A spoiled one is passed over; one that is not whole is the torn end."""
    try:
        data = memoryview(path.read_bytes())
    except FileNotFoundError:
        return  # compacted meanwhile
    if bytes(data[: len(MARK)]) != MARK:
        return
    place = len(MARK)
    while place + HEAD.size <= len(data):
        length, sum_, first, last = HEAD.unpack_from(data, place)
        place += HEAD.size
        if not length or place + length > len(data):
            return
        payload = data[place : place + length]
        if crc32(payload) == sum_:
            yield Record(first, last, payload)
        place += length
