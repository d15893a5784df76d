"""The stages of a benchmark (基准步骤), each run as a process of its own: `python -m benchmarks.stages NAME …`.

A stage prints one line of JSON. Compiling a law is not part of a measurement: machine code is kept between runs, and a
stage that needs it asks for it before its clock starts.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

CASES = 100_000
PAGES = 40


@contextmanager
def desk() -> Iterator[str]:
    """Django and the desk's database of HUILONG_HOME; gives the database's URL."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huilong.site.settings")
    import django
    from django.conf import settings

    from huilong.site import postgres

    lease = postgres.ensure(settings.HUILONG_HOME) if settings.EMBEDDED_POSTGRES else None
    django.setup()
    try:
        yield settings.DATABASE_URL
    finally:
        from django.db import connections

        connections.close_all()
        if lease:
            lease.release()


def _book() -> Any:
    from huilong.rooms.book.store import Book

    return Book.open(os.environ["BOOK_URL"], int(os.environ["BOOK_BUCKETS"]))


def _contract() -> Any:
    from huilong.rooms.book.rules.contract import contract_of

    return contract_of(
        {
            "grace_days": 3,
            "penalty": {
                "daily_rate": "0.0005",
                "base": ["principal", "interest"],
                "from": "due",
                "cap_total_rate": "0.24",
            },
        }
    )


def hold_server() -> dict[str, Any]:
    """Keep the database up until standard input ends, as it is in production while a night runs."""
    with desk():
        print("ready", flush=True)
        sys.stdin.read()
    return {}


def ageing(on: str) -> dict[str, Any]:
    """Age the whole book with daily penalty: read, age, write positions; twice, the second with machine code ready."""
    from huilong.rooms.book import night

    book, day = _book(), date.fromisoformat(on)
    seconds = []
    for _ in range(2):
        for file in Path(os.environ["BOOK_URL"]).glob(f"positions/on={day}/*.parquet"):
            file.unlink()
        done = night.age(book, day, day, _contract())
        seconds.append(done.seconds)
    return {
        "loans": done.loans,
        "instalments": done.instalments,
        "set_aside": len(done.set_aside),
        "first_seconds": round(seconds[0], 3),
        "seconds": round(seconds[1], 3),
        "loans_per_second": round(done.loans / seconds[1]),
    }


def law(on: str) -> dict[str, Any]:
    """The ageing law alone, on one core: facts in memory, positions out; CPU seconds of this thread."""
    from huilong.kernel.days import day_number
    from huilong.rooms.book.store.gather import gather
    from huilong.rooms.book.store.positions import aged

    book, contract, day = _book(), _contract(), date.fromisoformat(on)
    aged(gather(book.snapshot, 0, day_number(day), day_number(day)), contract, day)
    cpu, loans, instalments, receipts = 0.0, 0, 0, 0
    for bucket in range(book.buckets):
        gathered = gather(book.snapshot, bucket, day_number(day), day_number(day))
        best = min(_law_once(gathered, contract, day_number(day)) for _ in range(3))
        cpu += best
        loans += len(gathered.facts.loan)
        instalments += len(gathered.facts.instalment_no)
        receipts += len(gathered.facts.receipt_on)
    return {
        "loans": loans,
        "instalments": instalments,
        "receipts": receipts,
        "cpu_seconds": round(cpu, 4),
        "instalments_per_second_per_core": round(instalments / cpu),
    }


def _law_once(gathered: Any, contract: Any, on: int) -> float:
    import numpy as np

    from huilong.engine.compile import compiled
    from huilong.rooms.book.rules.ageing import age_bucket, slots_needed
    from huilong.rooms.book.rules.shapes import desk_size, empty_positions

    facts = gathered.facts

    def zeros(count: int) -> Any:
        return np.zeros(count, np.int64)

    out = empty_positions(zeros, len(facts.loan))  # the dtypes of the night, so that its machine code serves
    slots = compiled(slots_needed, allocates=False)(facts)
    spaces = zeros(desk_size(slots)), zeros(desk_size(slots)), zeros(0)
    terms, which = np.array(contract.terms, np.int64), np.arange(len(facts.loan))
    run = compiled(age_bucket, allocates=False)
    started = time.thread_time()
    run(terms, facts, which, on, *spaces, out)
    return time.thread_time() - started


def one_loan() -> dict[str, Any]:
    """Age one loan as a screen does, interpreted: 36 instalments, 30 receipts, daily penalty; median milliseconds."""
    from huilong.rooms.book.rules.asof import cut
    from huilong.rooms.book.rules.contract import contract_of
    from huilong.rooms.book.rules.facts import answer, facts_of

    document = one_loan_facts()
    facts, contract, on = facts_of(document, ""), contract_of(document["terms"]), date(2025, 12, 31)
    laid = cut(facts, on, None)
    law_alone = _milliseconds(lambda: _age_lists(contract, laid, on))
    whole = _milliseconds(lambda: answer(document))
    return {
        "law_ms": law_alone,
        "answer_ms": whole,
        "instalments": len(facts.instalments),
        "receipts": len(facts.receipts),
    }


