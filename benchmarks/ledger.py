"""The ledger under load: `python -m benchmarks.ledger [--seconds 10] [--rounds 3]`.

Postings a second (of `commit`: transactions), in one run and one database, `fsync` and `synchronous_commit` on, as the
night meets it (row-level security, triggers and the check at commit included):

- `commit`: no posting at all: a transaction with its line in the journal alone, so that the disk's share is seen;
- `naive`: as one writes it first, each entry and each line an INSERT through Django's ORM, a transaction an entry;
- `one`: `post_entry`, an entry of two lines a transaction with its line in the journal, one process, then two at once;
- `bulk`: `post_entries`, a thousand entries a transaction, one process, then two at once.

The ways take turns, `--rounds` times, so that what else the machine does falls on all of them. Afterwards the ledger is
checked whole, each entry read again, and one balance of all postings is asked for.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.children import ROOT, huilong, run

WAYS = (("commit", 1), ("naive", 1), ("one", 1), ("one", 2), ("bulk", 1), ("bulk", 2))
BATCH, LINES = 1_000, 2
GOAL = 5_000
PATIENCE_SECONDS = 300
AT = datetime(2026, 6, 30, 9, tzinfo=UTC)


def post(way: str, number: int, seconds: float, start: Any, told: Any) -> None:
    """One process: post until time is up; tells (postings, seconds it took, CPU seconds)."""
    prepare("night")
    from django.db import transaction

    from huilong.rooms.journal.actions import record
    from huilong.rooms.ledger.actions import post_entries, post_entry
    from huilong.rooms.ledger.terms import Line, NewEntry

    prefix, entries = f"{way}:{number}:{os.getpid()}", 0

    def lines(place: int) -> tuple[Line, Line]:
        loan, firm = f"L{place % 10_000}", f"org:{place % 50}"
        return Line("5402", 60_000, loan, firm), Line("2202", -60_000, loan, firm)

    def naive() -> int:
        written_by_the_orm(lines(entries), f"{prefix}:{entries}")
        return 1

    def one() -> int:
        post_entry("recovery_cost", AT.date(), lines(entries), f"{prefix}:{entries}", "tow", AT)
        return 1

    def bulk() -> int:
        places = range(entries, entries + BATCH)
        some = [NewEntry("recovery_cost", AT.date(), lines(n), f"{prefix}:{n}", "tow") for n in places]
        return len(post_entries(some, AT))

    def commit() -> int:
        with transaction.atomic():
            record(verb="ledger.posted", subject=("entry", entries), detail={"key": prefix}, at=AT)
        return 1

    do = {"commit": commit, "naive": naive, "one": one, "bulk": bulk}[way]
    entries += do()
    first = entries
    start.wait(PATIENCE_SECONDS)
    began, cpu = time.perf_counter(), time.process_time()
    while time.perf_counter() < began + seconds:
        entries += do()
    made = (entries - first) * (1 if way == "commit" else LINES)
    told.put((made, time.perf_counter() - began, time.process_time() - cpu))


def written_by_the_orm(lines: Any, key: str) -> None:
    """An entry as one writes it first: a row an INSERT, through the ORM; the journal's line with it."""
    from django.db import transaction

    from huilong.rooms.journal.actions import record
    from huilong.rooms.ledger.models import Entry, Posting
    from huilong.rooms.ledger.rules.entry import digest
    from huilong.rooms.ledger.terms import NewEntry

    said = digest(NewEntry("recovery_cost", AT.date(), tuple(lines), key))
    with transaction.atomic():
        made = Entry.objects.create(
            kind="recovery_cost", on=AT.date(), key=key, memo="tow", owner="house", recorded_at=AT, by="system",
            digest=said, lines=len(lines),
        )  # fmt: skip
        for no, one in enumerate(lines, 1):
            Posting.objects.create(
                entry=made, no=no, account=one.account, fen=one.fen, loan=one.loan, party=one.party, on=AT.date(),
                recorded_at=AT, owner="house",
            )  # fmt: skip
        detail = {"kind": "recovery_cost", "key": key, "on": AT.date().isoformat(), "digest": said.hex()}
        record(verb="ledger.posted", subject=("entry", made.pk), detail=detail, at=AT)


def prepare(role: str) -> None:
    """Django in this process, meeting the database as `role`."""
    os.environ["HUILONG_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    import django

    django.setup()
    from huilong.site import roles

    roles.become(role)


def measured(way: str, processes: int, seconds: float) -> dict[str, Any]:
    """Let so many processes post one way for a while; postings a second over all of them."""
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(processes + 1), context.Queue()
    children = [context.Process(target=post, args=(way, n, seconds, start, told)) for n in range(processes)]
    for child in children:
        child.start()
    start.wait(PATIENCE_SECONDS)
    found = [told.get() for _ in children]
    for child in children:
        child.join()
    postings = sum(one[0] for one in found)
    return {
        "way": way, "processes": processes, "postings": postings,
        "postings_per_second": round(sum(one[0] / one[1] for one in found)),
        "writer_cpu_us": round(sum(one[2] for one in found) / postings * 1e6),
    }  # fmt: skip


def proved() -> dict[str, Any]:
    """Check the whole ledger and ask for a balance of all of it; seconds of each. Raises where it is not sound."""
    prepare("night")
    from huilong.rooms.ledger import queries
    from huilong.rooms.ledger.models import Posting

    postings = Posting.objects.count()
    began = time.perf_counter()
    found = queries.check()
    checked = time.perf_counter()
    cost, owed = queries.balance("5402", AT.date()), queries.balance("2202", AT.date())
    asked = time.perf_counter()
    if found or cost != postings // LINES * 60_000 or cost + owed:
        raise AssertionError(f"{found} {cost} {owed} of {postings}")
    rows = queries.trial_balance(AT.date())
    return {
        "postings": postings, "check_seconds": round(checked - began, 2), "balance_ms": round((asked - checked) * 500),
        "trial_balance_ms": round((time.perf_counter() - asked) * 1000), "accounts": len(rows),
    }  # fmt: skip


def main() -> int:
    """Measure, write benchmarks/results/ledger/ and benchmarks/results.md; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args()
    from benchmarks.__main__ import RESULTS, machine, scratch, server
    from benchmarks.page import page

    told: dict[str, Any] = {
        "machine": machine(), "command": " ".join(["python -m benchmarks.ledger", *sys.argv[1:]]), "goal": GOAL,
        "rounds": [],
    }  # fmt: skip
    with scratch(options.scratch) as at:
        os.environ |= {
            "HUILONG_HOME": str(at / "home"), "DJANGO_SETTINGS_MODULE": "huilong.site.settings",
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
        }  # fmt: skip
        with server({}):
            huilong({}, "migrate")
            for _ in range(options.rounds):
                told["rounds"].append([measured(way, processes, options.seconds) for way, processes in WAYS])
                print(json.dumps(told["rounds"][-1]), flush=True)
            said = run([sys.executable, "-m", "benchmarks.ledger", "--proved"], {}).printed
            told["proved"] = json.loads(said.strip().splitlines()[-1])
    told["machine"]["load_after"] = list(os.getloadavg())
    place = RESULTS / "ledger"
    place.mkdir(parents=True, exist_ok=True)
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (place / f"{told['machine']['measured_on']}.json").write_text(text, encoding="utf-8")
    (ROOT / "benchmarks" / "results.md").write_text(page(RESULTS), encoding="utf-8")
    print(json.dumps(told["proved"]))
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--proved"]:
        print(json.dumps(proved()))
        raise SystemExit(0)
    raise SystemExit(main())
