"""Reads of auctions (竞价查询): floors, bids, bidders, entries; the chain as a file."""

from huilong.rooms.auctions.queries.chains import chain_file, links_of
from huilong.rooms.auctions.queries.floors import (
    auction_page,
    auction_row,
    bids_of,
    clock,
    mandate_of,
    my_bidder,
    visible_auctions,
)
from huilong.rooms.auctions.queries.people import bidders, entries_of, entry_of, my_entry

__all__ = [
    "auction_page", "auction_row", "bidders", "bids_of", "chain_file", "clock", "entries_of", "entry_of", "links_of",
    "mandate_of", "my_bidder", "my_entry", "visible_auctions",
]  # fmt: skip
