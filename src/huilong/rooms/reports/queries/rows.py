"""Reads of the rows behind the dashboard (看板明细): a slice of a span as a page, and the spans there are."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from huilong.kernel.days import month_end
from huilong.rooms.reports.models import Recovery as RecoveryTable
from huilong.rooms.reports.models import SpanRow
from huilong.rooms.reports.terms import CURRENT, PAID_OFF, WRITTEN_OFF, FunnelStage, Recovered, Slice, Span, SpanLoan

CURED = (CURRENT, PAID_OFF)
STAGES: Mapping[FunnelStage, Q] = {
    FunnelStage.ENTERED: Q(),
    FunnelStage.CONTACTED: Q(contacted=True),
    FunnelStage.RIGHT_PARTY: Q(right_party=True),
    FunnelStage.PROMISED: Q(promised=True),
    FunnelStage.KEPT: Q(kept=True),
    FunnelStage.CURED: Q(to_bucket__in=CURED),
}
"""What a stage asks for besides all before it."""
WORSE = Q(to_bucket__gt=F("bucket")) | Q(to_bucket=WRITTEN_OFF)
FIELDS = ("loan_id", "case_number", "product", "region", "team", "organisation", "person", "placed", "bucket",
          "to_bucket", "past_due_days", "balance_fen", "base_fen", "overdue_fen", "collected_fen", "contacted",
          "right_party", "promised", "kept")  # fmt: skip
NOTHING: Mapping[str, Mapping[str, Any]] = {
    "product": {"product": ""}, "region": {"region": ""}, "team": {"team": None}, "agency": {"organisation": None},
    "person": {"person": None},
}  # fmt: skip
"""By field, what a row says of which nothing is known."""
DAY_FIELDS = ("on", "loan_id", "case_number", "bucket", "product", "region", "team", "organisation", "person", "fen")
SORTS = ("loan_id", "case_number", "base_fen", "collected_fen", "balance_fen", "past_due_days")
DAY_SORTS = ("on", "loan_id", "fen")


def passed(stage: FunnelStage) -> Q:
    """What a loan must have done to stand at a stage (环节条件): that of the stage, and of all before it."""
    asked = Q()
    for one, what in STAGES.items():
        asked &= what
        if one is stage:
            break
    return asked


def sliced(asked: Slice) -> "QuerySet[SpanRow]":
    """The rows of a slice (切片明细)."""
    exact: dict[str, Any] = {
        "bucket": asked.bucket, "to_bucket": asked.to_bucket, "product": asked.product or None,
        "region": asked.region or None, "team": asked.team, "organisation": asked.agency, "person": asked.person,
        "placed": asked.placed,
    }  # fmt: skip
    found = SpanRow.objects.filter(from_on=asked.from_on, on=asked.on)
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if asked.stage is not None:
        found = found.filter(passed(asked.stage))
    if asked.nobody in NOTHING:
        found = found.filter(**NOTHING[asked.nobody])
    if asked.worse:
        found = found.filter(WORSE, bucket__gt=CURRENT)
    return found.exclude(collected_fen=0) if asked.paid else found


def rows_page(asked: Slice, *, sort: str = "-base_fen", page: int = 1, size: int = 50) -> tuple[list[SpanLoan], int]:
    """One page of the loans of a slice, and how many there are."""
    found = sliced(asked)
    return [_loan(row) for row in _ordered(found, sort, SORTS)[(page - 1) * size : page * size]], found.count()


def each_row(asked: Slice, *, sort: str = "-base_fen") -> Iterator[SpanLoan]:
    """Every loan of a slice, streamed."""
    return (_loan(row) for row in _ordered(sliced(asked), sort, SORTS).iterator(chunk_size=2000))


def days_sliced(since: date, until: date, asked: Mapping[str, Any]) -> "QuerySet[RecoveryTable]":
    """What came in within days, narrowed by bucket, product, region, team, organisation, person (催回明细)."""
    narrowed = {name: value for name, value in asked.items() if value not in (None, "")}
    return RecoveryTable.objects.filter(on__gte=since, on__lte=until, **narrowed)


def recoveries_page(
    since: date, until: date, asked: Mapping[str, Any], *, sort: str = "-fen", page: int = 1, size: int = 50
) -> tuple[list[Recovered], int]:
    """One page of what came in, and how many rows there are."""
    found = days_sliced(since, until, asked)
    return [_day(row) for row in _ordered(found, sort, DAY_SORTS, DAY_FIELDS)[(page - 1) * size : page * size]], (
        found.count()
    )


def each_recovery(since: date, until: date, asked: Mapping[str, Any], *, sort: str = "-fen") -> Iterator[Recovered]:
    """Everything that came in, streamed."""
    found = days_sliced(since, until, asked)
    return (_day(row) for row in _ordered(found, sort, DAY_SORTS, DAY_FIELDS).iterator(chunk_size=2000))


def spans(limit: int = 60) -> list[Span]:
    """The spans that have rows (已存区间), newest first."""
    found = SpanRow.objects.values("from_on", "on", "by_day").annotate(rows=Count("pk")).order_by("-on", "from_on")
    return [Span(one["from_on"], one["on"], one["rows"], one["by_day"]) for one in found[:limit]]


def month_span(on: date) -> Span | None:
    """The newest span of the month of `on` up to it, else the newest there is up to `on` (本月区间)."""
    started = [one for one in spans() if one.from_on == month_end(one.from_on) and one.on <= on]
    return started[0] if started else None


def span_between(from_on: date, on: date) -> Span | None:
    """One span, if it has rows."""
    return next((one for one in spans() if (one.from_on, one.on) == (from_on, on)), None)


def _ordered(found: Any, sort: str, known: tuple[str, ...], fields: tuple[str, ...] = FIELDS) -> Any:
    name = sort.removeprefix("-")
    if name not in known:
        sort, name = f"-{known[-1]}", known[-1]
    way = F(name).desc() if sort.startswith("-") else F(name).asc()
    return found.order_by(way, "pk").values_list(*fields)


def _loan(row: tuple[Any, ...]) -> SpanLoan:
    return SpanLoan(*row)


def _day(row: tuple[Any, ...]) -> Recovered:
    return Recovered(*row)
