"""What fees of agencies are reckoned from (计费依据): the loans of cases, what brought them current, early promises."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from huilong.kernel.money import Fen
from huilong.rooms.cases.models import CaseEvent, CaseLoan, Promise
from huilong.rooms.cases.terms import CaseEventKind, CloseReason

UNDONE = "cure_undone"
"""Why a case is reopened when what closed it is undone, by money taken back say."""


@dataclass(frozen=True)
class LoanInCase:
    """A loan while it was in a case (案内借据); `left_on` None: still in it."""

    case: str
    loan: str
    joined_on: date
    left_on: date | None


@dataclass(frozen=True)
class BroughtCurrent:
    """A case was brought current, or closed with nothing owed (转正或结清); `undone_on`: later facts undid it."""

    case: str
    on: date
    undone_on: date | None


@dataclass(frozen=True)
class PromiseMade:
    """A promise as it was made (承诺)."""

    case: str
    made_at: datetime
    due_on: date
    fen: Fen


def loans_of_cases(numbers: Collection[str]) -> list[LoanInCase]:
    """The loans that are or were in these cases (案内借据)."""
    kept = CaseLoan.objects.filter(case__number__in=list(numbers)).order_by("id")
    return [LoanInCase(*row) for row in kept.values_list("case__number", "loan_id", "joined_on", "left_on")]


def brought_current(numbers: Collection[str], known_by: date) -> list[BroughtCurrent]:
    """When each of these cases was brought current or settled (转正或结清), as known by a day; by case and day."""
    events = CaseEvent.objects.filter(case__number__in=list(numbers), on__lte=known_by).filter(
        Q(kind=CaseEventKind.CLOSED, why__in=[CloseReason.CURED, CloseReason.SETTLED])
        | Q(kind=CaseEventKind.MOVED, to_bucket=0)
        | Q(kind=CaseEventKind.REOPENED, why=UNDONE)
    )
    found: list[BroughtCurrent] = []
    for case, on, kind in events.order_by("case", "id").values_list("case__number", "on", "kind"):
        if kind != CaseEventKind.REOPENED:
            found.append(BroughtCurrent(case, on, None))
        elif found and found[-1].case == case:
            found[-1] = replace(found[-1], undone_on=on)
    return found


def promises_made(numbers: Collection[str], known_at: datetime) -> list[PromiseMade]:
    """The promises made on these cases by a moment and not withdrawn by then (承诺记录)."""
    kept = Promise.objects.filter(case__number__in=list(numbers), made_at__lte=known_at)
    kept = kept.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at)).order_by("id")
    return [PromiseMade(*row) for row in kept.values_list("case__number", "made_at", "due_on", "amount_fen")]
