"""Chains (链): the journal verifies to its last seal, with every entry in it; every auction's bids hang together."""

from huilong.rooms.auctions.queries import chain_file
from huilong.rooms.auctions.rules.bid_chain import broken
from huilong.rooms.auctions.terms import Link
from huilong.rooms.journal.queries import check
from huilong.site.quarter.look import Look


def chain(look: Look) -> list[str]:
    """Nobody changed what was done."""
    checked = check()
    found = [f"the journal is broken: {checked.broken}"] if checked.broken else []
    if checked.waiting:
        found.append(f"{checked.waiting} entries of the journal hang in no chain after the night")
    unsealed = look.ask(
        "select count(*) from journal_link l where l.seq > coalesce(("
        " select (heads -> l.organisation::text ->> 0)::bigint from journal_seal order by number desc limit 1), 0)"
    )[0][0]
    if unsealed:
        found.append(f"{unsealed} links of the journal are under no seal after the night")
    return found + _auctions(look)


def _auctions(look: Look) -> list[str]:
    """The bids of every auction, each hash made anew from what was bid."""
    if not look.has("auctions_auction"):
        return []
    found = []
    for (key,) in look.ask("select id from auctions_auction order by id"):
        told = chain_file(key)
        wrong = broken(told["genesis"], [Link(auction=key, **one) for one in told["bids"]])
        if wrong:
            found.append(f"the bids of auction {key} do not hang together: {wrong}")
    return found
