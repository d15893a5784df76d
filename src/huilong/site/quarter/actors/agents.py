"""Agencies (委外机构): their agents call what was placed with them; their managers ask, bid and give cases back."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from hashlib import sha256

from huilong.rooms.agencies import actions as agencies
from huilong.rooms.agencies import queries as firms
from huilong.rooms.agencies.terms import EndReason
from huilong.rooms.tenders import actions as tenders
from huilong.rooms.tenders import queries as offered
from huilong.rooms.tenders.rules.sealing import canonical, seal
from huilong.site.quarter.actors.collectors import call_next
from huilong.site.quarter.actors.managing import ROUND
from huilong.site.quarter.cast import AGENCIES
from huilong.site.quarter.world import Deed, World

CALLS_A_DAY = 4
RATES = (150_000, 180_000, 210_000)


def begin(world: World) -> None:
    """Nothing: they are let in on the first day."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """Calls on working days; bids when there is a tender; on Wednesdays something goes back."""
    day = (on - world.first).days
    for n in range(1, len(AGENCIES) + 1):
        agent, chief = f"agency{n}_agent", f"agency{n}_manager"
        for k in range(CALLS_A_DAY if on.weekday() < 6 else 0):
            yield Deed(world.at(on, 9 + 2 * k, 33 + 3 * n), agent, partial(call_next, world, agent))
        if day % ROUND == 1:
            yield Deed(world.at(on, 10, 30), chief, partial(ask, world, chief))
            yield Deed(world.at(on, 14, n), chief, partial(bid, world, chief, n))
        if day % ROUND == 2:
            yield Deed(world.at(on, 9, 10 + n), chief, partial(open_bid, world, chief))
        if on.weekday() == 2:
            yield Deed(world.at(on, 17, 30 + n), chief, partial(give_back, world, chief))


def ask(world: World, chief: str, at: datetime) -> None:
    """The first agency always has a question."""
    if "tender" in world.memory and chief == "agency1_manager":
        world.act(chief, "tender.asked", partial(tenders.ask, world.memory["tender"], "平均逾期天数是多少?", at))


def bid(world: World, chief: str, n: int, at: datetime) -> None:
    """Seal a bid for all strata on the own machine, and hand in what nobody else can read."""
    number = world.memory.get("tender")
    if number is None:
        return
    with world.being(chief) as who:
        strata = offered.tender_row(number, at).strata
    told = {
        "form": "huilong-bid-1", "tender": number, "firm": who.organisation, "salt": _key(world, chief, number).hex(),
        "fee": {"form": "rate", "rate_ppm": RATES[n - 1]}, "explanation": "", "capacity": 500,
        "lines": [{"stratum": one.code, "most": one.cases} for one in strata],
    }  # fmt: skip
    sealed = seal(canonical(told), _key(world, chief, number), _key(world, chief, "nonce", number)[:12])
    world.act(chief, "tender.sealed", partial(tenders.submit, number, sealed, at))


def open_bid(world: World, chief: str, at: datetime) -> None:
    """Open the own bid after closing, with the key nobody else had."""
    number = world.memory.get("tender")
    if number is not None:
        world.act(chief, "tender.revealed", partial(tenders.reveal, number, _key(world, chief, number), at))


def _key(world: World, *about: str) -> bytes:
    return sha256(json.dumps([world.luck.seed, *about]).encode()).digest()


def give_back(world: World, chief: str, at: datetime) -> None:
    """Give back a case whose borrower cannot be reached."""
    with world.being(chief) as who:
        mine = sorted(one.case for one in firms.placements(who.organisation, at.date()))
    if len(mine) > 3:
        case = world.luck.one_of(mine, "given back", chief, at.date())
        back = world.act(chief, "placement.given_back", partial(
            agencies.give_back, [case], EndReason.UNREACHABLE, at
        ))  # fmt: skip
        world.tally.figures["cases_given_back"] += back or 0
