"""Response clocks (响应时钟): asked at, answered at, arrived at; judged by the limits, from the steps noted."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from huilong.rooms.agencies.terms.rating import Clock, ClockState, ClockStep, Limit, StepNoted

ORDER = {
    ClockStep.ASKED: 0, ClockStep.ANSWERED: 1, ClockStep.DECLINED: 1, ClockStep.ARRIVED: 2, ClockStep.CANCELLED: 3,
}  # fmt: skip


def clocks(steps: Iterable[StepNoted], limit: Limit, by: datetime) -> list[Clock]:
    """Every asking as it stands at `by` (响应判断), in the order they were asked; later steps are not seen.

    A subject may be asked about again: each asking ends the one before. The first answer and the first arrival count. A
    quick no is an answer; after it nobody is waited for. An asking taken back is void, but for what was late by then.
    """
    by_subject: dict[str, list[StepNoted]] = {}
    for one in steps:
        if one.at <= by:
            by_subject.setdefault(one.subject, []).append(one)
    found = []
    for subject, noted in by_subject.items():
        asking: list[StepNoted] = []
        for one in sorted(noted, key=lambda step: (step.at, ORDER[step.step])):
            if one.step is ClockStep.ASKED:
                if asking:
                    found.append(_judged(subject, asking, limit, one.at, over=True))
                asking = [one]
            elif asking:
                asking.append(one)
        if asking:
            found.append(_judged(subject, asking, limit, by, over=False))
    return sorted(found, key=lambda clock: (clock.asked_at, clock.subject))


def _judged(subject: str, steps: list[StepNoted], limit: Limit, by: datetime, *, over: bool) -> Clock:
    asked = steps[0].at
    first = {one.step: one.at for one in reversed(steps)}
    cancelled, arrived = first.get(ClockStep.CANCELLED), first.get(ClockStep.ARRIVED)
    declined = first.get(ClockStep.DECLINED)
    answered = min((at for at in (first.get(ClockStep.ANSWERED), declined, arrived) if at), default=None)
    end = min(at for at in (by, cancelled) if at)
    over = over or cancelled is not None
    late_answer = _late(asked, answered, limit.answer_minutes, end)
    awaited = limit.arrive_minutes is not None and declined is None
    late_arrival = awaited and _late(asked, arrived, limit.arrive_minutes or 0, end)
    done = answered is not None and (arrived is not None or not awaited)
    breaches = int(late_answer) + int(late_arrival)
    state = (
        ClockState.LATE if breaches else ClockState.ON_TIME if done else ClockState.VOID if over else ClockState.OPEN
    )  # fmt: skip
    return Clock(subject, asked, answered, arrived, state, breaches, declined is not None)


def _late(asked: datetime, came: datetime | None, minutes: int, end: datetime) -> bool:
    return (came if came is not None and came <= end else end) > asked + timedelta(minutes=minutes)
