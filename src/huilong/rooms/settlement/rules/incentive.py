"""What a contract rewards (激励口径), as rules about pay ask it: amounts recovered alone, or something else too."""

from huilong.rooms.agencies.terms import FeeForm, FeeTerms

BY_FORM = {
    FeeForm.RATE: "amount_recovered", FeeForm.BY_AGE: "amount_recovered", FeeForm.BY_AMOUNT: "amount_recovered",
    FeeForm.PER_SUCCESS: "cases_brought_current", FeeForm.PER_VISIT: "visits_made",
}  # fmt: skip


def incentive_metrics(terms: FeeTerms) -> list[str]:
    """The metrics a firm is paid by (考核指标), for CN-STAFF-003: a guaranteed minimum is pay for being there.

    >>> incentive_metrics(FeeTerms(FeeForm.RATE, rate_ppm=1))
    ['amount_recovered']
    """
    return [BY_FORM[terms.form], *(["guaranteed_minimum"] if terms.minimum_fen else [])]
