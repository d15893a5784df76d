"""Verbs of holding (持案): give cases out, take them back, bring home those of somebody who left."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case
from huilong.rooms.cases.queries import home_team
from huilong.rooms.cases.rules.holding import WORKERS
from huilong.rooms.cases.terms import DutyEnd, DutyEnded, DutyKind, Holder
from huilong.rooms.journal.actions import record_many
from huilong.rooms.journal.terms import Trace
from huilong.rooms.people.queries import colleagues, teams


def assign(numbers: Collection[str], to: Holder, kind: DutyKind, *, actor: str, at: datetime) -> int:
    """Give cases to a holder from `at` on (分案、改派); how many changed hands.

    Whoever held one for the same kind of work stops seeing it at `at`. Cases the holder has already are left alone.
    Refuses cases that are closed or that the one who acts does not see, and a holder whose place does not fit.
    """
    _refuse_misfit(to, kind)
    return _change_hands(numbers, to, kind, DutyEnd.REASSIGNED, "case.assigned", actor, at)


def recall(
    numbers: Collection[str], kind: DutyKind, *, actor: str, at: datetime, why: DutyEnd = DutyEnd.RECALLED
) -> int:
    """Take cases back, or give them back (撤案、退案), effective `at`; they go home to the team that takes new cases.

    The holder loses sight at `at`, which may lie ahead. Refuses when no team takes new cases.
    """
    return _change_hands(numbers, home_team(), kind, why, f"case.{why.value}", actor, at)


def _change_hands(
    numbers: Collection[str], to: Holder, kind: DutyKind, ended: DutyEnd, verb: str, actor: str, at: datetime
) -> int:
    """End what duties of the kind there are and give new ones, in one statement: it sees one state of the desk."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CHANGED_HANDS, {
            "cases": _open_cases(numbers), "kind": kind.value, "at": at, "actor": actor, "ended": ended.value,
            "organisation": to.organisation, "team": to.team, "user": to.user,
        })  # fmt: skip
        moved = dict(cursor.fetchall())
        _told(moved, verb, kind, to, actor, at)
    return len(moved)


def rehome(user: int, *, actor: str, at: datetime) -> int:
    """Give the cases of somebody who left, or works elsewhere now, home to the team they were held in; how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from cases_rehome(%s, %s, %s)", [user, at, actor])
        moved = cursor.fetchall()
        for kind, organisation, team in sorted({row[2:] for row in moved}, key=str):
            there = {case: number for case, number, *of in moved if tuple(of) == (kind, organisation, team)}
            _told(there, "case.rehomed", DutyKind(kind), Holder(organisation, team), actor, at)
    return len(moved)


def _open_cases(numbers: Collection[str]) -> list[int]:
    """The keys of open cases the one who acts sees; refuses if any is not among them, whatever the reason."""
    found = dict(Case.objects.filter(number__in=list(numbers), state="open").values_list("number", "id"))
    for number in numbers:
        if number not in found:
            raise Refusal(
                "no-such-case",
                zh=f"没有未结案件 {number}。",
                en=f"There is no open case {number}.",
                remedy_zh="请刷新列表后重新选择。",
                remedy_en="Reload the list and choose again.",
                where=number,
                status=404,
            )
    return sorted(found.values())


def _refuse_misfit(to: Holder, kind: DutyKind) -> None:
    """Refuse a holder that is not there or whose role does not do this kind of work."""
    if to.user is not None:
        fits = any(one.id == to.user and (one.organisation, one.team) == (to.organisation, to.team)
                   for one in colleagues(WORKERS[kind]))  # fmt: skip
    else:
        fits = any(one.id == to.team and one.organisation == to.organisation for one in teams())
    if not fits:
        raise Refusal(
            "holder-misfit",
            zh="这位持有人不存在、已停用,或其角色不承担这项工作。",
            en="This holder is not there, is not active, or does not do this kind of work.",
            remedy_zh="请从列表中另选一位。",
            remedy_en="Choose another from the list.",
            status=422,
        )


def _told(
    moved: Mapping[int, str], verb: str, kind: DutyKind, to: Holder, actor: str, at: datetime
) -> None:
    """One entry a case: each was an act of its own. The rooms above hear of each too."""
    detail = {"kind": kind.value, "organisation": to.organisation, "team": to.team, "user": to.user}
    on = timezone.localdate(at)
    record_many(Trace(at, on, actor, verb, ("case", number), detail) for number in moved.values())
    for number in moved.values():
        tell(DutyEnded(number, kind, at))


_CHANGED_HANDS = """
with standing as (
    select c.id, c.number, d.id as duty from cases_case c
      left join cases_duty d on d.case_id = c.id and d.kind = %(kind)s and d.until is null
     where c.id = any(%(cases)s) and (d.organisation_id, d.team_id, d.user_id)
           is distinct from (%(organisation)s::bigint, %(team)s::bigint, %(user)s::bigint)
), leaving as (
    update cases_duty d set until = greatest(%(at)s, d.since), ended = %(ended)s from standing s where d.id = s.duty
    returning d.id
), given as (
    insert into cases_duty (case_id, kind, organisation_id, team_id, user_id, since, ended, given_by)
    select s.id, %(kind)s, %(organisation)s, %(team)s, %(user)s, %(at)s, '', %(actor)s
      from standing s left join leaving l on l.id = s.duty
), named as (
    update cases_case c set assigned_to = %(user)s, version = c.version + 1 from standing s
     where c.id = s.id and %(kind)s = 'collect'
)
select id, number from standing
"""
