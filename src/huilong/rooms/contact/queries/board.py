"""Reads of contact for a team lead's board (组长看板): what each person did today, and the entries behind it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import connection

from huilong.rooms.cases.queries.board import LISTS as DESK_LISTS
from huilong.rooms.cases.queries.board import day_of, desk_day, entries, entry_page
from huilong.rooms.cases.terms.board import EntryPage
from huilong.rooms.contact.queries.outcomes import outcomes
from huilong.rooms.contact.rules.reached import codes_that_reach
from huilong.rooms.people.queries import Colleague

FIGURES = ("cases", "worked", "remaining", "calls", "connected", "right_party", "made", "due", "kept", "broken", "cash",
           "help")  # fmt: skip
"""The columns of the board, in order."""


def reach_of_outcomes() -> Mapping[str, str]:
    """By outcome code, who was reached: `debtor`, `third` or `nobody` (结果码触达对象)."""
    return {one.code: one.reached for one in outcomes()}


def board(on: date, led: Collection[Colleague]) -> dict[int, dict[str, tuple[int, int]]]:
    """The day's figures by person (组长看板): user → figure → (number, fen). Under 0: of nobody whom one leads."""
    people = {one.id for one in led}
    found: dict[int, dict[str, tuple[int, int]]] = {key: {} for key in people}
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, _told(on))
        done = cursor.fetchall()
    told = [(one.user, one.what, one.number, one.fen) for one in desk_day(on)]
    for user, what, number, fen in [*told, *((*row, 0) for row in done)]:
        of = found.setdefault(user if user in people else 0, {})
        before = of.get(what, (0, 0))
        of[what] = (before[0] + number, before[1] + fen)
    return found


def board_entries(
    what: str, on: date, user: int | None, led: Collection[Colleague], *, page: int = 1, size: int = 50
) -> EntryPage:
    """The entries behind one figure (看板明细); `user` None: everybody's, 0: of nobody whom one leads."""
    people = {one.id for one in led}
    if what in DESK_LISTS:
        return entries(what, on, user, people, page=page, size=size)
    return entry_page(LISTS[what], _told(on), user, people, page=page, size=size)


def _told(on: date) -> dict[str, Any]:
    debtor, third = (codes_that_reach(who, reach_of_outcomes()) for who in ("debtor", "third"))
    return {**day_of(on), "debtor": debtor, "somebody": [*debtor, *third]}


_CALLS = """
    select k.case_id, k."user" as holder, k.at, k.state as said, null::bigint as fen,
           k.answered_at is not null as answered
      from contact_call k where k.at >= %(from)s and k.at < %(to)s
    union all
    select a.case_id, a."user", a.at, a.outcome, null::bigint, a.outcome = any (%(somebody)s)
      from contact_activity a where a."on" = %(on)s and a.undone_at is null
       and a.channel = 'call' and a.direction = 'out' and a.call_id is null
"""
LISTS = {
    "worked": """
        select a.case_id, a."user" as holder, max(a.at) as at, (array_agg(a.outcome order by a.at desc))[1] as said,
               null::bigint as fen
          from contact_activity a where a."on" = %(on)s and a.undone_at is null group by a.case_id, a."user" """,
    "calls": _CALLS,
    "connected": f"select * from ({_CALLS}) s where s.answered",  # noqa: S608
    "right_party": """
        select a.case_id, a."user" as holder, a.at, a.outcome as said, null::bigint as fen
          from contact_activity a where a."on" = %(on)s and a.undone_at is null and a.outcome = any (%(debtor)s)""",
}
"""What is behind each figure: case_id, holder, at, said, fen."""

_FIGURES = f"""
    select s.holder, v.what, v.number from (
        select holder, count(*) as calls, count(*) filter (where answered) as connected
          from ({_CALLS}) k group by holder
    ) s cross join lateral (values ('calls', s.calls), ('connected', s.connected)) v (what, number)
    union all
    select d."user", v.what, v.number from (
        select a."user", count(distinct a.case_id) as worked,
               count(*) filter (where a.outcome = any (%(debtor)s)) as right_
          from contact_activity a where a."on" = %(on)s and a.undone_at is null group by a."user"
    ) d cross join lateral (values ('worked', d.worked), ('right_party', d.right_)) v (what, number)
"""  # noqa: S608
