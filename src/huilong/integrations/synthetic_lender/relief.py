"""What the lender does beside the schedule (减免与重组): charges, waivers, pauses, new schedules, write-offs."""

import numpy as np

from huilong.integrations.synthetic_lender import estimates as est
from huilong.integrations.synthetic_lender.calendar import due_in, month_last, month_start
from huilong.integrations.synthetic_lender.calibration import CO, CURRENT, PO, RECOVERY_MEAN, RECOVERY_NOTHING
from huilong.integrations.synthetic_lender.chance import Ints
from huilong.integrations.synthetic_lender.events import VEHICLE_SALE, WAIVED_FEE, WAIVED_PENALTY
from huilong.integrations.synthetic_lender.life import FOREVER, Block, Month
from huilong.integrations.synthetic_lender.payments import finish, penalties, waive
from huilong.integrations.synthetic_lender.schedules import LEVEL, Plan, amortise, totals


def charge(block: Block, month: Month) -> None:
    """Charge a collection fee to some that get worse; waive a few of those charges the same month."""
    after = np.clip(month.age - month.paid_to, 0, 5)
    m = month.where((after > month.state) & (after >= 2) & (month.outcome != CO) & (month.outcome != PO))
    m = m.where(block.chance.uniform("charge", m.who, m.number) < est.CHARGE_ON_ROLL)
    m = m.where(block.unpaid_charges[m.rows] == 0)
    on = month_last(m.number) - block.chance.whole("charge day", m.who, 0, 9, m.number)
    amount = block.chance.whole("charge amount", m.who, *est.CHARGE_FEN, m.number) // 500 * 500
    block.events.add("charges", loan=m.rows, on=on, amount=amount, known=block.known("charge", m.rows, on))
    spared = block.chance.uniform("charge waived", m.who, m.number) < est.CHARGE_WAIVED
    block.unpaid_charges[m.rows] += np.where(spared, 0, amount)
    block.charged[m.rows] += np.where(spared, 0, amount)
    # Before the next payment comes, which would pay the charge first.
    again = np.minimum(on + block.chance.whole("charge waived after", m.who, 0, 9, m.number), month_last(m.number))
    waive(block, m.where(spared), again[spared], WAIVED_FEE, amount[spared])


def pause(block: Block, month: Month) -> None:
    """Grant a few pauses (暂停计期), some of them recorded after they began."""
    share = np.array(est.PAUSE_MONTHLY)[month.state]
    m = month.where(block.chance.uniform("pause", month.who, month.number) < share)
    start = month_start(m.number) + block.chance.whole("pause from", m.who, 0, 27, m.number)
    end = start + block.chance.whole("pause days", m.who, 7, 45, m.number)
    known = start + block.chance.whole("pause known", m.who, 0, 20, m.number)
    block.events.add("pauses", loan=m.rows, from_on=start, to_on=end, known=known)


def write_off(block: Block, month: Month) -> None:
    """Write off (核销) the month's charge-offs; months later most bring something, usually by selling the car."""
    m = month.where(month.outcome == CO)
    on = month_start(m.number) + block.chance.whole("write off day", m.who, 9, 26, m.number)
    finish(block, m.rows, on, 1)
    term = block.term[m.rows]
    exposure = block.plan.principal[m.rows].cumsum(axis=1)[:, -1] - np.where(
        m.paid > 0, block.plan.principal[m.rows].cumsum(axis=1)[np.arange(len(term)), np.maximum(m.paid - 1, 0)], 0
    )
    spread = block.chance.uniform("recovery a", m.who) + block.chance.uniform("recovery b", m.who)
    part = RECOVERY_MEAN + (spread - 1) * (1 - RECOVERY_MEAN)
    some = block.chance.uniform("recovery", m.who) >= RECOVERY_NOTHING
    sold = on + block.chance.whole("recovery days", m.who, *est.RECOVERY_AFTER_DAYS)
    amount = (exposure * part).astype(np.int64) // 10_000 * 10_000
    some &= amount > 0
    known = block.known("recovery", m.rows[some], sold[some])
    block.events.receive(m.rows[some], sold[some], amount[some], VEHICLE_SALE, known)
    since = block.due(m.rows, m.paid)
    block.events.add("late", loan=m.rows, first=since + 1, last=FOREVER)


