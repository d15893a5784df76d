"""The file of an auction's bids (出价链文件): whole as it was made, and found broken whatever is changed in it."""

import copy
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.auctions.rules.bid_chain import commitment, genesis, hashed, moment
from huilong.rooms.auctions.rules.bidding import end_after
from huilong.rooms.auctions.rules.terms_told import told
from huilong.rooms.auctions.rules.verifying import fault
from huilong.rooms.auctions.terms import AuctionForm, AuctionTerms, Floor, Link

NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)
TOOL = Path(__file__).parents[5] / "tools/verify_auction.py"


def terms(form=AuctionForm.OPEN):
    return AuctionTerms(NINE, NINE + timedelta(hours=1), 1_000, 50, form=form)


def filed(offers, *, form=AuctionForm.OPEN, second=False):
    """A file of these bids: (minute, number, fen)."""
    agreed = told(terms(form))
    first = before = genesis(7, "car", agreed)
    floor, made = Floor(terms(form)), []
    for minute, number, fen in offers:
        at = NINE + timedelta(minutes=minute)
        ends = end_after(floor, at)
        floor = Floor(terms(form), ends_at=ends)
        sealed = form is AuctionForm.SEALED
        one = hashed(Link(7, len(made) + 1, number, moment(at), None if sealed else fen,
                          commitment(7, number, fen, "s") if sealed else "", moment(ends), before))  # fmt: skip
        before = one.hash
        made.append({name: value for name, value in vars(one).items() if name != "auction"})
    ranked = sorted(((-fen, seq, number) for seq, (_at, number, fen) in enumerate(offers, 1)))
    best = ranked[1 if second else 0] if ranked else (0, 0, None)
    outcome = {"what": "sold" if ranked else "no_bid", "winner": best[2], "fen": -best[0] if ranked else None,
               "second": second, "at": moment(NINE + timedelta(hours=2))}  # fmt: skip
    opened = {str(n): [fen, "s"] for n, (_at, _who, fen) in enumerate(offers, 1)} if form is AuctionForm.SEALED else {}
    return {"format": "huilong-auction-1", "auction": 7, "title": "car", "terms": agreed, "genesis": first,
            "bids": made, "openings": opened, "head": before, "outcome": outcome}  # fmt: skip


def tool_says(told, *more):
    """What the tool that needs no huilong says of a file: (code, line)."""
    sys.path.insert(0, str(TOOL.parent))
    try:
        import verify_auction
    finally:
        sys.path.pop(0)
    try:
        for check in (verify_auction.check_links, verify_auction.check_terms, verify_auction.check_outcome):
            check(told)
    except (verify_auction.Broken, KeyError, TypeError, ValueError, IndexError) as error:
        return str(error) or "unreadable"
    return ""


OPEN = filed([(1, 1, 1_000), (57, 2, 1_100), (61, 1, 1_300)])
SEALED = filed([(1, 1, 1_400), (2, 2, 1_400), (3, 3, 1_200)], form=AuctionForm.SEALED)


@pytest.mark.parametrize("one", [OPEN, SEALED, filed([])], ids=["open", "sealed", "none"])
def test_a_file_as_it_was_made_is_whole(one, tmp_path):
    assert fault(one) == tool_says(one) == ""
    file = tmp_path / "chain.json"
    file.write_text(json.dumps(one, ensure_ascii=False), "utf-8")
    for more, code in (([], 0), (["--head", one["head"]], 0), (["--head", "0" * 64], 1)):
        done = subprocess.run([sys.executable, "-I", str(TOOL), str(file), *more], capture_output=True, text=True)
        assert done.returncode == code, done.stdout


def changed(one, change):
    found = copy.deepcopy(one)
    change(found)
    return found


def _swap(found):
    found["bids"][0], found["bids"][1] = found["bids"][1], found["bids"][0]


CHANGES = {
    "a bid lost": lambda one: one["bids"].pop(1),
    "the last bid lost": lambda one: one["bids"].pop(),
    "bids reordered": _swap,
    "an amount changed": lambda one: one["bids"][0].update(fen=1_050, commitment=""),
    "a time changed": lambda one: one["bids"][1].update(at=one["bids"][0]["at"]),
    "a bidder changed": lambda one: one["bids"][1].update(number=9),
    "the terms changed": lambda one: one["terms"].update(step_fen=10),
    "another winner": lambda one: one["outcome"].update(winner=9),
    "another price": lambda one: one["outcome"].update(fen=one["outcome"]["fen"] - 50),
    "the second as the first": lambda one: one["outcome"].update(second=True),
    "nobody bid": lambda one: one["outcome"].update(what="no_bid"),
}


@pytest.mark.parametrize("one", [OPEN, SEALED], ids=["open", "sealed"])
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_is_found_by_both(one, change):
    found = changed(one, CHANGES[change])
    assert fault(found)
    assert tool_says(found)


def test_a_chain_made_anew_against_the_terms_is_found():
    """Hashes that fit help nobody: a bid below the step, one after the end, an end that was not moved."""
    for offers in ([(1, 1, 1_000), (2, 2, 1_025)], [(1, 1, 1_000), (62, 2, 1_050)], [(1, 1, 1_000), (2, 1, 1_050)]):
        assert fault(filed(offers)) and tool_says(filed(offers))


def test_a_sealed_bid_opens_to_what_it_committed_to():
    found = changed(SEALED, lambda one: one["openings"]["3"].__setitem__(0, 9_900))
    assert fault(found) and tool_says(found)


def test_after_a_default_the_second_is_who_came_second():
    found = filed([(1, 1, 1_000), (2, 2, 1_100), (3, 1, 1_150)])
    found["outcome"] |= {"second": True, "winner": 2, "fen": 1_100}
    assert fault(found) == tool_says(found) == ""


@given(st.data())
def test_both_say_the_same_of_any_digit_changed(data):
    text = json.dumps(OPEN, ensure_ascii=False)
    digits = [place for place, sign in enumerate(text) if sign.isdigit()]
    place = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != text[place]]))
    try:
        found = json.loads(text[:place] + other + text[place + 1 :])
    except ValueError:
        return
    assert bool(fault(found | {"format": OPEN["format"]})) == bool(tool_says(found))
