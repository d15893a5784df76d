"""What the law is told of a contact (联系事实): of the person, the words, who asks, the lender's circumstances.

Where the house itself is the one who records (a consent, a refusal, a dispute), nothing on record is a known no, with
its source. Where it is not (the period of a guarantee), nothing is told, and the law answers as for a missing fact.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from huilong.kernel.money import Fen, yuan
from huilong.rooms.contact.terms import Channel, ContactPolicy

DEBTORS = ("debtor", "joint_debtor", "guarantor")
"""Whom the rules call debtor, joint debtor or guarantor; anybody else is a third party."""
LAW_ROLES = {
    "borrower": "debtor", "co_borrower": "joint_debtor", "guarantor": "guarantor",
    "spouse": "debt_related_third_party", "contact": "listed_contact",
}  # fmt: skip
"""How the rules call the people a loan comes with. A spouse owes only where a paper shows it (Civil Code art. 1064)."""
Told = dict[str, tuple[Any, str]]
"""Facts with their sources, by name."""


def of_the_person(role: str, failed_in_a_row: int) -> Told:
    """Who is contacted, as the rules call them; contacting a third party says nothing of the debt."""
    told: Told = {
        "contact_role": (LAW_ROLES[role], "vault"),
        "consecutive_failed_contacts": (failed_in_a_row, "activities"),
    }
    if LAW_ROLES[role] not in DEBTORS:
        told["discloses_debt_existence"] = told["discloses_amount"] = (False, "script for third parties")
    return told


def of_the_words(channel: Channel, flags: Sequence[str], stated_fen: Fen | None, owed_fen: Fen) -> Told:
    """What is said: flags found in the words, the amount stated against the amount owed, and who is said to write."""
    stated = owed_fen if stated_fen is None else stated_fen
    source = "script" if channel is Channel.CALL else "text"
    return {
        "content_flags": (list(flags), source), "script_has_identity": (True, source),
        "stated_amount": (yuan(stated), source), "ledger_amount": (yuan(owed_fen), "live position"),
        "fee_kind": ("none", source), "audience": ("addressee", source),
        "purpose": ("collect", "desk"), "separate_consent_public": (False, "desk: none on record"),
    }


def of_the_desk(policy: ContactPolicy, recorder: bool | None) -> Told:
    """The lender's circumstances and the means of contact. `recorder` None: nobody knows whether calls are recorded."""
    told: Told = {
        "channel_owner": ("company", "integrations"), "lender_consent_channel": (False, "desk: none on record"),
        "policy_daily_touch_cap": (policy.daily_touch_cap, "setting CONTACT"), "is_ai_agent": (False, "desk"),
        "model_bias_test_passed": (False, "desk"), "human_handoff_available": (True, "desk"),
        "creditor_is_assignee": (policy.assignee, "setting CONTACT"),
        "assignment_notice_delivered": (policy.assignment_noticed, "setting CONTACT"),
        "process_recorded": (True, "journal"),
    }  # fmt: skip
    if recorder is not None:
        told["recorder_healthy"] = (recorder, "telephone system")
    return told


def of_who_asks(trained_on: date | None, on: date) -> Told:
    """Whether who makes the contact was trained, and how long ago; nothing on record is not trained."""
    if trained_on is None:
        return {"pre_job_training_passed": (False, "desk: none on record"), "days_since_training": (0, "desk")}
    return {
        "pre_job_training_passed": (True, "gates"), "days_since_training": ((on - trained_on).days, "gates"),
    }  # fmt: skip


def actions_for(channel: Channel, role: str) -> tuple[str, ...]:
    """The acts the law is asked about for one contact: of a third party both that and the channel's own.

    >>> actions_for(Channel.CALL, "contact")
    ('contact.third_party', 'contact.call')
    """
    own = f"contact.{channel.value}"
    return (own,) if LAW_ROLES[role] in DEBTORS else ("contact.third_party", own)


def together(*parts: Mapping[str, tuple[Any, str]]) -> Told:
    """Facts from several sources; a later one of the same name counts."""
    told: Told = {}
    for part in parts:
        told |= part
    return told
