"""A look at the installation (环境检查): what works, what does not, and what to do about it."""

import os
import shutil
import sys

from rich.console import Console


def examine() -> int:
    """Print one line for each thing looked at; 0 when all are well."""
    checks = [_python(), _database(), _migrations(), _key(), _space()]
    console = Console()
    for well, line in checks:
        console.print(f"[green]✓[/] {line}" if well else f"[red]✗[/] {line}", highlight=False)
    return 0 if all(well for well, _ in checks) else 1


def _python() -> tuple[bool, str]:
    return sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}"


def _database() -> tuple[bool, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        version = cursor.fetchone()[0]
    return int(version.split(".")[0]) >= 16, f"PostgreSQL {version}"


def _migrations() -> tuple[bool, str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return False, f"{len(waiting)} 个数据表变更未执行 / migrations waiting → huilong migrate"
    return True, "数据表是最新的 / tables are up to date"


def _key() -> tuple[bool, str]:
    from django.conf import settings

    file = settings.VAULT_KEY_FILE
    if not file.exists():
        return True, "隐私库密钥将在首次使用时生成 / the vault's key will be made at first use"
    closed = not file.stat().st_mode & 0o077
    advice = "" if closed else " → chmod 600"
    return closed, f"隐私库密钥仅所有者可读 / the vault's key is readable by its owner only: {file}{advice}"


def _space() -> tuple[bool, str]:
    from django.conf import settings

    os.makedirs(settings.HUILONG_HOME, exist_ok=True)  # noqa: PTH103
    free = shutil.disk_usage(settings.HUILONG_HOME).free / 1e9
    return free > 2, f"{settings.HUILONG_HOME}: {free:.0f} GB 可用 / free"
