"""Verbs of holding (持案): give cases out, take them back, bring home those of somebody who left."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case, Duty
from huilong.rooms.cases.queries import home_team
from huilong.rooms.cases.rules.holding import WORKERS
from huilong.rooms.cases.terms import DutyEnd, DutyEnded, DutyKind, Holder
from huilong.rooms.journal.actions import record_many
from huilong.rooms.journal.terms import Trace
from huilong.rooms.people.queries import colleagues, organisation_named, teams
from huilong.rooms.people.terms import OrganisationKind

INSIDE = (OrganisationKind.LENDER, OrganisationKind.BRANCH)


def assign(
    numbers: Collection[str], to: Holder, kind: DutyKind, *, actor: str, at: datetime, placed: bool = False,
    lapses_at: datetime | None = None,
) -> int:
    """Give cases to a holder from `at` on (分案、改派); how many changed hands.

    Whoever held one for the same kind of work stops seeing it at `at`. Cases the holder has already are left alone.
    Refuses cases that are closed or that the one who acts does not see, and a holder whose place does not fit. Cases go
    to a firm outside for collecting only as `placed` (the room of firms says so), and stay there until `lapses_at`.
    """  # fmt: skip
    _refuse_misfit(to, kind)
    if kind is DutyKind.COLLECT and not placed:
        _refuse_unplaced(numbers, to)
        _refuse_placed(numbers, to)
    return _change_hands(numbers, to, kind, DutyEnd.REASSIGNED, "case.assigned", actor, at, lapses_at)


def lapse(numbers: Collection[str], kind: DutyKind, lapses_at: datetime) -> int:
    """Move the hour at which these cases are lost by whoever holds them (持案到期); of how many, closed ones too."""
    held = Duty.objects.filter(case__number__in=list(numbers), kind=kind)
    return held.filter(Q(until=None) | Q(ended=DutyEnd.CLOSED, until__gt=lapses_at)).update(lapses_at=lapses_at)


def recall_lapsed(kind: DutyKind, *, actor: str, at: datetime) -> int:
    """Bring home the open cases whose hour has come (到期收回); how many."""
    lapsed = Duty.objects.filter(kind=kind, until=None, lapses_at__lte=at, case__state="open")
    numbers = list(lapsed.values_list("case__number", flat=True))
    return recall(numbers, kind, actor=actor, at=at, why=DutyEnd.LAPSED, placed=True) if numbers else 0


def recall(
    numbers: Collection[str], kind: DutyKind, *, actor: str, at: datetime, why: DutyEnd = DutyEnd.RECALLED,
    placed: bool = False,
) -> int:
    """Take cases back, or give them back (撤案、退案), effective `at`; they go home to the team that takes new cases.

    The holder loses sight at `at`, which may lie ahead. Refuses when no team takes new cases. What a firm outside
    collects comes back as `placed` only: its placement ends with it.
    """  # fmt: skip
    if kind is DutyKind.COLLECT and not placed:
        _refuse_placed(numbers, home_team())
    return _change_hands(numbers, home_team(), kind, why, f"case.{why.value}", actor, at)


def _change_hands(
    numbers: Collection[str], to: Holder, kind: DutyKind, ended: DutyEnd, verb: str, actor: str, at: datetime,
    lapses_at: datetime | None = None,
) -> int:
    """End what duties of the kind there are and give new ones, in one statement: it sees one state of the desk."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CHANGED_HANDS, {
            "cases": _open_cases(numbers), "kind": kind.value, "at": at, "actor": actor, "ended": ended.value,
            "organisation": to.organisation, "team": to.team, "user": to.user, "lapses_at": lapses_at,
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
    elif to.team is not None:
        fits = any(one.id == to.team and one.organisation == to.organisation for one in teams())
    else:  # a firm outside holds cases as a whole until its people share them out
        fits = _is_outside(to.organisation)
    if not fits:
        raise Refusal(
            "holder-misfit",
            zh="这位持有人不存在、已停用,或其角色不承担这项工作。",
            en="This holder is not there, is not active, or does not do this kind of work.",
            remedy_zh="请从列表中另选一位。",
            remedy_en="Choose another from the list.",
            status=422,
        )


def _is_outside(organisation: int) -> bool:
    """Whether this is a firm, neither the lender nor a branch of it."""
    found = organisation_named(organisation)
    return found is not None and not found.is_lender


def _refuse_unplaced(numbers: Collection[str], to: Holder) -> None:
    """Refuse to give a firm cases it does not hold already: it gets them by a placement, under a contract."""
    if not _is_outside(to.organisation):
        return
    theirs = Duty.objects.filter(
        case__number__in=list(numbers), kind=DutyKind.COLLECT, until=None, organisation=to.organisation
    )
    if theirs.count() < len(set(numbers)):
        raise Refusal(
            "place-instead", status=422, where="holder", zh="案件只能经委外分案交给机构。",
            en="A firm outside gets cases by a placement only.",
            remedy_zh="请在“机构”下选择合同并委外。", remedy_en="Place them under a contract, among the firms.",
        )  # fmt: skip


def _refuse_placed(numbers: Collection[str], to: Holder) -> None:
    """Refuse to move what a firm outside collects to anybody else: its placement has to end first."""
    theirs = Duty.objects.filter(case__number__in=list(numbers), kind=DutyKind.COLLECT, until=None)
    theirs = theirs.exclude(organisation=to.organisation).exclude(organisation__kind__in=INSIDE)
    found = theirs.values_list("case__number", flat=True).first()
    if found is not None:
        raise Refusal(
            "recall-instead", status=409, where=found, zh=f"案件 {found} 委外中,须先撤案。",
            en=f"The case {found} is placed with a firm: recall it first.",
            remedy_zh="请在“机构”下撤回,或由机构退案。",
            remedy_en="Recall it among the firms, or let the firm give it back.",
        )  # fmt: skip


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
    insert into cases_duty (case_id, kind, organisation_id, team_id, user_id, since, lapses_at, ended, given_by)
    select s.id, %(kind)s, %(organisation)s, %(team)s, %(user)s, %(at)s, %(lapses_at)s, '', %(actor)s
      from standing s left join leaving l on l.id = s.duty
), named as (
    update cases_case c set assigned_to = %(user)s, version = c.version + 1 from standing s
     where c.id = s.id and %(kind)s = 'collect'
)
select id, number from standing
"""
