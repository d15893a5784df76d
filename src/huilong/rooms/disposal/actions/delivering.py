"""From the price to the buyer (收款过户): payment, papers, delivery; or undone, and the vehicle is back in stock."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.money import Fen, grouped
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions import actions as auctions
from huilong.rooms.compliance.actions import refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.disposal.actions.booking import book_price, book_price_back
from huilong.rooms.disposal.actions.costing import spend
from huilong.rooms.disposal.actions.lawful import TRANSFER, ask, second_of
from huilong.rooms.disposal.actions.moving import locked, me, of_the_case, step
from huilong.rooms.disposal.actions.selling import _must_be
from huilong.rooms.disposal.models import Distribution, Plan, Sale, SalePaper
from huilong.rooms.disposal.queries.sales import missing_papers, sale_row, stored_sale
from huilong.rooms.disposal.queries.valuing import plan_row
from huilong.rooms.disposal.rules.lawful import vouched
from huilong.rooms.disposal.rules.papers import needed_papers
from huilong.rooms.disposal.terms import (
    CostKind,
    DistributionState,
    PlanState,
    SaleEnd,
    SaleState,
    StockState,
    StockVerb,
    TransferPaper,
)
from huilong.rooms.repossession.actions import leave_yard
from huilong.rooms.repossession.queries.after import stays_of


def take_price(key: int, fen: Fen, reference: str, at: datetime) -> None:
    """Note that the price came in whole (价款到账): a bidder's deposit counts to it. Posted as proceeds in course.

    Raises Refusal `price-amount`, `reference-missing`, `sale-state`.
    """
    if not reference.strip():
        raise Refusal("reference-missing", status=422, where="reference", zh="请填写银行流水号。",
                      en="Give the bank's reference.")  # fmt: skip
    with transaction.atomic():
        row = locked(stored_sale(key).stock_id)
        sale = stored_sale(key, lock=True)
        _must_be(sale, SaleState.AGREED)
        counted = auctions.settle(sale.auction, at) if sale.auction else 0
        price = sale.price_fen or 0
        if fen != price - counted:
            due, deposit = grouped(price - counted), grouped(counted)
            raise Refusal(
                "price-amount", status=422, where="fen", zh=f"应收 {due} 元(已抵保证金 {deposit} 元)。",
                en=f"{due} yuan are due ({deposit} of the price is the deposit).",
                remedy_zh="多付或少付的款项请挂账处理。", remedy_en="Put what is more or less into suspense.",
            )  # fmt: skip
        entry = book_price(key, fen, row.loan_id, timezone.localdate(at), at)
        Sale.objects.filter(pk=key).update(
            state=SaleState.PAID, paid_at=at, paid_by=me(), reference=reference.strip()[:64]
        )
        detail = {"sale": key, "fen": fen, "deposit_fen": counted, "entry": entry}
        step(row, StockVerb.PAID, at, detail=detail)


def keep_paper(key: int, kind: TransferPaper, file: int, at: datetime) -> None:
    """Note a paper of the transfer (登记过户资料), among the files of the case. Raises Refusal `paper-there`."""
    try:
        with transaction.atomic():
            row = locked(stored_sale(key).stock_id)
            sale = stored_sale(key, lock=True)
            _must_be(sale, SaleState.AGREED, SaleState.PAID)
            SalePaper.objects.create(sale=sale, kind=kind, file_id=of_the_case(row, file) or file, by=me(), at=at)
            step(row, StockVerb.PAPERED, at, detail={"sale": key, "paper": kind.value, "file": file})
    except IntegrityError as error:
        if "disposal_a_paper_once" not in str(error):
            raise
        raise Refusal("paper-there", zh="该资料已登记。", en="This paper is there already.") from None


def deliver(key: int, at: datetime) -> None:
    """Hand the vehicle to its buyer (交车过户): paid, every paper there, the law asked; it leaves the yard.

    Raises Refusal `papers-missing`, `law-…`, `sale-state`.
    """
    sale, told = stored_sale(key), sale_row(key)
    _must_be(sale, SaleState.PAID)
    missing = missing_papers(told, needed_papers(sale.stock.product, sale.stock.told))
    if missing:
        raise Refusal(
            "papers-missing", status=409, where=missing[0].value,
            zh=f"过户资料不齐:{'、'.join(one.word.zh for one in missing)}。",
            en=f"Papers are missing: {', '.join(one.word.en for one in missing)}.",
            remedy_zh="请先登记这些资料。", remedy_en="Note these papers first.",
        )  # fmt: skip
    verdict = ask(sale.stock, TRANSFER, vouched(sale.stock.told), at, second_of(plan_row(sale.plan)))
    refuse_unless_permitted(verdict)
    with transaction.atomic():
        row = locked(sale.stock_id)
        _must_be(stored_sale(key, lock=True), SaleState.PAID)
        if any(one.gate_out_at is None for one in stays_of(row.order_id, at)):
            leave_yard(row.order_id, user=me(), at=at)
        Sale.objects.filter(pk=key).update(state=SaleState.DELIVERED, delivered_at=at)
        step(row, StockVerb.DELIVERED, at, detail={"sale": key}, verdict=str(verdict.id))
    tell_outcome(verdict.id, OutcomeKind.DONE, at)
    if sale.fee_fen:
        spend(sale.stock_id, CostKind.COMMISSION, sale.fee_fen, None, at)


def undo_sale(key: int, why: SaleEnd, at: datetime) -> None:
    """Undo a sale after a price was agreed (解除变卖): what was paid goes back, the vehicle is in stock again.

    A distribution that was posted is taken back first. Raises Refusal `distributed`, `sale-state`.
    """
    with transaction.atomic():
        row = locked(stored_sale(key).stock_id, (StockState.SOLD, StockState.SETTLED))
        sale = stored_sale(key, lock=True)
        _must_be(sale, SaleState.AGREED, SaleState.PAID, SaleState.DELIVERED)
        if Distribution.objects.filter(sale=sale, state=DistributionState.POSTED).exists():
            raise Refusal(
                "distributed", zh="价款已分配入账,须先撤销分配。", en="The price is distributed: take that back first.",
                remedy_zh="请财务先撤销分配。", remedy_en="Let finance take the distribution back first.",
            )  # fmt: skip
        open_ones = Distribution.objects.filter(sale=sale, state__in=["proposed", "approved"])
        open_ones.update(state=DistributionState.REFUSED)
        entry = None
        if sale.paid_at is not None:
            entry = book_price_back(key, sale.price_fen or 0, row.loan_id, timezone.localdate(at), at)
        Sale.objects.filter(pk=key).update(state=SaleState.UNDONE, ended_at=at, why=why)
        Plan.objects.filter(pk=sale.plan_id).update(state=PlanState.REPLACED)
        row.state, row.ended_at = StockState.STOCKED.value, None
        detail = {"sale": key, "why": why.value, "entry": entry}
        step(row, StockVerb.STOPPED, at, detail=detail, fields=("state", "ended_at"))
