"""Keeping the rows behind the dashboard (留存看板明细): what came in each day, loans in collections within each span.

By the night, for its date; again replaces what was kept. Of the spans that began at one month end the newest stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from django.db import connection, transaction

from huilong.kernel.days import month_end
from huilong.rooms.agencies.queries.rating_policy import rating_policy
from huilong.rooms.agencies.rules.rating_policy import RatingPolicy, stratum
from huilong.rooms.book import queries as book
from huilong.rooms.reports.models import Recovery, SpanRow
from huilong.rooms.reports.queries.facts import NOBODY, CaseFacts, cases_in, house
from huilong.rooms.reports.queries.held import CameIn, came_in, every_day_kept
from huilong.rooms.reports.rules.comparison import Day
from huilong.rooms.reports.rules.span import Moved, moved
from huilong.rooms.reports.rules.span import came_in as paid_late
from huilong.rooms.reports.terms import CURRENT, WRITTEN_OFF

NAMES = {
    "loan": "loan", "bucket": "bucket", "past_due_days": "past_due_days",
    "outstanding_principal": "outstanding_principal", "delinquent_fen": "delinquent", "overdue_penalty": "penalty",
    "paid_fen": "paid", "settled": "settled", "written_off": "written_off",
}  # fmt: skip
DESCRIBED = ["loan_id", "product"]
AT_ONCE = 5_000
Row = tuple[Any, ...]


def day_of(positions: pa.Table) -> tuple[Day, np.ndarray]:
    """A position table as arrays sorted by loan, and each row's place in the table."""
    order = np.argsort(positions["loan"].to_numpy(), kind="stable")
    return Day(**{law: positions[name].to_numpy().astype(np.int64)[order] for name, law in NAMES.items()}), order


def keep_recoveries(on: date, until: datetime | None = None) -> int:
    """Keep what came in on `on`, loan by loan (留存当日催回); how many. `until`: duties given by then count."""
    since = on - timedelta(days=1)
    facts = cases_in(since, on, until)
    rows: list[Row] = []
    for found, told in _pairs(since, on, np.zeros(0, dtype=np.int64)):
        places = paid_late(found)
        rows.extend(
            (on, loan, loan_id, product, bucket, fen)
            for loan, loan_id, product, bucket, fen in zip(
                found.loan[places].tolist(), *_named(told, found, places),
                found.bucket[places].tolist(), found.paid[places].tolist(), strict=True,
            )
        )  # fmt: skip
    regions = _regions(facts, [row[1] for row in rows], on)
    kept = []
    for day, loan, loan_id, product, bucket, fen in rows:
        case = facts.get(loan)
        held = case.held if case else NOBODY
        kept.append((
            day, loan, loan_id, case.number if case else "", product, regions.get(loan, ""), held.organisation,
            held.team, held.person, bucket, fen,
        ))  # fmt: skip
    with transaction.atomic():
        Recovery.objects.filter(on=on).delete()
        _insert("reports_recovery", RECOVERY, kept)
    return len(kept)


def keep_span(from_on: date, on: date, until: datetime | None = None) -> int:
    """Keep the loans in collections between two days (留存区间明细); how many. Both days must have been aged."""
    facts = cases_in(from_on, on, until)
    by_day = every_day_kept(from_on, on)
    money = came_in(from_on, on) if by_day else {}
    known = np.array(sorted({*facts, *money}), dtype=np.int64)
    rows: list[Row] = []
    for found, told in _pairs(from_on, on, known):
        every = np.arange(found.loan.shape[0])
        rows.extend(zip(*(column.tolist() for column in found[1:]), *_named(told, found, every), strict=True))
    regions, policy, lender = _regions(facts, [row[0] for row in rows], on), rating_policy(), house()
    span = (from_on, on, by_day)
    kept = [
        _row(span, row, facts.get(row[0]), money if by_day else None, regions.get(row[0], ""), policy, lender)
        for row in rows
    ]
    with transaction.atomic():
        SpanRow.objects.filter(on=on, from_on=from_on).delete()
        if from_on == month_end(from_on):
            SpanRow.objects.filter(from_on=from_on).exclude(on=from_on + timedelta(days=7)).delete()
        _insert("reports_span_row", SPAN, kept)
    return len(kept)


