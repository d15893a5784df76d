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
    """One page of the entries that `body` selects: case_id, holder, at, said, fen. `body`: over HELD, SAID."""
    nobody = "where e.holder is null or not e.holder = any(%(led)s)"
    whose = {None: "", 0: nobody}.get(user, "where e.holder = %(user)s")
    given = {**told, "user": user, "led": list(led), "size": size, "skip": (page - 1) * size}
    read = f"with {HELD}, {SAID}"
    with connection.cursor() as cursor:
        counted = f"{read} select count(*) from ({body}) e join cases_case c on c.id = e.case_id {whose}"  # noqa: S608
        cursor.execute(counted, given)
        total = cursor.fetchone()[0]
        page = min(page, max(1, -(-total // size)))
        given["skip"] = (page - 1) * size
        cursor.execute(
            f"{read} select {_CASE}, e.holder, e.at, e.said, e.fen from ({body}) e"  # noqa: S608
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
HELD = """held as materialized (
    select w.case_id, w."user" as holder, w.worked_on, w.not_before, w.why
      from cases_place w join cases_case o on o.id = w.case_id and o.state = 'open'
)"""
"""The open cases in sight and who holds each: read once, since who may see a case is asked for every table named."""
SAID = """said as materialized (
    select p.case_id, p.made_at, p.made_by, p.due_on, p.state, p.amount_fen, p.kept_fen, p.judged_on
      from cases_promise p
     where p.made_at >= %(from)s and p.made_at < %(to)s
        or p.state in ('open', 'kept', 'part_kept', 'broken') and p.due_on = %(on)s
        or p.state in ('broken', 'part_kept') and p.due_on between %(oldest)s and %(night)s
)"""
"""The promises of the day: made, due, or judged broken lately; three indexes, one reading."""
LISTS = {
    "remaining": """
        select h.case_id, h.holder, h.not_before as at, '' as said, null::bigint as fen
          from held h where h.worked_on is distinct from %(on)s""",
    "help": """
        select h.case_id, h.holder, h.not_before as at, '' as said, null::bigint as fen
          from held h where %(help)s = any (h.why)""",
    "made": """
        select p.case_id, nullif(split_part(p.made_by, 'user:', 2), '')::int as holder, p.made_at as at,
               p.state as said, p.amount_fen as fen
          from said p where p.made_at >= %(from)s and p.made_at < %(to)s and p.state <> 'withdrawn'""",
    "due": """
        select p.case_id, h.holder, p.made_at as at, p.state as said, p.amount_fen as fen
          from said p join held h on h.case_id = p.case_id where p.due_on = %(on)s and p.state <> 'withdrawn'""",
    "kept": """
        select p.case_id, h.holder, p.made_at as at, p.state as said, p.kept_fen as fen
          from said p join held h on h.case_id = p.case_id
         where p.due_on = %(on)s and p.state <> 'withdrawn' and p.kept_fen > 0""",
    "broken": """
        select p.case_id, h.holder, p.made_at as at, p.state as said, p.amount_fen - p.kept_fen as fen
          from said p join held h on h.case_id = p.case_id
         where p.state in ('broken', 'part_kept') and p.due_on < %(on)s and p.judged_on >= %(night)s""",
    "cash": """
        select l.case_id, h.holder, r.posted_at as at, r.loan_id as said, r.amount_fen as fen
          from ledger_desk_receipt r cross join lateral (
              select one.case_id from cases_case_loan one where one.loan_id = r.loan_id and one.left_on is null offset 0
          ) l join held h on h.case_id = l.case_id
         where r.posted_at >= %(from)s and r.posted_at < %(to)s and r.reversed_at is null""",
}
"""What is behind each figure, from HELD and SAID: case_id, holder, at, said, fen."""

_SUMS = """
    select h.holder, v.what, v.number, 0::bigint from (
        select holder, count(*) as cases, count(*) filter (where worked_on is distinct from %(on)s) as left_,
               count(*) filter (where %(help)s = any (why)) as help from held group by holder
    ) h cross join lateral (values ('cases', h.cases), ('remaining', h.left_), ('help', h.help)) v (what, number)
"""
_EACH = "select e.holder, '{}', count(*), coalesce(sum(e.fen), 0)::bigint from ({}) e group by e.holder"
_FIGURES = f"with {HELD}, {SAID} " + " union all ".join(
    [_SUMS, *(_EACH.format(what, LISTS[what]) for what in ("made", "due", "kept", "broken", "cash"))]
)

_BROKEN = """
select p.id, c.number, c.name_masked, c.bucket, p.amount_fen, p.kept_fen, p.due_on, p.judged_on, p.state, p.made_by,
       p.made_at, w.worked_on, c.assigned_to
  from cases_promise p join cases_case c on c.id = p.case_id left join cases_place w on w.case_id = c.id
 where p.state in ('broken', 'part_kept') and p.due_on between %(oldest)s and %(night)s and p.judged_on >= %(since)s
"""
