"""Collectors (电催员): take the next case, ask and call, write down what came of it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from huilong.rooms.cases.actions import get_next, skip
from huilong.rooms.cases.queries import case_brief, live_position
from huilong.rooms.cases.terms import SkipReason
from huilong.rooms.contact.actions import dial, record_activity, take_call_news
from huilong.rooms.contact.models import Call
from huilong.rooms.contact.terms import CallNews, CallState, Done
from huilong.rooms.people.terms import Role
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import MaskedPerson, PersonRole
from huilong.site.quarter.actors import borrowers, relief
from huilong.site.quarter.world import Deed, World

CALLS_A_DAY = 12
REACHED = {"promise", "refuses", "third_party", "call_back", "objects", "claims_paid", "busy"}


def begin(world: World) -> None:
    """Nothing to arrange: new cases come home to their team."""


def deeds(world: World, on: date) -> Iterator[Deed]:
    """A call every half hour, from nine to noon and from two to five; nobody works on Sunday."""
    if on.weekday() == 6:
        return
    for place, name in enumerate(world.role(Role.COLLECTOR)):
        for n in range(CALLS_A_DAY):
            hour, minute = divmod(n * 30 + 2 * place, 60)
            yield Deed(world.at(on, (9 if hour < 3 else 11) + hour, minute), name, partial(call_next, world, name))


def call_next(world: World, name: str, at: datetime) -> None:
    """Take the next case and call its borrower."""
    number = world.act(name, "case.next", partial(get_next, at))
    if number is not None:
        call(world, name, number, at)


def call(world: World, name: str, number: str, at: datetime) -> None:
    """Call the borrower of a case and write down what came of it; a case that may not be called is passed over."""
    with world.being(name):
        person = the_borrower(number)
    made = world.act(name, "call", partial(dial, number, person.id, at)) if person else None
    if made is None or person is None:
        world.act(name, "case.skip", partial(skip, number, SkipReason.LATER, at))
        return
    outcome = borrowers.answers(world, number, at)
    over = world.later(at, 3)
    with world.being(name):
        take_call_news(_news(made, outcome, at, over))
        owed = live_position(number, over).due_fen
    done = borrowers.says(world, number, outcome, owed, str(made.key), person.id, over)
    if world.act(name, f"outcome.{outcome}", partial(record_activity, number, done, over)) is None:
        world.act(name, "outcome.no_answer", partial(record_activity, number, _nothing(made, person.id), over))
    elif done.on and done.amount_fen:
        borrowers.promised(world, number, done.amount_fen, done.on)
    elif done.reason in ("no_money", "hardship"):
        relief.offer(world, name, number, over)


def the_borrower(number: str) -> MaskedPerson | None:
    """The borrower of a case, as the vault shows one; None while the lender has not sent the people."""
    people = people_of(case_brief(number).loan_ids)
    return next((one for of in people.values() for one in of if one.role is PersonRole.BORROWER), None)


def _news(call: Call, outcome: str, at: datetime, over: datetime) -> list[CallNews]:
    key = str(call.key)
    ended = CallNews(key, CallState.ENDED, over, 150 if outcome in REACHED else 0, f"rec/{key}")
    return [CallNews(key, CallState.ANSWERED, at + timedelta(seconds=20)), ended] if outcome in REACHED else [ended]


def _nothing(call: Call, person: int) -> Done:
    return Done("no_answer", call=str(call.key), person=person)
