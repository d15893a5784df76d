"""A look at the installation (环境检查): what works, what is weak, and what to do about it."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from rich.console import Console


class Health(Enum):
    """How a thing is (状况): well, weak (works, yet could be abused or lost), or broken."""

    WELL, WEAK, BROKEN = "[green]✓[/]", "[yellow]![/]", "[red]✗[/]"


@dataclass(frozen=True)
class Finding:
    """One thing looked at (检查项), and what to do about it."""

    health: Health
    says: str
    advice: str = ""


Check = Callable[[datetime], Iterator[Finding]]
OLDEST_BACKUP = timedelta(days=2)
OLDEST_SEAL = timedelta(hours=1)
LEAST_BYTES = 2_000_000_000


def examine(at: datetime) -> int:
    """Print one line for each thing looked at, with advice below what is not well; 0 unless something is broken."""
    found = look(at)
    console = Console(soft_wrap=True)
    for one in found:
        console.print(f"{one.health.value} {one.says}", highlight=False)
        if one.advice:
            console.print(f"    → {one.advice}", highlight=False)
    return 1 if any(one.health is Health.BROKEN for one in found) else 0


def look(at: datetime) -> list[Finding]:
    """Everything there is to find; what needs the tables is left out until they are up to date."""
    found: list[Finding] = []
    for check in CHECKS:
        if check in NEED_TABLES and any(one.health is Health.BROKEN for one in found):
            continue
        found += check(at)
    return found


def _judged(well: bool, says: str, advice: str, otherwise: Health = Health.WEAK) -> Finding:
    return Finding(Health.WELL, says) if well else Finding(otherwise, says, advice)


def machine(at: datetime) -> Iterator[Finding]:
    """Python, and room on the disk."""
    from django.conf import settings

    said = sys.version.split()[0]
    yield _judged(sys.version_info >= (3, 11), f"Python {said}", "需要 3.11 / needs 3.11", Health.BROKEN)
    os.makedirs(settings.HUILONG_HOME, exist_ok=True)  # noqa: PTH103
    free = shutil.disk_usage(settings.HUILONG_HOME).free
    line = f"{settings.HUILONG_HOME}: {free / 1e9:.0f} GB 可用 / free"
    yield _judged(free > LEAST_BYTES, line, "请腾出空间 / make room: 2 GB", Health.BROKEN)


def database(at: datetime) -> Iterator[Finding]:
    """The server, its clock, its tables, and whether the wall stands between it and the pages."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        version = cursor.fetchone()[0]
        cursor.execute("select extract(epoch from clock_timestamp())")
        apart = abs(float(cursor.fetchone()[0]) - at.timestamp())
        cursor.execute(
            "select rolname from pg_roles where rolname in ('huilong_web', 'huilong_night')"
            " and (rolsuper or rolbypassrls) order by 1"
        )
        loose = [name for (name,) in cursor.fetchall()]
    yield _judged(int(version.split(".")[0]) >= 16, f"PostgreSQL {version}", "需要 16 / needs 16", Health.BROKEN)
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    line = f"{waiting} 个数据表变更未执行 / migrations waiting" if waiting else "数据表是最新的 / tables are up to date"
    yield _judged(not waiting, line, "huilong migrate", Health.BROKEN)
    yield _judged(
        not loose, "行级权限约束网页与跑批 / row-level security binds pages and night",
        f"alter role {', '.join(loose)} nosuperuser nobypassrls: 现在它们看得见一切 / now they see everything",
        Health.BROKEN,
    )  # fmt: skip
    yield _judged(
        apart < 30, f"本机与数据库时钟相差 {apart:.0f} 秒 / seconds between this machine's clock and the database's",
        "请启用时间同步;法定时段按时钟判断 / synchronise them: permitted hours are judged by the clock",
    )  # fmt: skip


