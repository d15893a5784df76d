"""The last second measured: `python -m benchmarks.auction [--bidders 20,200,1000] [--seconds 10] [--kill]`.

A house of its own, served as in production (`huilong serve`). Every bidder has a session and a line to the server, and
bids first within the last second before the close, then again and again for some seconds, each time above the highest
price it has heard of. Nothing may be lost and nothing reordered: every request has an answer, every answer is kept,
what was acknowledged stands in the chain where it was said to, times never go back, and the end moved. With `--kill`
the server of pages is killed (SIGKILL) in the middle; whoever had no answer sends the same bid under the same key
again. Clients and server share the machine. Ends with 1 if anything does not hold.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.__main__ import machine
from benchmarks.children import ROOT
from benchmarks.live import PORT, house, served, session_of

RESULTS = ROOT / "benchmarks" / "results" / "auction"
START, STEP, TOKEN = 4_500_000, 20_000, "b" * 32
LAST_SECOND = 1.0


def main() -> int:
    """Measure, write benchmarks/results/auction/, print lines; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.auction", description=__doc__)
    parser.add_argument("--bidders", default="20,200,1000")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--kill", action="store_true")
    options = parser.parse_args()
    told: dict[str, Any] = {"machine": machine(), "command": " ".join(["python -m benchmarks.auction", *sys.argv[1:]])}
    told |= {"seconds": options.seconds, "killed": options.kill, "runs": []}
    with house() as environment:
        for count in [int(word) for word in options.bidders.split(",")]:
            bidders = people(count)
            with served(environment):
                answering(bidders)
                told["runs"].append(run(bidders, options))
            print(json.dumps(told["runs"][-1]), flush=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    name = f"{told['machine']['measured_on']}{'-killed' if options.kill else ''}.json"
    (RESULTS / name).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    from benchmarks.page import page

    (ROOT / "benchmarks" / "results.md").write_text(page(ROOT / "benchmarks" / "results"), encoding="utf-8")
    return 1 if any(one["wrong"] for one in told["runs"]) else 0


def answering(bidders: list[tuple[Any, str]]) -> None:
    """Wait until pages are answered, and let every worker have bid once: what is read at first use is not measured."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/login", timeout=10).close()
            break
        time.sleep(0.3)
    crowd = Crowd(opened(bidders[:20], 600), 0.0, 0.0)
    asyncio.run(warmed([Line(crowd, n, cookie) for n, (_one, cookie) in enumerate(bidders[:20])]))


async def warmed(lines: list["Line"]) -> None:
    """Twice a bid of each."""
    for turn in range(2):
        await asyncio.gather(*(one.one(START, f"warm-{one.crowd.auction}-{turn}-{n}", first=False)
                               for n, one in enumerate(lines)))  # fmt: skip


def people(count: int) -> list[tuple[Any, str]]:
    """So many bidders who were let in, as (bidder, cookie)."""
    from django.utils import timezone

    from huilong.rooms.auctions.models import Bidder
    from huilong.rooms.people.actions import ensure_organisation
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    firm, now, made = ensure_organisation("车行", OrganisationKind.DEALER), timezone.now(), []
    for n in range(count):
        user, _new = User.objects.get_or_create(
            username=f"bidder{n}",
            defaults={"display_name": f"b{n}", "role": Role.BIDDER.value, "organisation_id": firm},
        )
        one, _new = Bidder.objects.get_or_create(user=user, defaults={
            "name": f"b{n}", "firm": "车行", "kind": "dealer", "identity": f"{n}", "state": "approved", "asked_at": now,
            "decided_by": 1, "decided_at": now, "why": "in_order",
        })  # fmt: skip
        made.append((one, session_of(user)))
    return made


def opened(bidders: list[tuple[Any, str]], closes_in: float) -> int:
    """An auction of theirs that closes so soon, each entered and paid; its key."""
    from django.utils import timezone

    from huilong.rooms.auctions.models import Auction, Deposit, Entry, Mandate
    from huilong.rooms.auctions.rules.bid_chain import genesis
    from huilong.rooms.auctions.rules.terms_told import told
    from huilong.rooms.auctions.terms import AuctionTerms

    now = timezone.now()
    terms = AuctionTerms(
        now - timedelta(hours=1), now + timedelta(seconds=closes_in), START, STEP, deposit_fen=1, last_minutes=5,
        extend_minutes=5,
    )  # fmt: skip
    row = Auction.objects.create(
        title="car", form="open", terms=told(terms), opens_at=terms.opens_at, ends_at=terms.closes_at, head="0" * 64,
        reached=True, made_by=1, made_at=now,
    )  # fmt: skip
    Auction.objects.filter(pk=row.pk).update(head=genesis(row.pk, row.title, row.terms))
    Mandate.objects.create(auction=row, subject=f"bench:{row.pk}")
    for one, _cookie in bidders:
        entry = Entry.objects.create(auction=row, bidder=one, number=0, entered_at=now)
        Deposit.objects.create(entry=entry, fen=1, reference=f"{row.pk}-{entry.pk}", paid_on=now.date(), taken_by=1,
                               taken_at=now)  # fmt: skip
    return int(row.pk)


@dataclass
class Crowd:
    """What all bidders together heard (场内): answers, the highest price known, who waits for what."""

    auction: int
    closes: float
    until: float
    top: int = START - STEP
    took: list[float] = field(default_factory=list)
    accepted: dict[int, tuple[str, int]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    first: int = 0
    sent: int = 0
    again: int = 0
    wrong: list[str] = field(default_factory=list)


class Line:
    """One bidder's line to the server: kept open, made again when it breaks."""

    def __init__(self, crowd: Crowd, number: int, cookie: str) -> None:
        self.crowd, self.number, self.cookie = crowd, number, cookie
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def bids(self) -> None:
        """Bid once in the last second, then above what was heard until the time is over."""
        await self.connect()
        within = random.random() * LAST_SECOND * 0.9
        await asyncio.sleep(max(0.0, self.crowd.closes - LAST_SECOND - time.time()) + within)
        turn = 0
        while turn == 0 or time.time() < self.crowd.until:
            fen = self.crowd.top + STEP * random.randint(1, 3)
            await self.one(fen, f"{self.crowd.auction}-{self.number}-{turn:06d}", first=turn == 0)
            turn += 1
            await asyncio.sleep(random.random() * 1.2)
        if self.writer:
            self.writer.close()

    async def one(self, fen: int, key: str, *, first: bool) -> None:
        """One bid with its answer; without one the same is sent again."""
        began = time.perf_counter()
        self.crowd.sent += 1
        while True:
            try:
                async with asyncio.timeout(60):
                    status, told = await self.post(fen, key)
            except (OSError, EOFError, ValueError, TimeoutError, asyncio.IncompleteReadError):
                self.crowd.again += 1
                await asyncio.sleep(0.2)
                with suppress(OSError):
                    await self.connect()
                continue
            if status < 500:
                break
            self.crowd.again += 1
            await asyncio.sleep(0.2)
        self.crowd.took.append((time.perf_counter() - began) * 1000)
        self.crowd.first += first
        if status == 200:
            self.crowd.accepted[told["seq"]] = (key, fen)
            self.crowd.top = max(self.crowd.top, fen)
        elif status in (409, 429):
            self.crowd.refused[told["title"]] = self.crowd.refused.get(told["title"], 0) + 1
        else:
            self.crowd.wrong.append(f"{status} {str(told)[:200]}")

    async def connect(self) -> None:
        """A line."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", PORT)

    async def post(self, fen: int, key: str) -> tuple[int, dict[str, Any]]:
        """Send a bid, read its answer: status and JSON."""
        if self.writer is None or self.reader is None or self.writer.is_closing():
            await self.connect()
        if self.writer is None or self.reader is None:
            raise EOFError
        body = urlencode({"amount": f"{fen // 100}.{fen % 100:02d}", "key": key}).encode()
        self.writer.write(
            f"POST /auctions/{self.crowd.auction}/bid HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\n"
            f"Cookie: sessionid={self.cookie}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n"
            f"Accept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        status = int((await self.reader.readuntil(b"\r\n")).split()[1])
        length, line = 0, b""
        while (line := await self.reader.readuntil(b"\r\n")) != b"\r\n":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        told = await self.reader.readexactly(length)
        return status, json.loads(told) if told[:1] == b"{" else {"title": told[:200].decode("utf-8", "replace")}


def run(bidders: list[tuple[Any, str]], options: argparse.Namespace) -> dict[str, Any]:
    """One run of so many bidders."""
    lead = 3.0 + len(bidders) / 100
    auction = opened(bidders, lead)
    now = time.time()
    crowd = Crowd(auction, now + lead, now + lead + options.seconds)
    asyncio.run(together(crowd, bidders, options))
    crowd.took.sort()
    count = len(crowd.took)
    told = {
        "bidders": len(bidders), "sent": crowd.sent, "answered": count, "in_the_last_second": crowd.first,
        "accepted": len(crowd.accepted), "refused": crowd.refused, "sent_again": crowd.again,
        "accepted_per_second": round(len(crowd.accepted) / (options.seconds + LAST_SECOND), 1),
        "answers_per_second": round(count / (options.seconds + LAST_SECOND), 1),
        "p50_ms": round(crowd.took[count // 2], 1), "p99_ms": round(crowd.took[int(count * 0.99)], 1),
        "longest_ms": round(crowd.took[-1], 1), "wrong": crowd.wrong[:5] + held_against(crowd),
    }  # fmt: skip
    return told


async def together(crowd: Crowd, bidders: list[tuple[Any, str]], options: argparse.Namespace) -> None:
    """Let all bid; in the middle kill the pages' server, if asked to."""
    lines = [asyncio.create_task(Line(crowd, n, cookie).bids()) for n, (_one, cookie) in enumerate(bidders)]
    if options.kill:
        await asyncio.sleep(max(0.0, crowd.closes + options.seconds / 3 - time.time()))
        for pid in servers_of_pages():
            os.kill(pid, signal.SIGKILL)
    await asyncio.gather(*lines)


def servers_of_pages() -> list[int]:
    """The server of pages and its workers, among the processes begun here."""
    parents, words = dict[int, int](), dict[int, str]()
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            words[int(place.name)] = (place / "cmdline").read_bytes().decode("utf-8", "replace")
    ours = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return [pid for pid in ours - {os.getpid()} if "granian" in words[pid] and "wsgi" in words[pid]]


def held_against(crowd: Crowd) -> list[str]:
    """What of the answers does not hold against what is kept."""
    from huilong.rooms.auctions.models import Answer, Auction, Bid
    from huilong.rooms.auctions.queries import chain_file
    from huilong.rooms.auctions.rules.verifying import fault

    row = Auction.objects.get(pk=crowd.auction)
    kept = {
        seq: (key, fen)
        for seq, key, fen in Answer.objects.filter(entry__auction=row, bid__isnull=False).values_list(
            "bid__seq", "key", "bid__fen"
        )
    }  # fmt: skip
    times = list(Bid.objects.filter(auction=row).order_by("seq").values_list("at", flat=True))
    answers = Answer.objects.filter(entry__auction=row).count()
    fast = crowd.refused.get("bids-too-fast", 0)
    checks = {
        "an answer is missing": len(crowd.took) == crowd.sent,
        "an acknowledged bid is not where it was said to be": crowd.accepted.items() <= kept.items(),
        "a bid stands that nobody was told of": len(kept) == len(crowd.accepted) == row.bids,
        "an answer was not kept": answers == crowd.sent - fast,
        "time goes back": times == sorted(times),
        "the end did not move": row.ends_at.timestamp() > crowd.closes + 200,
        f"the chain: {fault(chain_file(crowd.auction))}": not fault(chain_file(crowd.auction)),
    }  # fmt: skip
    return [name for name, holds in checks.items() if not holds]


if __name__ == "__main__":
    sys.exit(main())
