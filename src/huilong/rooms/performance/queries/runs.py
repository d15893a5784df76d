"""Reads of allocations (分派方案): what was worked out, line by line, page by page."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from huilong.kernel.refusal import Refusal
from huilong.rooms.performance.models import Allocation, AllocationLine
from huilong.rooms.performance.terms import AllocationReason, AllocationState, LineRow, RunRow

SORTS = ("number", "value_fen", "reason", "before", "after")


@dataclass(frozen=True)
class LinePage:
    """One page of lines (分派明细页)."""

    rows: tuple[LineRow, ...]
    total: int
    page: int


def run_row(key: int) -> RunRow:
    """An allocation, or `no-such-allocation` alike whether there is none or the reader does not see it."""
    return _run(stored(key))


def stored(key: int, *, lock: bool = False) -> Allocation:
    """The row of an allocation, or `no-such-allocation`."""
    found = Allocation.objects.select_for_update() if lock else Allocation.objects
    row = found.filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-allocation", status=404, zh="没有这个分派方案。", en="There is no such allocation.",
            remedy_zh="请从分派页打开。", remedy_en="Open it from the page of allocation.",
        )  # fmt: skip
    return row


def recent_runs(most: int = 20) -> tuple[RunRow, ...]:
    """The newest allocations the reader sees (近期方案)."""
    return tuple(_run(one) for one in Allocation.objects.order_by("-id")[:most])


def consequences(key: int) -> list[tuple[int | None, int, int, int, int]]:
    """What an allocation changes for each person (方案影响): whom, cases after, of them new, given away, value fen."""
    lines = AllocationLine.objects.filter(run=key)
    after = {
        row[0]: row[1:] for row in lines.values_list("after").annotate(
            n=Count("id"), new=Count("id", filter=~Q(before=F("after")) | Q(before=None)), fen=Sum("value_fen"),
        )
    }  # fmt: skip
    away = dict(lines.exclude(before=None).exclude(before=F("after")).values_list("before").annotate(n=Count("id")))
    people = sorted({*after, *away}, key=lambda one: (one is None, one or 0))
    none = (0, 0, 0)
    return [
        (who, *after.get(who, none)[:2], away.get(who, 0), after.get(who, none)[2] or 0) for who in people
    ]


def moving(key: int) -> dict[int, list[str]]:
    """The cases of an allocation that change hands (将转移案件), by who gets them."""
    found: dict[int, list[str]] = {}
    rows = AllocationLine.objects.filter(run=key, after__isnull=False).exclude(before=F("after"))
    for after, number in rows.order_by("case").values_list("after", "case__number"):
        if after is not None:
            found.setdefault(after, []).append(number)
    return found


def line_page(
    key: int, *, changed: bool = False, reason: str = "", people: Collection[int] = (), sort: str = "", page: int = 1,
    size: int = 50,
) -> LinePage:  # fmt: skip
    """One page of an allocation's lines, the largest values first."""
    found = _lines(key, changed=changed, reason=reason, people=people)
    total = found.count()
    page = min(max(page, 1), max(1, -(-total // size)))
    rows = _sorted(found, sort)[(page - 1) * size : page * size]
    return LinePage(tuple(_line(one) for one in rows), total, page)


def each_line(key: int, *, changed: bool = False, reason: str = "", sort: str = "") -> Iterator[LineRow]:
    """Every line of an allocation, for an export."""
    for one in _sorted(_lines(key, changed=changed, reason=reason), sort).iterator(chunk_size=2_000):
        yield _line(one)


def samples(key: int) -> tuple[LineRow, ...]:
    """A line for each reason, the largest of it (示例)."""
    found = AllocationLine.objects.filter(run=key).select_related("case")
    rows = (found.filter(reason=one.value).order_by("-value_fen", "id").first() for one in AllocationReason)
    return tuple(_line(one) for one in rows if one is not None)


def _lines(
    key: int, *, changed: bool = False, reason: str = "", people: Collection[int] = ()
) -> QuerySet[AllocationLine]:
    found = AllocationLine.objects.filter(run=key).select_related("case")
    if changed:
        found = found.exclude(before=F("after"))
    if reason:
        found = found.filter(reason=reason)
    return found.filter(after__in=list(people)) if people else found


def _sorted(found: QuerySet[AllocationLine], sort: str) -> QuerySet[AllocationLine]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        return found.order_by("-value_fen", "id")
    column = "case__number" if name == "number" else name
    return found.order_by(f"-{column}" if sort.startswith("-") else column, "id")


def _line(one: AllocationLine) -> LineRow:
    return LineRow(
        one.case.number, one.case_id, one.before, one.after, one.value_fen, AllocationReason(one.reason), one.told
    )


def _run(one: Allocation) -> RunRow:
    figures: dict[str, Any] = one.figures
    return RunRow(
        one.pk, one.made_at, one.made_by, AllocationState(one.state), one.fingerprint, one.cases, one.people,
        one.left_out, one.incumbent_fen, one.bound_fen, one.gap_ppm, one.seconds, one.exact, figures, one.accepted_at,
    )  # fmt: skip
