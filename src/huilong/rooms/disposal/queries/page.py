"""One vehicle in stock, whole (库存车辆页): all that its page shows, read once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal.queries.clocks import clocks_of
from huilong.rooms.disposal.queries.costs import creditors_of, expenses_of
from huilong.rooms.disposal.queries.proceeds import DistributionRow, WorkedOut, distributions_of, work_out
from huilong.rooms.disposal.queries.sales import missing_papers, offers_of, sales_of
from huilong.rooms.disposal.queries.stock import holds_of, reports_of, steps_of, stored, told_row
from huilong.rooms.disposal.queries.valuing import plans_of, valuations_of
from huilong.rooms.disposal.rules.papers import needed_papers
from huilong.rooms.disposal.terms import (
    LIVE_SALE,
    Clock,
    Creditor,
    Expense,
    HoldKind,
    HoldRow,
    Inspection,
    OfferRow,
    PlanRow,
    PlanState,
    SaleRow,
    SaleState,
    StepRow,
    StockRow,
    StockState,
    TransferPaper,
    Valuation,
    VenueKind,
)
from huilong.rooms.repossession.queries.after import stays_of
from huilong.rooms.repossession.queries.spot import evidence_of
from huilong.rooms.repossession.terms.spot import EvidenceKind, EvidenceRow
from huilong.rooms.repossession.terms.yard import StayRow


@dataclass(frozen=True)
class Stage:
    """One of the six steps (六步): its name's key, the day it was done, whether it is the one at hand."""

    name: str
    on: date | None
    here: bool


@dataclass(frozen=True)
class StockFile:
    """All of a vehicle in stock (库存车辆档案)."""

    row: StockRow
    stages: tuple[Stage, ...]
    photos: tuple[EvidenceRow, ...]
    stays: tuple[StayRow, ...]
    reports: tuple[Inspection, ...]
    valuations: tuple[Valuation, ...]
    holds: tuple[HoldRow, ...]
    clocks: tuple[Clock, ...]
    costs: tuple[Expense, ...]
    creditors: tuple[Creditor, ...]
    plan: PlanRow | None
    plans: tuple[PlanRow, ...]
    sale: SaleRow | None
    sales: tuple[SaleRow, ...]
    offers: tuple[OfferRow, ...]
    papers_missing: tuple[TransferPaper, ...]
    distribution: DistributionRow | None
    preview: WorkedOut | None
    preview_at_fen: Fen | None
    steps: tuple[StepRow, ...]


def stock_file(key: int, at: datetime) -> StockFile:
    """A vehicle in stock with everything its page shows. Raises Refusal `no-such-stock`."""
    stock, on = stored(key), timezone.localdate(at)
    row, plans, sales = told_row(stock, on), plans_of(key), sales_of(key)
    plan = next((one for one in plans if one.state in (PlanState.ASKED, PlanState.APPROVED)), None)
    sale = next((one for one in sales if one.state in LIVE_SALE), None)
    valuations, holds = valuations_of(stock), holds_of(stock, at)
    found = distributions_of(sale.id) if sale else ()
    price = (sale.price_fen if sale else None) or row.reserve_fen
    missing = missing_papers(sale, needed_papers(stock.product, stock.told)) if sale else ()
    return StockFile(
        row, _stages(row, valuations, holds, sale, found), tuple(
            one for one in evidence_of(stock.order_id) if one.kind is EvidenceKind.PHOTO
        ), stays_of(stock.order_id, at), reports_of(key), valuations, holds, clocks_of(stock), expenses_of(stock, at),
        creditors_of(stock), plan, plans, sale, sales,
        offers_of(sale.id) if sale and sale.kind is VenueKind.DEALER else (), missing,
        next((one for one in found if one.state != "refused"), None),
        _preview(key, price, at) if price and row.state is not StockState.SETTLED else None, price, steps_of(key),
    )  # fmt: skip


def _preview(key: int, price: Fen, at: datetime) -> WorkedOut | None:
    """What the price would come to, costs without a voucher yet included; nothing where the loan is not in the book."""
    try:
        return work_out(stored(key), price, at, assume=True)
    except Refusal:
        return None


def _stages(
    row: StockRow, valuations: tuple[Valuation, ...], holds: tuple[HoldRow, ...], sale: SaleRow | None,
    found: tuple[DistributionRow, ...],
) -> tuple[Stage, ...]:  # fmt: skip
    """The six steps: in stock, valued, time to redeem over, on sale, sold and transferred, distributed."""
    here = [one for one in valuations if one.key.startswith("appraisal:")]
    valued = min((one.on for one in here), default=None)
    redeemable = any(one.kind is HoldKind.REDEMPTION for one in holds)
    posted = next((timezone.localdate(one.posted_at) for one in found if one.state == "posted" and one.posted_at), None)
    sold = sale is not None and sale.state is not SaleState.OPEN
    days = (
        ("in stock", row.entered_on), ("valued", valued), ("redeem", None if redeemable else row.entered_on),
        ("on sale", timezone.localdate(sale.opened_at) if sale and sold else None),
        ("sold", timezone.localdate(sale.delivered_at) if sale and sale.delivered_at else None), ("settled", posted),
    )  # fmt: skip
    current = next((name for name, on in days if on is None), "")
    return tuple(Stage(name, on, name == current) for name, on in days)