def _age_lists(contract: Any, laid: Any, on: date) -> None:
    from huilong.kernel.days import day_number
    from huilong.rooms.book.rules.ageing import age, slots_needed
    from huilong.rooms.book.rules.shapes import desk_size, empty_positions

    def zeros(count: int) -> list[int]:
        return [0] * count

    size = desk_size(slots_needed(laid))
    age(contract.terms, laid, 0, day_number(on), zeros(size), zeros(size), [], empty_positions(zeros, 1))


def _milliseconds(call: Callable[[], Any], times: int = 300) -> float:
    """The median of `times` calls."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        spent.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(spent), 3)


def one_loan_facts() -> dict[str, Any]:
    """A loan paid thirty times, half of them late, then no more."""
    from huilong.kernel.days import add_months

    first = date(2023, 1, 15)
    dues = [add_months(first, month) for month in range(36)]
    late = [due + timedelta(days=0 if i % 2 else 9) for i, due in enumerate(dues[:30])]
    return {
        "loan": "L1",
        "terms": {
            "penalty": {
                "daily_rate": "0.0005",
                "base": ["principal", "interest"],
                "from": "due",
                "cap_total_rate": "0.24",
            }
        },
        "instalments": [
            {"no": i + 1, "due": due.isoformat(), "principal": "2500.00", "interest": "120.00"}
            for i, due in enumerate(dues)
        ],
        "receipts": [{"id": f"R{i}", "on": day.isoformat(), "amount": "2620.00"} for i, day in enumerate(late)],
        "ask": [{"on": "2025-12-31"}],
    }


def rivals(on: str, at: str, repeat: str) -> dict[str, Any]:
    """The simple law by our engine, DuckDB, PostgreSQL and plain Python; equal answers first, then seconds."""
    from benchmarks.rivals import compare, prepare

    buckets = int(os.environ["BOOK_BUCKETS"])
    Path(at).mkdir(parents=True, exist_ok=True)
    simple = prepare(os.environ["BOOK_URL"], buckets, Path(at), date.fromisoformat(on))
    with desk() as url:
        return compare(simple, buckets, url, int(repeat))


def steps(on: str) -> dict[str, Any]:
    """What the night of `on` recorded of itself: seconds and peak memory, by step."""
    with desk():
        from huilong.night import queries

        run = next(run for run in queries.runs(size=100)[0] if run.on == date.fromisoformat(on))
        return {
            "seconds": round(run.seconds, 3),
            "night_peak_mib": round(run.peak_bytes / 2**20, 1),
            "steps": {step.name.value: round(step.seconds, 3) for step in run.steps},
        }


def case_list() -> dict[str, Any]:
    """Pages of the case list over at least 100,000 open cases: milliseconds on the server, and queries, by page."""
    with desk():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        cases = fill_cases()
        client = Client()
        client.force_login(_reader())
        told: dict[str, Any] = {"cases": cases}
        for name, path in _pages().items():
            with CaptureQueriesContext(connection) as queries:
                response = client.get(path)
            if response.status_code != 200:
                raise AssertionError(f"{path} answered {response.status_code}")
            told |= {f"{name}_queries": len(queries), **_timed(name, lambda path=path: client.get(path))}
        return told


def _pages() -> dict[str, str]:
    from django.urls import reverse

    place = reverse("cases:list")
    return {
        "first_page": place,
        "filtered": f"{place}?buckets=2",
        "sorted_by_amount": f"{place}?sort=-delinquent_fen",
        "page_500": f"{place}?page=500",
    }


def _timed(name: str, call: Callable[[], Any]) -> dict[str, float]:
    spent = []
    for _ in range(PAGES):
        started = time.perf_counter()
        call()
        spent.append((time.perf_counter() - started) * 1000)
    spent.sort()
    return {
        f"{name}_median_ms": round(statistics.median(spent), 1),
        f"{name}_p95_ms": round(spent[int(PAGES * 0.95)], 1),
    }


def _reader() -> Any:
    from django.contrib.auth import get_user_model

    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.terms import OrganisationKind, Role

    place = ensure_organisation("Benchmark", OrganisationKind.LENDER)
    ensure_user(
        "benchmark", display_name="Benchmark", role=next(iter(Role)), organisation=place, password=token_urlsafe(16)
    )
    return get_user_model().objects.get(username="benchmark")


def fill_cases() -> int:
    """Copy open cases under new numbers until there are 100,000; how many there are."""
    from django.db import connection

    from huilong.rooms.cases.models import Case

    there = Case.objects.filter(state="open").count()
    columns = [field.column for field in Case._meta.concrete_fields if field.column not in ("id", "number", "borrower")]
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if 0 < there < CASES:
            cursor.execute(
                f"insert into cases_case (number, borrower, {named}) select 'Z' || n || '-' || row_number() over (),"
                f" borrower || '/' || n, {named} from cases_case, generate_series(1, %s) n"
                " where state = 'open' limit %s",
                [-(-CASES // there), CASES - there],
            )
        cursor.execute("vacuum analyze cases_case")
    return Case.objects.filter(state="open").count()


STAGES: dict[str, Callable[..., dict[str, Any]]] = {
    "hold_server": hold_server,
    "ageing": ageing,
    "law": law,
    "one_loan": one_loan,
    "rivals": rivals,
    "steps": steps,
    "case_list": case_list,
}

if __name__ == "__main__":
    print(json.dumps(STAGES[sys.argv[1]](*sys.argv[2:])))
