"""Finance (财务): posts what borrowers sent."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from huilong.rooms.ledger.actions import post_receipt
from huilong.site.quarter.world import Deed, World

ME = "finance"


def begin(world: World) -> None:
    """Nothing to arrange."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """What came in the morning is posted at ten, the rest at four."""
    for hour in (10, 16):
        yield Deed(world.at(on, hour, 40), ME, partial(post, world))


def post(world: World, at: datetime) -> None:
    """Post every payment of the day that waits."""
    on = at.date()
    for one in world.payments.pop(on, []):
        made = world.act(ME, "receipt.post", partial(
            post_receipt, loan_id=one.loan_id, on=on, amount_fen=one.fen, actor=world.cast[ME].actor, today=on, at=at
        ))  # fmt: skip
        if made is not None:
            world.tally.figures["collected_fen"] += one.fen
            world.tally.figures[f"collected_fen.{one.why}"] += one.fen
