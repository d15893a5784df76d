"""Asking the law of a sale by auction (竞价合规裁决): an agreed sale (变卖), not a court's auction.

What bidding decides is the price; the least it may be sold at is told as the price. Court auctions (CN-DISP-005) are
another act and have other rules.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.auctions.terms import AuctionTerms
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.collateral.queries import newest_values
from huilong.rooms.collateral.terms import ValueSource
from huilong.rooms.compliance.actions import may_we
from huilong.rooms.compliance.queries.records import one_verdict
from huilong.rooms.compliance.terms import Decision, Fact, Wanted
from huilong.rooms.repossession.queries import crew_row, order_row
from huilong.rooms.repossession.terms import OrderRow

SELL = "disposal.sale"
FLAGS = ("self_sale_clause", "possession_lawful", "registry_search_done", "seized_by_authority", "stolen_flag",
         "mortgage_registered", "owner_signs", "court_assist_notice", "redemption_period_ended",
         "personal_bankruptcy_accepted", "administrator_or_court_permission")  # fmt: skip
"""Flags that the seller vouches for; left open, the law answers as for a missing fact."""
INDEPENDENT = (ValueSource.APPRAISAL, ValueSource.SERVICE)


def ask_the_law(subject: str, least_fen: Fen, said: Mapping[str, Any], at: datetime,
                override: Mapping[str, Any] | None = None) -> Decision:  # fmt: skip
    """The stored verdict on selling `subject` for `least_fen` or more (变卖合规裁决)."""
    facts = {name: Fact(said[name], "seller", at) for name in FLAGS if isinstance(said.get(name), bool)}
    facts["sale_price"] = Fact(least_fen, "auction terms", at)
    facts["route"] = Fact(str(said.get("route", "private_sale_by_creditor")), "seller", at)
    order = _order_of(subject)
    if order is None:
        return may_we(Wanted(SELL, facts=facts), at, override=override)
    value = newest_values([order.vehicle], timezone.localdate(at)).get(order.vehicle)
    if value is not None:
        source = f"valuation:{value.id}"
        facts["valuation"] = Fact(value.amount_fen, source, at)
        facts["valuation_age_days"] = Fact((timezone.localdate(at) - value.on).days, source, at)
        facts["valuation_independent"] = Fact(value.source in INDEPENDENT, source, at)
    wanted = Wanted(
        SELL, case_detail(order.number).case.borrower, order.loan_id, facts=facts, case=order.number,
        product=order.security,
    )  # fmt: skip
    return may_we(wanted, at, override=override)


def barred_from(subject: str, terms: AuctionTerms) -> dict[str, list[int]]:
    """Who may not bid for it (禁止参拍): whom the seller names, and whoever took the car with their firm."""
    firms, users, order = set(terms.barred_firms), set(terms.barred_users), _order_of(subject)
    if order is not None:
        users |= {order.agent} if order.agent else set()
        firms |= {crew_row(order.crew).organisation} if order.crew else set()
    return {"firms": sorted(firms), "users": sorted(users)}


def _order_of(subject: str) -> OrderRow | None:
    """The recovery that a subject like `recovery:17` names."""
    kind, _colon, key = subject.partition(":")
    return order_row(int(key)) if kind == "recovery" and key.isascii() and key.isdigit() else None


def permission(verdict: int) -> bool:
    """Whether a stored verdict permits a sale. Raises Refusal `not-a-permission`."""
    found = one_verdict(verdict)
    if found.action != SELL or not found.permitted:
        raise Refusal(
            "not-a-permission", zh="该裁决不是变卖许可。", en="That verdict is no permission to sell.",
            remedy_zh="请先就变卖询问合规。", remedy_en="Ask the law about the sale first.",
        )  # fmt: skip
    return True
