"""The life of a block of loans, month by month (逐月): what each borrower does, as money and dates.

The state of a loan is the age of its oldest unpaid instalment at a month's end. Each month draws the next state from
the borrower's type; the payments that lead there are then made, with days, channels and amounts as people have them.
"""

from dataclasses import dataclass

import numpy as np

from huilong.integrations.synthetic_lender import estimates as est
from huilong.integrations.synthetic_lender.behaviour import first_abilities, outcome_edges
from huilong.integrations.synthetic_lender.calendar import due_in, month_last, month_number
from huilong.integrations.synthetic_lender.calibration import CO, CURRENT, M5, PO
from huilong.integrations.synthetic_lender.chance import Chance, Ints
from huilong.integrations.synthetic_lender.countries import Country
from huilong.integrations.synthetic_lender.events import Events
from huilong.integrations.synthetic_lender.population import Loans, Span
from huilong.integrations.synthetic_lender.schedules import Plan

INTENTS = ("write_off", "worsen", "hold", "improve", "cure", "pay_off", "pay_ahead", "mature")
WRITE_OFF, WORSEN, HOLD, IMPROVE, CURE, PAY_OFF, PAY_AHEAD, MATURE = range(8)
STATE_CODES = ("C", "M1", "M2", "M3", "M4", "M5+", "CO", "PO", "matured")
OUT_CO, OUT_PO, OUT_MATURED = 6, 7, 8
FOREVER = 2_000_000


@dataclass
class Block:
    """Loans and how they stand (区块): arrays over the block's loans, changed in place as months pass.

    `paid` counts whole instalments paid; `credit` is fen paid into the next one; `charged` is all that was ever charged
    and not waived; `ended` says the loan is over; `first_month`, `first_no`, `plan` and `term` change when a loan is
    restructured.
    """

    chance: Chance
    country: Country
    span: Span
    loans: Loans
    plan: Plan
    events: Events
    paid: Ints
    credit: Ints
    unpaid_charges: Ints
    charged: Ints
    ended: Ints
    ability: Ints
    willingness: Ints
    term: Ints
    first_month: Ints
    first_no: Ints
    restructured: Ints

    @staticmethod
    def of(chance: Chance, country: Country, span: Span, loans: Loans, plan: Plan) -> "Block":
        """A block of loans on which nothing has fallen due yet."""
        zero = np.zeros(len(loans), dtype=np.int64)
        return Block(
            chance, country, span, loans, plan, Events(),
            zero.copy(), zero.copy(), zero.copy(), zero.copy(), zero.copy(),
            chance.choose("ability", loans.borrower, first_abilities()),
            chance.choose("willingness", loans.borrower, est.WILLINGNESS_SHARES),
            loans.term.copy(), loans.first_month.copy(), zero + 1, zero.copy(),
        )  # fmt: skip

    def due(self, rows: Ints, n: Ints) -> Ints:
        """The due date of instalment n (0 for the first of the plan in force) of each of `rows`."""
        return due_in(self.first_month[rows] + n, self.loans.due_day[rows])

    def upto(self, rows: Ints, n: Ints) -> Ints:
        """What the first n instalments of each of `rows` come to, in fen."""
        return self.plan.total[rows, n]

    def known(self, stream: str, rows: Ints, on: Ints) -> Ints:
        """The day each fact of day `on` reaches the lender's file: that day, the next, or late (补录)."""
        who = self.loans.index[rows]
        how = self.chance.choose(f"arrival {stream}", who, est.ARRIVAL_SHARES, on)
        late = self.chance.uniform(f"lateness {stream}", who, on)
        known: Ints = on + np.select(
            [how == 0, how == 1, how == 2], [0, 1, 2 + (late * 9).astype(np.int64)], 11 + (late * 35).astype(np.int64)
        )
        return known


