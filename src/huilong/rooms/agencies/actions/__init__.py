"""Verbs of agencies (委外机构)."""

from huilong.rooms.agencies.actions.ending import extend, give_back, recall
from huilong.rooms.agencies.actions.placing import place
from huilong.rooms.agencies.actions.register import (
    approve,
    ask_to_approve,
    end_firm,
    enter,
    note_paper,
    publish,
    sign_contract,
    suspend,
)

__all__ = [
    "approve",
    "ask_to_approve",
    "end_firm",
    "enter",
    "extend",
    "give_back",
    "note_paper",
    "place",
    "publish",
    "recall",
    "sign_contract",
    "suspend",
]
