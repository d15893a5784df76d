"""The journal under load: `python -m benchmarks.journal [--seconds 20] [--writers 8] [--rows 0,1000000]`.

Writers are processes of their own that meet the database as the pages or as the night do, row-level security on. Each
repeats one transaction: one act and its entry. Afterwards what waits is chained and sealed, and every chain verified
from its first link. `fsync` and `synchronous_commit` are on. CPU is told beside the time, of the writers, of the
database, and the share of the machine that others took, for a machine is seldom alone.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from benchmarks.children import ROOT, huilong, run

RUNS = (("posted", "web"), ("touched", "web"), ("touched", "night"), ("many", "night"))
"""`posted`: the verb `post_receipt` whole; `touched`: one row written and `record`; `many`: `record_many` of 50."""
MANY = 50


def write(act: str, role: str, number: int, seconds: float, start: Any, told: Any) -> None:
    """One writer: act until time is up; tells (entries, seconds of the slowest transaction, CPU seconds)."""
    prepare("web")  # as users are known to the pages
    user, organisation = writer(number)
    from huilong.site import roles

    roles.become(role)
    from django.db import transaction

    from huilong.kernel.acting import Acting, act_as
    from huilong.rooms.journal.actions import record, record_many
    from huilong.rooms.journal.terms import Trace
    from huilong.rooms.ledger.actions import post_receipt
    from huilong.shell.bulk import run_prepared

    day, entries, slowest = datetime(2026, 3, 2, 4, tzinfo=UTC), 0, 0.0

    def posted() -> int:
        post_receipt(
            loan_id=f"L{number}-{entries}", on=day.date(), amount_fen=100, actor=f"user:{user}", today=day.date()
        )
        return 1

    def touched() -> int:
        with transaction.atomic():
            run_prepared(
                "insert into ledger_desk_receipt (loan_id, \"on\", amount_fen, lender_reference, posted_by)"
                " values (%s, %s, 100, '', %s)",
                [f"L{number}", day.date(), f"user:{user}"],
            )
            record(verb="receipt.posted", subject=("receipt", entries), detail={"amount_fen": 100, "reference": ""})
        return 1

    def many() -> int:
        with transaction.atomic():
            return record_many(
                Trace(day, day.date(), f"user:{user}", "case.assigned", ("case", n), {"kind": "collect"})
                for n in range(MANY)
            )

    do = {"posted": posted, "touched": touched, "many": many}[act]
    with act_as(Acting(user, organisation, "manager", "10.0.0.1", "work")):
        do()
        start.wait()
        until, cpu = time.perf_counter() + seconds, time.process_time()
        while (began := time.perf_counter()) < until:
            entries += do()
            slowest = max(slowest, time.perf_counter() - began)
        cpu = time.process_time() - cpu
    told.put((entries, slowest, cpu))


def prepare(role: str) -> None:
    """Django in this process, meeting the database as `role`."""
    os.environ["HUILONG_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    import django

    django.setup()


def writer(number: int) -> tuple[int, int]:
    """The user and organisation of a writer: two organisations, so that two chains grow."""
    from huilong.kernel.acting import SIGN_IN, Acting, act_as
    from huilong.rooms.people.models import User

    with act_as(Acting(0, purpose=SIGN_IN)):
        user = User.objects.get(username=f"writer{number}")
    return user.pk, user.organisation_id


def staff(writers: int) -> dict[str, Any]:
    """Make the writers' users."""
    prepare("owner")
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role

    places = [ensure_organisation(name, OrganisationKind.LENDER) for name in ("A", "B")]
    for number in range(writers):
        ensure_user(
            f"writer{number}", display_name="W", role=Role.MANAGER, organisation=places[number % 2],
            password=token_urlsafe(16),
        )  # fmt: skip
    return {}


