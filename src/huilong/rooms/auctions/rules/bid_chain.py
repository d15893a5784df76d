"""The chain of bids (出价链): each bid's hash covers the one before, so that none is lost, changed or moved unseen.

`tools/verify_auction.py` says the same a second time, on purpose: it must not need huilong.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from huilong.rooms.auctions.terms import Link


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one way to write a JSON object: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def moment(at: datetime) -> str:
    """A moment as the chain writes it: UTC to the microsecond.

    >>> moment(datetime(2026, 11, 26, 9, 30, tzinfo=UTC))
    '2026-11-26T09:30:00.000000Z'
    """
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def genesis(auction: int, title: str, terms: Mapping[str, Any]) -> str:
    """What the first bid follows: the auction and what everybody agreed to (64 hex digits)."""
    return hashlib.sha256(canonical({"auction": auction, "title": title, "terms": terms})).hexdigest()


def hash_of(link: Link) -> str:
    """The hash of a bid: SHA-256 of its canonical JSON, the hash before it among it."""
    told = asdict(link)
    del told["hash"]
    return hashlib.sha256(canonical(told)).hexdigest()


def hashed(link: Link) -> Link:
    """The bid with its hash."""
    return replace(link, hash=hash_of(link))


def broken(first: str, links: Sequence[Link]) -> str:
    """Where a chain is broken, "" where it is whole: numbers without gap, times that never go back, hashes that fit."""
    before, last = first, ""
    for place, link in enumerate(links, 1):
        if link.seq != place:
            return f"{place}: numbered {link.seq}"
        if link.previous != before or link.hash != hash_of(link):
            return f"{place}: hash"
        if link.at < last:
            return f"{place}: time"
        before, last = link.hash, link.at
    return ""


def commitment(auction: int, number: int, fen: int, secret: str) -> str:
    """What a sealed bid commits to (密封报价承诺): SHA-256 of `auction|number|fen|secret`, 64 hex digits.

    >>> commitment(1, 7, 5_000_000, "s")[:8]
    '387ad167'
    """
    return hashlib.sha256(f"{auction}|{number}|{fen}|{secret}".encode()).hexdigest()
