"""What is assumed where a book has no history of its own (缺省参数). Calibration, with its source; the rest is marked.

Monthly transitions: Ally pools AART2017-3 and 2019-3 before 2020-02 (SEC ABS-EE, as published by Lautier and others,
doi 10.1093/jrsssa/qnae137). What carries the word *estimate* has no public
source: replace it by the book's own history, which the fit does as soon as there is some.
"""

import numpy as np

from huilong.rooms.forecast.rules.states import BUCKETS, STATES, Floats

TRANSITIONS: Floats = np.array(
    [
        [0.921, 0.062, 0.0, 0.0, 0.0, 0.0, 0.0, 0.017],
        [0.249, 0.626, 0.110, 0.0, 0.0, 0.0, 0.0, 0.015],
        [0.208, 0.229, 0.279, 0.268, 0.0, 0.0, 0.003, 0.013],
        [0.156, 0.058, 0.113, 0.235, 0.400, 0.0, 0.018, 0.020],
        [0.155, 0.023, 0.047, 0.073, 0.070, 0.492, 0.137, 0.003],
        [0.120, 0.005, 0.013, 0.008, 0.0, 0.760, 0.073, 0.021],
    ]
)
"""[BUCKETS, STATES], rows sum to one."""
UNINFORMED: Floats = np.array(
    [[1.0 if j <= min(i + 1, BUCKETS - 1) or j == 7 or (j == 6 and i > 1) else 0.0 for j in range(STATES)]
     for i in range(BUCKETS)]
)  # fmt: skip
UNINFORMED = UNINFORMED / UNINFORMED.sum(axis=1, keepdims=True)
"""Every way that ageing allows, alike: what a back-test begins with, lest it know the pool it is tested on."""
PRIOR_LOANS = 20.0
"""How many loans' worth the default row weighs against what was seen. Estimate."""

RECOVERY_NOTHING, RECOVERY_REST, RECOVERY_REST_SD = 0.25, 0.60, 0.30
"""Share of cases with nothing or less, mean share of the others, their standard deviation. Estimate; the mean of 45 %
is that of the subprime index of 2017 to 2026 (35 to 55 %) and of KBRA (47.7 %, 2022-10)."""
TIMING: Floats = np.array([0.55, 0.15, 0.08, 0.05, 0.04, 0.03, 0.03, 0.02, 0.02, 0.01, 0.01, 0.01])
"""When a recovery comes, by months since the charge-off. Estimate."""

SHOCK_SD: Floats = np.array([0.12, 0.10, 0.12, 0.10, 0.12, 0.12, 0.15, 0.03])
"""Monthly common shock by way (log odds; of cash: log), in the order of `states`. Estimate."""
SHOCK_STAYS = 0.5
"""What part of a shock is still there a month later. Estimate."""
SHOCK_MONTHS = 6.0
"""How many months' worth the two above weigh against what was seen. Estimate."""

MONTHLY_INTEREST = 0.007
"""Interest of a month on the balance. Estimate, for cells never seen."""
UNEVEN = 0.4
"""Squared coefficient of variation of balances. Estimate, for cells never seen."""


def paid_when_moving() -> Floats:
    """Instalments paid by one that moves from a bucket to a state (默认还款期数), as FIFO ageing implies.

    One instalment falls due in the month: who stays pays one, who gets k buckets better pays one and k more.
    """
    found = np.zeros((BUCKETS, STATES))
    for start in range(BUCKETS):
        for end in range(BUCKETS):
            found[start, end] = max(0.0, 1.0 + start - end)
    found[:, 7] = 1.0
    return found
