"""What a weekly pack is made of (材料取数): one span and the one before, of the house or of one team."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection

from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.compliance.queries.book import action_named
from huilong.rooms.people.queries import lender_name, teams
from huilong.rooms.reports.queries import dashboard, rows
from huilong.rooms.reports.queries.costs import costs_of
from huilong.rooms.reports.queries.facts import end_of
from huilong.rooms.reports.queries.portfolio import roll_matrix, roll_trend, six_figures
from huilong.rooms.reports.terms import Explained, Slice, Span, SplitBy
from huilong.rooms.reports.terms.packs import Exceptions, PackFacts

RANKED = (SplitBy.PERSON, SplitBy.TEAM, SplitBy.AGENCY)
RULES_SHOWN = 10


def newest_week(on: date | None = None) -> Span | None:
    """The newest whole week with rows that ended by `on` (最近一周)."""
    weeks = (one for one in rows.spans() if (one.on - one.from_on).days == 7 and one.on.weekday() == 6)
    return next((one for one in weeks if on is None or one.on <= on), None)


def pack_facts(span: Span, team: int | None = None) -> PackFacts:
    """What the pack of a week says (材料取数); of one team only what its own cases did. Refuses `no-such-team`."""
    asked = Slice(span.from_on, span.on, team=team)
    then = dashboard.previous(span, rows.spans())
    house = team is None
    recovered = dashboard.collected(asked)
    matrix = roll_matrix(span.on, from_on=span.from_on) if house else None
    by_bucket = dashboard.funnel_by(asked, SplitBy.BUCKET, str)
    ranked = RANKED if house else (SplitBy.PERSON,)
    month = replace(dashboard.cash_month(span.on, {"team": team}), kept_since=dashboard.kept_since())
    return PackFacts(
        span, then, team, scope_of(team), six_figures(span.on) if house else (),
        sum(cell.loans for cell in matrix.cells.values()) if matrix else None,
        tuple(roll_trend(span.on)) if house else (), dashboard.funnel(asked),
        tuple(sorted((int(row.value), row.steps) for row in by_bucket)), recovered,
        month, costs_of(span.from_on, span.on, recovered) if house else None,
        tuple((by, dashboard.ranking(asked, by)) for by in ranked),
        tuple((what, dashboard.explained(what, then, span, team)) for what in Explained) if then else (),
        exceptions_of(span) if house else None,
    )  # fmt: skip


def scope_of(team: int | None) -> Says:
    """Of whom a pack tells (材料范围): the lender, or a team. Refuses `no-such-team`."""
    if team is None:
        name = lender_name()
        return Says(name or "全部", name or "The house")
    named = next((one.name for one in teams() if one.id == team), None)
    if named is None:
        raise Refusal("no-such-team", status=404, where="team", zh="没有这个小组。", en="There is no such team.")
    return Says(named, named)


def exceptions_of(span: Span) -> Exceptions:
    """What went out of bounds within a span (异常): refused acts by rule, complaints, gaps still open."""
    given: dict[str, Any] = {"from_on": span.from_on, "on": span.on, "end": end_of(span.on), "most": RULES_SHOWN}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, given)
        refused, complaints, gaps = cursor.fetchone()
        cursor.execute(_BY_RULE, given)
        by_rule = tuple((rule, action_named(action), count) for rule, action, count in cursor.fetchall())
    return Exceptions(refused, by_rule, complaints, gaps)


_COUNTS = """
select (select count(*) from compliance_verdict a
         where a.local_day > %(from_on)s and a.local_day <= %(on)s and not a.permitted),
       (select count(*) from cases_flag f where f.kind = 'complaint' and f.since > %(from_on)s and f.since <= %(on)s),
       (select count(*) from compliance_gap g
         where g."on" <= %(on)s and (g.ended_at is null or g.ended_at >= %(end)s))
"""
_BY_RULE = """
select d.rule, a.action, count(*)
  from compliance_verdict a cross join lateral (select coalesce(a.deciding ->> 0, '') as rule) d
 where a.local_day > %(from_on)s and a.local_day <= %(on)s and not a.permitted
 group by 1, 2 order by 3 desc, 1, 2 limit %(most)s
"""
