"""Sub-delegation (转委托): a firm passes a case on only where the lender agreed; the law is asked each time."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import Consent, Delegated, Firm
from huilong.rooms.agencies.queries.placing import open_placements
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import Fact, OutcomeKind, Wanted
from huilong.rooms.journal.actions import record

SUBASSIGN = "placement.subassign"


def consent(organisation: int, to: int, from_on: date, to_on: date, at: datetime) -> int:
    """Agree that a firm passes work on to another (同意转委托), both on the register, for a period; its key."""
    who = acting()
    if Firm.objects.filter(pk__in=[organisation, to]).count() < 2 or to_on < from_on:
        raise Refusal(
            "no-such-firm", status=422, where="to", zh="两家机构均须登记,且止期不早于起期。",
            en="Both firms have to be on the register, the last day not before the first.",
        )  # fmt: skip
    with transaction.atomic():
        kept = Consent.objects.create(
            firm_id=organisation, to_id=to, from_on=from_on, to_on=to_on, by=who.user if who else 0, at=at
        )
        told = {"to": to, "from_on": from_on.isoformat(), "to_on": to_on.isoformat()}
        record(verb="firm.delegation_agreed", subject=("firm", organisation), at=at, detail=told)
    return int(kept.pk)


def revoke_consent(key: int, at: datetime) -> None:
    """Take a consent back from today on (撤销转委托同意)."""
    with transaction.atomic():
        found = Consent.objects.filter(pk=key, revoked_on=None).first()
        if found is None:
            raise Refusal("no-such-consent", status=404, zh="没有这项同意。", en="There is no such consent.")
        Consent.objects.filter(pk=key).update(revoked_on=timezone.localdate(at))
        record(verb="firm.delegation_revoked", subject=("firm", found.firm_id), at=at, detail={"to": found.to_id})


def delegate(number: str, to: int, at: datetime) -> int:
    """Pass a case placed with one's firm on to another (转委托); the record's key.

    Raises Refusal `not-placed`, and `law-blocked` once that verdict is committed where the lender has not agreed.
    """
    who, on = acting(), timezone.localdate(at)
    placed = open_placements([number]).get(number)
    if who is None or placed is None or placed.organisation != who.organisation:
        raise Refusal(
            "not-placed", status=404, where="number", zh="案件未委外给本机构。", en="The case is not placed here.",
        )  # fmt: skip
    standing = Consent.objects.filter(firm=who.organisation, to=to, from_on__lte=on, to_on__gte=on)
    agreed = standing.filter(revoked_on=None).first()
    fact = Fact(agreed is not None, f"firm:{who.organisation}", at)
    verdict = may_we(Wanted(SUBASSIGN, facts={"controller_consent_subprocessing": fact}, case=number), at)
    refuse_unless_permitted(verdict)
    if agreed is None:  # a lender under other law: the house wants the consent all the same
        raise Refusal(
            "no-consent", status=409, rule="house:sub-delegation", zh="未经同意不得转委托。",
            en="Work is passed on only with the lender's consent.",
        )  # fmt: skip
    with transaction.atomic():
        kept = Delegated.objects.create(consent=agreed, number=number, verdict=verdict.id, by=who.user, at=at)
        record(verb="case.delegated", subject=("case", number), at=at, detail={"to": to}, verdict=str(verdict.id))
    tell_outcome(verdict.id, OutcomeKind.DONE, at)
    return int(kept.pk)
