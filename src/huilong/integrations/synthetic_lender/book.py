"""The synthetic book (合成账本): a lender's feed from its opening day to the last, the same bytes for the same seed."""

import json
import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from huilong.integrations.synthetic_lender.behaviour import outcome_edges
from huilong.integrations.synthetic_lender.chance import Chance
from huilong.integrations.synthetic_lender.countries import COUNTRIES, Country
from huilong.integrations.synthetic_lender.deliveries import MONTHLY, RHYTHMS, Deliveries
from huilong.integrations.synthetic_lender.life import Block
from huilong.integrations.synthetic_lender.lifetime import live
from huilong.integrations.synthetic_lender.people import delinquent_rows, people_rows
from huilong.integrations.synthetic_lender.population import Span
from huilong.integrations.synthetic_lender.sheets import sheets
from huilong.integrations.synthetic_lender.truth import write_dirty, write_truth
from huilong.integrations.synthetic_lender.vehicles import write_vehicles
from huilong.integrations.synthetic_lender.writing import FORMATS, Totals, Writer
from huilong.kernel.money import MAX_FEN, yuan
from huilong.kernel.refusal import Refusal

LOANS_A_FILE = 50_000
"""Loans of one block, and so of one file: part of the format, since it decides the bytes."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SynthReport:
    """What was written (合成报告): directories, rows by table (dirty ones included), dirty rows, bytes, seconds."""

    out: Path
    country: str
    seed: int
    loans: int
    opening: date
    until: date
    deliveries: int
    rows: dict[str, int]
    dirty_rows: int
    written_bytes: int
    seconds: float


@dataclass(frozen=True)
class Order:
    """What was asked for (订单)."""

    out: Path
    loans: int
    country: Country
    chance: Chance
    span: Span
    deliveries: Deliveries
    truth: bool
    dirty: float
    format: str


def write_book(
    out: Path,
    loans: int,
    months: int,
    seed: int,
    *,
    until: date,
    country: str = "cn",
    truth: bool = False,
    dirty: float = 0.001,
    format: str = "csv",
    rhythm: str = MONTHLY,
    daily_days: int = 30,
    workers: int | None = None,
    progress: Progress | None = None,
) -> SynthReport:
    """Write a synthetic book of `loans` loans and `months` months of history ending on `until` into `out` (合成账本).

    `rhythm` is monthly, daily or snapshot (deliveries.py); `dirty` the share of rows that get a dirty copy; `progress`
    is called with blocks done and blocks in all. The directory must not exist or be empty. Raises Refusal.
    """
    started = time.perf_counter()
    _check(out, loans, months, country, dirty, format, rhythm, daily_days)
    span = Span.of(months, until)
    order = Order(
        out,
        loans,
        COUNTRIES[country],
        Chance(seed),
        span,
        Deliveries.of(span, rhythm, daily_days),
        truth,
        dirty,
        format,
    )
    outcome_edges(order.country.entry_factor)
    out.mkdir(parents=True, exist_ok=True)
    totals = Totals()
    firsts = range(0, loans, LOANS_A_FILE)
    with ThreadPoolExecutor(workers or min(2, os.cpu_count() or 1)) as pool:
        for done, part in enumerate(pool.map(lambda first: write_block(order, first), firsts), start=1):
            totals.add(part)
            if progress:
                progress(done, len(firsts))
    _write_controls(order, totals)
    if truth:
        write_dirty(out, totals.marks)
    report = _report(order, seed, totals, time.perf_counter() - started)
    _write_about(order, report, months, rhythm, daily_days)
    return report


def write_block(order: Order, first: int) -> Totals:
    """Write all files of the block of loans that starts at number `first`."""
    last = min(first + LOANS_A_FILE, order.loans)
    block, original = live(order.chance, order.country, order.span, first, last, order.truth)
    part = f"_{first // LOANS_A_FILE + 1:04d}" if order.loans > LOANS_A_FILE else ""
    writer = Writer(order.out, order.format, order.deliveries, order.chance, order.dirty, part, Totals())
    for name, sheet in sheets(block, original):
        writer.write_sheet(name, name.split("_")[0], sheet)
    _write_people(block, writer)
    write_vehicles(order.out, block, part)
    if order.truth:
        write_truth(order.out, block, part)
    return writer.totals


def _write_people(block: Block, writer: Writer) -> None:
    for d, day in enumerate(writer.deliveries.days.tolist()):
        rows = delinquent_rows(block, day)
        if len(rows):
            people = people_rows(block, rows)
            writer.write(d, "people", [people])
            writer.totals.rows[d, "people"] += people.num_rows


def _write_controls(order: Order, totals: Totals) -> None:
    """Write each directory's control.csv: all rows sent, and the amounts of the good ones."""
    for d in range(len(order.deliveries)):
        lines = [
            f"{table},{rows},{_control_amount(totals.fen[d, table])}\n"
            for (delivery, table), rows in sorted(totals.rows.items())
            if delivery == d
        ]
        folder = order.out / order.deliveries.date(d).isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "control.csv").write_text("table,rows,amount\n" + "".join(lines), encoding="utf-8")


