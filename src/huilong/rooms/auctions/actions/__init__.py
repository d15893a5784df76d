"""Verbs of auctions (竞价): open, approve, cancel; register and enter; deposits; bid, seal, unseal; close, settle."""

from huilong.rooms.auctions.actions.bidding import bid, seal, unseal
from huilong.rooms.auctions.actions.closing import award_second, close_due, default_winner, settle
from huilong.rooms.auctions.actions.confirming import confirmation
from huilong.rooms.auctions.actions.deposits import refund_deposit, refund_losers, take_deposit
from huilong.rooms.auctions.actions.entering import decide_bidder, enter, register_bidder
from huilong.rooms.auctions.actions.opening import approve_auction, cancel_auction, open_auction

__all__ = [
    "approve_auction", "award_second", "bid", "cancel_auction", "close_due", "confirmation", "decide_bidder",
    "default_winner", "enter", "open_auction", "refund_deposit", "refund_losers", "register_bidder", "seal", "settle",
    "take_deposit", "unseal",
]  # fmt: skip
