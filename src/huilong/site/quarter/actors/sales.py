"""Sales (处置): the clerk values, prices and sells what recovery handed over; dealers bid (proceeds.py: finance).

Every other car goes to the house's own auction, the rest to dealers who offer. A car is worth what chance gives it of
what is owed: some leave a surplus for their owner, more leave a deficiency.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from huilong.rooms.auctions import actions as auctions
from huilong.rooms.auctions import queries as floors
from huilong.rooms.auctions.terms import ApproveReason, AuctionPhase, BidderKind, BidderWhy
from huilong.rooms.disposal import actions
from huilong.rooms.disposal.queries import sales_of, stock_file, stock_page, stock_row
from huilong.rooms.disposal.queries.valuing import plans_of
from huilong.rooms.disposal.terms import (
    CarGrade,
    PlanState,
    SaleRow,
    SaleState,
    StockRow,
    StockState,
    ValuationMethod,
    ValuationSource,
)
from huilong.rooms.files import actions as files
from huilong.rooms.files.terms import FileKind
from huilong.site.quarter.actors import proceeds
from huilong.site.quarter.actors.at_the_car import PNG
from huilong.site.quarter.actors.managing import agree
from huilong.site.quarter.cast import BIDDERS
from huilong.site.quarter.world import Deed, World

ME, BOSS, MONEY = "disposal_clerk", "manager", "finance"
ANSWERS = {
    "self_sale_clause": True, "owner_signs": True, "seized_by_authority": False, "stolen_flag": False,
    "registry_search_done": True, "mortgage_registered": True, "court_assist_notice": False,
}  # fmt: skip
LEAST_FEN = 2_000_000


def begin(world: World) -> None:
    """Dealers ask to be let in, and are."""
    at = world.clock.now()
    for n in range(1, len(BIDDERS) + 1):
        key = world.act(f"bidder{n}", "bidder.registered", partial(
            auctions.register_bidder, BidderKind.DEALER, f"91310000CAR{n:06d}", at, independent=True
        ))  # fmt: skip
        if key is not None:
            world.act(ME, "bidder.let_in", partial(auctions.decide_bidder, key, BidderWhy.IN_ORDER, at))


def deeds(world: World, on: date) -> Iterator[Deed]:
    """The clerk in the morning, dealers at three, money after four; on Sundays only bids."""
    yield Deed(world.at(on, 15, 20), "bidder1", partial(bid, world))
    if on.weekday() < 6:
        yield Deed(world.at(on, 10, 25), ME, partial(sell, world))
        yield Deed(world.at(on, 16, 10), MONEY, partial(proceeds.take_money, world))


def in_stock(world: World, name: str, *states: StockState) -> list[StockRow]:
    """The vehicles in these states, as one of the cast sees them."""
    with world.being(name):
        rows = stock_page({}, world.clock.now().date(), size=200).rows
    return [row for row in rows if row.state in states]


def worth(world: World, row: StockRow) -> int:
    """What a car would fetch, in fen: between four tenths and twice of what is left of its loan."""
    owed = world.clock.ask("select outstanding_principal_fen from cases_case_loan where loan_id = %s order by id desc",
                           [row.loan_id])  # fmt: skip
    share = world.luck.share("worth", row.id)
    return max(LEAST_FEN, int(owed[0][0] * (0.4 + 1.6 * share * share)))


def sell(world: World, at: datetime) -> None:
    """Value and price what is new, put it on sale; take the best of three offers where dealers are asked."""
    for row in in_stock(world, ME, StockState.STOCKED):
        with world.being(ME):
            plans, tries = plans_of(row.id), sales_of(row.id)
        if not plans and world.act(ME, "stock.valued", partial(_valued, world, row, at)) is None:
            continue
        if not plans or plans[0].state is not PlanState.APPROVED or tries:
            venue = "own" if row.id % 2 and len(tries) < 2 else "dealers"
            if world.act(ME, "stock.priced", partial(actions.price, row.id, venue, None, at)) is None:
                continue
            agree(world, "sale_price", at, by=BOSS)
        sale = world.act(ME, "sale.opened", partial(actions.open_sale, row.id, at))
        if sale is not None:
            _begun(world, row, sale, at)
    for row in in_stock(world, ME, StockState.SOLD):
        _hand_over(world, row, at)


def _begun(world: World, row: StockRow, sale: int, at: datetime) -> None:
    with world.being(ME):
        begun = next(one for one in sales_of(row.id) if one.id == sale)
    if begun.auction is not None:
        world.act(BOSS, "auction.approved", partial(_let_open, begun.auction, at))
        return
    made = [_offer(world, begun, n, worth(world, row), at) for n in range(1, len(BIDDERS) + 1)]
    best = max((one for one in made if one[0] is not None), key=lambda one: one[1], default=None)
    if best is not None and best[1] >= begun.reserve_fen:
        world.act(ME, "sale.offer_taken", partial(_took, sale, best[0], at))


def _took(sale: int, offer: int | None, at: datetime) -> bool:
    actions.take_offer(sale, offer or 0, at)
    return True


def _offer(world: World, sale: SaleRow, n: int, value: int, at: datetime) -> tuple[int | None, int]:
    fen = int(value * (0.9 + 0.2 * world.luck.share("offers", sale.id, n))) // 100 * 100
    return world.act(ME, "sale.offer", partial(actions.offer, sale.id, BIDDERS[n - 1], fen, at)), fen


def _let_open(auction: int, at: datetime) -> bool:
    if floors.auction_row(auction, at).phase is AuctionPhase.ASKED:
        auctions.approve_auction(auction, ApproveReason.PRICE_FAIR, at)
    return True


def _valued(world: World, row: StockRow, at: datetime) -> bool:
    """Answers, a report with a photo, an appraiser and comparables."""
    told = worth(world, row)
    photo, report, like = (paper(row.id, name, at) for name in ("左前45度", "评估报告", "可比车源"))
    actions.answer(row.id, ANSWERS, at)
    actions.inspect(row.id, actions.Looked(CarGrade.B, True, 48_230, 1, True), [photo], at)
    for source, method, firm, file in (
        (ValuationSource.APPRAISER, ValuationMethod.REPLACEMENT_COST, "模拟评估行", report),
        (ValuationSource.COMPARABLES, ValuationMethod.MEDIAN, "", like),
    ):
        said = actions.Said(source, method, told, told * 95 // 100, told * 105 // 100, at.date(), firm, 12)
        actions.appraise(row.id, said, file, at)
    return True


def paper(key: int, name: str, at: datetime) -> int:
    """A paper among the files of the car's case."""
    body = io.BytesIO(PNG + f"{name} {key}".encode())
    number = stock_row(key, at.date()).number
    return files.add(number, body, kind=FileKind.EVIDENCE, name=f"{name}.png", at=at).id


