"""What the public record says of car loans (校准): every number here has a source, named beside it.

Rows are the state at one month end, columns the state at the next, ordered from worst to best. Monthly transitions:
Ally Auto ABS, SEC ABS-EE filings before 2020-02, as published with doi 10.1093/jrsssa/qnae137. Cash in a month: the
same panel. China's stock levels: Fitch Bohua on Chinese auto ABS, M2 0.12–0.29 % and M3 0.08–0.17 % of balance.
"""

import numpy as np

from huilong.integrations.synthetic_lender.chance import Floats

STATES = ("C", "M1", "M2", "M3", "M4", "M5+")
"""Month-end states of a live loan, by the age of its oldest unpaid instalment."""

OUTCOMES = ("CO", "M5+", "M4", "M3", "M2", "M1", "C", "PO")
"""What may become of a loan in one month, worst first: CO written off, PO paid off early."""

CO, M5, M4, M3, M2, M1, CURRENT, PO = range(8)

_TRANSITIONS = {
    #        CO    M5+   M4    M3    M2    M1    C     PO
    "C": (0.000, 0.000, 0.000, 0.000, 0.000, 0.062, 0.921, 0.017),
    "M1": (0.000, 0.000, 0.000, 0.000, 0.110, 0.626, 0.249, 0.015),
    "M2": (0.003, 0.000, 0.000, 0.268, 0.279, 0.229, 0.208, 0.013),
    "M3": (0.018, 0.000, 0.400, 0.235, 0.113, 0.058, 0.156, 0.019),
    "M4": (0.137, 0.493, 0.070, 0.073, 0.047, 0.023, 0.155, 0.003),
    "M5+": (0.073, 0.760, 0.000, 0.008, 0.013, 0.005, 0.120, 0.021),
}

CHINA_M2_OF_BALANCE = (0.0012, 0.0029)
CHINA_M3_OF_BALANCE = (0.0008, 0.0017)

CASH_NONE = {"M1": 0.09, "M2": 0.24, "M3": 0.39, "M4": 0.47}
"""Share of loan-months without any cash, by the state they began in."""

RECOVERY_NOTHING = 0.26
"""Charged-off loans whose net recovery is nothing."""
RECOVERY_MEAN = 0.68
"""Mean recovery of exposure of the others."""


def transitions(entry_factor: float) -> Floats:
    """Monthly transition probabilities, 6 states × 8 outcomes, with the C→M1 rate times `entry_factor`.

    The published rows are rounded to three places; each is scaled to sum to one. What is taken from C→M1 stays in C.
    """
    rows = np.array([_TRANSITIONS[state] for state in STATES])
    rows /= rows.sum(axis=1, keepdims=True)
    kept = rows[0, M1] * (1 - entry_factor)
    rows[0, M1] -= kept
    rows[0, CURRENT] += kept
    return rows
