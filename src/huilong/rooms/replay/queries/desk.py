"""What the desk knew on past days (作业库历史): dated facts of the rooms below, a query a kind, as columns.

Each counts from the day it was known to the day before it ended, within the days its case was open, as the night's own
features see it (`night/features.sql`). What became known after `known` is left out, and what ends after it goes on.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.days import FOREVER, day_number
from huilong.kernel.tables import NONE
from huilong.rooms.book.rules.keys import loan_key
from huilong.rooms.replay.rules.dated import Desk, Ints, Newest, Steps, newest_of, steps_of
from huilong.rooms.replay.rules.drafting import SCORES

AT_ONCE = 50_000
PROMISES = """
with judged as (
    select e.case_id, e.kind, e."on" as begins,
           lead(e."on") over (partition by e.params ->> 'promise' order by e."on", e.id) as next_on
      from cases_case_event e where e.kind like 'promise\\_%%' and e.kind <> 'promise_made'
), untold as (
    select p.case_id, 'promise_' || p.state as kind, coalesce(p.judged_on, p.due_on) as begins, null::date as next_on
      from cases_promise p
     where p.state in ('kept', 'part_kept', 'broken') and not exists (
           select from cases_case_event e
            where e.case_id = p.case_id and e.kind = 'promise_' || p.state and (e.params ->> 'promise')::bigint = p.id)
)
select c.borrower, j.kind = 'promise_kept', j.begins, least(j.next_on, c.closed_on)
  from (select * from judged union all select * from untold) j join cases_case c on c.id = j.case_id
 where j.kind in ('promise_kept', 'promise_part_kept', 'promise_broken')
"""
"""What promises were judged to be, from one judgement to the next: kept or not. One whose judgement left no line in the
history counts from the day it was judged last."""
PLACED = """
select c.borrower, true, case when p.begun_at = p.placed_at
       then greatest(p.entry_on, (p.begun_at at time zone %(zone)s)::date)
       else greatest(p.entry_on, (p.begun_at at time zone %(zone)s)::date) - 1 end, least(p.ended_on, c.closed_on)
  from agencies_placement p join cases_case c on c.id = p.case_id where p.begun_at is not null
"""
"""Placements with firms. What the night begins, it begins for the day after the one that is over."""
STOCKED = """
select c.borrower, true, (s.entered_at at time zone %(zone)s)::date,
       least((s.ended_at at time zone %(zone)s)::date, c.closed_on)
  from disposal_stock s join cases_case c on c.id = s.case_id
"""
FLAGS = """
select c.borrower, f.kind = 'unreachable', greatest(f.since, (f.set_at at time zone %(zone)s)::date),
       least(f.until + 1, (f.ended_at at time zone %(zone)s)::date, c.closed_on)
  from cases_flag f join cases_case c on c.id = f.case_id
 where f.kind in ('death', 'bankruptcy', 'minor', 'complaint', 'unreachable')
    or f.kind = 'hold' and jsonb_array_length(coalesce(f.detail -> 'channels', '[]')) = 0
"""
"""What stops all of a case, and whom nobody reaches."""
PEOPLE = """
select c.borrower, true, coalesce(min(e."on"), c.opened_on), c.closed_on
  from cases_case c left join cases_case_event e on e.case_id = c.id and e.kind = 'people_taken'
 where not c.people_missing or e.id is not null group by c.id
"""
WATCHED = """
select v.loan_id, true, (b.since at time zone %(zone)s)::date, (b.until at time zone %(zone)s)::date
  from tracking_binding b join collateral_vehicle v on v.id = b.vehicle_id
"""
SILENT = """
select v.loan_id, true, a.raised_on, a.ended_on
  from tracking_alarm a join collateral_vehicle v on v.id = a.vehicle_id where a.kind = 'silent'
"""
VALUES = """
select v.loan_id, w.amount_fen, w."on", (w.known_at at time zone %(zone)s)::date
  from collateral_value w join collateral_vehicle v on v.id = w.vehicle_id order by w.known_at, w.id
