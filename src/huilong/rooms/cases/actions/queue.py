"""Verbs of the queue (排队): rank, hand out the next case to one person only, keep it open, pass it over."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.acting import Acting, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.queries import contract
from huilong.rooms.cases.models import Case, Opening, Place
from huilong.rooms.cases.queries import no_such_case
from huilong.rooms.cases.rules.queue import CLOSING_DAYS, OPENING, back_at
from huilong.rooms.cases.terms import QueueReason, SkipReason
from huilong.rooms.journal.actions import record
from huilong.shell.live import announce

HELP = QueueReason.NEEDS_HELP.value
"""Stays with a case until somebody works it: the lead's board counts it."""


def rerank(cases: Collection[int] | None, on: date) -> int:
    """Put cases (None: all open ones) where they belong in the queue on a day (重排); how many moved."""
    bands = list(contract().bucket_last_days[:-1])  # from the last one nothing rolls
    with transaction.atomic(), connection.cursor() as cursor:
        told: dict[str, Any] = {
            "on": on, "cases": None if cases is None else list(cases), "bands": bands, "closing": CLOSING_DAYS,
        }  # fmt: skip
        cursor.execute(_sql(), told)
        return cursor.rowcount


def get_next(at: datetime) -> str | None:
    """The number of the next case for whoever acts, opened (取下一案); None when nothing waits.

    Own cases first, in the order of the queue; then the first that waits for anybody of the team, which becomes the
    taker's own. Two who ask at once never get the same case: the row is locked, and others pass over it. One that a
    colleague opened in the same moment is passed over as well.
    """
    who = _me()
    with transaction.atomic():
        while (case := _handed_out(who, at)) is not None:
            number = Case.objects.values_list("number", flat=True).get(pk=case)
            if _open(case, number, who.user, at) is None:
                return number
    return None


def _handed_out(who: Acting, at: datetime) -> int | None:
    """The key of the case that comes next, its row locked: an own one, else one of the pool, which is own from now."""
    on = timezone.localdate(at)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"me": who.user, "at": at, "on": on, "stale": at - OPENING})
        found = cursor.fetchone()
        if found is not None:
            return int(found[0])
        cursor.execute("select cases_take_next(%s, %s)", [at, on])
        taken: int | None = cursor.fetchone()[0]
    if taken is not None:
        number = Case.objects.values_list("number", flat=True).get(pk=taken)
        record(verb="case.taken", subject=("case", number), at=at, detail={"user": who.user})
    return taken


def open_case(number: str, at: datetime) -> int | None:
    """Open a case on one's desk (打开案件); None when it is open now, else the key of the colleague who has it open."""
    case = Case.objects.filter(number=number).values_list("id", flat=True).first()
    if case is None:
        raise no_such_case(number)
    with transaction.atomic():
        return _open(case, number, _me().user, at)


def still_open(number: str, at: datetime) -> bool:
    """Say that one still has a case open (心跳); false when it was let go meanwhile."""
    mine = Opening.objects.filter(case__number=number, user=_me().user)
    return bool(mine.update(seen_at=at))


def let_go(number: str) -> None:
    """Close a case on one's desk without having done anything (放下)."""
    Opening.objects.filter(case__number=number, user=_me().user).delete()


@transaction.atomic
def skip(number: str, why: SkipReason, at: datetime) -> None:
    """Pass a case over with a reason (跳过): it comes back by itself after the time of that reason."""
    place = Place.objects.select_for_update().filter(case__number=number).first()
    if place is None:
        raise no_such_case(number)
    asks = [HELP] if why is SkipReason.NEEDS_HELP else []
    Place.objects.filter(pk=place.pk).update(
        not_before=back_at(why, at), why=[one for one in place.why if one != HELP] + asks
    )
    let_go(number)
    record(verb="case.skipped", subject=("case", number), at=at, detail={"why": why.value})


@transaction.atomic
def leave_until(number: str, not_before: datetime | None, at: datetime) -> tuple[datetime | None, date | None]:
    """Note that a case was worked now and is not to be handed out before a time (已跟进); what was noted before."""
    place = Place.objects.select_for_update().filter(case__number=number).first()
    if place is None:
        return None, None
    before = place.not_before, place.worked_on
    Place.objects.filter(pk=place.pk).update(
        not_before=not_before, worked_on=timezone.localdate(at), why=[one for one in place.why if one != HELP]
    )
    return before


def put_back(number: str, not_before: datetime | None, worked_on: date | None) -> None:
    """Undo `leave_until`: the case waits as it waited before (恢复排队)."""
    Place.objects.filter(case__number=number).update(not_before=not_before, worked_on=worked_on)


def _open(case: int, number: str, user: int, at: datetime) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            'delete from cases_opening o where o."user" = %s and o.case_id <> %s returning'
            " (select c.number from cases_case c where c.id = o.case_id)",
            [user, case],
        )
        left = [row[0] for row in cursor.fetchall()]
        cursor.execute(_OPEN, {"case": case, "me": user, "at": at, "stale": at - OPENING})
        mine = cursor.fetchone()
        if mine is None:
            cursor.execute('select "user" from cases_opening where case_id = %s', [case])
            return int(cursor.fetchone()[0])
    for one in filter(None, left):
        announce("opening", one)
    announce("opening", number)
    return None


def _me() -> Acting:
    who = acting()
    if who is None or not who.user:
        raise Refusal(
            "nobody-acts", status=403, zh="未说明由谁办理。", en="Nobody said who works.",
            remedy_zh="请登录后办理。", remedy_en="Sign in first.",
        )  # fmt: skip
    return who


@cache
def _sql() -> str:
    return (Path(__file__).resolve().parents[1] / "queue.sql").read_text(encoding="utf-8")


_NEXT = """
select p.case_id from cases_place p
 where p."user" = %(me)s and p.rank >= 0 and (p.not_before is null or p.not_before <= %(at)s)
   and (p.worked_on is distinct from %(on)s::date or p.not_before is not null)
   and not exists (select from cases_opening o
                    where o.case_id = p.case_id and (o."user" = %(me)s or o.seen_at > %(stale)s))
 order by p.rank desc, p.case_id limit 1 for update of p skip locked
"""

_OPEN = """
insert into cases_opening as o (case_id, "user", since, seen_at) values (%(case)s, %(me)s, %(at)s, %(at)s)
on conflict (case_id) do update set seen_at = excluded.seen_at, "user" = excluded."user",
    since = case when o."user" = excluded."user" then o.since else excluded.since end
 where o."user" = excluded."user" or o.seen_at <= %(stale)s
returning o."user"
"""
