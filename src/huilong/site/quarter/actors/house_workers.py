"""What runs beside the pages (后台进程): the guard of authorities, the outcomes of calls, the keeper of the journal.

In a house that serves they run every few seconds; here a few times a day, at the same work, as the night's role.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from huilong.rooms.auctions.actions import close_due
from huilong.rooms.contact.actions import settle_outcomes
from huilong.rooms.journal.actions import keep, seal
from huilong.rooms.repossession.actions import guard
from huilong.site import roles
from huilong.site.quarter.world import Deed, World

ROUNDS = (9, 12, 15, 19)


def begin(world: World) -> None:
    """Nothing to arrange."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """A few rounds a day."""
    for hour in ROUNDS:
        yield Deed(world.at(on, hour, 59), "~workers", partial(rounds, world))


def rounds(world: World, at: datetime) -> None:
    """One round of each."""
    roles.become(roles.NIGHT)
    world.tally.figures["authorities_ended_by_guard"] += sum(
        count for name, count in guard(at).items() if name == "ended"
    )
    settle_outcomes(at)
    for outcome, count in close_due(at).items():
        world.tally.figures[f"auctions_{outcome}"] += count
    keep(at)
    seal(at)
    roles.become(roles.WEB)
