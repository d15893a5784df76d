"""Stages (定位阶段): which of the stages that may justify locating each vehicle is in.

Past due is read from the cases, an open alarm here. Rooms above tell theirs through `stages_from`.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.db.models import F

from huilong.rooms.cases.queries import live_position
from huilong.rooms.cases.terms import CaseState
from huilong.rooms.ledger import queries as ledger
from huilong.rooms.tracking.models import Alarm, Binding
from huilong.rooms.tracking.terms import AlarmReason, LocatingStage

StageSource = Callable[[Collection[int], datetime], Mapping[int, LocatingStage]]
"""A port: of these vehicles, those that are in the source's stage at a time, such as: a recovery order is live."""

NOT_ALARMED = (AlarmReason.FALSE_ALARM, AlarmReason.REPAIR, AlarmReason.DEVICE_FAULT)
"""An alarm acknowledged for one of these reasons justifies nothing, though it lasts."""

_sources: list[StageSource] = []


def stages_from(source: StageSource) -> None:
    """Ask `source` too, whenever stages are asked for; naming one twice counts once."""
    if source not in _sources:
        _sources.append(source)


def stages_of(vehicles: Collection[int], at: datetime) -> dict[int, frozenset[LocatingStage]]:
    """The stages of each of these vehicles, which have devices, at `at`; `performing` where there is no other."""
    found: dict[int, set[LocatingStage]] = {one: set() for one in vehicles}
    for one in _past_due(vehicles, at):
        found[one].add(LocatingStage.OVERDUE_DEFAULT)
    false = [one.value for one in NOT_ALARMED]
    alarmed = Alarm.objects.filter(vehicle__in=list(vehicles), ended_on=None).exclude(reason__in=false)
    for one in alarmed.values_list("vehicle_id", flat=True):
        found[one].add(LocatingStage.COLLATERAL_ALARM)
    for source in _sources:
        for one, stage in source(vehicles, at).items():
            if one in found:
                found[one].add(stage)
    return {one: frozenset(told) or frozenset({LocatingStage.PERFORMING}) for one, told in found.items()}


def _past_due(vehicles: Collection[int], at: datetime) -> set[int]:
    """Those of whose loan an instalment is past due: by the night's figures, and anew where money came since."""
    loans = "vehicle__case__case_loans"
    rows = list(
        Binding.objects.filter(
            vehicle__in=list(vehicles), until=None, vehicle__case__state=CaseState.OPEN,
            **{f"{loans}__loan_id": F("vehicle__loan_id"), f"{loans}__left_on": None, f"{loans}__past_due_days__gt": 0},
        ).values_list("vehicle_id", "vehicle__loan_id", "vehicle__case__number").distinct()
    )  # fmt: skip
    paid = {one.loan_id for one in ledger.not_in_book([loan for _, loan, _ in rows])} if rows else set()
    return {one for one, loan, number in rows if loan not in paid or _still_late(number, loan, at)}


def _still_late(number: str, loan: str, at: datetime) -> bool:
    """Whether a loan is past due with today's money; one the book does not know stands by the night's figures."""
    now = live_position(number, at)
    return loan in now.unknown or any(one.loan_id == loan and one.past_due_days > 0 for one in now.loans)
