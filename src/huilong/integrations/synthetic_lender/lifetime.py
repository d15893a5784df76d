"""One block of loans from first disbursal to the last day (一生), in the order things happen in a month."""

import numpy as np

from huilong.integrations.synthetic_lender.chance import Chance
from huilong.integrations.synthetic_lender.countries import Country
from huilong.integrations.synthetic_lender.events import DOWN_PAYMENT
from huilong.integrations.synthetic_lender.life import (
    Block,
    age_abilities,
    intents,
    months_of,
    note_truth,
    plan_month,
)
from huilong.integrations.synthetic_lender.payments import pay_arrears, pay_off, pay_on_schedule, pay_partly
from huilong.integrations.synthetic_lender.population import Span, lend
from huilong.integrations.synthetic_lender.relief import charge, note_unpaid, pause, restructure, write_off
from huilong.integrations.synthetic_lender.schedules import Plan, plan_for


def live(chance: Chance, country: Country, span: Span, first: int, last: int, truth: bool) -> tuple[Block, Plan]:
    """Loans numbered `first` to `last - 1` with all that happened to them, and their original plans."""
    loans = lend(chance, np.arange(first, last), span, country)
    original = plan_for(loans, country.longest)
    plan = Plan(original.principal.copy(), original.interest.copy(), original.fee, original.total)
    block = Block.of(chance, country, span, loans, plan)
    rows = np.nonzero(loans.down > 0)[0]
    paid_on = loans.disbursed_on[rows]
    block.events.receive(rows, paid_on, loans.down[rows], DOWN_PAYMENT, block.known("loan", rows, paid_on))
    for number in months_of(span):
        age_abilities(block, number)
        live_month(block, number, truth)
    note_unpaid(block)
    block.plan = original  # the plans in force are no longer needed; a block is large
    return block, original


def live_month(block: Block, number: int, truth: bool) -> None:
    """One month of the block: draw what is to come, then let it happen."""
    month = plan_month(block, number)
    if truth:
        note_truth(block, month, intents(block, month))
    pause(block, month)
    charge(block, month)
    rest = restructure(block, month)
    pay_partly(block, rest)
    pay_off(block, rest)
    pay_on_schedule(block, rest)
    pay_arrears(block, rest)
    write_off(block, rest)
