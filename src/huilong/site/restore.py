"""Restoring (恢复): a pack back into a home, checked before, all or nothing, checked again afterwards.

Everything is laid beside the home and becomes it by one rename at the end, so that a restore that fails, or is killed,
leaves what was there. Knows no settings before it has laid the home they belong to.
"""

import fcntl
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.site import pack, postgres, sealed_keys

Say = Callable[[str], None]
OTHER_PLACES = ("BOOK_URL", "POSITIONS_URL", "HUILONG_INCOMING", "VAULT_KEY_FILE", "HUILONG_SECRET_KEY_FILE")


def restore(file: Path, home: Path, at: datetime, *, replace: bool = False, keys: Path | None = None,
            say: Say = lambda line: None) -> dict[str, Any]:  # fmt: skip
    """Make `home` what the pack holds; what was found afterwards (`manifest`, `rows`, `journal`, `kept`).

    `keys`: a directory of keys kept apart, for a pack without them. `replace` moves a home that is not empty aside.
    Refuses damaged packs, those of newer versions, a home that is in use or not empty, a wrong passphrase, other keys.
    """
    home = home.resolve()
    _refuse_home(home, replace)
    home.parent.mkdir(parents=True, exist_ok=True)
    fresh = home.with_name(f"{home.name}.restoring-{os.getpid()}")
    try:
        fresh.mkdir(mode=0o700)
        say("读取并核对备份包 / reading and checking the pack")
        told = pack.read(file, fresh)
        _lay_keys(fresh, told, keys)
        found = _desk(fresh, home, file, told, at, say)
        kept = _swap(fresh, home, at)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(postgres.place(fresh).socket, ignore_errors=True)  # outside the home where its path is long
    return {"manifest": told, "kept": kept, **found}


def _refuse_home(home: Path, replace: bool) -> None:
    if home.exists() and not home.is_dir():
        raise _refused_home("home-not-directory", home, "不是目录", "is no directory")
    if not home.is_dir() or not any(home.iterdir()):
        return
    if not replace:
        raise _refused_home("home-not-empty", home, "不是空的", "is not empty")
    holders = home / "pg" / "holders.lock"
    if holders.exists():
        with holders.open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise _refused_home("home-in-use", home, "正在使用", "is in use") from error
    if postgres.is_running(postgres.place(home)):
        raise _refused_home("home-in-use", home, "的数据库仍在运行", "still has its database running")


def _lay_keys(fresh: Path, told: dict[str, Any], apart: Path | None) -> None:
    """Put the keys into the home: from the pack, else from where they are kept apart."""
    place = fresh / "keys"
    place.mkdir(mode=0o700)
    sealed = fresh / pack.KEYS
    if sealed.exists():
        found = sealed_keys.unsealed(sealed.read_bytes(), sealed_keys.passphrase())
        sealed.unlink()
    elif apart is not None and apart.is_dir():
        found = {path.name: path.read_bytes() for path in apart.iterdir() if path.is_file()}
    elif os.environ.get("HUILONG_SECRET_KEY"):
        found = {}
    else:
        raise Refusal(
            "keys-missing",
            zh="备份包中没有密钥。",
            en="The pack holds no keys.",
            remedy_zh="请用 --keys 指明另行保管的密钥目录(keys/);没有密钥,隐私库无法打开,留痕无法核验。",
            remedy_en="Name the directory of the keys kept apart (keys/) with --keys; without them the vault stays "
            "closed and the journal cannot be checked.",
        )
    for name, key in found.items():
        with os.fdopen(os.open(place / Path(name).name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.write(key)


def _desk(fresh: Path, home: Path, file: Path, told: dict[str, Any], at: datetime, say: Say) -> dict[str, Any]:
    """The database of the pack in the new home, migrated and checked; needs a process that knows no settings yet."""
    for name in OTHER_PLACES:
        os.environ.pop(name, None)
    os.environ |= {"HUILONG_HOME": str(fresh), "BOOK_BUCKETS": str(told["book"]["buckets"])}
    os.environ["HUILONG_DATABASE_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    import django
    from django.conf import settings
    from django.db import connections

    if Path(settings.HUILONG_HOME) != fresh:
        raise RuntimeError("settings were read before the home was laid")
    lease = postgres.ensure(fresh) if settings.EMBEDDED_POSTGRES else None
    try:
        django.setup()
        from huilong.site.restored import fill

        return fill(fresh, home, file, told, at, say)
    finally:
        connections.close_all()
        if lease:
            lease.release()


def _swap(fresh: Path, home: Path, at: datetime) -> str:
    """Put the new home in the place of the old one; where the old one is kept now ("" if it was empty)."""
    kept = ""
    if home.is_dir() and any(home.iterdir()):
        aside = home.with_name(f"{home.name}.before-{at.astimezone(UTC):%Y%m%d-%H%M%S}")
        home.rename(aside)
        kept = str(aside)
    elif home.is_dir():
        home.rmdir()
    fresh.rename(home)
    pack.sync(home.parent)
    return kept


def _refused_home(code: str, home: Path, zh: str, en: str) -> Refusal:
    return Refusal(
        code,
        zh=f"{home} {zh}。",
        en=f"{home} {en}.",
        remedy_zh="请先停止服务,用 --into 换一个目录,或用 --replace 把原目录改名保留。",
        remedy_en="Stop what uses it, name another directory with --into, or keep the old one beside with --replace.",
        where=str(home),
    )
