"""Loans for the laws of relief (借据样本): made by Hypothesis, and one by hand."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from huilong.kernel.days import add_months
from huilong.rooms.book.rules.contract import Contract, contract_of
from huilong.rooms.book.terms import Charge, Instalment, LoanFacts, Receipt, Waiver

CONTRACT: dict[str, Any] = {
    "buckets": [["M1", 1, 30], ["M2", 31, 60], ["M3", 61, 90], ["M4+", 91, None]],
    "application": {"order": ["penalty", "fee", "interest", "principal"], "across": "instalment"},
    "penalty": {"daily_rate": "0.0005", "base": ["principal", "interest"], "from": "due"},
}
PLAIN = contract_of({name: told for name, told in CONTRACT.items() if name != "penalty"})
WITH_PENALTY = contract_of(CONTRACT)


def loan(first: date = date(2026, 1, 31), months: int = 12, principal: int = 100_000, interest: int = 10_000,
         **more: Any) -> LoanFacts:  # fmt: skip
    """A loan of equal instalments due at month ends."""
    rows = tuple(Instalment(n + 1, add_months(first, n), principal, interest) for n in range(months))
    return LoanFacts("L1", rows, **more)


@st.composite
def loans(draw: Any) -> tuple[LoanFacts, date, Contract]:
    """A loan part paid, perhaps with charges and waivers, and the day it is looked at."""
    first = draw(st.dates(date(2023, 12, 1), date(2024, 12, 31)))
    count = draw(st.integers(3, 14))
    amount = st.integers(1, 300_000)
    rows = tuple(
        Instalment(n + 1, add_months(first, n), draw(amount), draw(st.integers(0, 20_000)), draw(st.integers(0, 500)))
        for n in range(count)
    )
    day = st.integers(0, 30 * count - 1)
    on = first + timedelta(days=draw(day))
    paid = draw(st.lists(st.tuples(day, amount), max_size=5))
    receipts = tuple(
        Receipt(f"R{n}", min(first + timedelta(days=back), on), fen) for n, (back, fen) in enumerate(paid)
    )
    charges = tuple(
        Charge(f"C{n}", draw(st.sampled_from(["fee", "penalty"])), first + timedelta(days=draw(day)), fen)
        for n, fen in enumerate(draw(st.lists(st.integers(1, 5_000), max_size=2)))
    )
    kind = st.sampled_from(["fee", "penalty", "interest"])
    waivers = tuple(
        Waiver(min(first + timedelta(days=draw(day)), on), draw(kind), fen, f"W{n}")
        for n, fen in enumerate(draw(st.lists(st.integers(1, 3_000), max_size=2)))
    )
    facts = LoanFacts("L1", rows, receipts=receipts, charges=charges, waivers=waivers)
    return facts, on, draw(st.sampled_from([PLAIN, WITH_PENALTY]))
