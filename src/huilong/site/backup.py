"""Backing up (备份): the desk's database, the book, the incoming folder and the files, as they belong together.

No night works while the two stores are fixed: the night's lock is held just long enough to open a snapshot of the
database and then to name the book's version, in that order. A file that is taken in between is in the book and not in
the snapshot, which is where a power cut could leave it too, and the next intake knows it by its fingerprint. Pages go
on writing all the while.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from huilong.night.run import the_only_night
from huilong.rooms.book import queries as book
from huilong.rooms.journal.actions import record
from huilong.rooms.journal.queries import heads
from huilong.rooms.tracking.actions import copy_positions
from huilong.site import dump, pack, sealed_keys
from huilong.site.roles import derived

Say = Callable[[str], None]
UNFINISHED = (".part", ".new", ".tmp")
BACKUPS = "backups"
TREE_WORDS = {
    "book": "借据库 / book", "incoming": "来件 / incoming", "files": "文件 / files", "positions": "定位 / positions",
}  # fmt: skip


def backup(asked: Path | None, at: datetime, say: Say = lambda line: None) -> dict[str, Any]:
    """Write a pack to a file, or into a directory under a name that tells when (default: HOME/backups); its manifest.

    Refuses while a night is at work.
    """
    file = _file(asked, at)
    phrase, keys = sealed_keys.passphrase(), key_files()
    told: dict[str, Any] = {"format": pack.FORMAT, "huilong": version("huilong"), "at": at.astimezone(UTC).isoformat()}
    told |= {"keys": sorted(keys) if phrase else [], "keys_mark": keys_mark(), "incoming": str(incoming())}
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent)))
        say("数据库 / database")
        shelf = _fixed(stack, told, scratch / pack.DATABASE)
        writer = stack.enter_context(pack.writing(file, told))
        writer.add_file(pack.DATABASE, scratch / pack.DATABASE)
        if phrase:
            writer.add_bytes(pack.KEYS, sealed_keys.sealed(keys, phrase))
        positions = _positions(stack)
        files = settings.HUILONG_HOME / "files"
        for tree, root in (("book", shelf), ("incoming", incoming()), ("files", files), ("positions", positions)):
            say(TREE_WORDS[tree])
            for path in _whole_files(root):
                writer.add_file(f"{tree}/{path.relative_to(root).as_posix()}", path)
    with transaction.atomic():
        detail = {"bytes": file.stat().st_size, "sha256": told["sha256"], "keys": bool(told["keys"])}
        record(verb="backup.made", subject=("backup", told["at"]), at=at, detail=detail)
    _note(file, told)
    return told | {"file": str(file)}


def keys_mark() -> str:
    """What tells, without telling the secret, whether another installation has the same one."""
    return derived(settings.SECRET_KEY, "backup-mark").hex()[:16]


def key_files() -> dict[str, bytes]:
    """Every key file of this installation by name; those that lie elsewhere by the name they have at home."""
    found = {path.name: path for path in _whole_files(settings.HUILONG_HOME / "keys")}
    if settings.VAULT_KEY_FILE.exists():
        found["vault.key"] = settings.VAULT_KEY_FILE
    if elsewhere := os.environ.get("HUILONG_SECRET_KEY_FILE"):
        found["secret.key"] = Path(elsewhere)
    return {name: path.read_bytes() for name, path in found.items()}


def incoming() -> Path:
    """The folder the lender delivers to."""
    return Path(settings.INCOMING).resolve()


def _fixed(stack: ExitStack, told: dict[str, Any], out: Path) -> Path:
    """Dump one moment of the database to `out`, tell what it holds, and give the book's files of that moment."""
    night = ExitStack()
    night.enter_context(the_only_night())  # before the transaction: what waits must not hold a snapshot
    with night, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("select pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        shelf, told["book"] = _shelf(stack)
        night.close()
        major, told["postgresql"] = dump.server_version()
        dump.dump(settings.DATABASE_URL, major, snapshot, out)
        applied = MigrationRecorder(connection).applied_migrations()
        told |= {"rows": dump.rows(cursor), "journal": heads()}
        told["migrations"] = sorted(f"{app}.{name}" for app, name in applied)
    return shelf


def _shelf(stack: ExitStack) -> tuple[Path, dict[str, Any]]:
    """The files of the newest version of the book, linked (copied where links cannot reach) while nobody writes it."""
    held = book.book()
    scratch = tempfile.TemporaryDirectory(prefix="huilong-backup-", dir=held.place.scratch())
    root = Path(stack.enter_context(scratch))
    with held.place.locked():
        held.refresh()
        names = [f"manifest/{held.version:08d}.json"] if held.version else []
        names += [file.path for file in held.manifest.files]
        for day in held.place.directories("positions"):
            names += [f"positions/{day}/{name}" for name in held.place.names(f"positions/{day}")]
        for name in names:
            if not name.endswith(UNFINISHED):
                _laid_beside(held.place, name, root / name)
    return root, {"version": held.version, "buckets": held.buckets, "files": len(names)}


def _positions(stack: ExitStack) -> Path:
    """The positions of one moment, laid beside while nobody makes Parquet of them."""
    settings.HUILONG_HOME.mkdir(parents=True, exist_ok=True)
    scratch = tempfile.TemporaryDirectory(prefix=".positions-", dir=settings.HUILONG_HOME)
    root = Path(stack.enter_context(scratch))
    copy_positions(root)
    return root


def _laid_beside(place: Any, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if place.local:
        try:
            os.link(place.full(name), target)
        except OSError:  # another filesystem
            shutil.copyfile(place.full(name), target)
        return
    with place.fs.open_input_stream(place.full(name)) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)


def _whole_files(root: Path) -> list[Path]:
    """The files below a directory that nobody is still writing, in order."""
    found = (path for path in root.rglob("*") if path.is_file()) if root.is_dir() else ()
    return sorted(path for path in found if path.suffix not in UNFINISHED and path.name != "lock")


def _file(asked: Path | None, at: datetime) -> Path:
    """Where the pack goes."""
    place = asked or settings.HUILONG_HOME / BACKUPS
    if asked is None:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if place.is_dir():
        place = place / f"huilong-{at.astimezone(UTC):%Y%m%d-%H%M%S}.tar.zst"
    place.parent.mkdir(parents=True, exist_ok=True)
    return place.resolve()


def _note(file: Path, told: dict[str, Any]) -> None:
    """Keep when the last backup was made, for whoever asks how old it is."""
    place = settings.HUILONG_HOME / BACKUPS
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = place / ".last.json.new"
    fresh.write_text(json.dumps({"at": told["at"], "file": str(file), "sha256": told["sha256"]}, indent=1) + "\n")
    fresh.replace(place / "last.json")
