"""What the law is told of a recovery (收车合规事实): what the asker vouches for, the desk knows, the agent sees."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from huilong.kernel.money import Fen
from huilong.rooms.repossession.terms.orders import BasisKind, NoticeKind, VehicleHolder
from huilong.rooms.repossession.terms.rows import NoticeRow

Told = dict[str, tuple[Any, str]]
"""Facts with their sources, by name."""

ROUTES = {BasisKind.HANDOVER: "voluntary_surrender_signed", BasisKind.COURT: "court_enforcement"}
"""How the rulebooks call the way a car is taken. There is no other way here."""

VOUCHED = (
    "written_security_contract", "vin_matches_contract", "mortgage_registered", "registry_search_done",
    "main_debt_limitation_expired", "other_creditor_preserved_or_enforced", "vehicle_transferred",
    "third_party_status_checked", "buyer_exception_applies", "claims_all_rent", "claims_termination", "owner_refuses",
)  # fmt: skip
"""Flags that whoever asks for a recovery answers yes or no; left open, the law answers as for a missing fact."""

MORE = ("present_right_to_possession", "no_present_intent", "property_exempt", "default_exists", "cure_period_expired",
        "state_requires_cure_notice", "contract_before_service", "payment_before_service", "court_order",
        "stay_lifted")  # fmt: skip
"""Flags that other places ask for; a system may tell them."""


def vouched(told: Mapping[str, Any]) -> Told:
    """What the asker vouches for, of the names that may be vouched for (申请人声明)."""
    found: Told = {
        name: (told[name], "order") for name in (*VOUCHED, *MORE) if isinstance(told.get(name), bool)
    }
    if told.get("holder") in [one.value for one in VehicleHolder]:
        found["holder"] = (told["holder"], "order")
    return found


def of_notices(notices: Iterable[NoticeRow], on: date, reasonable_days: int) -> Told:
    """Whether a demand was delivered, and a reasonable time has passed since (催告)."""
    delivered = [one.delivered_on for one in notices if one.kind is NoticeKind.DEMAND and one.delivered_on]
    first = min(delivered, default=None)
    if first is None:
        return {"demand_made": (False, "notices: none delivered"), "reasonable_time_passed": (False, "notices")}
    return {
        "demand_made": (True, "notices"),
        "reasonable_time_passed": ((on - first).days >= reasonable_days, f"notices: delivered {first}"),
    }


def of_price(lent_fen: Fen, left_fen: Fen, told: Any) -> Told:
    """What part of the price is paid (已付比例): the higher of what the book shows and what the asker told.

    The book knows the loan, not a price paid beside it, so without the asker's word nothing is said.
    """
    if not isinstance(told, str) or lent_fen <= 0:
        return {}
    paid = max(Decimal(told), Decimal(lent_fen - left_fen) / Decimal(lent_fen))
    return {"paid_ratio": (paid, "contract and book")}


def of_money(owed_fen: Fen | None, stop_fen: Fen, *, relieved: bool, promised: bool) -> Told:
    """What money and agreements say: places ask whether enough came, or more time was given."""
    return {
        "payment_sufficient_received": (owed_fen is not None and owed_fen <= stop_fen, "live position"),
        "extension_granted": (relieved, "relief"), "deferral_active": (promised, "promises"),
        "order_cancelled": (False, "order"),
    }  # fmt: skip


def at_the_car(basis: BasisKind, *, occupants: bool, resistance: bool, road_danger: bool) -> Told:
    """What the agent sees at the car (现场情况)."""
    return {
        "route": (ROUTES[basis], "order"), "occupants_present": (occupants, "agent"),
        "resistance": (resistance, "agent"), "road_danger": (road_danger, "agent"),
        "owner_refuses": (resistance, "agent"), "content_flags": ([], "agent"),
    }  # fmt: skip
