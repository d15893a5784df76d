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
    "accept", "acknowledge", "approve_quote", "ask_authority", "decide", "decline", "dispatch", "give_back",
    "keep_crew", "locked", "move", "quote", "recall", "recheck", "renew", "request", "step", "stop", "taken", "warn",
]  # fmt: skip
