"""Verbs of cases (案件): each in one transaction with one journal entry."""

from huilong.rooms.cases.actions.copying import (
    copied_numbers,
    copy_rows,
)
from huilong.rooms.cases.actions.flags import (
    end_flag,
    set_flag,
)
from huilong.rooms.cases.actions.holding import (
    assign,
    lapse,
    recall,
    recall_lapsed,
    rehome,
)
from huilong.rooms.cases.actions.people import (
    forget_people,
    take_in_people,
)
from huilong.rooms.cases.actions.promises import (
    judge_case,
    judge_promises,
    one_at_the_case,
    promise,
    withdraw_promise,
)
from huilong.rooms.cases.actions.queue import (
    get_next,
    leave_until,
    let_go,
    open_case,
    put_back,
    rerank,
    skip,
    still_open,
)
from huilong.rooms.cases.actions.receipts import (
    after_receipt,
    refigure_waiting,
)
from huilong.rooms.cases.actions.tags import tag

__all__ = [
    "after_receipt",
    "assign",
    "copied_numbers",
    "copy_rows",
    "end_flag",
    "forget_people",
    "get_next",
    "judge_case",
    "judge_promises",
    "lapse",
    "leave_until",
    "let_go",
    "one_at_the_case",
    "open_case",
    "promise",
    "put_back",
    "recall",
    "recall_lapsed",
    "refigure_waiting",
    "rehome",
    "rerank",
    "set_flag",
    "skip",
    "still_open",
    "tag",
    "take_in_people",
    "withdraw_promise",
]