def bid(world: World, at: datetime) -> None:
    """Dealers enter what is open, pay their deposits, and bid against each other up to what each thinks it is worth."""
    for row in in_stock(world, ME, StockState.ON_SALE):
        with world.being(ME):
            live = next((one for one in sales_of(row.id) if one.state is SaleState.OPEN and one.auction), None)
            floor = floors.auction_row(live.auction, at) if live and live.auction else None
        if floor is None:
            continue
        if floor.phase in (AuctionPhase.COMING, AuctionPhase.BIDDING):
            _enter(world, floor.id, floor.terms.deposit_fen, at)
        if floor.phase is AuctionPhase.BIDDING:
            _bid(world, row, floor.id, floor.terms.start_fen, floor.terms.step_fen)


def _enter(world: World, auction: int, deposit: int, at: datetime) -> None:
    inside = world.memory.setdefault("entered", set())
    for n in range(1, len(BIDDERS) + 1):
        if (auction, n) in inside:
            continue
        inside.add((auction, n))
        world.act(f"bidder{n}", "auction.entered", partial(auctions.enter, auction, at))
    with world.being(MONEY):
        unpaid = [one.id for one in floors.entries_of(auction) if one.deposit is None]
    for entry in unpaid:
        world.act(MONEY, "deposit.taken", partial(_paid, entry, deposit, at))


def _paid(entry: int, deposit: int, at: datetime) -> bool:
    auctions.take_deposit(entry, deposit, f"SIM-{entry}", at.date(), at)
    return True


def _bid(world: World, row: StockRow, auction: int, start: int, step: int) -> None:
    value, price = worth(world, row), max(start, world.memory.get(f"price.{auction}", 0))
    limits = {n: value * (0.85 + 0.35 * world.luck.share("limit", auction, n)) for n in range(1, len(BIDDERS) + 1)}
    for turn in range(12):
        n = turn % len(BIDDERS) + 1
        if limits[n] >= price:
            key = f"{auction}-{price}-{n}"
            made = world.act(f"bidder{n}", "auction.bid", partial(auctions.bid, auction, price, key))
            if made is not None:
                price += step
                world.memory[f"price.{auction}"] = price


def _hand_over(world: World, row: StockRow, at: datetime) -> None:
    """Papers and the car, once the price is here."""
    with world.being(ME):
        sale = next((one for one in sales_of(row.id) if one.state is SaleState.PAID), None)
        missing = stock_file(row.id, at).papers_missing if sale else ()
    if sale is None:
        return
    for kind in missing:
        world.act(ME, "sale.paper_kept", partial(_kept, world, sale.id, row.id, kind, at))
    world.act(ME, "sale.delivered", partial(_delivered, sale.id, at))


def _kept(world: World, sale: int, stock: int, kind: object, at: datetime) -> bool:
    actions.keep_paper(sale, kind, paper(stock, f"{kind}", at), at)  # type: ignore[arg-type]
    return True


def _delivered(sale: int, at: datetime) -> bool:
    actions.deliver(sale, at)
    return True
