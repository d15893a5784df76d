"""Standing of a firm (机构可委派条件): which papers each trade has to show, and what a firm lacks on a day."""

from collections.abc import Collection
from datetime import date, timedelta

from huilong.rooms.agencies.terms import FirmPaper, FirmState, Lack, Standing
from huilong.rooms.people.terms import OrganisationKind

REVIEW_DAYS = 365
"""How long a review counts (GB/T 45251-2025 §5.4: at least yearly)."""
NOTICE_DAYS = (30, 7, 0)
"""How many days before its last one a paper is told to run out."""

_HANDLES_PEOPLE = (
    FirmPaper.LICENCE, FirmPaper.INSURANCE, FirmPaper.DATA_TERMS, FirmPaper.SECURITY, FirmPaper.IMPACT,
    FirmPaper.TRAINING_ROLL, FirmPaper.CONDUCT,
)  # fmt: skip
NEEDED: dict[OrganisationKind, tuple[FirmPaper, ...]] = {
    OrganisationKind.AGENCY: _HANDLES_PEOPLE,
    OrganisationKind.LAW_FIRM: (FirmPaper.LICENCE, FirmPaper.DATA_TERMS, FirmPaper.IMPACT),
    OrganisationKind.TOW_COMPANY: (FirmPaper.LICENCE, FirmPaper.INSURANCE, FirmPaper.DATA_TERMS, FirmPaper.CONDUCT),
    OrganisationKind.YARD: (FirmPaper.LICENCE, FirmPaper.INSURANCE),
    OrganisationKind.AUCTION_HOUSE: (FirmPaper.LICENCE,),
    OrganisationKind.VALUER: (FirmPaper.LICENCE,),
    OrganisationKind.DEALER: (FirmPaper.LICENCE,),
}
"""The papers a firm has to have in force, by its trade. Who is not listed here is not a firm outside."""
_STATES = {
    FirmState.APPLICANT: Lack.APPLICANT, FirmState.SUSPENDED: Lack.SUSPENDED, FirmState.ENDED: Lack.ENDED,
}  # fmt: skip


def papers_lacking(trade: OrganisationKind, in_force: Collection[FirmPaper]) -> tuple[Lack, ...]:
    """The papers this trade needs and this firm has not in force.

    >>> [one.value for one in papers_lacking(OrganisationKind.YARD, {FirmPaper.LICENCE})]
    ['insurance']
    """
    return tuple(Lack(kind.value) for kind in NEEDED.get(trade, ()) if kind not in in_force)


def standing(
    trade: OrganisationKind, state: FirmState | None, in_force: Collection[FirmPaper], *, contract: bool,
    reviewed_on: date | None, on: date,
) -> Standing:
    """Whether a firm may be given work on a day (可委派). `reviewed_on`: when it was last looked at as a whole.

    A contract and a yearly review are asked of those who are placed cases with, agencies and law firms.
    """  # fmt: skip
    if state is None:
        return Standing(False, (Lack.UNKNOWN,))
    found = [_STATES[state]] if state in _STATES else []
    found += papers_lacking(trade, in_force)
    if trade in (OrganisationKind.AGENCY, OrganisationKind.LAW_FIRM):
        if reviewed_on is None or on - reviewed_on > timedelta(days=REVIEW_DAYS):
            found.append(Lack.REVIEW)
        if not contract:
            found.append(Lack.CONTRACT)
    return Standing(not found, tuple(found))
