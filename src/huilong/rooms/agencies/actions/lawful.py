"""Asking the law about a firm (委外合规): what the register knows of it, as facts."""

from datetime import date, datetime
from typing import Any

from huilong.rooms.agencies.models import FirmStep, Paper
from huilong.rooms.agencies.queries import papers_of, published, reviewed_on, states_on
from huilong.rooms.agencies.rules.shown import FIELDS
from huilong.rooms.agencies.terms import ContractRow, FirmPaper, FirmState, StepReason
from huilong.rooms.compliance.actions import may_we
from huilong.rooms.compliance.terms import Decision, Fact, Wanted

PLACE = "placement.assign"


def ask_the_law(organisation: int, terms: ContractRow, on: date, at: datetime) -> Decision:
    """The stored verdict on placing with a firm from `on` (合规裁决), one for the batch."""
    return may_we(Wanted(PLACE, facts=facts_of(organisation, terms, on, at)), at)


def share_facts(organisation: int, terms: ContractRow, on: date, at: datetime) -> dict[str, Fact]:
    """What the law asks of handing a batch to its firm (委托处理事实): its contract, and the fields that go."""
    known = facts_of(organisation, terms, on, at)
    told: dict[str, Any] = {
        "legal_basis": "contract", "fields_outside_purpose_profile": len(set(terms.fields) - set(FIELDS)),
        "has_sensitive_fields": False, "privacy_notice_version_given": terms.notice_given,
    }  # fmt: skip
    return known | {name: Fact(value, f"contract:{terms.number}", at) for name, value in told.items()}


def facts_of(organisation: int, terms: ContractRow, on: date, at: datetime) -> dict[str, Fact]:
    """What the law asks about a firm and its contract (机构事实), from the register."""
    state = states_on([organisation], on).get(organisation, (None, None))[0]
    papers = [one for one in papers_of([organisation]) if one.in_force(on)]
    kinds = {one.kind for one in papers}
    reviewed = reviewed_on([organisation], on).get(organisation)
    checked = Paper.objects.filter(firm=organisation, kind=FirmPaper.CONDUCT, revoked_on=None, to_on__gte=on)
    conduct = checked.order_by("-id").first()
    last = FirmStep.objects.filter(firm=organisation).order_by("-id").first()
    found: dict[str, Any] = {
        "agency_on_approved_list": state is FirmState.APPROVED,
        "agency_publicly_disclosed": organisation in published(),
        "agency_open_violation": last is not None and last.why == StepReason.BREACH,
        "contract_bans_third_party_collection": terms.bans_third_parties,
        "contract_bans_unlawful_methods": terms.bans_unlawful,
        "dpa_in_force": FirmPaper.DATA_TERMS in kinds and terms.from_on <= on <= terms.to_on,
        "pia_done": FirmPaper.IMPACT in kinds,
        "fields_within_dpa": set(terms.fields) <= set(FIELDS),
    }
    if reviewed:
        found["days_since_last_evaluation"] = (on - reviewed).days
    if conduct is not None:
        found["agency_violent_record"] = bool(conduct.detail.get("violent", False))
    return {name: Fact(value, f"firm:{organisation}", at) for name, value in found.items()}
