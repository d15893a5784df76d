"""Reads of targets (目标): those of a month, their parts by person and day, what came in and what may come."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.db.models import Sum

from huilong.kernel.days import add_months, month_end
from huilong.kernel.refusal import Refusal
from huilong.rooms.performance.models import Reached, Target, TargetPart
from huilong.rooms.performance.queries.calendar import days_off
from huilong.rooms.performance.rules.calendar import working_days
from huilong.rooms.performance.terms import TargetRow, TargetScope, TargetSource, TargetState

MONTHS_BACK = 3


def targets_of(month: date, states: Collection[TargetState] = (TargetState.IN_FORCE,)) -> tuple[TargetRow, ...]:
    """The targets of a month that the reader sees (月目标): the house's first, then teams, then persons."""
    found = Target.objects.filter(month=month.replace(day=1), state__in=[one.value for one in states])
    order = {one: place for place, one in enumerate(TargetScope)}
    rows = [_row(one) for one in found]
    return tuple(sorted(rows, key=lambda one: (order[one.scope], one.team or 0, one.person or 0, one.id)))


def target_of(
    month: date, organisation: int | None = None, team: int | None = None, person: int | None = None
) -> TargetRow | None:
    """The target in force of a month (生效目标): of an organisation (None: any the reader sees), a team, a person."""
    for one in targets_of(month):
        if (one.team, one.person) == (team, person) and organisation in (None, one.organisation):
            return one
    return None


def stored(key: int, *, lock: bool = False) -> Target:
    """The row of a target, or `no-such-target`, alike whether there is none or the reader does not see it."""
    found = Target.objects.select_for_update() if lock else Target.objects
    row = found.filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-target", status=404, zh="没有这个目标。", en="There is no such target.",
            remedy_zh="请从目标页打开。", remedy_en="Open it from the page of targets.",
        )  # fmt: skip
    return row


def parts_of(target: int) -> dict[tuple[date, int | None], int]:
    """A target's parts by day and person (目标分解), fen."""
    rows = TargetPart.objects.filter(target=target).values_list("on", "person").annotate(fen=Sum("fen"))
    return {(on, person): fen for on, person, fen in rows}


def parts_for(person: int, first: date, last: date) -> dict[date, int]:
    """What falls to somebody on each day (个人日目标), fen; of all targets in force."""
    rows = TargetPart.objects.filter(
        person=person, on__range=(first, last), target__state=TargetState.IN_FORCE
    ).values_list("on").annotate(fen=Sum("fen"))  # fmt: skip
    return dict(rows)


def reached(
    first: date, last: date, *, organisation: int | None = None, team: int | None = None, person: int | None = None
) -> dict[tuple[date, int | None], int]:
    """What came in by day and holder (已回收), fen, as far as the reader sees it."""
    found = Reached.objects.filter(on__range=(first, last))
    for name, key in (("organisation", organisation), ("team", team), ("person", person)):
        if key is not None:
            found = found.filter(**{name: key})
    rows = found.values_list("on", "person").annotate(fen=Sum("fen"))
    return {(on, who): fen for on, who, fen in rows}


def receipts_by_place(month: date) -> dict[int, int]:
    """What the last months took in on their first, second … working day (按工作日回款), fen on average."""
    first = add_months(month.replace(day=1), -MONTHS_BACK)
    last = month.replace(day=1) - timedelta(days=1)
    by_day: Mapping[date, int] = dict(
        Reached.objects.filter(on__range=(first, last)).values_list("on").annotate(fen=Sum("fen"))
    )
    off = days_off(first, last)
    sums: dict[int, int] = defaultdict(int)
    for back in range(MONTHS_BACK):
        begin = add_months(first, back)
        for place, day in enumerate(working_days(begin, month_end(begin), off)):
            sums[place] += by_day.get(day, 0)
    return {place: fen // MONTHS_BACK for place, fen in sums.items()}


def expected(month: date) -> tuple[int, TargetSource] | None:
    """What a month may bring (预期回收): by the forecast, else the average of the last months; None: nothing known."""
    if find_spec("huilong.rooms.forecast.queries"):
        ask = getattr(import_module("huilong.rooms.forecast.queries"), "expected_month", None)
        told = ask(month) if ask else None
        if told is not None and told.cash_fen > 0:
            return int(told.cash_fen), TargetSource.FORECAST
    total = sum(receipts_by_place(month).values())
    return (total, TargetSource.RECEIPTS) if total > 0 else None


def _row(one: Target) -> TargetRow:
    return TargetRow(
        one.pk, one.month, TargetScope(one.scope), one.organisation_id, one.team_id, one.person_id, one.fen,
        TargetSource(one.source), TargetState(one.state), one.set_by, one.set_at,
    )  # fmt: skip
