"""The nouns of cases (案件): states, reasons, events, flags, promises, and the rows that queries hand out."""

from huilong.rooms.cases.terms.desk import (
    FlagEnd,
    FlagKind,
    FlagRow,
    PromiseRow,
    PromiseState,
    QueueReason,
    SkipReason,
)
from huilong.rooms.cases.terms.lists import (
    CaseDetail,
    CaseEventRow,
    CaseFilter,
    CaseLoanRow,
    CasePage,
    CaseRow,
)
from huilong.rooms.cases.terms.standing import (
    CaseEventKind,
    CaseState,
    CloseReason,
    DeskPolicy,
    DutyEnd,
    DutyKind,
    DutyRow,
    Holder,
)

__all__ = [
    "CaseDetail",
    "CaseEventKind",
    "CaseEventRow",
    "CaseFilter",
    "CaseLoanRow",
    "CasePage",
    "CaseRow",
    "CaseState",
    "CloseReason",
    "DeskPolicy",
    "DutyEnd",
    "DutyKind",
    "DutyRow",
    "FlagEnd",
    "FlagKind",
    "FlagRow",
    "Holder",
    "PromiseRow",
    "PromiseState",
    "QueueReason",
    "SkipReason",
]
