#!/usr/bin/env python3
"""Verify the chain of an auction without huilong (独立核验出价链): standard library only.

    python verify_auction.py FILE [--head HEX]

FILE is what the page of an auction gives as "all bids as a file". Every bid is hashed anew, the terms are held against
each bid (increments, who leads, the end that moves), and the outcome against the bids. `--head` is the head that the
seller's journal recorded at the close, or that stands on the confirmation of the sale: a chain made anew has another.
Prints the first position that does not hold and ends with 1; ends with 0 if all holds.
"""

import argparse
import hashlib
import json
import sys
from datetime import UTC, datetime, timedelta

SETTLE = timedelta(seconds=3)
LINK = ("auction", "seq", "number", "at", "fen", "commitment", "ends_at", "previous")


class Broken(Exception):
    """The first position that does not hold."""


def digest(value):
    """SHA-256 of the one way to write a JSON value: sorted keys, no spaces, UTF-8."""
    told = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return hashlib.sha256(told).hexdigest()


def moment(text):
    """A moment of the file."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def check_links(told):
    """Numbers without gap, hashes that fit, times that never go back."""
    first = digest({"auction": told["auction"], "title": told["title"], "terms": told["terms"]})
    if first != told["genesis"]:
        raise Broken("terms: they are not what the first bid follows")
    before, last = first, None
    for place, bid in enumerate(told["bids"], 1):
        body = {"auction": told["auction"], **{name: bid[name] for name in LINK if name != "auction"}}
        if bid["seq"] != place or bid["previous"] != before or digest(body) != bid["hash"]:
            raise Broken(f"bid {place}: hash or place")
        if last is not None and moment(bid["at"]) < last:
            raise Broken(f"bid {place}: time")
        before, last = bid["hash"], moment(bid["at"])
    if told["head"] != before:
        raise Broken("head: bids are missing at the end")


def check_terms(told):
    """Each bid by the terms: in time, high enough, on an increment, not over one's own; the end as it must move."""
    terms, price, leader = told["terms"], None, None
    end, sealed = moment(terms["closes_at"]), set()
    for bid in told["bids"]:
        at, where = moment(bid["at"]), f"bid {bid['seq']}"
        if at < moment(terms["opens_at"]) or at >= end + SETTLE:
            raise Broken(f"{where}: out of time")
        if terms["form"] == "sealed":
            if bid["fen"] is not None or not bid["commitment"] or bid["number"] in sealed:
                raise Broken(f"{where}: not a sealed bid")
            sealed.add(bid["number"])
        else:
            least = terms["start_fen"] if price is None else price + terms["step_fen"]
            off = (bid["fen"] - terms["start_fen"]) % terms["step_fen"]
            if bid["fen"] < least or off or bid["number"] == leader:
                raise Broken(f"{where}: against the terms")
            price, leader = bid["fen"], bid["number"]
            if at >= end - timedelta(minutes=terms["last_minutes"]):
                end = max(end, at + timedelta(minutes=terms["extend_minutes"]))
        if moment(bid["ends_at"]) != end:
            raise Broken(f"{where}: the end")


def check_outcome(told):
    """The highest bid, of equals the earliest, is who won; sealed bids open to what they committed to."""
    outcome, bids = told["outcome"], told["bids"]
    if outcome is None:
        return
    offers = [(-bid["fen"], bid["seq"], bid["number"]) for bid in bids if bid["fen"] is not None]
    for seq, (fen, secret) in told["openings"].items():
        bid = bids[int(seq) - 1]
        words = f"{told['auction']}|{bid['number']}|{fen}|{secret}".encode()
        if hashlib.sha256(words).hexdigest() != bid["commitment"]:
            raise Broken(f"bid {seq}: opened to something else")
        if fen >= told["terms"]["start_fen"]:
            offers.append((-fen, bid["seq"], bid["number"]))
    best = min(offers, default=None)
    if (best is None) is not (outcome["what"] == "no_bid"):
        raise Broken("outcome: whether anybody bid")
    if outcome["what"] == "sold":
        ranked = [(number, -minus) for minus, _seq, number in sorted(offers)]
        others = [one for one in ranked if one[0] != ranked[0][0]]
        entitled = others[:1] if outcome["second"] else ranked[:1]
        if entitled != [(outcome["winner"], outcome["fen"])]:
            raise Broken("outcome: it is not the highest bid")


def main(arguments=None):
    """Check one file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--head", default="")
    options = parser.parse_args(arguments)
    with open(options.file, encoding="utf-8") as source:
        told = json.load(source)
    try:
        if told.get("format") != "huilong-auction-1":
            raise Broken("format: not the file of an auction")
        for check in (check_links, check_terms, check_outcome):
            check(told)
        if options.head and options.head != told["head"]:
            raise Broken("head: it is not the one that was recorded")
    except Broken as broken:
        print(f"BROKEN {broken}")
        return 1
    except (KeyError, TypeError, ValueError, IndexError) as error:
        print(f"BROKEN it cannot be read: {error!r}")
        return 1
    print(f"WHOLE {len(told['bids'])} bids, head {told['head']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