def _control_amount(fen: int) -> str:
    """A sum as the control file has it; nothing, and a sum beyond what the house takes for an amount, stay empty."""
    return yuan(fen) if 0 < fen <= MAX_FEN else ""


def _report(order: Order, seed: int, totals: Totals, seconds: float) -> SynthReport:
    rows: Counter[str] = Counter()
    for (_, table), count in totals.rows.items():
        rows[table] += count
    return SynthReport(
        order.out, order.country.code, seed, order.loans, order.deliveries.date(0),
        order.deliveries.date(len(order.deliveries) - 1), len(order.deliveries), dict(sorted(rows.items())),
        len(totals.marks), totals.written_bytes, round(seconds, 2),
    )  # fmt: skip


def _write_about(order: Order, report: SynthReport, months: int, rhythm: str, daily_days: int) -> None:
    """Write .about.json: how to make this very book again. No clock, no path, so that bytes repeat."""
    about = {k: str(v) if isinstance(v, date) else v for k, v in asdict(report).items() if k not in ("out", "seconds")}
    about |= {
        "months": months,
        "rhythm": rhythm,
        "daily_days": daily_days,
        "dirty": order.dirty,
        "format": order.format,
    }
    text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True)
    (order.out / ".about.json").write_text(text + "\n", encoding="utf-8")


def _check(
    out: Path, loans: int, months: int, country: str, dirty: float, format: str, rhythm: str, daily_days: int
) -> None:
    """Refuse what cannot be made."""
    for name, good, zh in (
        ("loans", 1 <= loans <= 20_000_000, "笔数须在 1 至 2000 万之间"),
        ("months", 1 <= months <= 120, "月数须在 1 至 120 之间"),
        ("country", country in COUNTRIES, "国家须为 cn 或 us"),
        ("dirty", 0 <= dirty <= 0.5, "脏行比例须在 0 至 0.5 之间"),
        ("format", format in FORMATS, f"格式须为 {'、'.join(FORMATS)} 之一"),
        ("rhythm", rhythm in RHYTHMS, f"节奏须为 {'、'.join(RHYTHMS)} 之一"),
        ("daily_days", 0 <= daily_days <= 3660, "按日交付的天数须在 0 至 3660 之间"),
    ):
        if not good:
            raise Refusal("bad-synth-order", zh=f"{zh}。", en=f"{name} is out of range.", where=name, status=422)
    if out.exists() and any(out.iterdir()):
        raise Refusal(
            "folder-not-empty", zh=f"目录 {out} 不是空的。", en=f"The directory {out} is not empty.",
            remedy_zh="请换一个新目录。", remedy_en="Name a new directory.", where=str(out),
        )  # fmt: skip
