"""Relief (减免): a collector offers what helps a borrower in need; who must agree does (leads.py).

Money of an agreed plan comes by the borrowers' own ways: some keep it, some do not, and the nights judge.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from huilong.rooms.book.terms import Components
from huilong.rooms.cases.queries import live_position
from huilong.rooms.people.terms import Role
from huilong.rooms.relief import actions
from huilong.rooms.relief.queries import offer_page
from huilong.rooms.relief.terms import OfferState, ReliefKind, Terms
from huilong.site.quarter.world import Deed, World

TAKES = 0.75


def begin(world: World) -> None:
    """Nothing to arrange."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """What was granted in the day is put to the borrowers before evening."""
    if on.weekday() < 6:
        for name in world.role(Role.COLLECTOR):
            yield Deed(world.at(on, 18, 2), name, partial(accept, world, name))


def offer(world: World, name: str, number: str, at: datetime) -> None:
    """Offer two months more time, or some of the penalty off, to a borrower who cannot pay."""
    who = world.cast[name]
    with world.being(name):
        loans = [one for one in live_position(number, at).loans if one.due_fen > 0]
    if not loans:
        return
    loan = loans[0]
    terms = Terms(ReliefKind.EXTENSION, months=2)
    if world.luck.happens(0.5, "waiver", number, at.date()) and loan.penalty_fen > 1:
        terms = Terms(ReliefKind.WAIVER, waived=Components(penalty=loan.penalty_fen // 2))
    key = world.act(name, "relief.draft", partial(
        actions.draft, number, loan.loan_id, terms, at + timedelta(days=3), user=who.user, role=Role(who.role), at=at
    ))  # fmt: skip
    if key is not None:
        world.act(name, f"relief.ask.{terms.kind.value}", partial(actions.ask, key, at))


def accept(world: World, name: str, at: datetime) -> None:
    """Call the borrowers whose relief was granted; most agree."""
    with world.being(name):
        granted = offer_page({"state": OfferState.APPROVED.value}, at, size=200).rows
    for one in granted:
        if world.luck.happens(TAKES, "takes", one.id):
            world.act(name, "relief.accept", partial(actions.accept, one.id, at))
        else:
            world.act(name, "relief.withdraw", partial(_withdrawn, one.id, at))


def _withdrawn(key: int, at: datetime) -> bool:
    actions.withdraw(key, at)
    return True
