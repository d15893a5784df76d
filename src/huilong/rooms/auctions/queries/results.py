"""Results (竞价结论查询): the bids that count, what they come to, whose deposits stay meanwhile."""

from dataclasses import replace

from huilong.rooms.auctions.models import Auction, Bid, Entry, Mandate, Opening
from huilong.rooms.auctions.rules.bidding import close
from huilong.rooms.auctions.rules.terms_told import terms_of
from huilong.rooms.auctions.terms import Offered, Result


def offered(row: Auction, without: frozenset[int] = frozenset()) -> list[Offered]:
    """The bids that count, but those of pseudonyms in `without`."""
    if row.form == "sealed":
        opened = Opening.objects.filter(bid__auction=row).values_list("bid__seq", "bid__number", "fen")
        found = [Offered(*one) for one in opened]
    else:
        bids = Bid.objects.filter(auction=row).values_list("seq", "number", "fen")
        found = [Offered(seq, number, fen or 0) for seq, number, fen in bids]
    return [one for one in found if one.number not in without]


def result_of(row: Auction, reserve_fen: int, without: frozenset[int] = frozenset()) -> Result:
    """What an auction comes to now."""
    return close(offered(row, without), replace(terms_of(row.terms), reserve_fen=reserve_fen))


def defaulted(row: Auction) -> frozenset[int]:
    """Pseudonyms of those who won and did not pay."""
    found = Entry.objects.filter(auction=row, deposit__state="forfeited").values_list("number", flat=True)
    return frozenset(found) | (frozenset({row.winner}) if row.defaulted_at and row.winner else frozenset())


def held_back(row: Auction) -> frozenset[int]:
    """Whose deposits are not paid back yet (暂不退还): everybody's while it is live; then the winner's and the
    second's until the winner has paid."""
    if row.state in ("live", "asked"):
        return frozenset(Entry.objects.filter(auction=row).values_list("number", flat=True))
    if row.winner is None:
        return frozenset()
    if row.settled_at:
        return frozenset({row.winner})
    reserve = Mandate.objects.filter(pk=row.pk).values_list("reserve_fen", flat=True).first() or 0
    second = result_of(row, reserve).second
    return frozenset({row.winner} | ({second.number} if second else set()))
