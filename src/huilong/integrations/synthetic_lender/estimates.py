"""ESTIMATES WITHOUT A PUBLIC SOURCE (无公开来源的估计): plausible, not measured. Change them here and nowhere else.

Sourced numbers live in calibration.py. Rates are shares unless a unit is named.
"""

# Who borrowers are. Ability to pay changes over time, willingness does not; both belong to the borrower.
ABILITIES = ("steady", "strained", "broke")
WILLINGNESSES = ("willing", "forgetful", "unwilling")
WILLINGNESS_SHARES = (0.72, 0.20, 0.08)
ABILITY_MONTHLY = ((0.990, 0.008, 0.002), (0.060, 0.915, 0.025), (0.030, 0.050, 0.920))
"""From one month to the next: steady, strained, broke."""
ABILITY_PULL = (
    (0.0, 0.35, 0.55),
    (0.0, 0.35, 0.80),
    (0.0, 0.40, 1.00),
    (0.0, 0.45, 1.10),
    (0.0, 0.45, 1.15),
    (0.0, 0.45, 1.2),
)
"""How far each ability pulls a month's outcome down, in standard deviations, by state C, M1 … M5+."""
WILLINGNESS_PULL = (
    (0.0, 0.50, 0.55),
    (0.0, -0.10, 0.60),
    (0.0, -0.10, 0.70),
    (0.0, -0.05, 0.75),
    (0.0, 0.0, 0.8),
    (0.0, 0.0, 0.8),
)

# China's C→M1 rate against the American one, set so that month-end stocks fall inside the published bands.
CHINA_ENTRY_FACTOR = 0.1

# How they pay.
DEBIT_ON_DUE_DAY, EARLY_HABIT, LATE_HABIT = 0.74, 0.16, 0.10
LATE_HABIT_CHINA = 0.04
LATE_IN_A_MONTH = 0.55
"""A late-habit borrower is late in this share of months, by 1 to 12 days."""
EARLY_DAYS, LATE_DAYS = 6, 12
PAYDAYS = (5, 10, 15, 20, 25)
PAYDAY_SHARE = 0.55
"""Arrears paid on a payday or the day after, rather than on any day."""
TWO_RECEIPTS = 0.25
"""Arrears of several instalments that come as two receipts."""
PARTIAL_WHEN_UNPAID = (0.10, 0.19, 0.12, 0.06, 0.18, 0.10)
"""Months in which no whole instalment is paid but a part is, by state; M1–M4 follow the gap between the published
shares of cashless months and of rolls."""
ONE_AHEAD = 0.006
BOUNCE_WHEN_MISSED = 0.35
REFUND_OF_DOUBLE = 0.0004
DAILY_PENALTY = 0.0005
"""What a late payer is billed a day on the unpaid instalment, besides a small rounding margin."""
PENALTY_MARGIN_FEN = 100

# What lenders do.
CHARGE_ON_ROLL = 0.30
CHARGE_FEN = (3_000, 12_000)
CHARGE_WAIVED = 0.12
PENALTY_WAIVED = 0.06
RESTRUCTURE_OF_CURES = 0.22
"""Returns to current from M2 and worse that are a new schedule instead of cash."""
RESTRUCTURE_LONGER_MONTHS = (6, 12)
PAUSE_MONTHLY = (0.0002, 0.004, 0.006, 0.006, 0.004, 0.002)
RECOVERY_AFTER_DAYS = (60, 240)

# How late facts arrive: same day, next day, up to ten days, up to forty-five.
ARRIVAL_SHARES = (0.93, 0.055, 0.0135, 0.0015)

# The book.
SEASONING_MONTHS = 18
"""Loans are disbursed evenly from this long before the opening day up to the last day."""
SAME_BORROWER = 0.07
DUE_DAY_IS_DISBURSAL_DAY = 0.25
USUAL_DUE_DAYS = (5, 8, 10, 12, 15, 18, 20, 25, 28)
DOWN_PAYMENT_SHARE = 0.06
SERVICE_FEE_SHARE = 0.12
SERVICE_FEE_FEN = 3_000
PLAN_SHARES = (0.82, 0.08, 0.10)
"""Level instalments, equal principal, balloon."""
BALLOON_SHARE = 0.30

# The car.
VALUE_LEFT = (1.0, 0.80, 0.70, 0.615, 0.54, 0.47, 0.41, 0.36, 0.31, 0.27, 0.235, 0.2, 0.17, 0.15, 0.13, 0.11)
"""Of a new car's price, by whole years of age."""
USED_SHARE = 0.28
KM_A_YEAR = (8_000, 26_000)
MORTGAGE_SHARES = (0.962, 0.033, 0.005)
"""Registered, not registered, cancelled."""
INSURANCE_LAPSED = 0.07
BENEFICIARY_SHARES = (0.8, 0.2)
"""Lender, borrower."""
LOAN_TO_VALUE = (0.55, 0.95)

# People beside the borrower.
CO_BORROWER, GUARANTOR, SPOUSE, CONTACT = 0.12, 0.06, 0.30, 0.85
PEOPLE_MISSING = 0.004
"""Delinquent loans whose people the lender forgets to send."""
PEOPLE_NOT_DELINQUENT = 0.002
"""Loans paid on time that are in a day's people file by mistake; a good reader drops them."""
