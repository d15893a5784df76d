"""One file as it arrived (来件): its bytes, its fingerprint and its encoding, read in bounded pieces."""

import codecs
import gzip
import hashlib
import os
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from huilong.rooms.book.intake.limits import STANDARD, Limits
from huilong.rooms.book.intake.reasons import file_refusal

PIECE = 4 << 20
STRANGE = re.compile("[\ue000-\uf8ff\ufffd]")
FORMATS = {".csv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".parquet": "parquet"}


@dataclass(frozen=True)
class Source:
    """A file that may be read: where it is, what it is called, how it is packed, and its SHA-256."""

    path: Path
    name: str
    format: str
    packed: bool
    sha256: str
    size: int
    changed: int

    @property
    def stem(self) -> str:
        """The name without the endings that say how it is written: `receipts.csv.gz` → `receipts`."""
        return stem_of(self.name)


def stem_of(name: str) -> str:
    """A file's name without `.gz`, `.csv`, `.xlsx`, `.parquet`."""
    name = name.removesuffix(".gz")
    return name[: -len(Path(name).suffix)] if Path(name).suffix.lower() in FORMATS else name


def format_of(name: str) -> str | None:
    """How a file of this name is written (csv, xlsx, parquet), or None."""
    return FORMATS.get(Path(name.lower().removesuffix(".gz")).suffix)


def take_hold(path: Path, *, limits: Limits = STANDARD) -> Source:
    """Look at a file without trusting it: a real file, not a link, not too large; fingerprint its bytes.

    Refuses links, devices and files over the limit.
    """
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise file_refusal("outside-folder", where=path.name)
    if found.st_size > limits.stored_bytes:
        raise file_refusal("too-large", f"{found.st_size:,} B", path.name)
    form = format_of(path.name)
    if form is None:
        raise file_refusal("unknown-file", where=path.name)
    digest = hashlib.sha256()
    with opened(path) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    packed = path.name.lower().endswith(".gz")
    return Source(path, path.name, form, packed, digest.hexdigest(), found.st_size, found.st_mtime_ns)


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading, refusing to follow a link that took its place."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError as trouble:
        raise file_refusal("unreadable", type(trouble).__name__, path.name) from trouble
    with os.fdopen(handle, "rb") as file:
        yield file


def unchanged(source: Source) -> bool:
    """Whether the file still is as it was when its fingerprint was taken."""
    now = source.path.lstat()
    return (now.st_size, now.st_mtime_ns) == (source.size, source.changed)


def pieces(source: Source, limits: Limits = STANDARD) -> Iterator[bytes]:
    """The unpacked bytes, a piece at a time; a gzip bomb is refused when it passes the limit, not after."""
    total = 0
    with opened(source.path) as file:
        stream: IO[bytes] = gzip.GzipFile(fileobj=file) if source.packed else file  # type: ignore[assignment]
        while True:
            try:
                piece = stream.read(PIECE)
            except (OSError, EOFError, zlib.error) as trouble:
                raise file_refusal("unreadable", f"gzip: {type(trouble).__name__}", source.name) from trouble
            if not piece:
                return
            total += len(piece)
            if total > limits.unpacked_bytes:
                raise file_refusal("too-large", f"> {limits.unpacked_bytes:,} B", source.name)
            yield piece


@lru_cache(maxsize=8)
def encoding_of(source: Source, limits: Limits = STANDARD) -> str:
    """`utf-8` or `gb18030`, found by decoding every byte (编码识别); anything else is refused.

    A byte-order mark of UTF-16 and zero bytes are refused too: such files come from a spreadsheet's "Unicode text".
    """
    for encoding in ("utf-8", "gb18030"):
        if _decodes(source, encoding, limits):
            return encoding
    raise file_refusal("undecodable", "bytes", source.name)


def _decodes(source: Source, encoding: str, limits: Limits) -> bool:
    """Whether every byte decodes; ASCII is passed over unread while nothing is pending."""
    decoder = codecs.getincrementaldecoder(encoding)()
    pending = False
    for piece in pieces(source, limits):
        if piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece:
            raise file_refusal("undecodable", "UTF-16 / NUL", source.name)
        if not pending and piece.isascii():
            continue
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError:
            return False
        pending = bool(decoder.getstate()[0])
        # Bytes of another encoding often pass as GB18030, but then land in the private-use area or on U+FFFD.
        if encoding != "utf-8" and STRANGE.search(text):
            return False
    return not pending
