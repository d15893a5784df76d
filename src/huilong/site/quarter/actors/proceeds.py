"""Proceeds (价款): finance takes the price in, pays deposits back, distributes to the fen, explains, pays a surplus."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from huilong.rooms.auctions import actions as auctions
from huilong.rooms.auctions import queries as floors
from huilong.rooms.auctions.terms import AuctionPhase
from huilong.rooms.disposal import actions
from huilong.rooms.disposal.queries import DistributionRow, distributions_of, expenses_of, sales_of
from huilong.rooms.disposal.queries.stock import stored
from huilong.rooms.disposal.terms import CostKind, DistributionState, SaleRow, SaleState, StockState
from huilong.site.quarter.actors import sales
from huilong.site.quarter.actors.managing import agree
from huilong.site.quarter.world import World

ME, SECOND, CLERK = "finance", "finance2", "disposal_clerk"
DEFAULTS = 0.12


def take_money(world: World, at: datetime) -> None:
    """Everything finance has to do with sales, of every car."""
    for row in sales.in_stock(world, ME, StockState.ON_SALE, StockState.SOLD, StockState.STOCKED, StockState.SETTLED):
        with world.being(ME):
            tries = sales_of(row.id)
        for sale in tries:
            if sale.auction:
                give_deposits_back(world, sale.auction, at)
            if sale.state is SaleState.AGREED:
                take_price(world, sale, at)
            if sale.state is SaleState.DELIVERED:
                distribute(world, row.id, sale, at)


def give_deposits_back(world: World, auction: int, at: datetime) -> None:
    """Deposits of those who did not win go back, once."""
    done = world.memory.setdefault("refunded", set())
    with world.being(ME):
        phase = floors.auction_row(auction, at).phase
    if auction in done or phase not in (AuctionPhase.SOLD, AuctionPhase.UNSOLD, AuctionPhase.CANCELLED):
        return
    done.add(auction)
    world.act(ME, "deposit.refunded", partial(auctions.refund_losers, auction, at.date(), at))


def take_price(world: World, sale: SaleRow, at: datetime) -> None:
    """The buyer pays; one in eight winners of an auction does not, and loses the deposit."""
    if sale.auction and world.luck.happens(DEFAULTS, "defaults", sale.id):
        second = world.act(CLERK, "auction.defaulted", partial(_defaulted, sale.auction, at))
        if second:
            world.act(CLERK, "auction.second", partial(auctions.award_second, sale.auction, at))
        return
    with world.being(ME):
        terms = floors.auction_row(sale.auction, at).terms if sale.auction else None
    due = (sale.price_fen or 0) - (terms.deposit_fen if terms else 0)
    world.act(ME, "sale.price_taken", partial(_took, sale.id, due, at))


def _defaulted(auction: int, at: datetime) -> int:
    return auctions.default_winner(auction, at) or 0


def _took(sale: int, fen: int, at: datetime) -> bool:
    actions.take_price(sale, fen, f"BANK-{sale}", at)
    return True


def distribute(world: World, stock: int, sale: SaleRow, at: datetime) -> None:
    """Vouchers for every cost, a distribution two people stand for, the letter, the surplus."""
    with world.being(ME):
        made: Sequence[DistributionRow] = distributions_of(sale.id)
    if any(one.state is DistributionState.POSTED for one in made):
        return
    _vouch(world, stock, at)
    key = world.act(ME, "proceeds.proposed", partial(actions.propose, sale.id, at))
    if key is None:
        return
    agree(world, "proceeds", at, by=SECOND)
    if world.act(ME, "proceeds.posted", partial(_posted, key, at)) is None:
        return
    with world.being(ME):
        row = next(one for one in distributions_of(sale.id) if one.id == key)
    world.tally.figures["surpluses" if row.surplus_fen else "deficiencies"] += 1
    world.act(ME, "proceeds.explained", partial(actions.explain, key, at))
    if row.surplus_fen:
        world.act(ME, "surplus.paid", partial(
            actions.pay_surplus, key, "6222 0200 1234 5678", f"BANK-S{key}", at, in_own_name=True
        ))  # fmt: skip


def _posted(key: int, at: datetime) -> bool:
    actions.post(key, at)
    return True


def _vouch(world: World, stock: int, at: datetime) -> None:
    """A voucher for every cost that has none: what has none is not the borrower's to pay."""
    with world.being(CLERK):
        costs = [one for one in expenses_of(stored(stock), at) if not one.counts and one.key != "charge:0"]
    for one in costs:
        world.act(CLERK, "cost.vouched", partial(_vouched, stock, one.key, one.kind, one.fen, at))


def _vouched(stock: int, key: str, kind: str, fen: int, at: datetime) -> int:
    file = sales.paper(stock, f"凭证 {key}", at)
    return actions.spend(stock, CostKind(kind), fen, file, at, subject=key, disclosed=True)
