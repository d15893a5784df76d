"""Reads of moving cases between people (改派): what would move, what each has, what somebody moved just now."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from huilong.rooms.cases.rules.sharing import Share, shared
from huilong.rooms.cases.terms.moving import Load, MoveFilter, Moving, Plan, Received
from huilong.rooms.cases.terms.standing import Holder

OPEN_FOR = timedelta(minutes=10)
"""How long a case counts as open on a desk after it was last seen there."""


def plan_of(
    givers: Collection[Holder], takers: Sequence[Holder], asked: MoveFilter, how: Share, *, on: date, at: datetime,
    most: int, lock: bool = False,
) -> Plan:
    """Work out a move (改派方案) of at most `most` cases. The same desk gives the same plan and fingerprint.

    A case open on somebody's desk stays where it is, and so does one that its receiver holds already. With `lock` the
    places of the cases are held until the transaction ends.
    """  # fmt: skip
    found = _moving(givers, asked, on=on, at=at, most=most, lock=lock)
    left_out = tuple(one for one in found if one.opened_by is not None)
    moving = [one for one in found if one.opened_by is None]
    to = shared([one.delinquent_fen for one in moving], len(takers), how)
    going: dict[Holder, list[Moving]] = defaultdict(list)
    for one, place in zip(moving, to, strict=False):
        if takers[place] != one.holder:
            going[takers[place]].append(one)
    now = _loads(takers)
    marks = [f"{one.case_id}.{one.version}.{one.delinquent_fen}.{one.promises}.{place}"
             for one, place in zip(moving, to, strict=False)]  # fmt: skip
    marks += [f"{one.case_id}!" for one in left_out]
    return Plan(
        given={taker: tuple(one.number for one in going[taker]) for taker in takers if going[taker]},
        received=tuple(_received(taker, now.get(taker, Load()), going[taker]) for taker in takers),
        left_out=left_out, cases=sum(map(len, going.values())),
        fingerprint=hashlib.sha256(" ".join(marks).encode()).hexdigest()[:32],
    )  # fmt: skip


def moved_at(actor: str, at: datetime) -> dict[Holder, list[str]]:
    """The cases that `actor` gave away at exactly `at` and that are still there, by who held them before (改派撤销)."""
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, {"actor": actor, "at": at})
        before: dict[Holder, list[str]] = defaultdict(list)
        for number, *holder in cursor.fetchall():
            before[Holder(*holder)].append(number)
    return dict(before)


def _received(to: Holder, now: Load, coming: Sequence[Moving]) -> Received:
    return Received(
        to, now, len(coming), sum(one.delinquent_fen for one in coming), sum(one.promises for one in coming),
        sum(one.promised_fen for one in coming), sum(one.call_back for one in coming),
    )  # fmt: skip


def _moving(
    givers: Collection[Holder], asked: MoveFilter, *, on: date, at: datetime, most: int, lock: bool
) -> list[Moving]:
    users = [one.user for one in givers if one.user is not None]
    teams = [one.team for one in givers if one.user is None and one.team is not None]
    told: dict[str, Any] = {
        "users": users, "teams": teams, "on": on, "seen": at - OPEN_FOR, "most": most, "buckets": list(asked.buckets),
        "least_days": asked.least_days, "most_days": asked.most_days, "least_fen": asked.least_fen,
        "most_fen": asked.most_fen, "broken": asked.broken, "unworked": asked.unworked,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MOVING + (" for update of w" if lock else ""), told)
        return [Moving(*(*row[:8], Holder(*row[8:]))) for row in cursor.fetchall()]


def _loads(takers: Collection[Holder]) -> dict[Holder, Load]:
    """What each holds now."""
    with connection.cursor() as cursor:
        users = [one.user for one in takers if one.user is not None]
        teams = [one.team for one in takers if one.user is None]
        cursor.execute(_LOADS, {"users": users, "teams": teams})
        held = {(team, user): Load(cases, fen) for team, user, cases, fen in cursor.fetchall()}
    by_user = {user: load for (_team, user), load in held.items() if user is not None}
    return {
        one: by_user.get(one.user, Load()) if one.user is not None else held.get((one.team, None), Load())
        for one in takers
    }


_MOVING = """
select c.id, c.number, c.version, c.delinquent_fen, coalesce(p.n, 0), coalesce(p.fen, 0)::bigint,
       'call_back' = any (w.why), o."user", d.organisation_id, d.team_id, d.user_id
  from cases_place w
  join cases_case c on c.id = w.case_id and c.state = 'open'
  join cases_duty d on d.case_id = w.case_id and d.kind = 'collect' and d.until is null
  left join lateral (select count(*) as n, sum(amount_fen) as fen from cases_promise p
                      where p.case_id = w.case_id and p.state = 'open') p on true
  left join cases_opening o on o.case_id = w.case_id and o.seen_at > %(seen)s
 where (w."user" = any (%(users)s::int[]) or w."user" is null and w.team = any (%(teams)s::int[]))
   and (%(buckets)s::int[] = '{}' or c.bucket = any (%(buckets)s::int[]))
   and (%(least_days)s::int is null or c.past_due_days >= %(least_days)s)
   and (%(most_days)s::int is null or c.past_due_days <= %(most_days)s)
   and (%(least_fen)s::bigint is null or c.delinquent_fen >= %(least_fen)s)
   and (%(most_fen)s::bigint is null or c.delinquent_fen <= %(most_fen)s)
   and (not %(broken)s or exists (select from cases_promise b
         where b.case_id = w.case_id and b.state in ('broken', 'part_kept')))
   and (not %(unworked)s or w.worked_on is distinct from %(on)s)
 order by c.id limit %(most)s
"""

_LOADS = """
select case when w."user" is null then w.team end, w."user", count(*), coalesce(sum(c.delinquent_fen), 0)::bigint
  from cases_place w join cases_case c on c.id = w.case_id and c.state = 'open'
 where w."user" = any (%(users)s::int[]) or w."user" is null and w.team = any (%(teams)s::int[])
 group by 1, 2
"""

_MOVED = """
select c.number, b.organisation_id, b.team_id, b.user_id
  from cases_duty d join cases_case c on c.id = d.case_id and c.state = 'open'
  join cases_duty b on b.case_id = d.case_id and b.kind = d.kind and b.until = d.since and b.ended = 'reassigned'
 where d.given_by = %(actor)s and d.since = %(at)s and d.kind = 'collect' and d.until is null
 order by d.case_id
"""
