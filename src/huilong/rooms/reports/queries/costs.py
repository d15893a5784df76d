"""What collecting cost in a span (回收成本), and the things it was spent on, one row each."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from huilong.kernel.money import Fen
from huilong.rooms.ledger.rules.chart import COSTS
from huilong.rooms.reports.queries.facts import end_of
from huilong.rooms.reports.rules.costs import UnitCosts, costs, read
from huilong.rooms.reports.terms import CostLine, CostOf, Costs
from huilong.shell.own import own_file

DEFAULT = Path(__file__).parents[1] / "costs_default.yaml"


@dataclass(frozen=True)
class Spent:
    """One thing that cost something (成本明细); `units` minutes, messages, visits; of commission and costs 1."""

    at: datetime
    what: str
    subject: str
    units: int
    fen: Fen


def unit_costs() -> UnitCosts:
    """The house's unit prices (单价): COSTS_FILE, or those that come with the room. Raises Refusal `bad-costs`."""
    return own_file("COSTS_FILE", DEFAULT, read, "bad-costs", zh="单价文件", en="file of unit costs")


def costs_of(from_on: date, on: date, recovered_fen: Fen) -> Costs:
    """What it cost to recover within a span (单位回收成本), by kind."""
    given = _given(from_on, on)
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, given)
        found = {kind: (count, fen) for kind, count, fen in cursor.fetchall()}
    return costs(tuple(CostLine(kind, found[kind.value][1], found[kind.value][0]) for kind in CostOf), recovered_fen)


def spent_page(kind: CostOf, from_on: date, on: date, *, page: int = 1, size: int = 50) -> tuple[list[Spent], int]:
    """One page of what a kind of cost was spent on (成本明细), newest first, and how many rows there are."""
    given = {**_given(from_on, on), "size": size, "skip": (page - 1) * size}
    body = _SPENT[kind]
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({body}) x", given)  # noqa: S608
        total = cursor.fetchone()[0]
        cursor.execute(
            f"select x.at, x.what, x.subject, x.units, x.fen from ({body}) x"  # noqa: S608
            " order by x.at desc, x.what, x.subject, x.fen limit %(size)s offset %(skip)s", given,
        )  # fmt: skip
        return [Spent(*row) for row in cursor.fetchall()], total


def _given(from_on: date, on: date) -> dict[str, Any]:
    prices = unit_costs()
    return {
        "from_on": from_on, "on": on, "since": end_of(from_on), "end": end_of(on), "minute": prices.call_minute,
        "sms": prices.sms, "email": prices.email, "letter": prices.letter, "visit": prices.visit,
        "account": COSTS,
    }  # fmt: skip


_SPENT = {
    CostOf.CONTACT: """
        select k.at, 'call' as what, c.number as subject, (k.seconds + 59) / 60 as units,
               ((k.seconds + 59) / 60 * %(minute)s)::bigint as fen
          from contact_call k join cases_case c on c.id = k.case_id
         where k.at >= %(since)s and k.at < %(end)s and k.answered_at is not null
        union all
        select m.sent_at, m.channel, c.number, 1,
               (case m.channel when 'sms' then %(sms)s when 'email' then %(email)s else %(letter)s end)::bigint
          from contact_message m join cases_case c on c.id = m.case_id
         where m.sent_at >= %(since)s and m.sent_at < %(end)s""",
    CostOf.FIELD: """
        select a.at, 'visit' as what, c.number as subject, 1 as units, (%(visit)s)::bigint as fen
          from contact_activity a join cases_case c on c.id = a.case_id
         where a."on" > %(from_on)s and a."on" <= %(on)s and a.channel = 'visit' and a.undone_at is null""",
    CostOf.COMMISSION: """
        select s.drafted_at as at, 'statement' as what, s.number as subject, 1 as units, l.fen
          from settlement_line l join settlement_statement s on s.id = l.statement_id
         where l."on" > %(from_on)s and l."on" <= %(on)s""",
    CostOf.RECOVERY: """
        select p.recorded_at as at, 'posting' as what, p.loan as subject, 1 as units, p.fen
          from ledger_posting p
         where p.account = %(account)s and p."on" > %(from_on)s and p."on" <= %(on)s""",
}
"""What is behind each kind: at, what, subject (case, statement or loan), units, fen."""
_SUMS = " union all ".join(
    f"select '{kind.value}', count(*), coalesce(sum(x.fen), 0)::bigint from ({body}) x"  # noqa: S608
    for kind, body in _SPENT.items()
)
