"""Deciding (审批方案): step by step up the way, never by who asked, each step by another person."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import refuse_unless_permitted
from huilong.rooms.compliance.terms import Decision
from huilong.rooms.journal.actions import record
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.actions.offering import ask_the_law, locked
from huilong.rooms.relief.models import Offer, OfferStep
from huilong.rooms.relief.queries.figures import work_out
from huilong.rooms.relief.queries.offers import stored
from huilong.rooms.relief.rules.told import terms_of
from huilong.rooms.relief.terms import DecisionReason, OfferState, StepDecision
from huilong.shell.live import announce


def decide(key: int, decision: StepDecision, why: DecisionReason, *, user: int, role: Role, at: datetime) -> OfferState:
    """Approve or refuse the step that waits (审批); the state the offer is then in.

    The last approval asks the law once more, by the figures of now. Raises Refusal `not-a-second-person`,
    `offer-run-out`, `offer-state`, `law-blocked`.
    """
    verdict = _last_word(key, user, role, why, at) if decision is StepDecision.APPROVED else None
    with transaction.atomic():
        row = locked(key, (OfferState.ASKED,), at)
        step = _step_of(row, user, role)
        changed = OfferStep.objects.filter(pk=step.pk, decided_by=None).update(
            decided_by=user, decided_at=at, decision=decision.value, why=why.value
        )
        if not changed:
            raise _not_second()
        following = OfferStep.objects.filter(offer=row, decided_by=None).order_by("place").first()
        if decision is StepDecision.REFUSED:
            row.state, row.waits_for, row.ended_on = OfferState.REFUSED.value, "", timezone.localdate(at)
        elif following is None:
            row.state, row.waits_for = OfferState.APPROVED.value, ""
        else:
            row.waits_for = following.role
        if verdict is not None:
            row.verdicts = [*row.verdicts, verdict.id]
        row.save(update_fields=["state", "waits_for", "verdicts", "ended_on"])
        told = {"offer": key, "step": step.place, "role": role.value, "decision": decision.value, "why": why.value}
        record(
            verb="relief.decided", subject=("case", row.case.number), detail=told, at=at,
            verdict=str(verdict.id) if verdict else "",
        )  # fmt: skip
        announce("relief", row.case.number, offer=key, state=row.state)
    return OfferState(row.state)


def _last_word(key: int, user: int, role: Role, why: DecisionReason, at: datetime) -> Decision | None:
    """What the law says where the step that waits is the last; refuses what it does not permit, verdict kept."""
    offer = stored(key)
    if OfferState(offer.state) is not OfferState.ASKED:
        return None
    _step_of(offer, user, role)
    if OfferStep.objects.filter(offer=offer, decided_by=None).count() > 1:
        return None
    made = work_out(offer.loan_id, terms_of(offer.kind, offer.terms), timezone.localdate(at))
    verdict = ask_the_law(offer, made, at, (f"user:{user}", why.value))
    if verdict is not None:
        refuse_unless_permitted(verdict)
    return verdict


def _step_of(offer: Offer, user: int, role: Role) -> OfferStep:
    """The step that waits, if it waits for this person."""
    step = OfferStep.objects.filter(offer=offer, decided_by=None).order_by("place").first()
    before = OfferStep.objects.filter(offer=offer, decided_by=user).exists()
    if step is None or step.role != role.value or offer.made_by == user or before:
        raise _not_second()
    return step


def _not_second() -> Refusal:
    return Refusal(
        "not-a-second-person", status=403, rule="four-eyes", zh="这一步不由您审批。",
        en="This step is not for you to decide.", remedy_zh="须由另一位有此权限的同事处理,且每级不同人。",
        remedy_en="Another colleague of that role has to, a different one at each level.",
    )  # fmt: skip
