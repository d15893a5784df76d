"""Many bid at once, with real threads and real commits: none is lost, none reordered; a server killed loses nothing."""

import os
import random
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions import actions, queries
from huilong.rooms.auctions.models import Answer, Auction, Bid, Deposit, Entry
from huilong.rooms.auctions.rules.verifying import fault
from huilong.rooms.auctions.terms import BidReceipt
from huilong.rooms.journal.models import Entry as Trace
from tests.meeting import meeting_as

from .conftest import AT, at_work, bids, clock_at, entered, let_in, opened

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("b1", "b2", "b3")


@pytest.fixture
def auction(house):
    """An auction in its last ten minutes, entered and paid by three."""
    let_in(house, *NAMES)
    clock_at(AT - timedelta(hours=1))
    key = opened(house)
    entered(house, key, *NAMES)
    clock_at(AT + timedelta(minutes=50))
    return key


LAST_SECOND = AT + timedelta(minutes=60) - timedelta(seconds=1)


def at_once(house, auction, wanted, at=None):
    """What becomes of these bids, (name, fen, key), each by a thread of its own that meets the database as a page.

    They begin at the same moment; if `at` says so, at that one by the database's clock.
    """
    found = [None] * len(wanted)
    barrier = threading.Barrier(len(wanted) + 1)

    def run(place, name, fen, key):
        try:
            with meeting_as("web"):
                connection.ensure_connection()
                barrier.wait()
                found[place] = bids(house, auction, name, fen, key)
        except Refusal as refusal:
            found[place] = refusal
        except Exception as error:  # an error is told by the test, not lost with the thread
            found[place] = error

    threads = [threading.Thread(target=run, args=(place, *one)) for place, one in enumerate(wanted)]
    for one in threads:
        one.start()
    while at and barrier.n_waiting < len(wanted):
        time.sleep(0.01)
    if at:
        clock_at(at)
    barrier.wait()
    for one in threads:
        one.join()
    return found


def test_in_the_last_second_every_bid_is_answered_and_placed_in_order(house, auction):
    chance, steps = random.Random(7), list(range(48))
    chance.shuffle(steps)
    wanted = [(NAMES[n % 3], 4_500_000 + 20_000 * step, f"key-{n:06d}") for n, step in enumerate(steps)]

    found = at_once(house, auction, wanted, LAST_SECOND)

    taken = {one.seq: one for one in found if isinstance(one, BidReceipt)}
    refused = [one for one in found if isinstance(one, Refusal)]
    lost = [one for one in found if not isinstance(one, BidReceipt | Refusal)]
    assert lost == [] and len(taken) + len(refused) == len(wanted)
    assert {one.code for one in refused} <= {"bid-too-low", "bid-highest-already"}
    kept = list(Bid.objects.order_by("seq"))
    assert [one.seq for one in kept] == sorted(taken) == list(range(1, len(kept) + 1))
    assert [one.fen for one in kept] == sorted(one.fen for one in kept)
    assert [one.at for one in kept] == sorted(one.at for one in kept)
    assert Answer.objects.count() == len(wanted)
    assert Trace.objects.filter(verb="auction.bid").count() == len(kept)
    assert Auction.objects.get().ends_at >= AT + timedelta(minutes=64, seconds=59)
    assert fault(queries.chain_file(auction)) == ""


def test_the_same_form_sent_many_times_at_once_is_one_bid(house, auction):
    found = at_once(house, auction, [("b1", 4_500_000, "one-key-only")] * 6)
    assert [(one.seq, one.fen) for one in found] == [(1, 4_500_000)] * 6
    assert Bid.objects.count() == Answer.objects.count() == 1
    with pytest.raises(Refusal, match="key-used"):
        bids(house, auction, "b1", 4_600_000, "one-key-only")


def test_a_bid_that_came_in_time_and_waited_for_its_turn_counts(house, auction):
    """Somebody holds the floor over the end; the close waits, the bid is taken."""
    found = []

    def wait():
        with meeting_as("web"):
            found.append(bids(house, auction, "b1", 4_500_000, "waited-1"))

    clock_at(AT + timedelta(hours=1) - timedelta(seconds=2))
    with meeting_as("night"), transaction.atomic():
        Auction.objects.select_for_update().get(pk=auction)
        waiting = threading.Thread(target=wait)
        waiting.start()
        while queries.clock() < AT + timedelta(hours=1, milliseconds=200):
            time.sleep(0.05)
        assert waiting.is_alive() and not found
    waiting.join()
    assert found[0].at > AT + timedelta(hours=1) > Bid.objects.get().arrived_at


