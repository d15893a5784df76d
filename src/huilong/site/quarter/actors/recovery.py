"""Recovery (收车): the coordinator asks, sends and closes; who stands at the car takes it, or leaves it.

A third of the cars is nobody's to take any more when the agent stands there: the borrower paid a minute before.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from huilong.rooms.cases.queries import numbers_found
from huilong.rooms.cases.terms import CaseFilter
from huilong.rooms.collateral.queries import vehicles_of
from huilong.rooms.people.queries import organisations_of_kind, teams
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.repossession import actions, queries
from huilong.rooms.repossession.queries.after import redemptions_of
from huilong.rooms.repossession.queries.orders import rows_of
from huilong.rooms.repossession.terms import BasisKind, OrderRow, OrderState, SecurityKind
from huilong.rooms.repossession.terms.yard import ClockUnit, RedeemBy, StorageRow
from huilong.site.quarter.actors import at_the_car
from huilong.site.quarter.cast import FIELD_TEAM, TOW, YARD
from huilong.site.quarter.world import Deed, World

ME = "coordinator"
TOLD = {
    "written_security_contract": True, "vin_matches_contract": True, "mortgage_registered": True,
    "registry_search_done": True, "main_debt_limitation_expired": False, "vehicle_transferred": False,
    "other_creditor_preserved_or_enforced": False, "holder": "debtor",
}  # fmt: skip
LEAST_DAYS, AT_ONCE = 45, 2
REDEEMS = 0.4
WITH_US = (OrderState.STORED,)


def begin(world: World) -> None:
    """Two crews, licensed for a year, and a yard whose first days are free."""
    until = world.until + timedelta(days=365)
    at = world.clock.now()
    with world.being(ME):
        named = {one.name: one for one in teams()}
        for team, agent in ((FIELD_TEAM, "field_agent"), (f"{TOW}一组", "tow_agent")):
            world.memory[f"crew.{agent}"] = actions.keep_crew(
                world.cast[agent].organisation, team, licence="模拟许可 0001", licensed_until=until,
                insured_until=until, capacity=8, team=named[team].id, at=at,
            )  # fmt: skip
        yard = organisations_of_kind(OrganisationKind.YARD)[0].id
        world.memory["yard"] = actions.keep_yard(
            YARD, yard, address="", unit=ClockUnit.DAY, rows=[StorageRow(1, 0), StorageRow(4, 2_000)],
            approved_until=until, on=world.first, at=at,
        )  # fmt: skip


def deeds(world: World, on: date) -> Iterator[Deed]:
    """Ask in the morning, send at noon, close in the afternoon; agents go out after three."""
    if on.weekday() < 6:
        yield Deed(world.at(on, 9, 20), ME, partial(ask_for_cars, world))
        yield Deed(world.at(on, 12, 10), ME, partial(send, world))
        yield Deed(world.at(on, 13, 30), ME, partial(accept, world))
        yield Deed(world.at(on, 15, 10), ME, partial(at_the_car.go_out, world))
        yield Deed(world.at(on, 17, 10), ME, partial(close, world))


def ask_for_cars(world: World, at: datetime) -> None:
    """Ask for the cars of those who owe longest and have no order yet; a few a day."""
    with world.being(ME):
        numbers = numbers_found(CaseFilter(least_days=LEAST_DAYS), most=200)
        free = [number for number in numbers if not queries.live_order_of_case(number)]
    asked = world.memory.setdefault("asked", {})
    free = [one for one in free if one not in asked or asked[one] < at.date() - timedelta(days=20)]
    for number in free[:AT_ONCE]:
        asked[number] = at.date()
        world.act(ME, "recovery.request", partial(request, world, ME, number, at))


def request(world: World, name: str, number: str, at: datetime) -> int | None:
    """Ask for the car of a case; None where it has none."""
    who, found = world.cast[name], vehicles_of(number)
    if not found:
        return None
    return actions.request(
        number, found[0].id, BasisKind.HANDOVER, security=SecurityKind.MORTGAGE, told=TOLD, user=who.user,
        role=Role(who.role), at=at,
    )  # fmt: skip


def send(world: World, at: datetime) -> None:
    """Quote and send for what was approved, by the house's own crew or the tow company's."""
    for order in orders(world, OrderState.APPROVED, OrderState.QUOTED):
        agent = world.luck.one_of(("tow_agent", "tow_agent", "field_agent"), "sent", order.id)
        world.act(ME, "recovery.send", partial(_send, world, order, agent, at))


def _send(world: World, order: OrderRow, agent: str, at: datetime) -> int:
    who = world.cast[ME]
    km = world.luck.whole(6, 120, "km", order.id)
    quote = actions.quote(
        order.id, world.memory[f"crew.{agent}"], "handover_pickup", km, user=who.user, role=Role(who.role), at=at
    )
    actions.dispatch(order.id, quote, role=Role(who.role), at=at, agent=world.cast[agent].user)
    return quote


def accept(world: World, at: datetime) -> None:
    """Whoever was sent takes the order on; one in twelve turns it down."""
    for order in orders(world, OrderState.DISPATCHED):
        name = at_the_car.named(world, order)
        role = Role(world.cast[name].role)
        if world.luck.happens(1 / 12, "declines", order.id, at.date()):
            world.act(name, "recovery.decline", partial(_declined, order.id, role, at))
        else:
            world.act(name, "recovery.accept", partial(_accepted, world, order.id, name, role, at))


def _declined(key: int, role: Role, at: datetime) -> bool:
    actions.decline(key, "车辆在外地", role=role, at=at)
    return True


def _accepted(world: World, key: int, name: str, role: Role, at: datetime) -> bool:
    actions.accept(key, role=role, at=at, agent=world.cast[name].user)
    return True


def close(world: World, at: datetime) -> None:
    """What is in the yard: tell what redeems it, give it back once that is paid, else hand it to be sold in time."""
    for order in orders(world, *WITH_US):
        with world.being(ME):
            told = redemptions_of(order.id)
        if not told:
            world.act(ME, "recovery.redemption_told", partial(_tell, world, order.id, at))
        elif told[0].paid_at is not None:
            at_the_car.release(world, order, at)
        elif told[0].valid_until > at:
            if world.luck.happens(REDEEMS, "redeems", order.id):
                world.act("finance", "recovery.redeem", partial(_redeem, world, told[0].id, told[0].total_fen, at))
        else:
            world.act(ME, "recovery.hand_to_sale", partial(_sell, world, order.id, at))


def _tell(world: World, key: int, at: datetime) -> int:
    by = world.luck.one_of((RedeemBy.OVERDUE, RedeemBy.WHOLE), "by", key)
    return actions.tell_redemption(key, by, user=world.cast[ME].user, at=at)


def _redeem(world: World, key: int, fen: int, at: datetime) -> bool:
    actions.redeem(key, user=world.cast["finance"].user, at=at)
    world.tally.figures["collected_fen"] += fen
    world.tally.figures["collected_fen.redemption"] += fen
    return True


def _sell(world: World, key: int, at: datetime) -> OrderState:
    who = world.cast[ME]
    return actions.hand_to_sale(key, user=who.user, role=Role(who.role), at=at)


def orders(world: World, *states: OrderState) -> tuple[OrderRow, ...]:
    """The orders in these states, as the coordinator sees them."""
    with world.being(ME):
        return rows_of([one.value for one in states], most=100)
