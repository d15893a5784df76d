"""Verbs of targets (目标): set, asked of a second person; break down; roll forward by night."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from huilong.kernel.days import month_end
from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.queries import lender_organisation
from huilong.rooms.people.terms import ApprovalKind, Approved
from huilong.rooms.performance.actions.allocating import me
from huilong.rooms.performance.models import Reached, Target, TargetPart
from huilong.rooms.performance.queries.calendar import days_off
from huilong.rooms.performance.queries.capacity import capacity, minutes_by_day
from huilong.rooms.performance.queries.targets import receipts_by_place, stored
from huilong.rooms.performance.rules.calendar import working_days
from huilong.rooms.performance.rules.targets import broken_down, day_weights, still_to_come
from huilong.rooms.performance.terms import Capacity, TargetScope, TargetSource, TargetState


def set_target(
    month: date, scope: TargetScope, fen: int, source: TargetSource, *, team: int | None = None,
    person: int | None = None, at: datetime,
) -> int:  # fmt: skip
    """Set a month's target and ask a second person (设定月目标); its key. It is in force once that one agreed.

    Refuses a month that is over, an amount that is none, a scope that names nobody.
    """
    who, house, month = me(), lender_organisation(), month.replace(day=1)
    if month_end(month) < timezone.localdate(at):
        raise Refusal(
            "month-over", status=422, where="month", zh="该月已结束,不能再设目标。", en="That month is over.",
            remedy_zh="请设定本月或以后月份的目标。", remedy_en="Set this month's target, or a later one's.",
        )  # fmt: skip
    named = {TargetScope.ORGANISATION: (None, None), TargetScope.TEAM: (team, None), TargetScope.PERSON: (team, person)}
    team, person = named[scope]
    wanting = (scope is TargetScope.TEAM and team is None) or (scope is TargetScope.PERSON and person is None)
    if fen <= 0 or house is None or wanting:
        raise Refusal(
            "target-unreadable", status=422, where="fen", zh="请填写大于零的金额,并选择对象。",
            en="Give an amount above zero and say whose target it is.",
            remedy_zh="金额如 1200000.00。", remedy_en="Amounts like 1200000.00.",
        )  # fmt: skip
    with transaction.atomic():
        row = Target.objects.create(
            month=month, scope=scope.value, organisation_id=house.id, team_id=team, person_id=person, fen=fen,
            source=source.value, set_by=who.user, set_at=at,
        )  # fmt: skip
        detail = {"month": month.isoformat()[:7], "fen": fen, "scope": scope.value}
        row.approval = ask_approval(
            ApprovalKind.TARGET, f"target:{row.pk}", detail, actor=who.user, at=at
        )
        row.save(update_fields=["approval"])
        record(verb="target.set", subject=("target", row.pk), at=at, detail=detail)
    return row.pk


def target_approved(told: Approved) -> None:
    """Put a target in force that a second person agreed to, and break it down (目标生效)."""
    with transaction.atomic():
        row = _asked(told)
        if row is None:
            return
        same = Target.objects.filter(
            month=row.month, organisation=row.organisation_id, team=row.team_id, person=row.person_id,
            state=TargetState.IN_FORCE,
        )  # fmt: skip
        same.update(state=TargetState.REPLACED.value)
        row.state, row.in_force_at = TargetState.IN_FORCE.value, told.at
        row.save(update_fields=["state", "in_force_at"])
        record(verb="target.in_force", subject=("target", row.pk), at=told.at, detail={"approval": told.id})
        break_down(row.pk, timezone.localdate(told.at), told.at)


def target_refused(told: Approved) -> None:
    """Set a target aside that a second person refused (目标驳回)."""
    with transaction.atomic():
        row = _asked(told)
        if row is not None:
            row.state = TargetState.REFUSED.value
            row.save(update_fields=["state"])
            record(verb="target.refused", subject=("target", row.pk), at=told.at, detail={"approval": told.id})


def _asked(told: Approved) -> Target | None:
    key = told.subject.partition(":")[2]
    found = Target.objects.select_for_update().filter(pk=int(key) if key.isdecimal() else 0, state=TargetState.ASKED)
    return found.first()


def break_down(key: int, on: date, at: datetime) -> int:
    """Break a target down to days and persons from `on` to the month's end (分解目标); how many parts.

    What came in before `on` counts; the days before keep the parts they had. Refuses (`no-working-day`) a month with
    none left.
    """
    with transaction.atomic():
        row = stored(key, lock=True)
        first, last = max(row.month, on), month_end(row.month)
        days = working_days(first, last, days_off(row.month, last)) if first <= last else ()
        if not days:
            raise Refusal(
                "no-working-day", status=409, zh="本月已无工作日,无法分解。", en="The month has no working day left.",
                remedy_zh="请检查停业日,或为下月设定目标。", remedy_en="Look at the closures, or set the next month's.",
            )  # fmt: skip
        people = [one for one in capacity(on) if _within(row, one)]
        parts = _remaining_parts(row, days, people)
        TargetPart.objects.filter(target=row, on__gte=first).delete()
        team_of = {one.person: one.team for one in people}
        TargetPart.objects.bulk_create(
            TargetPart(target=row, on=one.on, person=one.person, fen=one.fen, cases=one.cases,
                       team=team_of.get(one.person) if one.person else row.team_id) for one in parts
        )  # fmt: skip
        record(verb="target.broken_down", subject=("target", key), at=at,
               detail={"parts": len(parts), "from": first.isoformat()})  # fmt: skip
    return len(parts)


def _remaining_parts(row: Target, days: Sequence[date], people: Sequence[Capacity]) -> Sequence[Any]:
    at_work = minutes_by_day(people, days)
    place = {day: n for n, day in enumerate(working_days(row.month, month_end(row.month),
                                                         days_off(row.month, month_end(row.month))))}  # fmt: skip
    by_place = receipts_by_place(row.month)
    money = {n: by_place.get(place[day], 0) for n, day in enumerate(days)}
    weights = day_weights(days, money, {day: sum(of.values()) for day, of in at_work.items()})
    done = reached_before(row, days[0])
    return broken_down(still_to_come(row.fen, done), 0, days, weights, at_work)


def reached_before(row: Target, on: date) -> int:
    """What came in for a target in its month before a day (已回收), fen."""
    found = Reached.objects.filter(on__gte=row.month, on__lt=on, on__lte=month_end(row.month))
    if row.person_id:
        found = found.filter(person=row.person_id)
    elif row.team_id:
        found = found.filter(team=row.team_id)
    else:
        found = found.filter(organisation=row.organisation_id)
    return sum(found.values_list("fen", flat=True))


def _within(row: Target, one: Capacity) -> bool:
    if row.person_id:
        return one.person == row.person_id
    return one.team == row.team_id if row.team_id else True


def roll_forward(on: date, at: datetime) -> Mapping[str, int]:
    """Spread what is left of the targets in force over the days that remain from `on` (目标滚动); by night."""
    rolled = waiting = 0
    for row in Target.objects.filter(month=on.replace(day=1), state=TargetState.IN_FORCE):
        try:
            break_down(row.pk, on, at)
            rolled += 1
        except Refusal:  # the month has no working day left: what is left stays where it was
            waiting += 1
    return {"targets": rolled, "without_days": waiting}