def test_the_database_takes_no_bid_after_the_end_nor_out_of_order(house, auction):
    first = bids(house, auction, "b1", 4_500_000)
    entry = Entry.objects.get(bidder__user=house["b2"])
    good = {
        "auction_id": auction, "entry": entry, "seq": 2, "number": entry.number, "fen": 4_520_000,
        "arrived_at": AT, "at": queries.clock(), "ends_at": first.ends_at, "previous": first.hash, "hash": "f" * 64,
    }  # fmt: skip
    for wrong in ({"seq": 3}, {"previous": "0" * 64}, {"fen": 4_510_000}, {"at": AT}, {"number": 9},
                  {"ends_at": AT}, {"fen": None, "commitment": "c" * 64}):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            Bid.objects.create(**(good | wrong))
    Deposit.objects.filter(pk=entry.pk).update(state="forfeited", ended_by=1, ended_at=AT)
    with pytest.raises(DatabaseError, match="the bid is none"), transaction.atomic():
        Bid.objects.create(**good)
    clock_at(first.ends_at + timedelta(seconds=1))
    with pytest.raises(DatabaseError, match="takes no bid now"), transaction.atomic():
        Bid.objects.create(**(good | {"at": queries.clock()}))
    for change in ("update auctions_bid set fen = 1", "delete from auctions_bid",
                   "update auctions_auction set title = ''",
                   "update auctions_auction set ends_at = opens_at + interval '1 s'"):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_nobody_bids_for_another_even_past_the_pages(house, auction):
    entry = Entry.objects.get(bidder__user=house["b2"])
    row = Auction.objects.get()
    with meeting_as("web"), at_work(house["b1"]), pytest.raises(DatabaseError), transaction.atomic():
        Bid.objects.create(
            auction_id=auction, entry_id=entry.pk, seq=1, number=entry.number, fen=4_500_000, arrived_at=AT,
            at=queries.clock(), ends_at=row.ends_at, previous=row.head, hash="f" * 64,
        )  # fmt: skip


def test_who_bids_too_often_is_asked_to_wait(house, auction):
    said = []
    for n in range(25):
        try:
            bids(house, auction, "b1", 1_000 + n, f"wild-{n:04d}")
        except Refusal as refusal:
            said.append(refusal.code)
    assert said.count("bids-too-fast") == 5
    assert bids(house, auction, "b2", 4_500_000).seq == 1


SCRIPT = """
import sys
import django
django.setup()
from huilong.kernel.acting import Acting, act_as
from huilong.rooms.auctions import actions
auction, first, second, organisation, start = map(int, sys.argv[1:])
for n in range(10_000):
    with act_as(Acting((first, second)[n % 2], organisation, "bidder")):
        one = actions.bid(auction, start + 20_000 * n, f"killed-{n:06d}")
    print(one.seq, one.fen, one.hash, flush=True)
"""


@pytest.mark.slow
def test_a_server_killed_amid_bids_loses_nothing_it_acknowledged(house, auction, settings, monkeypatch):
    given = {
        "HUILONG_SECRET_KEY": settings.SECRET_KEY, "DJANGO_SETTINGS_MODULE": "huilong.site.settings",
        "HUILONG_DATABASE_ROLE": "owner",
    }  # fmt: skip
    who = [str(house[name].pk) for name in ("b1", "b2")]
    server = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(auction), *who, str(house["b1"].organisation_id), "4500000"],
        env=os.environ | given, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    heard = [server.stdout.readline() for _ in range(12)]
    server.kill()
    heard += server.stdout.readlines()
    server.wait()
    server.stdout.close()

    acknowledged = [one.split() for one in heard if one.count(" ") == 2 and len(one.split()[-1]) == 64]
    kept = {one.seq: one for one in Bid.objects.all()}
    assert len(acknowledged) >= 12
    for seq, fen, digits in acknowledged:
        assert (kept[int(seq)].fen, kept[int(seq)].hash) == (int(fen), digits)
    assert len(kept) - len(acknowledged) in (0, 1)
    assert fault(queries.chain_file(auction)) == ""
    monkeypatch.setattr("huilong.rooms.auctions.actions.bidding.MOST", 1_000)
    n = len(acknowledged)  # the one that got no answer is sent again, under its key
    again = bids(house, auction, ("b1", "b2")[n % 2], 4_500_000 + 20_000 * n, f"killed-{n:06d}")
    assert again.seq == n + 1
    assert Bid.objects.count() == n + 1


def test_an_auction_is_closed_once_by_however_many_look(house, auction):
    bids(house, auction, "b1", 5_200_000)
    clock_at(Auction.objects.get().ends_at + timedelta(seconds=4))
    at, found = queries.clock(), []

    def close():
        with meeting_as("night"):
            found.append(actions.close_due(at))

    threads = [threading.Thread(target=close) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(one["sold"] for one in found) == 1 and not any(one["failed"] for one in found)
    assert Trace.objects.filter(verb="auction.closed").count() == 1
    assert timezone.is_aware(Auction.objects.get().closed_at)
