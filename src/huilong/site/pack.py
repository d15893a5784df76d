"""The pack (备份包): one file that holds an installation, each member known by its SHA-256.

A tar in zstd (`tar --zstd -tf` lists it). `header.json` comes first and says what wrote it; `manifest.json` comes last
and names every member with its size and digest. The last 32 bytes, in a frame that zstd skips, are the SHA-256 of all
before, so that a pack cut short, changed or added to is never taken for whole. It is written under a temporary name,
forced to the disk and renamed, readable by its owner only.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from huilong.kernel.refusal import Refusal

FORMAT = 1
HEADER, MANIFEST, DATABASE, KEYS = "header.json", "manifest.json", "database.dump", "keys.sealed"
TREES = ("book", "incoming", "files", "positions")
MOST_JSON = 64 * 1024 * 1024
CHUNK = 1 << 20
SKIPPED = (0x184D2A50).to_bytes(4, "little") + (32).to_bytes(4, "little")
_ODD = re.compile(r"[\x00-\x1f\\:]")


class _Hashed(io.RawIOBase):
    """A file that is hashed as it is written; closing it is left to its owner."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.sha256 = out, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, chunk: Any) -> int:
        self.sha256.update(chunk)
        return self.out.write(chunk)


@dataclass
class Writer:
    """A pack in the making; remembers size and digest of each member."""

    tar: tarfile.TarFile
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a member from memory."""
        self._add(name, io.BytesIO(content), len(content))

    def add_file(self, name: str, path: Path) -> None:
        """Add a file as it is now; what a writer appends meanwhile is left out."""
        with path.open("rb") as stream:
            self._add(name, stream, os.fstat(stream.fileno()).st_size)

    def _add(self, name: str, stream: IO[bytes], size: int) -> None:
        refuse_unsafe(name, self.members)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        reader = _Reader(stream)
        self.tar.addfile(member, reader)
        self.members[name] = {"bytes": size, "sha256": reader.sha256.hexdigest()}


class _Reader:
    """What tarfile reads from, hashed on the way."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.sha256 = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.stream.read(size)
        self.sha256.update(chunk)
        return chunk


