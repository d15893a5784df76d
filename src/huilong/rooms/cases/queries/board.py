"""Reads of a team lead's board (组长看板): the day's figures by person, the entries behind each, broken promises.

Figures of all people come in one statement over what one may see; row-level security narrows it to the reader's reach.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from huilong.rooms.cases.terms.board import BrokenPage, BrokenPromise, DeskFigure, Entry, EntryPage

BROKEN_DAYS = 14
"""A promise judged broken longer after its day than this is no news of today: the search by day stays short."""
BROKEN_SORTS = {
    "number": "c.number", "amount_fen": "p.amount_fen", "kept_fen": "p.kept_fen", "due_on": "p.due_on",
    "made_at": "p.made_at", "worked_on": "w.worked_on",
}  # fmt: skip
NEEDS_HELP = "needs_help"
"""What stands among a place's reasons while a skipped case waits for the team lead."""


def day_of(on: date) -> dict[str, Any]:
    """A day of the house as statements ask for it: the day, its first instant and that of the next, the day before."""
    first = timezone.make_aware(datetime.combine(on, time.min))
    last = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    return {
        "on": on, "from": first, "to": last, "night": on - timedelta(days=1), "help": NEEDS_HELP,
        "oldest": on - timedelta(days=BROKEN_DAYS),
    }  # fmt: skip


def desk_day(on: date) -> tuple[DeskFigure, ...]:
    """The figures of a day that the desk's own tables hold (当日作业指标), by holder, or for `made` by who made it.

    `cases`, `remaining`, `help`: cases; `made`, `due`, `kept`, `broken`: promises; `cash`: receipts posted today.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, day_of(on))
        return tuple(DeskFigure(*row) for row in cursor.fetchall())


def entries(
    what: str, on: date, user: int | None, led: Collection[int], *, page: int = 1, size: int = 50
) -> EntryPage:
    """The entries behind a figure of `desk_day` (看板明细); `user` None: everybody's, 0: of nobody whom one leads."""
    return entry_page(LISTS[what], day_of(on), user, led, page=page, size=size)