def restructure(block: Block, month: Month) -> Month:
    """Give some of the month's cures a new schedule (重组) instead of asking for cash; returns the other loans' month.

    What is left of principal is spread over more months, interest past due over the first six; penalties are waived.
    Instalments keep counting from the first unpaid one, so that what was paid into it stays with it.
    """
    hit = (month.state >= 2) & (month.outcome == CURRENT) & (block.restructured[month.rows] == 0)
    hit &= month.age < block.term[month.rows]
    hit &= block.chance.uniform("restructure", month.who, month.number) < est.RESTRUCTURE_OF_CURES
    m = month.where(hit)
    if len(m.rows):
        on = month_start(m.number) + block.chance.whole("restructure day", m.who, 7, 24, m.number)
        arrears = Month(m.number, m.rows, m.who, m.age, m.state, m.outcome, m.paid, m.age)
        waive(block, m, on, WAIVED_PENALTY, penalties(block, arrears, on) * 2)
        lay_new_plan(block, m, on)
    return month.where(~hit)


def lay_new_plan(block: Block, m: Month, on: Ints) -> None:
    """Put the new plan of restructured loans in force and write its rows."""
    rows, width = m.rows, block.plan.principal.shape[1]
    slot = np.arange(width)
    unpaid = slot >= m.paid[:, None]
    principal_left = np.where(unpaid, block.plan.principal[rows], 0).sum(axis=1)
    fallen = unpaid & (slot < (m.age - 1)[:, None])
    interest_left = np.where(fallen, block.plan.interest[rows], 0).sum(axis=1)
    longer = block.chance.whole("restructure longer", m.who, *est.RESTRUCTURE_LONGER_MONTHS)
    term = np.minimum(block.term[rows] - m.paid + longer, width)
    principal, interest = amortise(principal_left, block.loans.rate_ppm[rows], term, np.full(len(rows), LEVEL), width)
    interest[:, :6] += (interest_left // 6)[:, None]
    interest[:, 0] += interest_left % 6
    fee = block.plan.fee[rows]
    block.plan.principal[rows], block.plan.interest[rows] = principal, interest
    block.plan.total[rows] = totals(principal, interest, fee, term)
    block.first_no[rows] += m.paid
    block.first_month[rows] = m.number + 1
    block.paid[rows], block.term[rows], block.restructured[rows] = 0, term, 1
    # What had been paid into the old plan may be spent on its penalties first; the next payment makes up for it.
    block.credit[rows] = 0
    block.unpaid_charges[rows] = block.charged[rows]
    known = on
    block.events.add("schedules", loan=rows, from_on=on, known=known)
    write_instalments(block, rows, Plan(principal, interest, fee, block.plan.total[rows]), term, known)


def write_instalments(block: Block, rows: Ints, plan: Plan, term: Ints, known: Ints) -> None:
    """Write the instalment rows of version 1 of `rows`."""
    at, n = np.nonzero(np.arange(plan.principal.shape[1]) < term[:, None])
    loan = rows[at]
    block.events.add(
        "instalments", loan=loan, no=block.first_no[loan] + n,
        due=due_in(block.first_month[loan] + n, block.loans.due_day[loan]),
        principal=plan.principal[at, n], interest=plan.interest[at, n], fee=plan.fee[at], known=known[at],
    )  # fmt: skip


def note_unpaid(block: Block) -> None:
    """Note the loans that are still in arrears when the book ends, so that their people are sent."""
    rows = np.nonzero((block.ended == 0) & (block.paid < block.term))[0]
    due = block.due(rows, block.paid[rows])
    behind = due < block.span.until
    block.events.add("late", loan=rows[behind], first=due[behind] + 1, last=FOREVER)
