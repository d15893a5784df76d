"""The month's grid (目标表): all, teams and persons against weeks or days; what was planned, what came in."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from huilong.kernel.days import month_end
from huilong.rooms.people.queries import names_of, teams
from huilong.rooms.performance.models import Reached, TargetPart
from huilong.rooms.performance.terms import GridRow, TargetRow

Sums = Mapping[tuple[date, int | None, int | None], int]


@dataclass(frozen=True)
class Grid:
    """The grid of a target (目标表): its columns, each the first and last day; its rows, the whole first."""

    columns: tuple[tuple[date, date], ...]
    rows: tuple[GridRow, ...]


def grid(target: TargetRow, by: str) -> Grid:
    """The grid of a target by `day` or `week` (目标表): planned and done, as far as the reader sees them."""
    first, last = target.month, month_end(target.month)
    planned = _sums(TargetPart.objects.filter(target=target.id))
    done = _sums(_reached(target, first, last))
    columns = _columns(first, last, by, {on for on, *_ in (*planned, *done)})
    named = {one.id: one.name for one in teams()}
    keys = {(who, team) for _on, who, team in (*planned, *done)}
    people = names_of({who for who, _team in keys if who})
    rows = [_row("all", "", target.fen, planned, done, columns, lambda who, team: True)]
    for team in sorted({team for _who, team in keys if team}, key=lambda one: named.get(one, "")):
        rows.append(_row(f"t{team}", named.get(team, ""), None, planned, done, columns, lambda w, t, k=team: t == k))
        for who in sorted({who for who, of in keys if who and of == team}, key=lambda one: people.get(one, "")):
            rows.append(_row(f"p{who}", people.get(who, ""), None, planned, done, columns,
                             lambda w, t, k=who, g=team: (w, t) == (k, g)))  # fmt: skip
    return Grid(columns, tuple(rows))


def _row(
    key: str, name: str, fen: int | None, planned: Sums, done: Sums, columns: Sequence[tuple[date, date]], fits: Any
) -> GridRow:
    plan, came = _by_column(planned, columns, fits), _by_column(done, columns, fits)
    return GridRow(key, name, plan, came, sum(plan) if fen is None else fen, sum(came))


def _by_column(sums: Sums, columns: Sequence[tuple[date, date]], fits: Any) -> tuple[int, ...]:
    told = [0] * len(columns)
    for (on, who, team), fen in sums.items():
        if fits(who, team):
            for place, (first, last) in enumerate(columns):
                if first <= on <= last:
                    told[place] += fen
    return tuple(told)


def _columns(first: date, last: date, by: str, days: set[date]) -> tuple[tuple[date, date], ...]:
    if by == "day":
        return tuple((on, on) for on in sorted(days))
    found: list[tuple[date, date]] = []
    on = first
    while on <= last:
        end = min(on + timedelta(days=6 - on.weekday()), last)
        found.append((on, end))
        on = end + timedelta(days=1)
    return tuple(found)


def _sums(rows: QuerySet[Any]) -> Sums:
    told: dict[tuple[date, int | None, int | None], int] = defaultdict(int)
    for on, who, team, fen in rows.values_list("on", "person", "team").annotate(all_fen=Sum("fen")):
        told[on, who, team] += fen
    return told


def _reached(target: TargetRow, first: date, last: date) -> QuerySet[Reached]:
    found = Reached.objects.filter(on__range=(first, last))
    if target.person:
        return found.filter(person=target.person)
    return found.filter(team=target.team) if target.team else found.filter(organisation=target.organisation)


@dataclass(frozen=True)
class CameRow:
    """What came in on a case on a day (回款明细)."""

    on: date
    number: str
    name_masked: str
    person: int | None
    fen: int
    receipts: int


@dataclass(frozen=True)
class CamePage:
    """One page of it."""

    rows: tuple[CameRow, ...]
    total: int
    page: int


def came_page(asked: Mapping[str, Any], sort: str = "", page: int = 1, size: int = 50) -> CamePage:
    """What came in, case by case (回款明细): `asked` may hold first, last, person, team."""
    found = _asked(asked)
    total = found.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    rows = _ordered(found, sort)[(page - 1) * size : page * size]
    return CamePage(tuple(_came(one) for one in rows), total, page)


def each_came(asked: Mapping[str, Any], sort: str = "") -> Iterator[CameRow]:
    """Every row of it, for an export."""
    return (_came(one) for one in _ordered(_asked(asked), sort).iterator(chunk_size=2_000))


def _asked(asked: Mapping[str, Any]) -> QuerySet[Reached]:
    found = Reached.objects.select_related("case")
    for name, column in (("first", "on__gte"), ("last", "on__lte"), ("person", "person"), ("team", "team")):
        if asked.get(name):
            found = found.filter(**{column: asked[name]})
    return found


def _ordered(found: QuerySet[Reached], sort: str) -> QuerySet[Reached]:
    name = sort.removeprefix("-")
    return found.order_by(sort if name in ("on", "fen") else "-on", "-id")


def _came(one: Reached) -> CameRow:
    return CameRow(one.on, one.case.number, one.case.name_masked, one.person, one.fen, one.receipts)
