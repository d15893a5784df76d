"""Reads of activities (催记): what was done on a case, notes opened; and how a collector's day stands."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Says
from huilong.rooms.contact.models import Activity, Call
from huilong.rooms.contact.queries.outcomes import outcomes
from huilong.rooms.contact.rules.notes import bound_to
from huilong.rooms.contact.terms import ActivityRow, CallState, Channel, Direction, OutcomeSpec
from huilong.rooms.vault.queries import opened_note

NONE = Says("", "")


def activities_of(case: int, *, most: int = 30) -> tuple[ActivityRow, ...]:
    """The latest activities of a case (催记), newest first, undone ones among them; one query and a key."""
    specs = {one.code: one for one in outcomes()}
    rows = Activity.objects.filter(case=case).select_related("call").order_by("-at", "-id")[:most]
    return tuple(_row(one, specs) for one in rows)


def call_open(case: int, user: int) -> Call | None:
    """The latest call of a user on a case of which nothing was written down yet (待登记通话)."""
    found: list[Call] = list(Call.objects.raw(_CALL_OPEN, [case, user, CallState.FAILED.value]))
    return found[0] if found else None


def _row(one: Activity, specs: dict[str, OutcomeSpec]) -> ActivityRow:
    spec = specs.get(one.outcome)
    reason = spec.reason(one.reason) if spec else None
    note = opened_note(one.key_id, bytes(one.note), bound_to(one.case_id, one.user, one.at)) if one.key_id else ""
    said = spec.says if spec else Says(one.outcome, one.outcome)
    return ActivityRow(
        one.pk, one.at, Channel(one.channel), Direction(one.direction), one.role, one.shown, said,
        spec.reached if spec else "", reason.says if reason else NONE, note, one.user,
        one.call.seconds if one.call else one.seconds, one.call.recording if one.call else "",
        one.undone_at is not None,
    )  # fmt: skip


@dataclass(frozen=True)
class MyDay:
    """How a collector's day stands (今日进度): cases worked and held, what was promised to him, what came in."""

    worked: int
    held: int
    promised_fen: Fen
    paid_fen: Fen


def my_day(user: int, on: date) -> MyDay:
    """The day of a user so far, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_MY_DAY, {"me": user, "actor": f"user:{user}", "on": on})
        return MyDay(*cursor.fetchone())


_CALL_OPEN = """
select c.* from contact_call c
 where c.case_id = %s and c."user" = %s and c.state <> %s
   and not exists (select from contact_activity a where a.call_id = c.key and a.undone_at is null)
 order by c.at desc limit 1
"""

_MY_DAY = """
select (select count(distinct a.case_id) from contact_activity a
         where a."user" = %(me)s and a."on" = %(on)s and a.undone_at is null)::int,
       (select count(*) from cases_place p where p."user" = %(me)s)::int,
       coalesce((select sum(p.amount_fen) from contact_activity a join cases_promise p on p.id = a.promise_id
                  where a."user" = %(me)s and a."on" = %(on)s and p.state <> 'withdrawn'), 0)::bigint,
       coalesce((select sum(r.amount_fen) from ledger_desk_receipt r
                  where r.reversed_at is null
                    and r.posted_at >= %(on)s::date::timestamp at time zone current_setting('TimeZone')
                    and r.loan_id in (select l.loan_id from cases_case_loan l
                                        join cases_place q on q.case_id = l.case_id
                                       where q."user" = %(me)s and l.left_on is null)), 0)::bigint
"""