def keys(at: datetime) -> Iterator[Finding]:
    """Who can read the keys, and whether they lie beside what they open."""
    from django.conf import settings

    place = Path(settings.HUILONG_HOME) / "keys"
    files = sorted({*place.glob("*.key"), settings.VAULT_KEY_FILE} if place.is_dir() else {settings.VAULT_KEY_FILE})
    there = [file for file in files if file.exists()]
    if not there:
        yield Finding(Health.WELL, "密钥将在首次使用时生成 / keys will be made at first use")
    for file in there:
        line = f"仅所有者可读 / readable by its owner only: {file}"
        yield _judged(not file.stat().st_mode & 0o077, line, f"chmod 600 {file}", Health.BROKEN)
    beside = settings.VAULT_KMS == "file" and settings.VAULT_KEY_FILE.is_relative_to(settings.HUILONG_HOME)
    yield _judged(
        not beside, "隐私库主密钥与数据分开存放 / the vault's master key is kept apart from the data",
        "现在拿到整个目录的人就能读到客户资料;请设置 VAULT_KEY_FILE 到另一处,或用 VAULT_KMS=command"
        " / who takes this directory can read people: name another place in VAULT_KEY_FILE, or use VAULT_KMS=command",
    )  # fmt: skip


def web(at: datetime) -> Iterator[Finding]:
    """How the pages meet the world."""
    from django.conf import settings

    yield _judged(
        not settings.DEBUG, "不显示内部错误 / inner errors are not shown", "HUILONG_DEBUG=1 → 0", Health.BROKEN
    )
    yield _judged(
        "*" not in settings.ALLOWED_HOSTS, f"主机名 / hosts: {', '.join(settings.ALLOWED_HOSTS)}",
        "HUILONG_HOSTS 不要用 *,否则邮件与跳转可被伪造 / no * in HUILONG_HOSTS: links could be forged", Health.BROKEN,
    )  # fmt: skip
    yield _judged(
        settings.SESSION_COOKIE_SECURE, "仅以 HTTPS 传送登录信息 / cookies travel by HTTPS only",
        "只在本机试用时才可以;请在前面放 TLS 代理并设 HUILONG_HTTPS=1"
        " / fine on this machine alone; else put a TLS proxy in front and set HUILONG_HTTPS=1",
    )  # fmt: skip
    yield _judged(
        settings.SECOND_FACTOR == "required", "重要岗位必须第二验证 / weighty roles need a second factor",
        "密码泄露即可登录;去掉 HUILONG_SECOND_FACTOR=offered / a leaked password is enough: unset it",
    )  # fmt: skip


def staff(at: datetime) -> Iterator[Finding]:
    """Whether two administrators can act for each other."""
    from huilong.rooms.people.queries import accounts
    from huilong.rooms.people.terms import Role

    heads = [one for one in accounts() if one.role == Role.ADMINISTRATOR]
    yield _judged(
        len(heads) >= 2, f"{len(heads)} 位管理员 / administrators",
        "重要操作需要第二人复核,至少两位 / acts of weight need a second person: have at least two",
    )  # fmt: skip


def journal(at: datetime) -> Iterator[Finding]:
    """Whether what happens gets sealed."""
    from huilong.rooms.journal.queries import last_sealed_at, unsealed

    sealed, waiting = last_sealed_at(), unsealed()
    said = f"{sealed:%Y-%m-%d %H:%M} UTC" if sealed else "—"
    yield _judged(
        not waiting or (sealed is not None and at - sealed < OLDEST_SEAL),
        f"留痕最近封存 / journal last sealed: {said}, {waiting} 条未封存 / entries unsealed",
        "运行 huilong serve 或 huilong journal keep / run huilong serve or huilong journal keep",
    )


def backups(at: datetime) -> Iterator[Finding]:
    """How old the newest backup is."""
    from django.conf import settings

    note = Path(settings.HUILONG_HOME) / "backups" / "last.json"
    last = datetime.fromisoformat(json.loads(note.read_text())["at"]) if note.exists() else None
    said = f"{last:%Y-%m-%d %H:%M} UTC" if last else "—"
    yield _judged(
        last is not None and at - last < OLDEST_BACKUP, f"最近备份 / last backup: {said}",
        "huilong backup(把密钥另行保管) / huilong backup, and keep the keys apart",
    )  # fmt: skip


CHECKS: tuple[Check, ...] = (machine, database, keys, web, staff, journal, backups)
NEED_TABLES = (staff, journal)
