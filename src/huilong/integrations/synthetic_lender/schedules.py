"""Repayment plans (还款计划) in whole fen: level, equal principal or balloon; the last instalment takes the rest."""

from typing import NamedTuple

import numpy as np

from huilong.integrations.synthetic_lender import estimates as est
from huilong.integrations.synthetic_lender.chance import Ints
from huilong.integrations.synthetic_lender.population import Loans

LEVEL, EQUAL_PRINCIPAL, BALLOON = range(3)


class Plan(NamedTuple):
    """Plans of L loans, at most W instalments each (计划), in fen.

    `principal` and `interest` are L × W (32 bits), zero after the term; `fee` is L, the same for every instalment;
    `total` is L × (W + 1), what the first n instalments come to.
    """

    principal: Ints
    interest: Ints
    fee: Ints
    total: Ints


def plan_for(loans: Loans, width: int) -> Plan:
    """The original plans of `loans`, `width` instalments wide."""
    principal, interest = amortise(loans.financed, loans.rate_ppm, loans.term, loans.level, width)
    return Plan(principal, interest, loans.service_fee, totals(principal, interest, loans.service_fee, loans.term))


def totals(principal: Ints, interest: Ints, fee: Ints, term: Ints) -> Ints:
    """What the first n instalments come to, for n = 0 … W."""
    width = principal.shape[1]
    due = principal + interest + np.where(np.arange(width) < term[:, None], fee[:, None], 0)
    total = np.zeros((len(term), width + 1), dtype=np.int64)
    np.cumsum(due, axis=1, dtype=np.int64, out=total[:, 1:])
    return total


def amortise(lent: Ints, rate_ppm: Ints, term: Ints, level: Ints, width: int) -> tuple[Ints, Ints]:
    """Principal and interest of each instalment, L × `width` fen.

    Interest is a twelfth of the annual rate on the balance, half up to the fen. Principal sums to `lent` exactly.
    """
    monthly = rate_ppm / 12e6
    growth = (1.0 + monthly) ** -term
    tail = np.where(level == BALLOON, (lent * est.BALLOON_SHARE).astype(np.int64), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        annuity = np.where(rate_ppm > 0, (lent - tail * growth) * monthly / (1.0 - growth), (lent - tail) / term)
    annuity = np.rint(annuity).astype(np.int64)
    principal = np.zeros((len(lent), width), dtype=np.int32)
    interest = np.zeros((len(lent), width), dtype=np.int32)
    balance = lent.astype(np.int64).copy()
    for k in range(width):
        live = k < term
        owed = np.where(live, (balance * rate_ppm + 6_000_000) // 12_000_000, 0)
        paid = np.where(level == EQUAL_PRINCIPAL, lent // term, annuity - owed)
        paid = np.where(k == term - 1, balance, np.where(live, np.clip(paid, 0, balance), 0))
        principal[:, k], interest[:, k] = paid, owed
        balance -= paid
    return principal, interest
