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
from huilong.rooms.repossession.actions.grounds import give_ground, note_delivery, note_notice
from huilong.rooms.repossession.actions.guarding import guard, recheck_all
from huilong.rooms.repossession.actions.moving import locked, move, step
from huilong.rooms.repossession.actions.ordering import decide, request
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

__all__ = [
    "accept", "acknowledge", "approve_quote", "ask_authority", "claim_taken", "decide", "decline", "dispatch",
    "give_back", "give_ground", "guard", "judge_claim", "keep_crew", "locked", "move", "note_delivery", "note_notice",
    "quote", "recall", "recheck", "recheck_all", "renew", "request", "step", "stop", "taken", "warn",
]  # fmt: skip