def measured(act: str, role: str, writers: int, seconds: float, server: int) -> dict[str, Any]:
    """Let the writers write for a while; entries a second, and the CPU each cost writers and database (`server`)."""
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(writers + 1), context.Queue()
    children = [context.Process(target=write, args=(act, role, n, seconds, start, told)) for n in range(writers)]
    for child in children:
        child.start()
    start.wait()
    database, machine = _cpu_of(server), _cpu_busy()
    found = [told.get() for _ in children]
    machine = _cpu_busy() - machine
    for child in children:
        child.join()
    time.sleep(0.5)  # until the server has reaped its backends, whose time is then counted
    database = _cpu_of(server) - database
    entries, own = sum(one[0] for one in found), sum(one[2] for one in found)
    return {
        "act": act, "role": role, "writers": writers, "seconds": seconds, "entries": entries,
        "entries_per_second": round(entries / seconds), "slowest_ms": round(max(one[1] for one in found) * 1000, 1),
        "writer_cpu_ms": round(own / entries * 1000, 3), "database_cpu_ms": round(database / entries * 1000, 3),
        "others_cpu_share": round(max(0.0, machine - own - database) / (seconds * len(os.sched_getaffinity(0))), 2),
    }  # fmt: skip


def _cpu_of(process: int) -> float:
    """CPU seconds of a process and of its children that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def _cpu_busy() -> float:
    """CPU seconds the whole machine was busy since it started."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def verified() -> dict[str, Any]:
    """Chain and seal what waits, then verify everything; seconds of each."""
    prepare("owner")
    from django.utils import timezone

    from huilong.rooms.journal.actions import keep, seal
    from huilong.rooms.journal.queries import check

    began = time.perf_counter()
    laid = keep(timezone.now())
    kept = time.perf_counter()
    seal(timezone.now())
    sealed = time.perf_counter()
    found = check()
    if found.broken or found.waiting:
        raise AssertionError(f"{found}")
    return {
        "links": found.links, "seals": found.seals, "laid": laid, "keep_seconds": round(kept - began, 2),
        "seal_seconds": round(sealed - kept, 2), "verify_seconds": round(time.perf_counter() - sealed, 2),
    }  # fmt: skip


def fill(rows: int) -> dict[str, Any]:
    """Write entries in bulk until there are so many."""
    prepare("owner")
    from django.db import connection, transaction

    from huilong.rooms.journal.actions import record_many
    from huilong.rooms.journal.terms import Trace

    day = datetime(2026, 3, 2, 4, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from journal_entry")
        there = int(cursor.fetchone()[0])
    for start in range(there, rows, 50_000):
        traces = (
            Trace(day, day.date(), "night", "case.moved", ("case", n), {"to": "M2"}, organisation=n % 2 + 1)
            for n in range(start, min(rows, start + 50_000))
        )
        with transaction.atomic():
            record_many(traces)
    return verified() | {"rows": max(rows, there)}


def main() -> int:
    """Measure, write benchmarks/results/journal/ and benchmarks/results.md; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.journal", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--rows", default="0,1000000", help="entries there before the writers begin")
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args()
    from benchmarks.__main__ import RESULTS, machine, scratch, server
    from benchmarks.page import page

    told: dict[str, Any] = {
        "machine": machine(), "command": " ".join(["python -m benchmarks.journal", *sys.argv[1:]]), "runs": [],
    }  # fmt: skip
    with scratch(options.scratch) as at:
        os.environ |= {
            "HUILONG_HOME": str(at / "home"), "DJANGO_SETTINGS_MODULE": "huilong.site.settings",
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
        }  # fmt: skip
        with server({}):
            from huilong.site import postgres

            huilong({}, "migrate")
            _alone("staff", options.writers)
            process = postgres.pid(postgres.place(at / "home"))
            if process is None:
                raise RuntimeError("the database is not there")
            for rows in map(int, options.rows.split(",")):
                before = _alone("fill", rows)
                runs = [measured(act, role, options.writers, options.seconds, process) for act, role in RUNS]
                told["runs"].append({"before": before, "writers": runs, "after": _alone("verified")})
                print(json.dumps(told["runs"][-1], indent=1), flush=True)
    place = RESULTS / "journal"
    place.mkdir(parents=True, exist_ok=True)
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (place / f"{told['machine']['measured_on']}.json").write_text(text, encoding="utf-8")
    (ROOT / "benchmarks" / "results.md").write_text(page(RESULTS), encoding="utf-8")
    return 0


def _alone(name: str, *words: object) -> dict[str, Any]:
    """Run one of our own functions in a process of its own."""
    said = run([sys.executable, "-m", "benchmarks.journal", "--alone", name, *map(str, words)], {}).printed
    return json.loads(said.strip().splitlines()[-1])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        alone = {"staff": staff, "fill": fill, "verified": verified}[sys.argv[2]]
        print(json.dumps(alone(*map(int, sys.argv[3:]))))
        raise SystemExit(0)
    raise SystemExit(main())
