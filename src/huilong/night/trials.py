"""What became of the borrowers in an experiment (实验结果): each once, its horizon over; and whether to stop."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection

from huilong.night import deciding
from huilong.night.run import Counts, Night
from huilong.rooms.book import queries as book
from huilong.rooms.scores import queries as scores
from huilong.rooms.strategy import queries as strategy
from huilong.rooms.strategy.actions import end_experiment, keep_results
from huilong.rooms.strategy.terms import Arm, ArmResult, ExperimentEnd, ExperimentRow, Finding

RIPE = """
with first as (
    select d.borrower, d.arm, min(d."on") as since from strategy_decision d
     where d.experiment_id = %(experiment)s and d."on" <= %(on)s group by d.borrower, d.arm
), ripe as (select f.*, f.since + %(horizon)s as until from first f where f.since + %(horizon)s <= %(on)s)
select r.borrower, r.arm, r.since, r.until,
       exists (select from cases_case c where c.borrower = r.borrower and c.state = 'closed'
                and c.reason in ('cured', 'settled') and c.closed_on > r.since and c.closed_on <= r.until) as cured,
       exists (select from cases_flag f join cases_case c on c.id = f.case_id where c.borrower = r.borrower
                and f.kind = 'complaint' and f.since > r.since and f.since <= r.until) as complained,
       exists (select from compliance_verdict v where v.debtor = r.borrower and v.verdict = 'block'
                and v.local_day > r.since and v.local_day <= r.until) as blocked,
       array(select distinct l.loan_id from cases_case_loan l join cases_case c on c.id = l.case_id
              where c.borrower = r.borrower) as loans
  from ripe r order by r.borrower
"""


def decide(night: Night) -> Counts:
    """Decide how every borrower on the desk is treated, by the tables online; count what the trial found."""
    found = judge(night.on, night.now())
    return {**deciding.decide(night.on, night.now(), scores.latest()), **found}


def judge(on: date, at: datetime) -> dict[str, int]:
    """Count what became of the borrowers of the experiment that runs (实验跑批); stop it where a guardrail says so."""
    one = strategy.running()
    if one is None:
        return {"ripe": 0, "stopped": 0, "real": 0}
    arms = counted(one, on)
    keep_results(one.id, on, arms)
    found = strategy.judged(one, {row.arm: row for row in arms})
    stopped = found.breached and end_experiment(one.id, ExperimentEnd.GUARDRAIL, at, actor="night")
    real = Finding.REAL in (found.cures.finding, found.money.finding)
    return {"ripe": sum(row.borrowers for row in arms), "stopped": int(stopped), "real": int(real)}


def counted(one: ExperimentRow, on: date) -> list[ArmResult]:
    """What became of each arm's borrowers by a day (逐组统计), those whose horizon is over."""
    with connection.cursor() as cursor:
        cursor.execute(RIPE, {"experiment": one.id, "on": on, "horizon": one.horizon_days})
        rows = cursor.fetchall()
    paid = _paid([(row[0], row[2], row[3], row[7]) for row in rows], on)
    found = []
    for arm in Arm:
        mine = [row for row in rows if row[1] == arm.value]
        money = [paid[row[0]] for row in mine]
        found.append(ArmResult(
            arm, len(mine), sum(row[4] for row in mine), sum(money), float(sum(fen * fen for fen in money)),
            sum(row[5] for row in mine), sum(row[6] for row in mine),
        ))  # fmt: skip
    return found


def _paid(rows: Iterable[tuple[str, date, date, list[str]]], on: date) -> dict[str, int]:
    """What each borrower paid within its horizon, in fen, by what the book knows that day."""
    whose: dict[str, tuple[str, date, date]] = {}
    for borrower, since, until, loans in rows:
        whose |= dict.fromkeys(loans, (borrower, since, until))
    paid: dict[str, int] = defaultdict(int)
    if whose:
        earliest = min(since for _borrower, since, _until in whose.values())
        for one in book.receipts_of(list(whose), on, earliest + timedelta(days=1)):
            borrower, since, until = whose[one.loan_id]
            if since < one.on <= until:
                paid[borrower] += one.net_fen
    return paid
