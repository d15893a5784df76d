"""Verbs of working facts (能力与请假): what somebody is able to, leave, closures of the house."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import is_working
from huilong.rooms.performance.actions.allocating import me
from huilong.rooms.performance.models import Closure, Leave, WorkingFacts
from huilong.rooms.performance.queries.policy import policy
from huilong.rooms.performance.terms import LeaveKind, Seniority

LONGEST = timedelta(days=366)


def note_facts(
    user: int, *, minutes_a_day: int, most_cases: int, seniority: Seniority, skills: Collection[str],
    languages: Collection[str], regions: Collection[str], at: datetime,
) -> None:  # fmt: skip
    """Note what somebody is able to (登记能力资料). Refuses skills and languages that the house does not name."""
    who, house = me(), policy()
    strangers = (set(skills) - set(house.skills)) | (set(languages) - set(house.languages))
    if strangers or not 0 <= minutes_a_day <= 1440 or not 0 <= most_cases <= 1_000_000:
        raise Refusal(
            "facts-unreadable", status=422, where=", ".join(sorted(strangers)) or "minutes",
            zh="技能、语言或数值无法识别。", en="A skill, language or number cannot be read.",
            remedy_zh="分钟 0–1440;技能与语言从列表选择。", remedy_en="Minutes 0 to 1440; choose skills and languages.",
        )  # fmt: skip
    _refuse_stranger(user)
    told = {
        "minutes_a_day": minutes_a_day, "most_cases": most_cases, "seniority": seniority.value,
        "skills": sorted(set(skills)), "languages": sorted(set(languages)), "regions": sorted(set(regions)),
    }  # fmt: skip
    with transaction.atomic():
        WorkingFacts.objects.update_or_create(
            user_id=user, defaults={**told, "changed_by": who.user, "changed_at": at}
        )
        record(verb="facts.noted", subject=("user", user), at=at, detail=told)


def plan_leave(user: int, kind: LeaveKind, first: date, last: date, at: datetime) -> int:
    """Note days somebody is away (登记请假), both included; the key."""
    who = me()
    if not first <= last <= first + LONGEST:
        raise Refusal(
            "leave-unreadable", status=422, where="last_on", zh="终止日须在起始日之后一年之内。",
            en="The last day is not before the first, nor a year after it.",
            remedy_zh="日期如 2026-01-31。", remedy_en="Dates like 2026-01-31.",
        )  # fmt: skip
    _refuse_stranger(user)
    with transaction.atomic():
        row = Leave.objects.create(
            user_id=user, kind=kind.value, first_on=first, last_on=last, noted_by=who.user, noted_at=at
        )
        told = {"kind": kind.value, "from": first.isoformat(), "until": last.isoformat()}
        record(verb="leave.planned", subject=("user", user), at=at, detail=told)
    return row.pk


def withdraw_leave(key: int, at: datetime) -> None:
    """Take noted leave back (撤销请假)."""
    me()
    with transaction.atomic():
        row = Leave.objects.select_for_update().filter(pk=key, withdrawn_at=None).first()
        if row is None:
            raise Refusal(
                "no-such-leave", status=404, zh="没有这条请假记录。", en="There is no such leave.",
                remedy_zh="请刷新页面。", remedy_en="Reload the page.",
            )  # fmt: skip
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        record(verb="leave.withdrawn", subject=("user", row.user_id), at=at, detail={"leave": key})


def close_on(on: date, at: datetime) -> None:
    """Close the house on a day (登记停业日); again changes nothing."""
    who = me()
    with transaction.atomic():
        _row, new = Closure.objects.get_or_create(on=on, defaults={"made_by": who.user, "made_at": at})
        if new:
            record(verb="closure.noted", subject=("day", on.isoformat()), at=at)


def open_on(on: date, at: datetime) -> None:
    """Open the house again on a day (取消停业日)."""
    me()
    with transaction.atomic():
        gone, _ = Closure.objects.filter(on=on).delete()
        if gone:
            record(verb="closure.withdrawn", subject=("day", on.isoformat()), at=at)


def _refuse_stranger(user: int) -> None:
    if not is_working(user):
        raise Refusal(
            "no-such-person", status=404, where="person", zh="没有这位同事。", en="There is no such colleague.",
            remedy_zh="请从列表中选择。", remedy_en="Choose from the list.",
        )  # fmt: skip
