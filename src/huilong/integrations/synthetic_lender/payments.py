"""How borrowers pay (还款): days, channels, amounts, what they pay for lateness, and debits that bounce."""

import numpy as np

from huilong.integrations.synthetic_lender import estimates as est
from huilong.integrations.synthetic_lender.calendar import month_last, month_start
from huilong.integrations.synthetic_lender.calibration import CO, PO
from huilong.integrations.synthetic_lender.chance import Ints
from huilong.integrations.synthetic_lender.events import (
    ALIPAY,
    AUTO_DEBIT,
    COUNTER,
    TRANSFER,
    WAIVED_INTEREST,
    WAIVED_PENALTY,
    WECHAT,
)
from huilong.integrations.synthetic_lender.life import Block, Month

ON_DUE, EARLY, LATE = range(3)


def pay_on_schedule(block: Block, month: Month) -> None:
    """Borrowers who were current pay what falls due, on the day their habit says, before the month ends."""
    m = month.where((month.state == 0) & (month.paid_to > month.paid) & (month.outcome != PO))
    due = block.due(m.rows, m.age - 1)
    habit = block.loans.habit[m.rows]
    tardy = (habit == LATE) & (block.chance.uniform("tardy", m.who, m.number) < est.LATE_IN_A_MONTH)
    day = np.where(habit == EARLY, due - block.chance.whole("early", m.who, 1, est.EARLY_DAYS, m.number), due)
    day = np.where(tardy, due + block.chance.whole("tardy days", m.who, 1, est.LATE_DAYS, m.number), day)
    day = np.clip(day, month_start(m.number), month_last(m.number))
    amount = block.upto(m.rows, m.paid_to) - block.upto(m.rows, m.paid) - block.credit[m.rows]
    late = day > due
    amount[late] += penalties(block, m.where(late), day[late])
    channel = np.where(habit == ON_DUE, AUTO_DEBIT, pocket(block, m))
    amount += block.unpaid_charges[m.rows]
    doubled = (amount > 0) & (block.chance.uniform("double", m.who, m.number) < est.REFUND_OF_DOUBLE)
    serial = receive(block, m, day, np.where(doubled, amount * 2, amount), channel, "on schedule")
    give_back_double(block, m.where(doubled), day[doubled], amount[doubled], serial[doubled])
    settle(block, m, day)