def entry_page(
    body: str, told: Mapping[str, Any], user: int | None, led: Collection[int], *, page: int, size: int
) -> EntryPage:
    """One page of the entries that `body` selects: case_id, holder, at, said, fen. `body` is our own text."""
    nobody = "where e.holder is null or not e.holder = any(%(led)s)"
    whose = {None: "", 0: nobody}.get(user, "where e.holder = %(user)s")
    given = {**told, "user": user, "led": list(led), "size": size, "skip": (page - 1) * size}
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({body}) e join cases_case c on c.id = e.case_id {whose}", given)  # noqa: S608
        total = cursor.fetchone()[0]
        page = min(page, max(1, -(-total // size)))
        given["skip"] = (page - 1) * size
        cursor.execute(
            f"select {_CASE}, e.holder, e.at, e.said, e.fen from ({body}) e"  # noqa: S608
            f" join cases_case c on c.id = e.case_id {whose}"
            " order by e.at desc nulls last, e.case_id limit %(size)s offset %(skip)s",
            given,
        )
        return EntryPage(tuple(Entry(*row) for row in cursor.fetchall()), total, page)


def broken_promises(on: date, *, days: int = 2, sort: str = "", page: int = 1, size: int = 50) -> BrokenPage:
    """Promises judged broken, wholly or in part, within the last `days` days up to `on` (今日跳票), newest first."""
    with connection.cursor() as cursor:
        given = {**day_of(on), "since": on - timedelta(days=days), "size": size}
        cursor.execute(f"select count(*) from ({_BROKEN}) b", given)  # noqa: S608
        total = cursor.fetchone()[0]
        page = min(page, max(1, -(-total // size)))
        cursor.execute(f"{_BROKEN} {_order(sort)} limit %(size)s offset %(skip)s", given | {"skip": (page - 1) * size})
        return BrokenPage(tuple(BrokenPromise(*row) for row in cursor.fetchall()), total, page)


def each_broken(on: date, *, days: int = 2, sort: str = "") -> Iterator[BrokenPromise]:
    """Every one of them, for an export."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_BROKEN} {_order(sort)}", {**day_of(on), "since": on - timedelta(days=days)})
        rows = cursor.fetchall()
    return (BrokenPromise(*row) for row in rows)


def _order(sort: str) -> str:
    column = BROKEN_SORTS.get(sort.removeprefix("-"))
    way = "desc" if sort.startswith("-") else "asc"
    return f"order by {column} {way} nulls last, p.id {way}" if column else "order by p.judged_on desc, p.id desc"


_CASE = "c.id, c.number, c.name_masked, c.bucket, c.delinquent_fen, c.past_due_days"
LISTS = {
    "remaining": """
        select w.case_id, w."user" as holder, w.not_before as at, '' as said, null::bigint as fen
          from cases_place w join cases_case o on o.id = w.case_id and o.state = 'open'
         where w.worked_on is distinct from %(on)s""",
    "help": """
        select w.case_id, w."user" as holder, w.not_before as at, '' as said, null::bigint as fen
          from cases_place w join cases_case o on o.id = w.case_id and o.state = 'open'
         where %(help)s = any (w.why)""",
    "made": """
        select p.case_id, nullif(split_part(p.made_by, 'user:', 2), '')::int as holder, p.made_at as at,
               p.state as said, p.amount_fen as fen
          from cases_promise p where p.made_at >= %(from)s and p.made_at < %(to)s and p.state <> 'withdrawn'""",
    "due": """
        select p.case_id, o.assigned_to as holder, p.made_at as at, p.state as said, p.amount_fen as fen
          from cases_promise p join cases_case o on o.id = p.case_id
         where p.state in ('open', 'kept', 'part_kept', 'broken') and p.due_on = %(on)s""",
    "kept": """
        select p.case_id, o.assigned_to as holder, p.made_at as at, p.state as said, p.kept_fen as fen
          from cases_promise p join cases_case o on o.id = p.case_id
         where p.state in ('open', 'kept', 'part_kept', 'broken') and p.due_on = %(on)s and p.kept_fen > 0""",
    "broken": """
        select p.case_id, o.assigned_to as holder, p.made_at as at, p.state as said, p.amount_fen - p.kept_fen as fen
          from cases_promise p join cases_case o on o.id = p.case_id
         where p.state in ('broken', 'part_kept') and p.due_on between %(oldest)s and %(night)s
           and p.judged_on >= %(night)s""",
    "cash": """
        select l.case_id, o.assigned_to as holder, r.posted_at as at, r.loan_id as said, r.amount_fen as fen
          from ledger_desk_receipt r join cases_case_loan l on l.loan_id = r.loan_id and l.left_on is null
          join cases_case o on o.id = l.case_id
         where r.posted_at >= %(from)s and r.posted_at < %(to)s""",
}  # fmt: skip
"""What is behind each figure: case_id, holder, at, said, fen."""

_FIGURES = " union all ".join([
    """
    select h.holder, v.what, v.number, 0::bigint from (
        select w."user" as holder, count(*) as cases,
               count(*) filter (where w.worked_on is distinct from %(on)s) as left_,
               count(*) filter (where %(help)s = any (w.why)) as help
          from cases_place w join cases_case o on o.id = w.case_id and o.state = 'open' group by w."user"
    ) h cross join lateral (values ('cases', h.cases), ('remaining', h.left_), ('help', h.help)) v (what, number)
    """,
    *(f"select e.holder, '{what}', count(*), coalesce(sum(e.fen), 0)::bigint from ({LISTS[what]}) e group by e.holder"  # noqa: S608
      for what in ("made", "due", "kept", "broken", "cash")),
])  # fmt: skip

_BROKEN = """
select p.id, c.number, c.name_masked, c.bucket, p.amount_fen, p.kept_fen, p.due_on, p.judged_on, p.state, p.made_by,
       p.made_at, w.worked_on, c.assigned_to
  from cases_promise p join cases_case c on c.id = p.case_id left join cases_place w on w.case_id = c.id
 where p.state in ('broken', 'part_kept') and p.due_on between %(oldest)s and %(night)s and p.judged_on >= %(since)s
"""
