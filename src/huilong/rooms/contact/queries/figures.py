"""What a message says of a case (消息所述数字), as it is at the moment, and the values of all variables."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from huilong.kernel.acting import Acting
from huilong.rooms.cases.queries import case_brief, case_detail
from huilong.rooms.cases.terms import CaseState
from huilong.rooms.compliance.queries import lender
from huilong.rooms.contact.queries.outlets import hotline
from huilong.rooms.contact.terms import Figures
from huilong.rooms.people.queries import lender_organisation, organisation_named

SHOWN_LOANS = 2


def figures(number: str) -> Figures:
    """A case's figures as the law will be told them too: one source, so what is stated is what is owed."""
    brief, case = case_brief(number), case_detail(number).case
    return Figures(
        case.number, case.id, case.borrower, brief.loan_ids, brief.delinquent_fen, case.outstanding_principal_fen,
        brief.past_due_days, case.oldest_due_on, case.product, case.vehicle, case.state is CaseState.OPEN,
    )  # fmt: skip


def house_day(at: datetime) -> date:
    """The lender's day of a moment."""
    return at.astimezone(ZoneInfo(lender().zone)).date()


def values_for(found: Figures, sender: Acting | None, at: datetime, language: str) -> dict[str, Any]:
    """The values of the variables that are not personal (变量取值), by name; what is not known is left out."""
    house, agency = lender_organisation(), agency_of(sender)
    told: dict[str, Any] = {
        "case_number": found.number, "loan_id": _loans(found.loans, language), "product": found.product,
        "vehicle": found.vehicle, "overdue_amount": found.overdue_fen, "outstanding_principal": found.outstanding_fen,
        "due_date": found.due_on, "today": house_day(at), "days_past_due": found.past_due_days,
        "lender_name": house.name if house else "", "agency_name": agency, "hotline": hotline(),
        "sender_name": agency or (house.name if house else ""),
    }  # fmt: skip
    return {name: value for name, value in told.items() if value not in (None, "")}


def agency_of(sender: Acting | None) -> str:
    """The name of the agency somebody works for; "" for the lender's own people."""
    own = organisation_named(sender.organisation) if sender else None
    return own.name if own and not own.is_lender else ""


def _loans(loans: tuple[str, ...], language: str) -> str:
    """One loan by its id; several by the first ones and how many there are."""
    shown = ", ".join(loans[:SHOWN_LOANS])
    more = len(loans) - SHOWN_LOANS
    if more <= 0:
        return shown
    return f"{shown} 等{len(loans)}笔" if language.startswith("zh") else f"{shown} and {more} more"
