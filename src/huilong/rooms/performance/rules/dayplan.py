"""The plan of a day (日计划): which acts, in which order, within the minutes there are and what the law leaves.

What was promised comes first, then what the house owes the borrower (a call back), then what brings most a minute.
"""

from collections.abc import Collection

from huilong.rooms.performance.terms import Act, ActReason, PlannedAct, PlanStanding

FIRST = (ActReason.PROMISE_DUE, ActReason.CALL_BACK_DUE, ActReason.PROMISE_BROKEN)
"""Done before anything else, in this order, whatever it is worth."""


def planned(acts: Collection[Act], minutes: int) -> tuple[PlannedAct, ...]:
    """The plan of somebody's day (排日计划): acts in order while there is time; then those left out and why.

    A case whose touches are used up today, that is stopped, or whose treatment asks for nothing yet gets no place. The
    order acts come in does not matter.
    """
    not_lawful = [one for one in acts if one.touches_left <= 0 or one.stopped]
    lawful = [one for one in acts if one.touches_left > 0 and not one.stopped and not one.waits]
    waiting = [one for one in acts if one.touches_left > 0 and not one.stopped and one.waits]
    told: list[PlannedAct] = []
    late: list[Act] = []
    clock = 0
    for act in sorted(lawful, key=_order):
        if clock + act.minutes > minutes:
            late.append(act)
            continue
        clock += act.minutes
        told.append(PlannedAct(act, PlanStanding.PLANNED, len(told) + 1, clock))
    told += [PlannedAct(act, PlanStanding.NO_TIME, 0, 0) for act in late]
    told += [PlannedAct(act, PlanStanding.NOT_LAWFUL, 0, 0) for act in sorted(not_lawful, key=_order)]
    return tuple(told + [PlannedAct(act, PlanStanding.WAITS, 0, 0) for act in sorted(waiting, key=_order)])


def _order(act: Act) -> tuple[int, int, int, int, int]:
    first = min((FIRST.index(one) for one in act.reasons if one in FIRST), default=len(FIRST))
    per_minute = act.worth_fen // max(1, act.minutes)
    when = act.not_before_minute or 0
    return first, when if first < len(FIRST) else 0, -act.rank, -per_minute, act.case_id


def lawful_touches(wanted: int, days: int, *, every_days: int = 1, most: int | None = None) -> int:
    """How many touches of a case the law leaves in a period (合规触达次数): one every so many days, `most` in all.

    >>> lawful_touches(20, 22, every_days=2), lawful_touches(20, 22, most=3), lawful_touches(2, 22)
    (11, 3, 2)
    """
    allowed = -(-days // max(1, every_days))
    return max(0, min(wanted, allowed, allowed if most is None else most))
