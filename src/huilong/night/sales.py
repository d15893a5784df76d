"""The night's steps of sales (夜间处置): auctions whose time has come, and what is for sale."""

from huilong.night.run import Counts, Night, end_of
from huilong.rooms.auctions import actions as auctions
from huilong.rooms.disposal import night as disposal


def close_auctions(night: Night) -> Counts:
    """Close the auctions whose time has come: nobody may keep `huilong auction close` running beside the pages."""
    return auctions.close_due(night.now())


def look_at_stock(night: Night) -> Counts:
    """Look at what is for sale: storage so far, holds, clocks that ran out, buyers who did not pay."""
    return disposal.look(night.on, end_of(night.on))
