"""Who borrowed what (放款): the fixed attributes of a range of loans, drawn loan by loan."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from huilong.integrations.synthetic_lender import estimates as est
from huilong.integrations.synthetic_lender.calendar import day_of_month, due_in, month_number, month_of, month_start
from huilong.integrations.synthetic_lender.chance import Chance, Ints
from huilong.integrations.synthetic_lender.countries import PRODUCTS, Country
from huilong.kernel.days import day_number


@dataclass(frozen=True)
class Span:
    """The time of a book (时间范围): first disbursal, opening delivery and last day, as day numbers."""

    earliest: int
    opening: int
    until: int

    @staticmethod
    def of(months: int, until: date) -> "Span":
        """The span whose history is `months` long, ending on `until`."""
        opening = int(month_start(month_of(until) - months + 1)) if months > 0 else day_number(until)
        earliest = int(month_start(month_of(until) - months + 1 - est.SEASONING_MONTHS))
        return Span(earliest, opening, day_number(until))


@dataclass(frozen=True)
class Loans:
    """Attributes of L loans (借据): arrays of length L; money in fen, days since 1970, months as month numbers."""

    index: Ints
    borrower: Ints
    product: Ints
    level: Ints
    disbursed_on: Ints
    due_day: Ints
    first_month: Ints
    term: Ints
    rate_ppm: Ints
    financed: Ints
    down: Ints
    service_fee: Ints
    place: Ints
    dealer: Ints
    model: Ints
    model_year: Ints
    used: Ints
    car_value: Ints
    habit: Ints

    def __len__(self) -> int:
        return len(self.index)


def lend(chance: Chance, index: Ints, span: Span, country: Country) -> Loans:
    """The loans numbered `index` (放款), each independent of which others are asked for."""
    disbursed = span.earliest + (chance.uniform("disbursed", index) * (span.until - span.earliest)).astype(np.int64)
    own_day = chance.uniform("own due day", index) < est.DUE_DAY_IS_DISBURSAL_DAY
    usual = np.array(est.USUAL_DUE_DAYS)[chance.choose("due day", index, [1] * len(est.USUAL_DUE_DAYS))]
    due_day = np.where(own_day, day_of_month(disbursed), usual)
    first_month = month_number(disbursed) + 1
    first_month += due_in(first_month, due_day) - disbursed < 15
    level = chance.choose("plan", index, est.PLAN_SHARES)
    used = (chance.uniform("used", index) < est.USED_SHARE).astype(np.int64)
    product = np.where(level == 2, PRODUCTS.index("auto_balloon"), used)
    low, high = country.principal
    skew = chance.uniform("principal", index)
    financed = (low + (skew * skew * 0.75 + skew * 0.25) * (high - low)).astype(np.int64) // 10_000 * 10_000
    ltv = est.LOAN_TO_VALUE[0] + chance.uniform("ltv", index) * (est.LOAN_TO_VALUE[1] - est.LOAN_TO_VALUE[0])
    with_down = chance.uniform("down", index) < est.DOWN_PAYMENT_SHARE
    with_fee = chance.uniform("service fee", index) < est.SERVICE_FEE_SHARE
    year = disbursed.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    late = country.late_habit
    return Loans(
        index=index,
        borrower=borrowers(chance, index),
        product=product,
        level=level,
        disbursed_on=disbursed,
        due_day=due_day,
        first_month=first_month,
        term=np.array(country.terms)[chance.choose("term", index, country.term_shares)],
        rate_ppm=np.array(country.annual_rates_ppm)[chance.choose("rate", index, country.rate_shares)],
        financed=financed,
        down=np.where(with_down, financed // 4 // 10_000 * 10_000, 0),
        service_fee=np.where(with_fee, est.SERVICE_FEE_FEN, 0),
        place=chance.choose("place", index, [1] * len(country.places)),
        dealer=chance.whole("dealer", index, 1, 120),
        model=chance.choose("model", index, [1] * len(country.models)),
        model_year=year - np.where(used == 1, chance.whole("age", index, 1, 9), 0),
        used=used,
        car_value=(financed / ltv).astype(np.int64) // 10_000 * 10_000,
        habit=chance.choose("habit", index, (1 - est.EARLY_HABIT - late, est.EARLY_HABIT, late)),
    )


def borrowers(chance: Chance, index: Ints) -> Ints:
    """The borrower of each loan: most loans' own number, for some that of the loan one or two before."""
    joined = chance.uniform("same borrower", index) < est.SAME_BORROWER
    joined_before = chance.uniform("same borrower", index - 1) < est.SAME_BORROWER
    joined &= index > 0
    joined_before &= index > 1
    return index - np.where(joined, np.where(joined_before, 2, 1), 0)
