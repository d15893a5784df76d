"""Live news measured: `python -m benchmarks.live [--streams 300] [--per-second 20] [--seconds 20]`.

A house of its own, served as in production (`huilong serve`), with collectors who hold one case each and have five
pages open for it, and a few managers whose boards hear of every case. Receipts are announced by transactions of
another process, one case after the other; the time from the beginning of each commit to its arrival in every stream
counts. Clients and announcer run in one process on the same machine.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.__main__ import machine
from benchmarks.children import ROOT

RESULTS = ROOT / "benchmarks" / "results" / "live"
PORT = 8775
PAGES_EACH, BOARDS = 5, 10


def main() -> int:
    """Measure, write benchmarks/results/live/, print a line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live", description=__doc__)
    parser.add_argument("--streams", type=int, default=300)
    parser.add_argument("--per-second", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks.live", *sys.argv[1:]])}
    with house() as environment:
        readers = staff((options.streams - BOARDS) // PAGES_EACH)
        with served(environment):
            told |= asyncio.run(measure(readers, options.per_second, options.seconds))
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{told['machine']['measured_on']}-{told['streams']}.json"
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    from benchmarks.page import page

    (ROOT / "benchmarks" / "results.md").write_text(page(ROOT / "benchmarks" / "results"), encoding="utf-8")
    print(json.dumps({key: told[key] for key in told if key not in ("machine", "command")}))
    return 0


@contextmanager
def house() -> Iterator[dict[str, str]]:
    """A home of its own with its tables; this process is its owner."""
    with tempfile.TemporaryDirectory(prefix="huilong-live-", ignore_cleanup_errors=True) as home:
        own = {"HUILONG_HOME": home, "PORT": str(PORT), "HUILONG_SECOND_FACTOR": "offered"}
        os.environ |= own | {"HUILONG_DATABASE_ROLE": "owner"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
        from huilong.site import postgres

        lease = postgres.ensure(Path(home))
        import django
        from django.core.management import call_command
        from django.db import connections

        from huilong.site.roles import give_logins

        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        give_logins()
        try:
            yield own
        finally:
            connections.close_all()
            lease.release()


def staff(collectors: int) -> list[tuple[str, str]]:
    """Collectors with a case each, and managers: what each page asks for, and its cookie."""
    from django.utils import timezone

    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.models import Case
    from huilong.rooms.cases.terms import DutyKind, Holder
    from huilong.rooms.people.actions import ensure_organisation, ensure_team
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    team, on = ensure_team("一组", lender, takes_new=True), date(2026, 6, 30)
    at, readers = timezone.now() - timedelta(hours=1), []
    for n in range(collectors + BOARDS):
        role, number = Role.COLLECTOR if n < collectors else Role.MANAGER, f"CL{n:011d}"
        user = User.objects.create(
            username=f"u{n}", display_name=f"u{n}", role=role.value, organisation_id=lender,
            team_id=team if role is Role.COLLECTOR else None,
        )  # fmt: skip
        cookie = session_of(user)
        if role is Role.MANAGER:
            readers.append(("board=1", cookie))
            continue
        Case.objects.create(
            number=number, borrower=f"B{n}", opened_on=on, entered_bucket=1, loans=1, past_due_days=10, bucket=1,
            delinquent_fen=100, overdue_principal_fen=100, overdue_interest_fen=0, overdue_fee_fen=0,
            overdue_penalty_fen=0, outstanding_principal_fen=1000, figures_on=on,
        )  # fmt: skip
        assign([number], Holder(lender, team, user.pk), DutyKind.COLLECT, actor="system", at=at)
        readers += [(f"case={number}", cookie)] * PAGES_EACH
    return readers


def session_of(user: Any) -> str:
    """The cookie of a session as signing in makes it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from huilong.rooms.people.actions.sessions import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


@contextmanager
def served(environment: dict[str, str]) -> Iterator[None]:
    """`huilong serve` as long as the block runs."""
    command = [sys.executable, "-m", "huilong.site.cli", "serve"]
    server = subprocess.Popen(command, env={**os.environ, **environment, "HUILONG_DATABASE_ROLE": "web"})
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT + 1}/live?board=1", timeout=5).close()
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


async def measure(readers: list[tuple[str, str]], per_second: int, seconds: int) -> dict[str, Any]:
    """Open every stream, announce, gather milliseconds from commit to arrival."""
    took: list[float] = []
    committed: dict[int, float] = {}
    opened = [asyncio.Event() for _ in readers]
    listeners = [
        asyncio.create_task(listen(query, cookie, event, committed, took))
        for (query, cookie), event in zip(readers, opened, strict=True)
    ]
    async with asyncio.timeout(120):
        await asyncio.gather(*(event.wait() for event in opened))
    cases = sorted({query.partition("=")[2] for query, _ in readers if query.startswith("case=")})
    number, count = per_second * seconds, len(readers)
    announcer = threading.Thread(target=announcing, args=(cases, number, per_second, committed))
    started = time.perf_counter()
    announcer.start()
    expected = number * (PAGES_EACH + BOARDS)
    until = started + seconds + 30
    while len(took) < expected and time.perf_counter() < until:
        await asyncio.sleep(0.05)
    lasted = time.perf_counter() - started
    announcer.join()
    for task in listeners:
        task.cancel()
    took.sort()
    return {
        "streams": count, "announced": number, "announced_per_second": per_second, "arrived": len(took),
        "expected": expected, "arrivals_per_second": round(len(took) / lasted),
        "p50_ms": round(took[len(took) // 2], 1), "p95_ms": round(took[int(len(took) * 0.95)], 1),
        "longest_ms": round(took[-1], 1),
    }  # fmt: skip


async def listen(
    query: str, cookie: str, opened: asyncio.Event, committed: dict[int, float], took: list[float]
) -> None:
    """One page's stream, by a plain socket."""
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT + 1)
    writer.write(
        f"GET /live?{query} HTTP/1.1\r\nHost: 127.0.0.1:{PORT + 1}\r\nCookie: sessionid={cookie}\r\n\r\n".encode()
    )
    try:
        while line := await reader.readline():
            if line.startswith(b"retry:"):
                opened.set()
            if line.startswith(b'data: {"kind"'):
                took.append((time.perf_counter() - committed[json.loads(line[6:])["n"]]) * 1000)
    finally:
        writer.close()


def announcing(cases: list[str], number: int, per_second: int, committed: dict[int, float]) -> None:
    """Announce so many receipts, each in a transaction of its own, at an even pace."""
    from django.db import connection, transaction

    from huilong.shell.live import announce

    started = time.perf_counter()
    for n in range(number):
        time.sleep(max(0.0, started + n / per_second - time.perf_counter()))
        with transaction.atomic():
            announce("receipt", cases[n % len(cases)], n=n)
            committed[n] = time.perf_counter()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
