"""Reads of sales (变卖查询): each try, its offers and papers, what went to a venue."""

from collections.abc import Iterable

from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal.models import Offer, Sale, SalePaper
from huilong.rooms.disposal.terms import (
    LIVE_SALE,
    OfferRow,
    SaleEnd,
    SaleRow,
    SaleState,
    TransferPaper,
    VenueKind,
)
from huilong.rooms.vault.queries import opened_note


def stored_sale(key: int, *, lock: bool = False) -> Sale:
    """The row of a sale, or `no-such-sale`."""
    found = Sale.objects.select_related("stock__case", "stock__order__vehicle", "plan")
    row = (found.select_for_update(of=("self",)) if lock else found).filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-sale", status=404, zh="没有这次变卖。", en="There is no such sale.",
            remedy_zh="请从库存车辆页打开。", remedy_en="Open it from the vehicle in stock.",
        )  # fmt: skip
    return row


def sale_row(key: int) -> SaleRow:
    """One sale. Raises Refusal `no-such-sale`."""
    return _row(stored_sale(key))


def sales_of(key: int) -> tuple[SaleRow, ...]:
    """The tries to sell a vehicle, newest first (变卖记录)."""
    return tuple(_row(one) for one in _rows().filter(stock_id=key).order_by("-id"))


def live_sale_of(key: int) -> SaleRow | None:
    """The live sale of a vehicle; None without one."""
    found = _rows().filter(stock_id=key, state__in=list(LIVE_SALE)).first()
    return _row(found) if found else None


def sale_of_auction(auction: int) -> int | None:
    """The sale that an auction is of; None where it is none of ours."""
    return Sale.objects.filter(auction=auction).values_list("pk", flat=True).first()


def offers_of(key: int) -> tuple[OfferRow, ...]:
    """The offers in a direct sale, the highest first, whoever offers opened (报价)."""
    return tuple(
        OfferRow(one.pk, opened_note(one.key_id, bytes(one.buyer), f"offer:{key}:{one.buyer_key}"), one.fen, one.on,
                 one.insider)
        for one in Offer.objects.filter(sale_id=key).order_by("-fen", "id")
    )  # fmt: skip


def buyer_of(key: int) -> str:
    """Who bought, opened (买受人); "" where nobody has, or a bidder's own account says who it is."""
    one = stored_sale(key)
    return opened_note(one.key_id, bytes(one.buyer), f"sale:{key}")


def missing_papers(row: SaleRow, needed: Iterable[TransferPaper]) -> tuple[TransferPaper, ...]:
    """The papers a transfer still lacks (缺少的过户资料)."""
    there = {kind for kind, _ in row.papers}
    return tuple(one for one in needed if one not in there)


def _rows():  # type: ignore[no-untyped-def]
    return Sale.objects.select_related("stock__case", "plan")


def _row(one: Sale) -> SaleRow:
    papers = tuple(
        (TransferPaper(kind), file)
        for kind, file in SalePaper.objects.filter(sale=one).order_by("id").values_list("kind", "file_id")
    )
    return SaleRow(
        one.pk, one.stock_id, one.stock.case.number, one.plan.round, one.plan.venue, VenueKind(one.plan.kind),
        one.plan.reserve_fen, SaleState(one.state), one.opened_at, one.auction, one.price_fen, one.agreed_at,
        one.pay_by, one.paid_at, one.delivered_at, one.ended_at, SaleEnd(one.why) if one.why else None, one.plan_id,
        papers,
    )  # fmt: skip
