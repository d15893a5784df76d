"""The declared differences (已声明的差异) from peers' published expectations: cases we answer otherwise, on purpose.

They cover delinquency, buckets after the nightly run, allocation, Frappe and Kill Bill; together at most six.
"""

MOST = 6

DIFFERENCES = {
    "FIN-ALC-045": "a receipt of the charge's own due day does not pay it upstream; we replay all known charges",
    "FIN-ALC-047": "a receipt before the charge's due date does not pay it upstream; we replay all known charges",
    "FIN-ALC-075": "upstream leaves the penalty paid before its due date out of the in-advance counter",
    "FIN-INS-027": "asked on a paused day upstream shows what its last nightly run left; we answer for the day asked",
    "FIN-INS-035": "upstream shows nothing where no nightly run has been; we answer for the day asked",
}

BY_CHARGE = "upstream calls a charge due by its own date, we by the instalment that bears it"
BACKDATED = (
    "upstream replays a back-dated fee only over receipts after its due day; we replay all (as FIN-ALC-045, 047)"
)
WAIVED = "upstream shows a waived charge as paid on its due date; we on the day it was waived"

POOL = {
    "Loan:1276": BY_CHARGE,
    "LoanRepayment:1194": BY_CHARGE,
    "LoanRepayment:1265": BY_CHARGE,
    "LoanRepayment:1475": BY_CHARGE,
    "LoanCharge:1227": BACKDATED,
    "LoanCharge:1297": BACKDATED,
    "LoanCharge:1431": BACKDATED,
    "LoanCharge:1557": WAIVED,
    "LoanCharge:1645": WAIVED,
    "LoanCBR:759": "upstream's table shows a refunded overpayment as an instalment once a later charge made it replay",
    "LoanDelinquency:649": "on a paused day upstream shows what its last nightly run left (as FIN-INS-027)",
}
"""Scenarios of the pool that the law covers and answers otherwise, each with the reason; they count as failed."""
