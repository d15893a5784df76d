"""Verbs of repossession (收车): ask, decide, quote, send, stop; and at the car, under a live authority, take."""

from huilong.rooms.repossession.actions.authority import (
    acknowledge,
    ask_authority,
    give_back,
    recheck,
    renew,
    taken,
    warn,
)
from huilong.rooms.repossession.actions.claiming import claim_taken, judge_claim
from huilong.rooms.repossession.actions.claiming_costs import keep_cost_voucher, lawful_charges
from huilong.rooms.repossession.actions.closing import hand_to_sale, release, undo
from huilong.rooms.repossession.actions.grounds import give_ground, note_delivery, note_notice
from huilong.rooms.repossession.actions.guarding import guard, recheck_all
from huilong.rooms.repossession.actions.keeping import keep_evidence, list_belongings, return_belongings
from huilong.rooms.repossession.actions.moving import locked, move, step
from huilong.rooms.repossession.actions.ordering import decide, request
from huilong.rooms.repossession.actions.papers import complete_handover
from huilong.rooms.repossession.actions.redeeming import redeem, tell_redemption
from huilong.rooms.repossession.actions.sending import (
    accept,
    approve_quote,
    decline,
    dispatch,
    keep_crew,
    quote,
    recall,
    stop,
)
from huilong.rooms.repossession.actions.stopping import call_for_help, stop_on_the_spot
from huilong.rooms.repossession.actions.storing import (
    add_charge,
    back_from_sale,
    gate_in,
    keep_yard,
    leave_yard,
    move_to_yard,
    receive_keys,
    tell_yards,
    tow,
)
from huilong.rooms.repossession.actions.taking import take_or_claim

__all__ = [
    "accept",
    "acknowledge",
    "add_charge",
    "approve_quote",
    "ask_authority",
    "back_from_sale",
    "call_for_help",
    "claim_taken",
    "complete_handover",
    "decide",
    "decline",
    "dispatch",
    "gate_in",
    "give_back",
    "give_ground",
    "guard",
    "hand_to_sale",
    "judge_claim",
    "keep_cost_voucher",
    "keep_crew",
    "keep_evidence",
    "keep_yard",
    "lawful_charges",
    "leave_yard",
    "list_belongings",
    "locked",
    "move",
    "move_to_yard",
    "note_delivery",
    "note_notice",
    "quote",
    "recall",
    "receive_keys",
    "recheck",
    "recheck_all",
    "redeem",
    "release",
    "renew",
    "request",
    "return_belongings",
    "step",
    "stop",
    "stop_on_the_spot",
    "take_or_claim",
    "taken",
    "tell_redemption",
    "tell_yards",
    "tow",
    "undo",
    "warn",
]
