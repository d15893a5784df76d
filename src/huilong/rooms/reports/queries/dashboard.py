"""What the manager's dashboard shows (经理看板): funnel, recoveries by day, ranking, and why figures changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, Count, QuerySet, Sum

from huilong.kernel.days import month_end
from huilong.kernel.money import Fen
from huilong.rooms.agencies.queries.rating_policy import rating_policy
from huilong.rooms.people.queries import names_of, teams
from huilong.rooms.reports.models import Recovery, SpanRow
from huilong.rooms.reports.queries.outlook import expected_of, target_by_day
from huilong.rooms.reports.queries.rows import WORSE, passed, sliced
from huilong.rooms.reports.queries.words import firm_names
from huilong.rooms.reports.rules.decomposition import decompose
from huilong.rooms.reports.rules.ranking import ranked
from huilong.rooms.reports.terms import (
    CURRENT,
    CashMonth,
    DayCash,
    Decomposition,
    Explained,
    FunnelRow,
    FunnelStage,
    FunnelStep,
    Ranked,
    Slice,
    Span,
    SplitBy,
)

PPM = 1_000_000
COLUMNS: Mapping[SplitBy, str] = {
    SplitBy.BUCKET: "bucket", SplitBy.PRODUCT: "product", SplitBy.REGION: "region", SplitBy.TEAM: "team",
    SplitBy.AGENCY: "organisation", SplitBy.PERSON: "person", SplitBy.PLACED: "placed",
}  # fmt: skip
RANKED_BY: Mapping[SplitBy, tuple[str, str]] = {
    SplitBy.PERSON: ("person", "person_fen"), SplitBy.TEAM: ("team", "team_fen"),
    SplitBy.AGENCY: ("organisation", "firm_fen"),
}  # fmt: skip
WHY = (SplitBy.BUCKET, SplitBy.PRODUCT, SplitBy.REGION, SplitBy.TEAM)
"""The dimensions a change is taken apart by."""


def funnel(asked: Slice) -> tuple[FunnelStep, ...]:
    """The funnel of a slice (漏斗): how many loans came how far; each stage opens to `sliced` with it."""
    return _steps(_counted(sliced(asked)).get((), {}))


def funnel_by(asked: Slice, by: SplitBy, word: Callable[[Any], str]) -> tuple[FunnelRow, ...]:
    """The funnel of each value of a dimension (分组漏斗), buckets in their order and those written off last, of others
    most loans first; `word` says what a value is called."""
    column = COLUMNS[by]
    found = _counted(sliced(asked), column)
    rows = [(value, word(value), _steps(told)) for (value,), told in found.items()]
    rows.sort(key=lambda row: (row[0] < CURRENT, row[0]) if by is SplitBy.BUCKET else (-row[2][0].loans, row[1]))
    return tuple(FunnelRow("" if value is None else str(value), said, steps) for value, said, steps in rows)


def cash_month(on: date, asked: Mapping[str, Any] | None = None) -> CashMonth:
    """Recoveries of the month of `on`, day by day up to it, against target and forecast (日回收)."""
    first = on.replace(day=1)
    narrowed = {name: value for name, value in (asked or {}).items() if value not in (None, "")}
    came = dict(
        Recovery.objects.filter(on__gte=first, on__lte=on, **narrowed)
        .values_list("on").annotate(fen=Sum("fen")).order_by()
    )  # fmt: skip
    team = narrowed.get("team") if set(narrowed) <= {"team"} else None
    goal = target_by_day(first, team) if set(narrowed) <= {"team"} else None
    expected = expected_of(first) if not narrowed else None
    days, so_far, aimed = [], 0, 0
    for n in range((on - first).days + 1):
        day = first + timedelta(days=n)
        so_far += came.get(day, 0)
        aimed += goal.get(day, 0) if goal is not None else 0
        days.append(DayCash(day, came.get(day, 0), so_far, aimed if goal is not None else None))
    low, middle, high = expected or (None, None, None)
    return CashMonth(first, tuple(days), so_far, sum(goal.values()) if goal is not None else None, middle, low, high)


def kept_since() -> date | None:
    """The first day of which recoveries are kept; None before any (催回明细起始日)."""
    return Recovery.objects.order_by("on").values_list("on", flat=True).first()


def collected(asked: Slice) -> Fen:
    """What came in on the loans of a slice (催回金额)."""
    return int(sliced(asked).aggregate(fen=Sum("collected_fen"))["fen"] or 0)


def ranking(asked: Slice, by: SplitBy) -> tuple[Ranked, ...]:
    """People, teams or firms by what they recovered from like cases (排名). Rows without a holder do not count."""
    column, money = RANKED_BY[by]
    found = sliced(asked).exclude(**{column: None}).filter(base_fen__gt=0)
    rows = list(found.values_list(column, "stratum", "base_fen", money))
    return ranked(rows, names(by, {row[0] for row in rows}), rating_policy())


def names(by: SplitBy, keys: Iterable[int]) -> dict[int, str]:
    """What people, teams or firms are called (名称)."""
    wanted = set(keys)
    if by is SplitBy.PERSON:
        return names_of(wanted)
    if by is SplitBy.TEAM:
        return {one.id: one.name for one in teams() if one.id in wanted}
    return {key: name for key, name in firm_names().items() if key in wanted}


def explained(what: Explained, then: Span, now: Span, team: int | None = None) -> Decomposition:
    """Why a figure differs between two spans (变动归因), by bucket, product, region and team.

    Cash: what came in of what was past due; overdue: what is past due at the end, by loan; roll: the part of the
    balance past due at the start that stands in a worse bucket at the end.
    """
    before, after = (_cells(what, one, team) for one in (then, now))
    return decompose(before, after, [one.value for one in WHY], ratio=what is Explained.ROLL)


def previous(span: Span, kept: Sequence[Span]) -> Span | None:
    """The span before, of the same kind (上一区间): the month, or the week, that ended where this one began."""
    a_week = span.on - span.from_on == timedelta(days=7)
    if a_week:
        began = span.from_on - timedelta(days=7)
        return next((one for one in kept if (one.from_on, one.on) == (began, span.from_on)), None)
    return next((one for one in kept if one.on == span.from_on and one.from_on == month_end(one.from_on)), None)


def _cells(what: Explained, span: Span, team: int | None) -> dict[tuple[str, ...], tuple[int, int]]:
    """Volume and amount by cell. A row stands in its bucket at the start, for what is overdue in that at the end."""
    found, place = sliced(Slice(span.from_on, span.on, team=team)), "bucket"
    volume: Aggregate = Sum("base_fen")
    amount: Aggregate = Sum("collected_fen")
    if what is Explained.ROLL:
        found = found.filter(bucket__gt=CURRENT)
        volume, amount = Sum("balance_fen"), Sum("balance_fen", filter=WORSE)
    elif what is Explained.OVERDUE:
        found, place = found.filter(to_bucket__gt=CURRENT), "to_bucket"
        volume, amount = Count("pk"), Sum("overdue_fen")
    told = found.values(place, "product", "region", "team").annotate(volume=volume, amount=amount).order_by()
    return {
        (str(one[place]), one["product"], one["region"], "" if one["team"] is None else str(one["team"])): (
            int(one["volume"] or 0), int(one["amount"] or 0)
        )
        for one in told
    }  # fmt: skip


def _counted(found: "QuerySet[SpanRow]", *by: str) -> dict[tuple[Any, ...], dict[FunnelStage, tuple[int, Fen]]]:
    """Loans and fen owed at each stage, in one statement."""
    sums: dict[str, Any] = {}
    for stage in FunnelStage:
        sums[f"n_{stage.value}"] = Count("pk", filter=passed(stage))
        sums[f"fen_{stage.value}"] = Sum("base_fen", filter=passed(stage))
    rows = found.values(*by).annotate(**sums).order_by() if by else [found.aggregate(**sums)]
    told: dict[tuple[Any, ...], dict[FunnelStage, tuple[int, Fen]]] = defaultdict(dict)
    for row in rows:
        for stage in FunnelStage:
            told[tuple(row[name] for name in by)][stage] = (row[f"n_{stage.value}"], row[f"fen_{stage.value}"] or 0)
    return told


def _steps(told: Mapping[FunnelStage, tuple[int, Fen]]) -> tuple[FunnelStep, ...]:
    steps: list[FunnelStep] = []
    for stage in FunnelStage:
        loans, fen = told.get(stage, (0, 0))
        entered, before = (steps[0].loans, steps[-1].loans) if steps else (loans, loans)
        steps.append(FunnelStep(stage, loans, fen, _part(loans, entered), _part(loans, before)))
    return tuple(steps)


def _part(part: int, whole: int) -> int:
    return part * PPM // whole if whole else 0
