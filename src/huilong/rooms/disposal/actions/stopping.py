"""Stopping a sale (停止变卖) before a price is agreed: at its venue, and its auction with it."""

from datetime import datetime

from huilong.rooms.disposal.actions.auctioning import cancel_auction
from huilong.rooms.disposal.models import Plan, Sale, Stock
from huilong.rooms.disposal.terms import PlanState, SaleEnd, SaleState, StockState


def stop_live_sale(stock: Stock, why: SaleEnd, at: datetime) -> int | None:
    """Stop the open sale of a vehicle, if there is one (停止变卖); its key. The caller writes the line of history."""
    Plan.objects.filter(stock=stock, state__in=[PlanState.ASKED, PlanState.APPROVED]).update(state=PlanState.REPLACED)
    found = Sale.objects.select_for_update().filter(stock=stock, state=SaleState.OPEN).first()
    if found is None:
        return None
    Sale.objects.filter(pk=found.pk).update(state=SaleState.STOPPED, ended_at=at, why=why.value)
    if found.auction is not None:
        cancel_auction(found.auction, why, at)
    if StockState(stock.state) is StockState.ON_SALE:
        stock.state = StockState.STOCKED.value
    return int(found.pk)
