"""Those who try what nobody may (违规者): each must be refused, by the house or by its database, and is counted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connection, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_brief
from huilong.rooms.contact.actions import dial
from huilong.rooms.ledger.actions import post_entry
from huilong.rooms.ledger.terms import EntryKind, Line
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions as recovery
from huilong.rooms.repossession.terms import OrderState
from huilong.rooms.repossession.terms.spot import Captured
from huilong.site.quarter.actors.collectors import the_borrower
from huilong.site.quarter.actors.recovery import orders
from huilong.site.quarter.world import Deed, World


def begin(world: World) -> None:
    """Nothing to arrange."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """Somebody tries something every third day."""
    tries = ((11, 45, "collector1", look_elsewhere), (14, 40, "tow_agent", take_without_authority),
             (17, 45, "finance", post_what_does_not_balance), (17, 50, "finance2", change_the_journal),
             (22, 30, "collector2", call_at_night))  # fmt: skip
    for hour, minute, who, wrong in tries:
        if world.luck.happens(0.35, "tries", wrong.__name__, on):
            yield Deed(world.at(on, hour, minute), who, partial(wrong, world, who))


def call_at_night(world: World, name: str, at: datetime) -> None:
    """Call a borrower at half past ten at night (CN-CONTACT: no calls at night)."""
    mine = _held_by(world, name)
    if not mine:
        return
    with world.being(name):
        person = the_borrower(mine[0])
    if person is not None:
        world.wrong(name, "call at night", partial(dial, mine[0], person.id, at))


def look_elsewhere(world: World, name: str, at: datetime) -> None:
    """Open a case that somebody else holds."""
    other = _held_by(world, "collector2")
    if other:
        world.wrong(name, "look at another's case", partial(case_brief, other[0]))


def take_without_authority(world: World, name: str, at: datetime) -> None:
    """Say that a car was taken, with a token of one's own making."""
    who = world.cast[name]
    for order in orders(world, OrderState.ACCEPTED, OrderState.DISPATCHED, OrderState.APPROVED)[:1]:
        world.wrong(name, "take without authority", partial(
            recovery.take_or_claim, order.id, "forged.token", Captured(at), signals=(), user=who.user,
            role=Role(who.role), at=at,
        ))  # fmt: skip


def post_what_does_not_balance(world: World, name: str, at: datetime) -> None:
    """Post an entry whose sides differ: by the house's verb, and by SQL behind its back."""
    lines = (Line("1002", 100_00), Line("1122", -99_99))
    key = f"wrong:{at:%Y-%m-%d}"
    world.wrong(name, "post what does not balance", partial(
        post_entry, EntryKind.RECEIPT, at.date(), lines, key, "wrong", at
    ))  # fmt: skip
    world.wrong(name, "change a posting", partial(_sql, "update ledger_posting set fen = fen + 1"))


def change_the_journal(world: World, name: str, at: datetime) -> None:
    """Change what the journal says, by SQL."""
    world.wrong(name, "change the journal", partial(_sql, "update journal_entry set actor = 'user:0'"))
    world.wrong(name, "drop from the journal", partial(_sql, "delete from journal_entry"))


def _sql(words: str) -> None:
    """A statement that must fail, or touch nothing, for it is refused to the pages' role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)
        if cursor.rowcount == 0:
            raise Refusal("nothing-seen", zh="没有可见的行。", en="No row is seen.")


def _held_by(world: World, name: str) -> list[str]:
    """Cases one of the cast holds, as the owner sees."""
    at = world.clock.now() + timedelta(seconds=0)
    return [row[0] for row in world.clock.ask(
        "select c.number from cases_duty d join cases_case c on c.id = d.case_id where d.user_id = %s"
        " and d.kind = 'collect' and d.since <= %s and d.until is null and c.state = 'open' and c.delinquent_fen > 0"
        " order by c.number", [world.cast[name].user, at]
    )]  # fmt: skip
