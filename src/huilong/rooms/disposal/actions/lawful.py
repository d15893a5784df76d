"""Asking the law before a sale or a distribution (处置合规): the verdict is stored, then the act is done or not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from huilong.rooms.cases.queries import case_detail, flag_facts
from huilong.rooms.compliance.actions import may_we
from huilong.rooms.compliance.queries import lender
from huilong.rooms.compliance.terms import Decision, Fact, Wanted
from huilong.rooms.disposal.models import Stock
from huilong.rooms.disposal.queries.stock import holds_of
from huilong.rooms.disposal.rules import lawful
from huilong.rooms.disposal.terms import HoldKind, PlanRow, VenueKind
from huilong.rooms.repossession.queries import notices_of
from huilong.rooms.repossession.terms import NoticeKind

SALE, JUDICIAL, TRANSFER = "disposal.sale", "disposal.judicial_auction", "disposal.transfer_registration"
APPLY, EXPLAIN, ASSESS, NOTICE, TICK = (
    "proceeds.apply", "proceeds.explain", "fee.assess", "disposal.notice", "disposal.tick"
)  # fmt: skip
Second = tuple[int, int, str]
"""Who asked, who agreed as the second person, and why."""


def ask(
    stock: Stock, action: str, told: Mapping[str, tuple[Any, str]], at: datetime, second: Second | None = None
) -> Decision:
    """The stored verdict on an act with a vehicle (合规裁决), by what is known of it and of its case at `at`.

    `second` turns needs-approval into a permission; nothing turns a block. Call it outside transactions.
    """
    on = timezone.localdate(at)
    facts = {
        name: Fact(value, source, when) for name, (value, source, when) in flag_facts(stock.case_id, on, at).items()
    }
    facts |= {name: Fact(value, source, at) for name, (value, source) in told.items()}
    borrower = case_detail(stock.case.number).case.borrower
    product = stock.product.partition(":")[0]
    override = second and {"by": f"user:{second[0]}", "second": f"user:{second[1]}", "why": second[2]}
    wanted = Wanted(action, borrower, stock.loan_id, facts=facts, case=stock.case.number, product=product)
    return may_we(wanted, at, override=override)


def sale_facts(
    stock: Stock, plan: PlanRow, price: int, at: datetime, *, insider: bool = False
) -> lawful.Told:
    """What a sale of this vehicle at a price comes to for the law."""
    on, ends = timezone.localdate(at), None
    told = dict(stock.told)
    held = {one.kind for one in holds_of(stock, at)}
    if "redemption_period_ended" not in told and lender().jurisdiction == "CN":
        told["redemption_period_ended"] = HoldKind.REDEMPTION not in held
    sent = [one.sent_on for one in notices_of(stock.case_id, stock.loan_id) if one.kind is NoticeKind.COMING]
    ends = (on - min(sent)).days if sent else None
    return lawful.of_sale(
        VenueKind(plan.kind), price, plan, on, insider=insider, redeemed=HoldKind.REDEEMED in held, days_noticed=ends,
        told=told, decided=plan.decided_by is not None,
    )  # fmt: skip


def second_of(plan: PlanRow) -> Second | None:
    """Who agreed to a price beside who asked for it."""
    return (plan.made_by, plan.decided_by, "price approved") if plan.decided_by else None
