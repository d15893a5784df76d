"""What a restore does once its home has settings (恢复后的核对): fill the database, migrate, count, verify."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from huilong.kernel.refusal import Refusal
from huilong.rooms.book.actions import incoming_moved
from huilong.rooms.journal.actions import count_anew, keep, record
from huilong.rooms.journal.queries import check, heads
from huilong.site import dump, pack
from huilong.site.backup import keys_mark
from huilong.site.roles import give_logins


def fill(
    fresh: Path, home: Path, file: Path, told: dict[str, Any], at: datetime, say: Callable[[str], None]
) -> dict[str, Any]:
    """Load the pack's database, bring it up to this version, and check it against what the manifest says."""
    _refuse_newer(told, file)
    if keys_mark() != told["keys_mark"]:
        raise Refusal(
            "other-keys",
            zh="密钥不是备份时的那一套。",
            en="These are not the keys the backup was made with.",
            remedy_zh="请用 --keys 指明备份时的密钥目录,并检查 HUILONG_SECRET_KEY。",
            remedy_en="Name the directory of those keys with --keys, and look at HUILONG_SECRET_KEY.",
        )
    major, _ = dump.server_version()
    with connection.cursor() as cursor:
        _refuse_filled(cursor)
        dump.make_roles(cursor)
        say("数据库 / database")
        dump.load(settings.DATABASE_URL, major, fresh / pack.DATABASE)
        (fresh / pack.DATABASE).unlink()
        cursor.execute("analyze")
        rows, links = dump.rows(cursor), heads()
    _refuse_unlike(told, rows, links)
    say("数据表变更 / migrations")
    call_command("migrate", interactive=False, verbosity=0)
    give_logins()
    with transaction.atomic():
        moved = incoming_moved(Path(told["incoming"]), home / "incoming")
        detail = {"of": told["at"], "by": told["huilong"], "files_moved": moved}
        record(verb="home.restored", subject=("backup", told["at"]), actor="system", at=at, detail=detail)
    say("核验留痕 / verifying the journal")
    count_anew()
    keep(at)
    found = check()
    if found.broken:
        raise Refusal(
            "journal-broken",
            zh=f"备份中的留痕已断裂:{found.broken}。",
            en=f"The journal in the pack is broken: {found.broken}.",
            remedy_zh="请使用更早的备份,并查明原因。",
            remedy_en="Use an earlier backup, and find out why.",
        )
    return {"rows": rows, "journal": found}


def _refuse_newer(told: dict[str, Any], file: Path) -> None:
    """Refuse a pack with migrations this version does not know."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if set(told["migrations"]) - known:
        raise pack.newer(file, told["huilong"])


def _refuse_filled(cursor: Any) -> None:
    cursor.execute("select count(*) from pg_tables where schemaname = 'public'")
    if cursor.fetchone()[0]:
        raise Refusal(
            "database-not-empty",
            zh="DATABASE_URL 指向的数据库不是空的。",
            en="The database in DATABASE_URL is not empty.",
            remedy_zh="请让 DATABASE_URL 指向一个新建的空数据库。",
            remedy_en="Let DATABASE_URL name a database newly made.",
        )


def _refuse_unlike(told: dict[str, Any], rows: dict[str, int], links: dict[str, Any]) -> None:
    """Refuse when rows are missing or too many, or a chain does not end where it ended."""
    wrong = [name for name in sorted({*rows, *told["rows"]}) if rows.get(name) != told["rows"].get(name)]
    if links != told["journal"]:
        wrong.append("journal_link")
    if wrong:
        raise Refusal(
            "rows-differ",
            zh=f"恢复后的行数与备份清单不符:{'、'.join(wrong)}。",
            en=f"After restoring, rows differ from the manifest: {', '.join(wrong)}.",
            remedy_zh="请使用另一份备份。",
            remedy_en="Use another backup.",
        )