def pay_arrears(block: Block, month: Month) -> None:
    """Borrowers in arrears pay one instalment or several, on a payday more often than not, sometimes in two goes."""
    m = month.where((month.state > 0) & (month.paid_to > month.paid) & (month.outcome != PO))
    day = pay_day(block, m, "arrears")
    penalty = penalties(block, m, day)
    twice = (m.paid_to - m.paid >= 2) & (block.chance.uniform("twice", m.who, m.number) < est.TWO_RECEIPTS)
    # A penalty that money has already paid can no longer be waived, so only those who pay in one go are spared it.
    spared = ~twice & (block.credit[m.rows] == 0) & (block.charged[m.rows] == 0)
    spared &= block.chance.uniform("penalty waived", m.who, m.number) < est.PENALTY_WAIVED
    waive(block, m.where(spared), day[spared], WAIVED_PENALTY, penalty[spared])
    amount = block.upto(m.rows, m.paid_to) - block.upto(m.rows, m.paid) - block.credit[m.rows]
    amount += np.where(spared, 0, penalty) + block.unpaid_charges[m.rows]
    due = block.due(m.rows, m.age - 1)
    caught_up = (m.paid_to == m.age) & (day < due)
    current = np.where(caught_up, block.upto(m.rows, m.paid_to) - block.upto(m.rows, m.paid_to - 1), 0)
    first = np.where(twice, (amount - current) * 6 // 10 // 1000 * 1000, 0)
    channel = pocket(block, m)
    two = m.where(twice)
    earlier = np.maximum(day[twice] - block.chance.whole("days apart", two.who, 0, 6, m.number), month_start(m.number))
    receive(block, two, earlier, first[twice], channel[twice], "first part")
    receive(block, m, day, whole_yuan(amount - current - first), channel, "arrears")
    now = m.where(caught_up)
    receive(block, now, due[caught_up], current[caught_up], AUTO_DEBIT, "back on schedule")
    settle(block, m, np.where(caught_up, due, day))


def pay_partly(block: Block, month: Month) -> None:
    """Some who pay no whole instalment pay a part of one; some debits are taken and bounce."""
    idle = (month.paid_to == month.paid) & (month.outcome != PO) & (month.outcome != CO) & (month.age > month.paid)
    m = month.where(idle & (month.paid < block.term[month.rows]))
    share = np.array(est.PARTIAL_WHEN_UNPAID)[m.state]
    partly = block.chance.uniform("partly", m.who, m.number) < share
    p = m.where(partly)
    left = block.upto(p.rows, p.paid + 1) - block.upto(p.rows, p.paid) - block.credit[p.rows]
    part = (left * (0.15 + 0.6 * block.chance.uniform("part", p.who, p.number))).astype(np.int64) // 100 * 100
    receive(block, p, pay_day(block, p, "part"), part, pocket(block, p), "part")
    block.credit[p.rows] += part
    bounced = ~partly & (m.state == 0) & (m.age <= block.term[m.rows])
    bounced &= block.chance.uniform("bounce", m.who, m.number) < est.BOUNCE_WHEN_MISSED
    bounce(block, m.where(bounced))


def bounce(block: Block, m: Month) -> None:
    """A debit on the due date that the bank takes back within three days (退票/冲正)."""
    due = block.due(m.rows, m.age - 1)
    back = due + block.chance.whole("bounce days", m.who, 1, 3, m.number)
    fits = back <= month_last(m.number)
    m, due, back = m.where(fits), due[fits], back[fits]
    amount = block.upto(m.rows, m.age) - block.upto(m.rows, m.age - 1)
    serial = receive(block, m, due, amount, AUTO_DEBIT, "bounced")
    named = np.where(block.chance.uniform("bounce named", m.who, m.number) < 0.5, amount, 0)
    known = np.maximum(block.known("reversal", m.rows, back), block.known("bounced", m.rows, due))
    block.events.add("reversals", loan=m.rows, serial=serial, on=back, amount=named, known=known)


def give_back_double(block: Block, m: Month, day: Ints, amount: Ints, serial: Ints) -> None:
    """A payment sent twice over in one receipt: the lender gives half back the next day (partial reversal)."""
    on = day + 1
    known = np.maximum(block.known("reversal", m.rows, on), block.known("on schedule", m.rows, day))
    block.events.add("reversals", loan=m.rows, serial=serial, on=on, amount=amount, known=known)


def pay_off(block: Block, month: Month) -> None:
    """Early payoff (提前结清): all principal, interest to date, charges; interest not yet earned is waived that day."""
    m = month.where(month.outcome == PO)
    day = pay_day(block, m, "pay off")
    term = block.term[m.rows]
    fallen = np.minimum(np.where(block.due(m.rows, m.age - 1) <= day, m.age, m.age - 1), term)
    earned = np.minimum(np.maximum(fallen, m.paid) + 1, term)
    unearned = block.plan.interest[m.rows].cumsum(axis=1)
    padded = np.concatenate([np.zeros((len(m.rows), 1), dtype=np.int64), unearned], axis=1)
    which = np.arange(len(m.rows))
    waived = padded[which, term] - padded[which, earned]
    owed = block.upto(m.rows, term) - block.upto(m.rows, m.paid) - block.credit[m.rows]
    overdue = Month(m.number, m.rows, m.who, m.age, m.state, m.outcome, m.paid, np.maximum(fallen, m.paid))
    owed += penalties(block, overdue, day) + block.unpaid_charges[m.rows] - waived
    waive(block, m, day, WAIVED_INTEREST, waived)
    receive(block, m, day, owed, pocket(block, m), "pay off")
    finish(block, m.rows, day, 0)


def penalties(block: Block, m: Month, day: Ints) -> Ints:
    """What late payers are billed by `day` for the instalments they pay; also notes the days they were late."""
    billed = np.zeros(len(m.rows), dtype=np.int64)
    for step in range(int((m.paid_to - m.paid).max(initial=0))):
        n = m.paid + step
        amount = block.upto(m.rows, np.minimum(n + 1, block.term[m.rows])) - block.upto(
            m.rows, np.minimum(n, block.term[m.rows])
        )
        due = block.due(m.rows, n)
        late = (n < m.paid_to) & (due < day)
        days = np.where(late, day - due, 0)
        billed += np.where(
            late, np.ceil(amount * days * est.DAILY_PENALTY).astype(np.int64) + est.PENALTY_MARGIN_FEN, 0
        )
        block.events.add("late", loan=m.rows[late], first=due[late] + 1, last=day[late] - 1)
    return billed


def pay_day(block: Block, m: Month, stream: str) -> Ints:
    """A day of the month: a payday or the day after for most, any day for the rest."""
    any_day = block.chance.whole(f"{stream} day", m.who, 1, 31, m.number)
    payday = np.array(est.PAYDAYS)[block.chance.choose(f"{stream} payday", m.who, [1] * len(est.PAYDAYS))]
    payday = payday + (block.chance.uniform(f"{stream} after", m.who, m.number) < 0.4)
    usual = block.chance.uniform(f"{stream} usual", m.who, m.number) < est.PAYDAY_SHARE
    day: Ints = np.minimum(month_start(m.number) + np.where(usual, payday, any_day) - 1, month_last(m.number))
    return day


def pocket(block: Block, m: Month) -> Ints:
    """The channel a borrower uses when he pays himself; his own for all months."""
    return np.array([TRANSFER, WECHAT, ALIPAY, COUNTER])[block.chance.choose("pocket", m.who, (4, 3, 2, 1))]


def whole_yuan(amount: Ints) -> Ints:
    """Rounded up to a whole yuan, as people send it."""
    return -(-amount // 100) * 100


def receive(block: Block, m: Month, day: Ints, amount: Ints, channel: Ints | int, stream: str) -> Ints:
    """Note receipts of the month's loans; amounts of nothing are not noted. Returns serials (-1 where none)."""
    some = amount > 0
    serial = np.full(len(m.rows), -1, dtype=np.int64)
    channels = channel[some] if isinstance(channel, np.ndarray) else channel
    known = block.known(stream, m.rows[some], day[some])
    serial[some] = block.events.receive(m.rows[some], day[some], amount[some], channels, known)
    return serial


def waive(block: Block, m: Month, day: Ints, kind: int, amount: Ints) -> None:
    """Note waivers of one kind; a waiver is decided by the lender, so it is known the same day."""
    some = amount > 0
    block.events.add("waivers", loan=m.rows[some], on=day[some], kind=kind, amount=amount[some], known=day[some])


def settle(block: Block, m: Month, day: Ints) -> None:
    """Move the loans on to what they have now paid; close those that have paid all."""
    block.paid[m.rows] = m.paid_to
    block.credit[m.rows] = 0
    block.unpaid_charges[m.rows] = 0
    over = m.paid_to >= block.term[m.rows]
    finish(block, m.rows[over], day[over], 0)


def finish(block: Block, rows: Ints, day: Ints, write_off: int) -> None:
    """End loans on `day`: closed, or written off."""
    block.ended[rows] = 1
    block.events.add("endings", loan=rows, write_off=write_off, on=day, known=block.known("ending", rows, day))
