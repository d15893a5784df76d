"""Reads of approvals and gates (复核、上岗条件)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from huilong.rooms.people.models import Approval, Gate
from huilong.rooms.people.rules.gates import in_force
from huilong.rooms.people.terms import ApprovalState


def approved(approval_id: int) -> bool:
    """Whether a second person has let this happen (是否已复核同意)."""
    return Approval.objects.filter(pk=approval_id, state=ApprovalState.APPROVED).exists()


def agreed(kind: str, subject: str, user: int, at: datetime, hours: int = 24) -> bool:
    """Whether a second person let this user do this within the last hours (有效的复核)."""
    since = at - timedelta(hours=hours)
    found = Approval.objects.filter(kind=str(kind), subject=subject, asked_by=user, state=ApprovalState.APPROVED)
    return found.filter(decided_at__gt=since).exists()


def second_person(kind: str, subject: str, user: int, at: datetime, hours: int = 24) -> int | None:
    """Who let this user do this within the last hours (复核人); None when nobody did."""
    since = at - timedelta(hours=hours)
    found = Approval.objects.filter(kind=str(kind), subject=subject, asked_by=user, state=ApprovalState.APPROVED)
    return found.filter(decided_at__gt=since).order_by("-decided_at").values_list("decided_by", flat=True).first()


def trained_on(user_id: int, on: date) -> date | None:
    """The day of the newest training of a user that is in force on a day (最近培训日); None when there is none."""
    rows = Gate.objects.filter(user=user_id, kind="training", valid_from__lte=on, valid_until__gte=on)
    kept = rows.filter(Q(revoked_at=None) | Q(revoked_at__date__gt=on)).order_by("-valid_from")
    return kept.values_list("valid_from", flat=True).first()


def gates_of_all(users: Collection[int], on: date) -> dict[int, frozenset[str]]:
    """Onboarding gates in force on a day by user (有效的上岗条件), in one query; who has none is not among them."""
    found = Gate.objects.filter(user__in=list(users))
    rows = found.values_list("user", "kind", "valid_from", "valid_until", "revoked_at")
    told: dict[int, list[tuple[str, date, date, date | None]]] = {}
    for user, kind, first, last, revoked in rows:
        told.setdefault(user, []).append((kind, first, last, revoked and timezone.localdate(revoked)))
    return {user: in_force(gates, on) for user, gates in told.items()}


def gates_of(user_id: int, on: date) -> frozenset[str]:
    """Onboarding gates in force for a user on a day (有效的上岗条件): of `nda`, `training`, `exam`."""
    rows = Gate.objects.filter(user=user_id).values_list("kind", "valid_from", "valid_until", "revoked_at")
    return in_force(
        ((kind, first, last, revoked and timezone.localdate(revoked)) for kind, first, last, revoked in rows), on
    )
