"""The chain of an auction (出价链查询): its links, and the file an outsider checks without us."""

from typing import Any

from huilong.rooms.auctions.models import Bid, Opening
from huilong.rooms.auctions.queries.floors import stored
from huilong.rooms.auctions.rules.bid_chain import genesis, moment
from huilong.rooms.auctions.terms import Link


def links_of(key: int) -> list[Link]:
    """Every bid of an auction as a link, in order."""
    return [
        Link(key, one.seq, one.number, moment(one.at), one.fen, one.commitment, moment(one.ends_at), one.previous,
             one.hash)
        for one in Bid.objects.filter(auction_id=key).order_by("seq")
    ]  # fmt: skip


def chain_file(key: int) -> dict[str, Any]:
    """All that checks an auction offline (出价链文件): what was agreed, every bid, what came of it. No names."""
    row = stored(key)
    opened = {
        seq: [fen, secret]
        for seq, fen, secret in Opening.objects.filter(bid__auction_id=key).values_list("bid__seq", "fen", "secret")
    }
    told = [
        {name: value for name, value in vars(one).items() if name != "auction"} for one in links_of(key)
    ]
    closed = row.state == "closed"
    return {
        "format": "huilong-auction-1", "auction": key, "title": row.title, "terms": row.terms,
        "genesis": genesis(key, row.title, row.terms), "bids": told,
        "openings": {str(seq): value for seq, value in sorted(opened.items())} if closed else {}, "head": row.head,
        "outcome": {
            "what": row.outcome, "winner": row.winner, "fen": row.sold_fen, "second": row.to_second,
            "at": moment(row.closed_at),
        } if row.closed_at else None,
    }  # fmt: skip