@dataclass(frozen=True)
class Month:
    """One month of the loans that are live in it (当月): rows of the block, state before, what is to come.

    `paid_to` is how many instalments will be paid by the month's end; `age` how many have fallen due by then.
    """

    number: int
    rows: Ints
    who: Ints
    age: Ints
    state: Ints
    outcome: Ints
    paid: Ints
    paid_to: Ints

    def where(self, chosen: Ints) -> "Month":
        """The same month for the chosen loans only."""
        return Month(
            self.number, self.rows[chosen], self.who[chosen], self.age[chosen], self.state[chosen],
            self.outcome[chosen], self.paid[chosen], self.paid_to[chosen],
        )  # fmt: skip


def age_abilities(block: Block, month: int) -> None:
    """Let each borrower's ability to pay change, once a month; all loans of a borrower change together."""
    u = block.chance.uniform("ability change", block.loans.borrower, month)
    edges = np.cumsum(np.array(est.ABILITY_MONTHLY), axis=1)[:, :2]
    block.ability = (u[:, None] >= edges[block.ability]).sum(axis=1)


def plan_month(block: Block, number: int) -> Month:
    """Draw what becomes of every live loan in month `number`."""
    age = number - block.first_month + 1
    rows = np.nonzero((block.ended == 0) & (age >= 1))[0]
    age, paid, who = age[rows], block.paid[rows], block.loans.index[rows]
    ahead = age - 1 < paid
    state = np.clip(age - 1 - paid, 0, 5)
    edges = outcome_edges(block.country.entry_factor)
    kind = block.ability[rows] * 3 + block.willingness[rows]
    u = block.chance.uniform("outcome", who, number)
    outcome = np.zeros(len(rows), dtype=np.int64)
    for k in range(7):
        outcome += u >= edges[kind, state, k]
    outcome[ahead] = CURRENT
    deep_stay = (state == 5) & (outcome == M5)
    one = deep_stay & (block.chance.uniform("deep one", who, number) < 0.2) & (age - paid >= 6)
    paid_to = np.where(deep_stay, paid + one, age - (CURRENT - outcome))
    eager = (outcome == CURRENT) & (state == 0) & ~ahead
    eager &= block.chance.uniform("one ahead", who, number) < est.ONE_AHEAD
    paid_to = np.where(ahead, paid, np.where(eager, age + 1, paid_to))
    paid_to = np.where((outcome == PO) | (outcome == CO), paid, paid_to)
    return Month(number, rows, who, age, state, outcome, paid, np.minimum(np.maximum(paid_to, paid), block.term[rows]))


def intents(block: Block, month: Month) -> Ints:
    """What each borrower was really about in the month, for the hidden truth."""
    after = np.clip(month.age - month.paid_to, 0, 5)
    intent = np.select(
        [
            month.outcome == CO,
            month.outcome == PO,
            month.paid_to >= block.term[month.rows],
            month.paid_to > month.age,
            after > month.state,
            (month.state > 0) & (after == 0),
            after < month.state,
        ],
        [WRITE_OFF, PAY_OFF, MATURE, PAY_AHEAD, WORSEN, CURE, IMPROVE],
        HOLD,
    )
    return np.where((month.outcome == M5) & (month.state == 5), WORSEN, intent)


def note_truth(block: Block, month: Month, intent: Ints) -> None:
    """Write the month's hidden truth, if the month is over by the last day of the book."""
    if int(month_last(month.number)) > block.span.until:
        return
    after = np.clip(month.age - month.paid_to, 0, 5)
    codes = [OUT_CO, OUT_PO, OUT_MATURED]
    state = np.select([intent == WRITE_OFF, intent == PAY_OFF, intent == MATURE], codes, after)
    block.events.add(
        "states", loan=month.rows, month=month.number, state=state.astype(np.int8), intent=intent.astype(np.int8),
        ability=block.ability[month.rows].astype(np.int8), willingness=block.willingness[month.rows].astype(np.int8),
        paid=month.paid_to - month.paid,
    )  # fmt: skip


def months_of(span: Span) -> range:
    """The months of a book, from its first disbursal to its last day."""
    first, last = month_number(np.array([span.earliest, span.until])).tolist()
    return range(first, last + 1)
