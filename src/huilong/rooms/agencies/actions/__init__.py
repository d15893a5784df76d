"""Verbs of agencies (委外机构): the register, placing and ending; rating, breaches, price lists, response clocks."""

from huilong.rooms.agencies.actions.delegating import consent, delegate, revoke_consent
from huilong.rooms.agencies.actions.deleting import declare_deletion
from huilong.rooms.agencies.actions.ending import extend, give_back, recall
from huilong.rooms.agencies.actions.exchange import exchange_file
from huilong.rooms.agencies.actions.placing import place
from huilong.rooms.agencies.actions.rating import note_breach, rate_firms, withdraw_breach
from huilong.rooms.agencies.actions.reach import note_reach
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
from huilong.rooms.agencies.actions.scanning import keep_scan, open_scan
from huilong.rooms.agencies.actions.trades import note_response, publish_price
from huilong.rooms.agencies.actions.watching import begin_due, end_due, watch_papers
from huilong.rooms.agencies.actions.working import take_file, take_results

__all__ = [
    "approve",
    "ask_to_approve",
    "begin_due",
    "consent",
    "declare_deletion",
    "delegate",
    "end_due",
    "end_firm",
    "enter",
    "exchange_file",
    "extend",
    "give_back",
    "keep_scan",
    "note_breach",
    "note_paper",
    "note_reach",
    "note_response",
    "open_scan",
    "place",
    "publish",
    "publish_price",
    "rate_firms",
    "recall",
    "revoke_consent",
    "sign_contract",
    "suspend",
    "take_file",
    "take_results",
    "watch_papers",
    "withdraw_breach",
]
