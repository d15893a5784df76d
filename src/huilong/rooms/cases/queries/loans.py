"""Reads of the loans of cases (案件借据): which are in collections, which left, which case each is in."""

from collections.abc import Collection
from datetime import date

import numpy as np
import numpy.typing as npt
from django.db import connection

from huilong.rooms.cases.models import CaseLoan
from huilong.rooms.cases.queries.desk import case_row
from huilong.rooms.cases.terms import CaseBrief, CaseRow, CaseState, CloseReason
from huilong.rooms.vault.terms import Leaving


def case_brief(number: str) -> CaseBrief:
    """What acts on a case need of it, in two queries. Raises Refusal `no-such-case`."""
    return brief_of(case_row(number))


def brief_of(case: CaseRow) -> CaseBrief:
    """What acts need of a case that was read already, in one query."""
    kept = CaseLoan.objects.filter(case_id=case.id, left_on=None)
    loans = kept.order_by("-past_due_days", "-delinquent_fen", "loan_id").values_list("loan_id", flat=True)
    return CaseBrief(
        case.id, case.number, case.borrower, case.state, case.delinquent_fen, case.past_due_days, tuple(loans)
    )


def case_of_loan(loan_id: str) -> str | None:
    """The number of the case a loan is or last was in; None if it never was in collections."""
    kept = CaseLoan.objects.filter(loan_id=loan_id).order_by("-case_id")
    return kept.values_list("case__number", flat=True).first()


def loans_in_collections(*, people_missing: bool = False) -> list[str]:
    """The loans now in collections, or those of them whose case still lacks its people."""
    kept = CaseLoan.objects.filter(left_on=None, case__state=CaseState.OPEN)
    if people_missing:
        kept = kept.filter(case__people_missing=True)
    return list(kept.values_list("loan_id", flat=True))


def joined_collections() -> dict[str, date]:
    """The loans now in collections and the day each came (在催借据)."""
    kept = CaseLoan.objects.filter(left_on=None, case__state=CaseState.OPEN)
    return dict(kept.values_list("loan_id", "joined_on").iterator(chunk_size=20_000))


def written_off_collections() -> dict[str, date]:
    """The loans that left collections because they were written off, and the day each had come (核销出催借据)."""
    gone = CaseLoan.objects.filter(case__state=CaseState.CLOSED, case__reason=CloseReason.WRITTEN_OFF)
    return dict(gone.values_list("loan_id", "joined_on").iterator(chunk_size=20_000))


def left_collections(loan_ids: Collection[str]) -> list[Leaving]:
    """Of these loans, those no longer in collections: when they left last, and why (出催借据)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (l.loan_id) l.loan_id, coalesce(l.left_on, c.closed_on), c.reason"
            "  from cases_case_loan l join cases_case c on c.id = l.case_id"
            " where l.loan_id = any(%s) and (l.left_on is not null or c.state = 'closed')"
            "   and not exists (select from cases_case_loan o join cases_case d on d.id = o.case_id"
            "                    where o.loan_id = l.loan_id and o.left_on is null and d.state = 'open')"
            " order by l.loan_id, coalesce(l.left_on, c.closed_on) desc",
            [list(loan_ids)],
        )
        return [Leaving(*row) for row in cursor.fetchall()]


def cases_of_loans(loan_ids: Collection[str]) -> dict[str, str]:
    """The number of the newest case of each of these loans that the one who acts may see."""
    rows = CaseLoan.objects.filter(loan_id__in=list(loan_ids)).order_by("joined_on", "id")
    return dict(rows.values_list("loan_id", "case__number"))


def owed_in_collections(loan_ids: Collection[str] | None = None) -> dict[str, tuple[int, int]]:
    """(key of the open case, fen owed in all) of each loan in collections (在催敞口), or of those of them named.

    Owed in all: the principal left, due or not, with the interest, fees and penalty that are overdue; of `figures_on`.
    """
    kept = CaseLoan.objects.filter(left_on=None, case__state=CaseState.OPEN)
    if loan_ids is not None:
        kept = kept.filter(loan_id__in=list(loan_ids))
    rows = kept.values_list(
        "loan_id", "case_id", "outstanding_principal_fen", "overdue_interest_fen", "overdue_fee_fen",
        "overdue_penalty_fen",
    )  # fmt: skip
    return {loan: (case, sum(parts)) for loan, case, *parts in rows.iterator(chunk_size=20_000)}


def loans_on_desk() -> npt.NDArray[np.int64]:
    """The keys of the loans now in collections, ascending."""
    kept = CaseLoan.objects.filter(left_on=None).order_by("loan").values_list("loan", flat=True)
    return np.fromiter(kept.iterator(chunk_size=20_000), dtype=np.int64)
