"""What the law is told of a sale and of a distribution (处置合规事实), each fact with where it comes from.

Amounts are told in yuan, as the rulebooks ask. What nobody said is left out: the law then answers as for a missing one.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from huilong.kernel.money import Fen
from huilong.rooms.disposal.terms import (
    Creditor,
    Distribution,
    Line,
    Order,
    Owner,
    PlanRow,
    RightKind,
    VenueKind,
)
from huilong.rooms.disposal.terms.proceeds import OURS

Told = dict[str, tuple[Any, str]]
"""Facts with their sources, by name."""

VOUCHED = (
    "self_sale_clause", "registry_search_done", "mortgage_registered", "owner_signs", "court_assist_notice",
    "seized_by_authority", "stolen_flag", "other_creditor_preserved_or_enforced", "mortgagor_bankrupt",
    "administrator_or_court_permission", "ownership_to_lessee_at_end", "redemption_period_ended",
    "notice_sent_to_all_obligors", "stay_lifted", "debt_discharged",
)  # fmt: skip
"""Flags that the clerk answers yes or no; left open, the law answers as for a missing fact."""

COST_AS_LAW_CALLS_IT = {"storage": "storage"}
"""Kinds of cost by the names of CN-DISP-003; all others are costs of realising."""


def yuan_of(fen: Fen) -> Decimal:
    """An amount as the rulebooks ask for it (元).

    >>> yuan_of(192_560)
    Decimal('1925.6')
    """
    return Decimal(fen) / 100


def vouched(told: Mapping[str, Any]) -> Told:
    """What the clerk vouches for, of the names that may be vouched for (经办人声明)."""
    found: Told = {name: (told[name], "disposal clerk") for name in VOUCHED if isinstance(told.get(name), bool)}
    if isinstance(told.get("holder"), str):
        found["holder"] = (told["holder"], "recovery order")
    return found


def of_sale(
    kind: VenueKind, price: Fen, plan: PlanRow, on: date, *, insider: bool, redeemed: bool, days_noticed: int | None,
    told: Mapping[str, Any], decided: bool,
) -> Told:  # fmt: skip
    """What a sale at a price comes to for the law (变卖事实): route, value and its age, who buys, notice."""
    found = vouched(told)
    found |= {
        "route": ("judicial_sale" if kind is VenueKind.JUDICIAL else "private_sale_by_creditor", "venue"),
        "possession_lawful": (True, "recovery order: taken under an authority"),
        "sale_price": (yuan_of(price), "sale"), "price": (yuan_of(price), "sale"),
        "valuation": (yuan_of(plan.valuation_fen), f"plan {plan.id}"),
        "wholesale_guide_value": (yuan_of(plan.valuation_fen), f"plan {plan.id}"),
        "valuation_independent": (True, f"plan {plan.id}"),
        "valuation_age_days": ((on - plan.valuation_on).days, f"plan {plan.id}"),
        "buyer_is_secured_party_or_affiliate": (insider, "sale"),
        "sale_type": ("public" if kind in (VenueKind.OWN_AUCTION, VenueKind.JUDICIAL) else "private", "venue"),
        "price_review_done": (decided, f"plan {plan.id}"),
        "redemption_tendered_full": (redeemed, "redemptions"), "disposed_or_contracted": (False, "sales"),
        "required_notice_days": (10, "house policy on 9-612"),
    }  # fmt: skip
    if days_noticed is not None:
        found["days_notice_before_sale"] = (days_noticed, "notices")
    return found


def of_judicial(reserve: Fen, reference: Fen, round_no: int, before: Fen | None, notice_days: int) -> Told:
    """What a court's auction comes to for the plausibility check (司法拍卖事实)."""
    found: Told = {
        "reserve": (yuan_of(reserve), "plan"), "reference_price": (yuan_of(reference), "plan"),
        "round": (round_no, "plan"), "notice_days": (notice_days, "plan"),
        "previous_reserve": (yuan_of(reserve if before is None else before), "plan"),
    }
    return found


def of_proceeds(
    found: Distribution, order: Order, others: Iterable[Creditor], told: Mapping[str, Any]
) -> Told:
    """What a distribution comes to for the law (分配事实): its order, its vouchers, what the owner gets."""
    own = [one for one in found.lines if one.holder == OURS]
    owed = sum(one.claim_fen for one in own)
    got = found.proceeds_fen - found.paid_to_others()
    returned = found.surplus_fen if found.surplus_to is not Owner.LENDER else 0
    first = [one.right for one in others if one.right.kind is RightKind.PURCHASE_MONEY]
    days = [(one.registered_on - one.delivered_on).days for one in first if one.registered_on and one.delivered_on]
    return vouched(told) | _costs(own) | {
        "applied_order": (list(order.applied), order.law), "agreed_order": (order.by_contract, "order of the product"),
        "ranking_used": ("statutory", "rules/ranking.py"),
        "claims_pmsi_priority": (bool(first), "claims"),
        "days_delivery_to_registration": (max(days, default=0), "claims"),
        "net_after_debt": (yuan_of(found.surplus_fen - found.deficiency_fen), "distribution"),
        "surplus_paid_to_mortgagor": (yuan_of(returned), "distribution: set apart in trust"),
        "recovered_value": (yuan_of(got), "distribution"), "unpaid_rent_and_charges": (yuan_of(owed), "distribution"),
        "surplus_returned": (yuan_of(returned), "distribution: set apart in trust"),
    }  # fmt: skip


def _costs(own: list[Line]) -> Told:
    """Every cost deducted has a voucher; the kind told is one that is not secured, if there is any."""
    costs = [one for one in own if one.kind == "cost"]
    kinds = sorted({COST_AS_LAW_CALLS_IT.get(one.what, "realisation_cost") for one in costs}) or ["principal"]
    return {
        "cost_kind": (kinds[0], "distribution"),
        "voucher_attached": (all(one.voucher for one in costs), "distribution"),
    }
