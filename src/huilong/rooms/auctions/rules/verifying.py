"""Verifying (核验出价链文件): a file of bids by the laws of bidding themselves; "" says that all holds.

`tools/verify_auction.py` does the same without huilong; each is a check on the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from huilong.rooms.auctions.rules.bid_chain import broken, commitment, genesis, moment
from huilong.rooms.auctions.rules.bidding import close, end_after, refused
from huilong.rooms.auctions.rules.terms_told import terms_of
from huilong.rooms.auctions.terms import AuctionForm, AuctionTerms, Floor, Link, Offered

FORMAT = "huilong-auction-1"
MOMENT = timedelta(microseconds=1)


def fault(told: Mapping[str, Any]) -> str:
    """The first thing in a file of bids that does not hold, "" if there is none."""
    try:
        if told.get("format") != FORMAT:
            return "format"
        links = [Link(told["auction"], **one) for one in told["bids"]]
        first = genesis(told["auction"], told["title"], told["terms"])
        if first != told["genesis"]:
            return "terms"
        wrong = broken(first, links)
        if wrong or told["head"] != (links[-1].hash if links else first):
            return f"bid {wrong}" if wrong else "head"
        terms = terms_of(told["terms"])
        return _bids(links, terms) or _outcome(told, links, terms)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        return f"cannot be read: {error!r}"


def _bids(links: Sequence[Link], terms: AuctionTerms) -> str:
    """Whether each bid was one when it was made, and moved the end as it must."""
    floor, sealed = Floor(terms), set[int]()
    for one in links:
        at = datetime.fromisoformat(one.at)
        arrived = min(at, floor.end - MOMENT)  # a bid may have waited for its turn past the end
        why = refused(floor, one.number, one.fen, arrived, at, paid=True, sealed_before=one.number in sealed)
        if why is not None:
            return f"bid {one.seq}: {why.value}"
        end = end_after(floor, at)
        if moment(end) != one.ends_at:
            return f"bid {one.seq}: the end"
        sealed.add(one.number)
        floor = replace(
            floor, ends_at=end, bids=one.seq, price_fen=one.fen, leader=one.number if one.fen else None, last_at=at
        )
    return ""


def _outcome(told: Mapping[str, Any], links: Sequence[Link], terms: AuctionTerms) -> str:
    """Whether who won is who had to; of the reserve the file says nothing."""
    outcome = told["outcome"]
    if outcome is None:
        return ""
    offered = [Offered(one.seq, one.number, one.fen) for one in links if one.fen is not None]
    if terms.form is AuctionForm.SEALED:
        for seq, (fen, secret) in told["openings"].items():
            one = links[int(seq) - 1]
            if commitment(told["auction"], one.number, fen, secret) != one.commitment:
                return f"bid {seq}: opened to something else"
            offered.append(Offered(one.seq, one.number, fen))
    result = close(offered, terms)
    if (result.winner is None) is not (outcome["what"] == "no_bid"):
        return "outcome"
    if outcome["what"] != "sold":
        return ""
    entitled = result.second if outcome["second"] else result.winner
    fits = entitled is not None and (entitled.number, entitled.fen) == (outcome["winner"], outcome["fen"])
    return "" if fits else "outcome: not the highest bid"
