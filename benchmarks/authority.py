"""The stop measured: `python -m benchmarks.authority [--holders 1000] [--per-second 10]`.

A house of its own, served as in production (`huilong serve`, the guard beside it), with holders who each have a live
authority to take a car and the page for it open. Receipts that reach the stop amount are posted one case after
the other; the time from the moment somebody posts the receipt, and from the beginning of its commit, to the message on
the holder's stream counts. Clients and poster run in one
process on the same machine.
"""

import argparse
import asyncio
import json
import sys
import threading
import time
from datetime import date, timedelta
from typing import Any

from benchmarks.__main__ import machine
from benchmarks.children import ROOT
from benchmarks.live import PORT, house, served, session_of

RESULTS = ROOT / "benchmarks" / "results" / "authority"
LENT, MONTHS, PRINCIPAL, INTEREST = date(2025, 12, 31), 12, 100_000, 10_000


def main() -> int:
    """Measure, write benchmarks/results/authority/, print a line; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.authority", description=__doc__)
    parser.add_argument("--holders", type=int, default=1000)
    parser.add_argument("--per-second", type=int, default=10)
    parser.add_argument("--receipts", type=int, default=300)
    options = parser.parse_args()
    told: dict[str, Any] = {
        "machine": machine(), "command": " ".join(["python -m benchmarks.authority", *sys.argv[1:]]),
        "holders": options.holders, "per_second": options.per_second,
    }  # fmt: skip
    with house() as environment:
        lend(options.holders)
        readers, poster = holders(options.holders)
        with served(environment):
            told |= asyncio.run(measure(readers, poster, min(options.receipts, options.holders), options.per_second))
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{told['machine']['measured_on']}-{told['holders']}.json"
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    from benchmarks.page import page

    (ROOT / "benchmarks" / "results.md").write_text(page(ROOT / "benchmarks" / "results"), encoding="utf-8")
    print(json.dumps({key: told[key] for key in told if key not in ("machine", "command")}))
    return 0


def lend(count: int) -> None:
    """A book of so many loans of twelve instalments, nothing paid."""
    import pyarrow as pa

    from huilong.kernel.days import add_months, day_number
    from huilong.rooms.book import queries as book

    ids = [f"L{n}" for n in range(count)]
    none = pa.nulls(count, pa.int32())
    loans = pa.table({
        "loan_id": ids, "borrower": [f"B{n}" for n in range(count)], "product": ["car"] * count,
        "currency": ["CNY"] * count, "disbursed_on": pa.array([day_number(LENT)] * count, pa.int32()),
        "principal": pa.array([PRINCIPAL * MONTHS] * count, pa.int64()),
        "annual_rate_ppm": pa.array([89_900] * count, pa.int64()),
        "term_months": pa.array([MONTHS] * count, pa.int32()), "first_due_on": none, "region": ["x"] * count,
        "city": ["x"] * count, "dealer": ["x"] * count, "write_off_on": none, "closed_on": none,
    })  # fmt: skip
    rows = [
        {"loan_id": one, "version": 0, "no": n + 1, "due_on": day_number(add_months(date(2026, 1, 31), n)),
         "principal": PRINCIPAL, "interest": INTEREST, "fee": 0, "down_payment": False}
        for one in ids for n in range(MONTHS)
    ]  # fmt: skip
    types = {"version": pa.int16(), "no": pa.int32(), "due_on": pa.int32(), "fee": pa.int64()}
    schema = pa.schema([pa.field(name, types.get(name, pa.array([told]).type)) for name, told in rows[0].items()])
    tables = {"loans": loans, "instalments": pa.Table.from_pylist(rows, schema)}
    book.book().append(tables, known_on=day_number(LENT))


def holders(count: int) -> tuple[list[tuple[str, str]], Any]:
    """So many agents with a case, an order and a live authority each: what their pages ask, cookies; who posts."""
    from django.utils import timezone

    from huilong.rooms.cases.models import Case, CaseLoan, Duty
    from huilong.rooms.collateral.models import Vehicle
    from huilong.rooms.people.actions import ensure_organisation, ensure_team
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role
    from huilong.rooms.repossession.models import Authority, Crew, Order

    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    firm = ensure_organisation("拖车公司", OrganisationKind.TOW_COMPANY)
    ensure_team("一组", lender, takes_new=True)
    team, now, on = ensure_team("拖车组", firm), timezone.now(), date(2026, 6, 30)
    poster = User.objects.create(
        username="money", display_name="money", role=Role.FINANCE.value, organisation_id=lender
    )
    far = date(2199, 1, 1)
    crew = Crew.objects.create(organisation_id=firm, team_id=team, name="甲", licence="1", licensed_until=far,
                               insured_until=far, capacity=count, entered_by="system", entered_at=now)  # fmt: skip
    users = User.objects.bulk_create(
        User(username=f"u{n}", display_name=f"u{n}", role=Role.AGENCY_AGENT.value, organisation_id=firm, team_id=team)
        for n in range(count)
    )
    figures = {
        "past_due_days": 150, "bucket": 4, "delinquent_fen": 550_000, "overdue_principal_fen": 500_000,
        "overdue_interest_fen": 50_000, "overdue_fee_fen": 0, "overdue_penalty_fen": 0,
        "outstanding_principal_fen": 1_200_000, "figures_on": on,
    }  # fmt: skip
    cases = Case.objects.bulk_create(
        Case(number=f"CL{n:011d}", borrower=f"B{n}", opened_on=on, entered_bucket=1, loans=1, **figures)
        for n in range(count)
    )
    CaseLoan.objects.bulk_create(
        CaseLoan(case=case, loan_id=f"L{n}", loan=n, joined_on=on, **figures) for n, case in enumerate(cases)
    )
    Duty.objects.bulk_create(
        Duty(case=case, kind="recover", organisation_id=firm, team_id=team, user=user, since=now - timedelta(hours=1),
             given_by="system")
        for case, user in zip(cases, users, strict=True)
    )  # fmt: skip
    cars = Vehicle.objects.bulk_create(
        Vehicle(loan_id=f"L{n}", case=case, vin=f"LSVAA4182E2{n:06d}", known_at=now) for n, case in enumerate(cases)
    )
    orders = Order.objects.bulk_create(
        Order(case=car.case, vehicle=car, vin=car.vin, loan_id=car.loan_id, basis="handover", state="accepted",
              crew=crew, agent=user.pk, asked_by=poster.pk, asked_at=now, changed_at=now)
        for car, user in zip(cars, users, strict=True)
    )  # fmt: skip
    Authority.objects.bulk_create(
        Authority(order=order, vin=order.vin, holder=order.agent, issued_at=now, checked_at=now,
                  expires_at=now + timedelta(minutes=30))
        for order in orders
    )  # fmt: skip
    return [(f"case={case.number}", session_of(user)) for case, user in zip(cases, users, strict=True)], poster


async def measure(readers: list[tuple[str, str]], poster: Any, receipts: int, per_second: int) -> dict[str, Any]:
    """Open every stream, post receipts, gather milliseconds from posting and from commit to the holder's stream."""
    posted: dict[str, float] = {}
    committed: dict[str, float] = {}
    arrived: dict[str, float] = {}
    await served_at_last()
    opened = [asyncio.Event() for _ in readers]
    listeners = [
        asyncio.create_task(listen(query, cookie, event, arrived))
        for (query, cookie), event in zip(readers, opened, strict=True)
    ]
    async with asyncio.timeout(300):
        await asyncio.gather(*(event.wait() for event in opened))
    thread = threading.Thread(target=posting, args=(poster, receipts, per_second, posted, committed))
    thread.start()
    until = time.perf_counter() + receipts / per_second + 120
    while len(arrived) < receipts and time.perf_counter() < until:
        await asyncio.sleep(0.05)
    await asyncio.to_thread(thread.join)
    for task in listeners:
        task.cancel()
    from_posting = sorted((arrived[one] - posted[one]) * 1000 for one in arrived)
    from_commit = sorted(max(0.0, arrived[one] - committed[one]) * 1000 for one in arrived)
    return {
        "streams": len(readers), "receipts": receipts, "arrived": len(arrived),
        **{f"{name}_{part}_ms": round(_at(took, share), 1)
           for name, took in (("posting", from_posting), ("commit", from_commit))
           for part, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1.0))},
    }  # fmt: skip


