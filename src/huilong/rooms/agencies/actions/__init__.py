"""Verbs of agencies (委外机构): the register, placing and ending; rating, breaches, price lists, response clocks."""

from huilong.rooms.agencies.actions.ending import extend, give_back, recall
from huilong.rooms.agencies.actions.placing import place
from huilong.rooms.agencies.actions.rating import note_breach, rate_firms, withdraw_breach
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
from huilong.rooms.agencies.actions.trades import note_response, publish_price

__all__ = [
    "approve",
    "ask_to_approve",
    "end_firm",
    "enter",
    "extend",
    "give_back",
    "note_breach",
    "note_paper",
    "note_response",
    "place",
    "publish",
    "publish_price",
    "rate_firms",
    "recall",
    "sign_contract",
    "suspend",
    "withdraw_breach",
]
