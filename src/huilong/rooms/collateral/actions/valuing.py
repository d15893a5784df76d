"""Valuing (估值): ask the valuer outside, under the law; or the depreciation model, which nobody outside hears of."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_brief
from huilong.rooms.collateral.actions.noting import keep_valued
from huilong.rooms.collateral.queries.settings import curve, valuation_contract, valuer
from huilong.rooms.collateral.queries.valuing import facts_for_value
from huilong.rooms.collateral.queries.vehicles import vehicle
from huilong.rooms.collateral.rules.depreciation import depreciated
from huilong.rooms.collateral.terms import ValuationContract, Valued, ValueSource, VehicleFacts
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import Fact, OutcomeKind, Wanted

ACTION = "data.share_processor"
NEEDED = ("vin",)
PROFILE = frozenset(one.name for one in fields(VehicleFacts))
"""What the purpose of valuing needs at most: nothing about a person."""


def value_by_model(key: int, at: datetime) -> int:
    """Value a vehicle by the depreciation model (模型估值); the value's key. Raises Refusal `value-no-…`."""
    on = timezone.localdate(at)
    found = depreciated(facts_for_value([key], on)[key], curve(), on)
    return keep_valued(key, found, ValueSource.MODEL, on, at)


def ask_value(key: int, at: datetime) -> int:
    """Ask the valuer outside what a vehicle is worth today (询估值服务); the value's key. Call it outside transactions.

    The law is asked first, since a VIN and what hangs on it leave the house: only the fields that the contract names
    are sent. Raises Refusal `no-valuer`, `vehicle-without-case`, `law-…`, and what the valuer refuses (`valuer-…`).
    """
    row, on, service, contract = vehicle(key), timezone.localdate(at), valuer(), valuation_contract()
    if not row.number:
        raise Refusal(
            "vehicle-without-case", zh="车辆不在催收案件中,不对外询价。",
            en="The vehicle is on no open case, so nobody outside is asked.",
            remedy_zh="用折旧模型估值。", remedy_en="Use the depreciation model.",
        )  # fmt: skip
    known = facts_for_value([key], on)[key]
    case = case_brief(row.number)
    wanted = Wanted(ACTION, case.borrower, row.loan_id, facts=law_facts(contract), case=row.number)
    decision = may_we(wanted, at)
    refuse_unless_permitted(decision)
    try:
        found: Valued = service.value(told(known, contract), on)
    except Refusal:
        tell_outcome(decision.id, OutcomeKind.NOT_DONE, at)
        raise
    tell_outcome(decision.id, OutcomeKind.DONE, at)
    return keep_valued(key, found, ValueSource.SERVICE, on, at)


def told(known: VehicleFacts, contract: ValuationContract) -> VehicleFacts:
    """What the valuer is told: the fields of the contract and no others."""
    hidden = dict.fromkeys(PROFILE - {*contract.fields, *NEEDED})
    empty: Mapping[str, Any] = {name: "" if name in ("make", "model") else None for name in hidden}
    return replace(known, **empty)


def law_facts(contract: ValuationContract) -> dict[str, Fact]:
    """What is known of the act for the law, each with where it comes from; what nobody said stays unknown."""
    source = f"VALUATION_CONTRACT {contract.number}".strip()
    sent = {*contract.fields, *NEEDED}
    known: dict[str, Any] = {
        "dpa_in_force": contract.in_force, "legal_basis": contract.legal_basis,
        "privacy_notice_version_given": contract.notice_given,
    }  # fmt: skip
    facts = {name: Fact(value, source) for name, value in known.items() if value is not None}
    if contract.in_force is not None:
        facts["fields_within_dpa"] = Fact(set(NEEDED) <= set(contract.fields), source)
    facts["fields_outside_purpose_profile"] = Fact(len(sent - PROFILE), "fields sent")
    facts["has_sensitive_fields"] = Fact(False, "fields sent: the vehicle only")
    return facts
