"""Verbs of performance (目标与分派): each in one transaction with one journal entry."""

from huilong.rooms.performance.actions.allocating import accept, propose, undo
from huilong.rooms.performance.actions.people import close_on, note_facts, open_on, plan_leave, withdraw_leave
from huilong.rooms.performance.actions.planning import next_working_day, plan_day, roll, sum_up
from huilong.rooms.performance.actions.targets import (
    break_down,
    roll_forward,
    set_target,
    target_approved,
    target_refused,
)

__all__ = [
    "accept",
    "break_down",
    "close_on",
    "next_working_day",
    "note_facts",
    "open_on",
    "plan_day",
    "plan_leave",
    "propose",
    "roll",
    "roll_forward",
    "set_target",
    "sum_up",
    "target_approved",
    "target_refused",
    "undo",
    "withdraw_leave",
]
