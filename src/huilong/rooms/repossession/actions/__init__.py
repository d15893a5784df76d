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
from huilong.rooms.repossession.actions.closing import hand_to_sale, release, undo
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
from huilong.rooms.repossession.actions.storing import add_charge, gate_in, keep_yard, move_to_yard, receive_keys, tow
from huilong.rooms.repossession.actions.taking import take_or_claim

__all__ = [
    "accept", "acknowledge", "approve_quote", "ask_authority", "decide", "decline", "dispatch", "give_back",
    "keep_crew", "locked", "move", "quote", "recall", "recheck", "renew", "request", "step", "stop", "taken", "warn",
    "add_charge", "call_for_help", "complete_handover", "gate_in", "hand_to_sale", "keep_evidence", "keep_yard",
    "list_belongings", "move_to_yard", "receive_keys", "redeem", "release", "return_belongings", "stop_on_the_spot",
    "take_or_claim", "tell_redemption", "tow", "undo",
]  # fmt: skip