"""
SCORED = """
select s.borrower, coalesce(s.ppm, %(none)s), s."on", s."on"
  from scores_past s where s.target = '{target}' order by s.id
"""
"""What scores were, from the night that gave them: it scores before it decides."""
FACTS = {
    "promises_kept": (PROMISES, True), "promises_broken": (PROMISES, False), "placed": (PLACED, True),
    "in_disposal": (STOCKED, True), "stopped_all": (FLAGS, False), "unreachable": (FLAGS, True),
    "people_known": (PEOPLE, True),
}  # fmt: skip
"""Facts of borrowers: their query, and which of its rows."""
NEEDS = {"contactable": ("unreachable", "people_known"), "hold": ("stopped_all",)}
"""Features made of facts of other names."""


def desk_of(reads: Collection[str], known: date) -> Desk:
    """What the desk knew, of the kinds that these features are made of, up to the day `known` (作业库历史)."""
    wanted = {fact for name in reads for fact in NEEDS.get(name, (name,))}
    reader = _Reader(known)
    borrowers = {name: reader.steps(*FACTS[name]) for name in sorted(wanted & set(FACTS))}
    loans = {}
    if "device_silent" in wanted:
        loans = {"watched": reader.steps(WATCHED, True), "silent": reader.steps(SILENT, True)}
    values = reader.newest(VALUES) if wanted & {"value_fen", "shortfall_fen"} else None
    scores = {name: reader.newest(SCORED.format(target=name.removesuffix("_ppm"))) for name in sorted(wanted & SCORES)}
    with connection.cursor() as cursor:
        cursor.execute('select (select min(opened_on) from cases_case), (select min("on") from scores_past)')
        first, scored = (None if on is None or on > known else day_number(on) for on in cursor.fetchone())
    return Desk(borrowers, loans, values, scores, first, scored)


class _Reader:
    """Reads facts as columns; what was read once is kept for the next that wants other rows of it."""

    def __init__(self, known: date) -> None:
        self.known = day_number(known)
        self.keys: dict[str, int] = {}
        self.read: dict[str, tuple[Ints, Ints, Ints, Ints]] = {}

    def steps(self, sql: str, which: bool) -> Steps:
        """Those rows of a query of intervals for which its second column is `which`."""
        if sql not in self.read:
            self.read[sql] = self._columns(sql)
        whose, of, begins, ends = self.read[sql]
        here = (of == which) & (begins <= self.known)
        over = np.where(ends > self.known, FOREVER, ends - 1)
        return steps_of(whose[here], begins[here], over[here])

    def newest(self, sql: str) -> Newest:
        """Amounts of a query, each said of a day and known from one."""
        whose, amount, on, known = self._columns(sql)
        here = np.maximum(on, known) <= self.known
        return newest_of(whose[here], on[here], known[here], amount[here])

    def _columns(self, sql: str) -> tuple[Ints, Ints, Ints, Ints]:
        parts = [self._part(rows) for rows in _chunks(sql)]
        whole: Any = np.concatenate(parts, axis=1) if parts else np.empty((4, 0), np.int64)
        return whole[0], whole[1], whole[2], whole[3]

    def _part(self, rows: list[tuple[Any, ...]]) -> Ints:
        for name in {one[0] for one in rows} - self.keys.keys():
            self.keys[name] = loan_key(name)
        days = [[FOREVER if one is None else day_number(one) for one in column] for column in _last_two(rows)]
        return np.array([[self.keys[one[0]] for one in rows], [one[1] for one in rows], *days], np.int64)


def _last_two(rows: list[tuple[Any, ...]]) -> list[list[date | None]]:
    return [[one[2] for one in rows], [one[3] for one in rows]]


def _chunks(sql: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query by the fifty thousand, so that memory holds columns and not rows."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql, {"zone": timezone.get_current_timezone_name(), "none": NONE})
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows
