"""Reads of proceeds (变价款查询): what a price would come to, a distribution as it was made, and made again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.cases.queries import live_position
from huilong.rooms.collateral.queries import facts_of
from huilong.rooms.collateral.rules.state import state_of
from huilong.rooms.collateral.terms import MortgageState
from huilong.rooms.compliance.queries import lender
from huilong.rooms.disposal.models import Distribution as Kept
from huilong.rooms.disposal.models import DistributionLine, Stock, SurplusPayment
from huilong.rooms.disposal.queries.costs import creditors_of, expenses_of, parts_of_costs
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.rules.orders import order_of
from huilong.rooms.disposal.rules.recount import inputs_from, inputs_of, recounted
from huilong.rooms.disposal.rules.waterfall import distribution, owner_of_surplus
from huilong.rooms.disposal.terms import (
    Creditor,
    Distribution,
    DistributionState,
    Line,
    Order,
    Owner,
    Part,
    PartKind,
    Right,
    RightKind,
)


@dataclass(frozen=True)
class WorkedOut:
    """A distribution with all it was worked out from (测算结果)."""

    found: Distribution
    parts: tuple[Part, ...]
    others: tuple[Creditor, ...]
    ours: Right
    order: Order
    on: date

    @property
    def inputs(self) -> dict[str, Any]:
        """Everything that is needed to work it out again, as plain data."""
        return inputs_of(self.found, self.parts, self.others, self.ours, self.order, self.on)


@dataclass(frozen=True)
class DistributionRow:
    """A distribution as it was made (分配记录)."""

    id: int
    sale: int
    state: DistributionState
    on: date
    proceeds_fen: Fen
    surplus_fen: Fen
    surplus_to: Owner
    deficiency_fen: Fen
    lines: tuple[Line, ...]
    inputs: Mapping[str, Any]
    made_by: int
    made_at: datetime
    decided_by: int | None
    posted_at: datetime | None
    entries: tuple[int, ...]
    receipt: int | None
    letter: int | None
    explained_at: datetime | None
    reversed_at: datetime | None
    paid_on: date | None = None
    account_masked: str = ""


def debt_parts(stock: Stock, at: datetime) -> list[Part]:
    """What is owed on the loan now, by part (债权组成): the principal left, and what is past due beside it."""
    now = live_position(stock.case.number, at)
    loan = next((one for one in now.loans if one.loan_id == stock.loan_id), None)
    if loan is None:
        return []
    source = f"loan {stock.loan_id} as of {loan.on}"
    return [
        Part(PartKind.INTEREST, loan.overdue_interest_fen, source),
        Part(PartKind.PENALTY, loan.penalty_fen, source),
        Part(PartKind.FEE, loan.overdue_fee_fen, source),
        Part(PartKind.PRINCIPAL, loan.principal_left_fen, source),
    ]


def own_right(stock: Stock, on: date) -> Right:
    """The lender's own right in the vehicle (自身担保权): by the register, as the vehicle's file says it."""
    fact = state_of(facts_of(stock.order.vehicle_id), on).mortgage
    if fact is not None and fact.value["state"] == MortgageState.REGISTERED:
        return Right(RightKind.REGISTERED, fact.on)
    if fact is None and stock.told.get("mortgage_registered") is True:
        return Right(RightKind.REGISTERED, book.loan(stock.loan_id)["disbursed_on"])
    return Right(RightKind.UNREGISTERED)


def work_out(stock: Stock, proceeds: Fen, at: datetime, *, assume: bool = False) -> WorkedOut:
    """What a price comes to (分配测算): by what is owed, spent and claimed now; `assume` vouchers for a preview.

    Raises Refusal `no-order`, `bad-claims`.
    """
    on = timezone.localdate(at)
    order = order_of(policy().orders, lender().jurisdiction, stock.product, on)
    parts = [*parts_of_costs(expenses_of(stock, at), assume=assume), *debt_parts(stock, at)]
    others, ours = creditors_of(stock), own_right(stock, on)
    owner = owner_of_surplus(order, to_lessee_at_end=stock.told.get("ownership_to_lessee_at_end"))
    found = distribution(proceeds, parts, others, ours, order, surplus_to=owner)
    return WorkedOut(found, tuple(parts), others, ours, order, on)


def distribution_row(key: int) -> DistributionRow:
    """One distribution. Raises Refusal `no-such-distribution`."""
    return _row(stored_distribution(key))


def stored_distribution(key: int, *, lock: bool = False) -> Kept:
    """The row of a distribution, or `no-such-distribution`."""
    found = Kept.objects.select_related("sale__stock__case", "sale__stock__order__vehicle", "sale__plan")
    row = (found.select_for_update(of=("self",)) if lock else found).filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-distribution", status=404, zh="没有这份分配。", en="There is no such distribution.",
            remedy_zh="请从库存车辆页打开。", remedy_en="Open it from the vehicle in stock.",
        )  # fmt: skip
    return row


def distributions_of(sale: int) -> tuple[DistributionRow, ...]:
    """The distributions of a sale, newest first (分配记录)."""
    return tuple(_row(one) for one in Kept.objects.filter(sale_id=sale).order_by("-id"))


def as_distribution(row: DistributionRow) -> Distribution:
    """A distribution that was kept, as its law gives it."""
    return Distribution(row.proceeds_fen, row.lines, row.surplus_fen, row.deficiency_fen, row.surplus_to)


def differs(row: DistributionRow) -> list[str]:
    """What comes out differently when a distribution is worked out again from its inputs (复算差异): nothing."""
    return recounted(as_distribution(row), inputs_from(row.inputs))


def _row(one: Kept) -> DistributionRow:
    lines = tuple(
        Line(line.no, line.holder, line.kind, line.what, line.rank, line.claim_fen, line.paid_fen, line.source,
             line.voucher)
        for line in DistributionLine.objects.filter(distribution=one).order_by("no")
    )  # fmt: skip
    paid = SurplusPayment.objects.filter(distribution=one).first()
    return DistributionRow(
        one.pk, one.sale_id, DistributionState(one.state), one.on, one.proceeds_fen, one.surplus_fen,
        Owner(one.surplus_to), one.deficiency_fen, lines, one.inputs, one.made_by, one.made_at, one.decided_by,
        one.posted_at, tuple(one.entries), one.receipt, one.letter, one.explained_at, one.reversed_at,
        paid.paid_on if paid else None, paid.account_masked if paid else "",
    )  # fmt: skip