@contextmanager
def writing(file: Path, told: dict[str, Any]) -> Iterator[Writer]:
    """Write a pack to `file`; `told` becomes its manifest, members added; its own SHA-256 is then in `told`.

    Nothing of that name is there until the pack is whole. Refuses a name that is taken.
    """
    if file.exists():
        raise Refusal(
            "file-there", zh=f"{file} 已存在。", en=f"{file} is there already.", where=str(file),
            remedy_zh="请换一个文件名。", remedy_en="Choose another name.",
        )  # fmt: skip
    fresh = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            hashed = _Hashed(out)
            squeezed = pa.CompressedOutputStream(pa.PythonFile(hashed, mode="w"), "zstd")
            with tarfile.open(fileobj=squeezed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                writer = Writer(tar)
                writer.add_bytes(HEADER, _json({name: told[name] for name in ("format", "huilong", "at")}))
                yield writer
                told["members"] = dict(writer.members)
                writer.add_bytes(MANIFEST, _json(told))
            squeezed.close()
            hashed.write(SKIPPED + hashed.sha256.digest())
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(file)
        sync(file.parent)
        told["sha256"] = hashed.sha256.hexdigest()
    finally:
        fresh.unlink(missing_ok=True)


def read(file: Path, into: Path | None = None) -> dict[str, Any]:
    """Read a pack through and check it against its manifest, which is returned; with `into`, lay its members there.

    Refuses a file that is no pack, a damaged one, one of a newer format, and one whose names lead elsewhere.
    """
    found: dict[str, dict[str, Any]] = {}
    texts: dict[str, Any] = {}
    try:
        _refuse_changed(file)
        stream = pa.CompressedInputStream(pa.OSFile(str(file)), "zstd")
        with stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                if MANIFEST in texts:
                    raise _damaged(file, "after the manifest")
                _take(tar, member, found, texts, into)
                if member.name == HEADER:
                    refuse_newer(texts[HEADER], file)
    except FileNotFoundError as error:
        raise Refusal("no-such-file", zh=f"没有文件 {file}。", en=f"There is no file {file}.", status=404) from error
    except (OSError, EOFError, tarfile.TarError, ValueError, pa.ArrowException) as error:
        raise _damaged(file, type(error).__name__) from error
    told = texts.get(MANIFEST)
    if told is None or told.get("format") != FORMAT:
        raise _damaged(file, "no manifest")
    found.pop(MANIFEST)
    for name in sorted({*found, *told["members"]}):
        if found.get(name) != told["members"].get(name):
            raise _damaged(file, name)
    return told


def _refuse_changed(file: Path) -> None:
    """Refuse a file whose end is not the SHA-256 of what is before it."""
    digest, left = hashlib.sha256(), file.stat().st_size - len(SKIPPED) - 32
    with file.open("rb") as stream:
        while left > 0 and (chunk := stream.read(min(CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
        if stream.read() != SKIPPED + digest.digest():
            raise _damaged(file, "SHA-256")


def _take(
    tar: tarfile.TarFile, member: tarfile.TarInfo, found: dict[str, Any], texts: dict[str, Any], into: Path | None
) -> None:
    """Read one member, keep its size and digest, lay it down if asked."""
    refuse_unsafe(member.name, found)
    stream = tar.extractfile(member) if member.isreg() else None
    if stream is None or (not found and member.name != HEADER):
        raise _unsafe(member.name)
    digest, size, kept = hashlib.sha256(), 0, bytearray()
    is_text = member.name in (HEADER, MANIFEST)
    if is_text and member.size > MOST_JSON:
        raise _unsafe(member.name)
    out = _laid(into / member.name) if into is not None and not is_text else None
    with stream, out or nullcontext():
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            if is_text:
                kept += chunk
            elif out is not None:
                out.write(chunk)
        if out is not None:
            out.flush()
            os.fsync(out.fileno())
    found[member.name] = {"bytes": size, "sha256": digest.hexdigest()}
    if is_text:
        texts[member.name] = json.loads(kept)


def _laid(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def refuse_unsafe(name: str, taken: dict[str, Any]) -> None:
    """Refuse a member's name that is no place inside a home, or comes twice.

    >>> refuse_unsafe("book/data/loans/a.parquet", {})
    """
    parts = name.split("/")
    plain = name in (HEADER, MANIFEST, DATABASE, KEYS)
    in_tree = len(parts) > 1 and parts[0] in TREES and all(p not in ("", ".", "..") for p in parts)
    if not (plain or in_tree) or _ODD.search(name) or name in taken:
        raise _unsafe(name)


def refuse_newer(header: dict[str, Any], file: Path) -> None:
    """Refuse a pack of a format that came after this version."""
    if int(header.get("format", 0)) > FORMAT:
        raise newer(file, str(header.get("huilong", "?")))


def newer(file: Path, version: str) -> Refusal:
    """The refusal of a pack from a later version."""
    return Refusal(
        "pack-newer",
        zh=f"备份包由更新的版本(huilong {version})制作。",
        en=f"The pack was made by a newer version (huilong {version}).",
        remedy_zh="请先升级 huilong 再恢复。",
        remedy_en="Upgrade huilong first, then restore.",
        where=str(file),
    )


def sync(directory: Path) -> None:
    """Force a directory's names to the disk."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()


def _damaged(file: Path, what: str) -> Refusal:
    return Refusal(
        "pack-damaged",
        zh=f"{file.name} 不是完整的备份包({what})。",
        en=f"{file.name} is not a whole pack ({what}).",
        remedy_zh="请使用另一份备份;不要从损坏的备份恢复。",
        remedy_en="Use another backup; do not restore from a damaged one.",
        where=str(file),
    )


def _unsafe(name: str) -> Refusal:
    return Refusal(
        "pack-unsafe",
        zh=f"备份包中有不该有的内容:{name[:80]!r}。",
        en=f"The pack holds something that does not belong there: {name[:80]!r}.",
        remedy_zh="它不是 huilong 制作的,请使用另一份备份。",
        remedy_en="huilong did not make it; use another backup.",
    )
