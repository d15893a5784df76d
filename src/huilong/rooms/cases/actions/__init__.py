"""Verbs of cases (案件): each in one transaction with one journal entry."""

from huilong.rooms.cases.actions.copying import copied_numbers, copy_rows
from huilong.rooms.cases.actions.holding import assign, recall, rehome
from huilong.rooms.cases.actions.people import forget_people, take_in_people
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

__all__ = [
    "assign",
    "copied_numbers",
    "copy_rows",
    "forget_people",
    "get_next",
    "leave_until",
    "let_go",
    "open_case",
    "put_back",
    "recall",
    "rehome",
    "rerank",
    "skip",
    "still_open",
    "take_in_people",
]