async def served_at_last() -> None:
    """Wait until live news is served: on a busy machine that takes longer than the pages' own patience."""
    async with asyncio.timeout(240):
        while True:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", PORT + 1)
            except OSError:
                await asyncio.sleep(0.5)
                continue
            writer.close()
            return


def _at(took: list[float], share: float) -> float:
    return took[min(len(took) - 1, int(len(took) * share))] if took else float("nan")


async def listen(query: str, cookie: str, opened: asyncio.Event, arrived: dict[str, float]) -> None:
    """The stream of one holder's page, by a plain socket; when the end of the authority comes.

    A thousand pages opened in one instant find the door full (503) and come again, as a browser does.
    """
    asks = f"GET /live?{query} HTTP/1.1\r\nHost: 127.0.0.1:{PORT + 1}\r\nCookie: sessionid={cookie}\r\n\r\n".encode()
    while True:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT + 1)
        try:
            writer.write(asks)
            if b" 200 " in await reader.readline():
                await hear(reader, opened, arrived)
        finally:
            writer.close()
        await asyncio.sleep(2)


async def hear(reader: asyncio.StreamReader, opened: asyncio.Event, arrived: dict[str, float]) -> None:
    """Read one stream until it ends."""
    while line := await reader.readline():
        if line.startswith(b"retry:"):
            opened.set()
        if line.startswith(b'data: {"kind":"authority"'):
            told = json.loads(line[6:])
            if told["state"] == "ended" and told["cause"] == "paid":
                arrived.setdefault(told["case"], time.perf_counter())


def posting(poster: Any, receipts: int, per_second: int, posted: dict[str, float], committed: dict[str, float]) -> None:
    """Post so many receipts that reach the stop amount, at an even pace if the machine keeps it."""
    from django.db import connection, transaction
    from django.utils import timezone

    from huilong.kernel.acting import Acting, act_as
    from huilong.rooms.ledger.actions import post_receipt

    started = time.perf_counter()
    with act_as(Acting(poster.pk, poster.organisation_id, poster.role)):
        for n in range(receipts):
            time.sleep(max(0.0, started + n / per_second - time.perf_counter()))
            number, today = f"CL{n:011d}", timezone.localdate()
            posted[number] = time.perf_counter()
            with transaction.atomic():
                post_receipt(loan_id=f"L{n}", on=today, amount_fen=2_000_000, actor=f"user:{poster.pk}", today=today,
                             at=timezone.now())  # fmt: skip
                committed[number] = time.perf_counter()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
