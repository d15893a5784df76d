"""Reads of costs and claims (费用与债权查询): what was spent with its vouchers, who else claims of the vehicle."""

from collections.abc import Sequence
from datetime import datetime

from huilong.rooms.disposal.models import Claim, Cost, Stock
from huilong.rooms.disposal.terms import Creditor, Expense, Part, PartKind, Right, RightKind
from huilong.rooms.repossession.queries.after import RUNNING, standing_with_clock
from huilong.rooms.repossession.queries.claims import claims_of


def expenses_of(stock: Stock, at: datetime) -> tuple[Expense, ...]:
    """Every cost of recovering and selling that counts (费用): charges of the recovery, then costs of the sale.

    A charge has the voucher somebody added to it here, or counts as far as the borrower may be asked for it
    (voucher, price list); storage that still runs has none yet.
    """
    kept = list(Cost.objects.filter(stock=stock).order_by("id"))
    own = {one.subject: one for one in kept if one.subject}
    charges = standing_with_clock(stock.order_id, at)
    elsewhere = {one.charge.key: one.may_fen for one in claims_of(stock.order, at) if one.charge.key != RUNNING}
    found: list[Expense] = []
    for one in charges:
        subject = f"charge:{one.key}"
        paper = own.pop(subject, None)
        if one.left_fen:
            fen = one.left_fen if paper is None else min(one.left_fen, paper.fen)
            voucher = f"file:{paper.file_id}" if paper and paper.file_id else ""
            if not voucher and elsewhere.get(one.key):
                fen, voucher = min(one.left_fen, elsewhere[one.key]), f"voucher of {subject}"
            found.append(Expense(subject, one.kind.value, fen, None, paper.file_id if paper else None, voucher))
    for cost in kept:
        if not cost.subject:
            paper = cost if cost.file_id else own.get(f"cost:{cost.pk}")
            file = paper.file_id if paper else None
            fen = min(cost.fen, paper.fen) if paper else cost.fen
            found.append(Expense(f"cost:{cost.pk}", cost.kind, fen, cost.on, file, f"file:{file}" if file else ""))
    return tuple(found)


def parts_of_costs(found: Sequence[Expense], *, assume: bool = False) -> list[Part]:
    """Costs as parts of the lender's claim; `assume`: as if each had its voucher, for a preview (费用转债权行)."""
    return [
        Part(PartKind.COST, one.fen, one.key, one.kind, one.voucher or ("preview" if assume else ""))
        for one in found
    ]  # fmt: skip


def creditors_of(stock: Stock) -> tuple[Creditor, ...]:
    """Who else claims of the vehicle (其他债权人), in the order they were noted."""
    return tuple(
        Creditor(
            one.name, Right(RightKind(one.kind), one.registered_on, one.delivered_on), one.fen, f"file:{one.file_id}",
            one.demanded,
        )
        for one in Claim.objects.filter(stock=stock).order_by("id")
    )  # fmt: skip