def forget_spans(on: date, months: int = 25) -> int:
    """Forget rows too old for any page (清理明细); how many."""
    old = on - timedelta(days=31 * months)
    return SpanRow.objects.filter(on__lt=old).delete()[0] + Recovery.objects.filter(on__lt=old).delete()[0]


def _row(
    span: tuple[date, date, bool], row: Row, case: CaseFacts | None, money: Mapping[int, CameIn] | None, region: str,
    policy: RatingPolicy, lender: int | None,
) -> Row:  # fmt: skip
    """One loan as it is kept."""
    loan, bucket, to_bucket, days, balance, owed, overdue, paid, loan_id, product = row
    held = case.held if case else NOBODY
    late = bucket > CURRENT or bucket == WRITTEN_OFF
    if money is None:
        fen = paid if late else 0
        under = (fen if held.person else 0, fen if held.team else 0, fen if held.organisation else 0)
    else:
        found = money.get(loan) or CameIn()
        fen, under = found.fen, found.under(held)
    base = owed if late else max(0, overdue) + max(0, fen)
    flags = (case.contacted, case.right_party, case.promised, case.kept) if case else (False,) * 4
    return (
        *span, loan, loan_id, case.number if case else "", product, region,
        stratum(policy, span[0], 0, days, base, region)[:120], held.organisation, held.team, held.person,
        held.organisation is not None and held.organisation != lender, bucket, to_bucket, days, balance, base, overdue,
        fen, *under, *flags,
    )  # fmt: skip


def _pairs(from_on: date, on: date, known: np.ndarray) -> Iterator[tuple[Moved, pa.Table]]:
    """Bucket by bucket of the book, the loans in collections between two days, and the later day's table."""
    columns = list(NAMES)
    earlier = book.positions(from_on, columns)
    for now in book.positions(on, [*columns, *DESCRIBED]):
        before = next(earlier, None)
        today, order = day_of(now)
        found = moved(None if before is None else day_of(before)[0], today, known)
        yield found._replace(at=order[found.at]), now


def _named(told: pa.Table, found: Moved, places: np.ndarray) -> tuple[list[str], list[str]]:
    """Loan ids and products of some loans."""
    rows = told.select(DESCRIBED).take(pa.array(found.at[places]))
    return rows["loan_id"].to_pylist(), [one or "" for one in rows["product"].to_pylist()]


def _regions(facts: Mapping[int, CaseFacts], loans: Sequence[int], on: date) -> Mapping[int, str]:
    """Where borrowers live: by their cases, the others by the book."""
    found = {loan: case.region for loan, case in facts.items()}
    others = sorted(set(loans) - set(found))
    if others:
        told = book.described(np.array(others, dtype=np.int64), on)
        found |= dict(zip(told["loan"].to_pylist(), told["region"].to_pylist(), strict=True))
    return found


RECOVERY = (
    ("on", "date"), ("loan", "bigint"), ("loan_id", "text"), ("case_number", "text"), ("product", "text"),
    ("region", "text"), ("organisation", "int"), ("team", "int"), ("person", "int"), ("bucket", "smallint"),
    ("fen", "bigint"),
)  # fmt: skip
SPAN = (
    ("from_on", "date"), ("on", "date"), ("by_day", "bool"), ("loan", "bigint"), ("loan_id", "text"),
    ("case_number", "text"), ("product", "text"), ("region", "text"), ("stratum", "text"), ("organisation", "int"),
    ("team", "int"), ("person", "int"), ("placed", "bool"), ("bucket", "smallint"), ("to_bucket", "smallint"),
    ("past_due_days", "int"), ("balance_fen", "bigint"), ("base_fen", "bigint"), ("overdue_fen", "bigint"),
    ("collected_fen", "bigint"), ("person_fen", "bigint"), ("team_fen", "bigint"), ("firm_fen", "bigint"),
    ("contacted", "bool"), ("right_party", "bool"), ("promised", "bool"), ("kept", "bool"),
)  # fmt: skip


def _insert(table: str, columns: Sequence[tuple[str, str]], rows: Sequence[Row]) -> None:
    """Many rows as arrays, column by column: a tenth of the time of rows one by one."""
    names = ", ".join(f'"{name}"' for name, _ in columns)
    arrays = ", ".join(f"%s::{kind}[]" for _, kind in columns)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            told = [list(column) for column in zip(*part, strict=True)]
            cursor.execute(f"insert into {table} ({names}) select * from unnest({arrays})", told)  # noqa: S608
