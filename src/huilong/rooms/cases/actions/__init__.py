"""Verbs of cases (案件): each in one transaction with one journal entry."""

from huilong.rooms.cases.actions.copying import copied_numbers, copy_rows
from huilong.rooms.cases.actions.holding import assign, recall, rehome
from huilong.rooms.cases.actions.people import forget_people, take_in_people

__all__ = ["assign", "copied_numbers", "copy_rows", "forget_people", "recall", "rehome", "take_in_people"]
