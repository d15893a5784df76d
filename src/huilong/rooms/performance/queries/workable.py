"""Cases that may be given out (可分派案件): open, inside the house, with whoever the reader leads; what stops them."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db import connection

from huilong.rooms.cases.queries import stopped_cases
from huilong.rooms.performance.rules.making import Workable

OPEN_FOR = timedelta(minutes=10)
"""How long a case counts as open on a desk after it was last seen there."""
DISPUTED = "dispute"


def workable(
    teams: Collection[int], on: date, at: datetime, *, lock: bool = False, most: int = 2_000_000
) -> tuple[Workable, ...]:
    """The open cases these teams hold for collecting (待分派案件), as the one who acts sees them.

    What a firm outside works is not among them: it comes back by its placement. Under a hold of everything, in dispute,
    or open on somebody's desk now, a case is `stopped`. With `lock` their places are held until the transaction ends.
    """
    with connection.cursor() as cursor:
        given: dict[str, Any] = {"teams": list(teams), "on": on, "seen": at - OPEN_FOR, "most": most}
        cursor.execute(_WORKABLE + (" for update of w" if lock else ""), given)
        rows = cursor.fetchall()
    stopped = stopped_cases([row[1] for row in rows if row[7]], on)
    scores = recovery_scores([row[9] for row in rows])
    return tuple(
        Workable(
            key, number, bucket, overdue, product, region, frozenset(flags), holder,
            recovery_ppm=scores.get(borrower), stopped=opened or number in stopped or DISPUTED in flags,
        )
        for key, number, bucket, overdue, product, region, holder, flags, opened, borrower in rows
    )  # fmt: skip


def recovery_scores(borrowers: Collection[str]) -> dict[str, int]:
    """What part of what is overdue a score expects to come in (预期回收评分), ppm; only of whom a score tells."""
    if not borrowers or not find_spec("huilong.rooms.scores.queries"):
        return {}
    latest = getattr(import_module("huilong.rooms.scores.queries"), "latest", None)
    if latest is None:
        return {}
    table = latest(list(borrowers))
    if "recovery_ppm" not in table.column_names:
        return {}
    told = zip(table["borrower"].to_pylist(), table["recovery_ppm"].to_pylist(), strict=True)
    return {borrower: ppm for borrower, ppm in told if ppm is not None}


_WORKABLE = """
select c.id, c.number, c.bucket, c.delinquent_fen, c.product, c.region, d.user_id,
       coalesce((select array_agg(distinct f.kind) from cases_flag f where f.case_id = c.id and f.ended_at is null
                   and f.since <= %(on)s and (f.until is null or f.until >= %(on)s)), '{}'),
       exists (select from cases_opening o where o.case_id = c.id and o.seen_at > %(seen)s), c.borrower
  from cases_place w join cases_case c on c.id = w.case_id and c.state = 'open'
  join cases_duty d on d.case_id = c.id and d.kind = 'collect' and d.until is null
 where d.team_id = any (%(teams)s::bigint[])
 order by c.id limit %(most)s
"""
