"""The guard (授权值守): looks again at what lives, for what comes without news; sends up what nobody confirms."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huilong.rooms.compliance.actions import note_gaps
from huilong.rooms.compliance.terms import GapKind
from huilong.rooms.journal.actions import record
from huilong.rooms.repossession.actions.authority import recheck
from huilong.rooms.repossession.models import Authority, OrderStep
from huilong.rooms.repossession.queries.policy import policy
from huilong.rooms.repossession.rules.conditions import SEEN_BY_ITSELF
from huilong.rooms.repossession.terms import OrderVerb
from huilong.shell.live import announce

EVERY = timedelta(seconds=5)
"""How old the last look at a live authority may be."""
CLAIMS_BACK = timedelta(days=2)


def guard(at: datetime, most: int = 200) -> dict[str, int]:
    """One round of the guard (值守一轮): what was looked at, ended, sent up, told to compliance."""
    counts = {"looked": 0, "ended": 0, "escalated": escalate(at), "claims": tell_claims(at)}
    old = Authority.objects.filter(ended_at=None).exclude(checked_at__gt=at - EVERY, expires_at__gt=at)
    for order in list(old.order_by("checked_at").values_list("order_id", flat=True)[:most]):
        counts["looked"] += 1
        counts["ended"] += recheck(order, at) is not None
    return counts


def recheck_all(at: datetime) -> dict[str, int]:
    """Look at every live authority at once (全部复查): after the lender's files are in the book."""
    live = list(Authority.objects.filter(ended_at=None).order_by("id").values_list("order_id", flat=True))
    return {"looked": len(live), "ended": sum(recheck(order, at) is not None for order in live)}


def escalate(at: datetime) -> int:
    """Send up the stops that their holders have not confirmed in time (停止未确认上报); how many."""
    late = at - timedelta(seconds=policy().acknowledge_seconds)
    with transaction.atomic():
        rows = Authority.objects.select_for_update(skip_locked=True, of=("self",)).select_related("order__case")
        waiting = rows.filter(acknowledged_at=None, escalated_at=None, ended_at__lte=late)
        found = list(waiting.exclude(ended__in=[one.value for one in SEEN_BY_ITSELF])[:500])
        for row in found:
            Authority.objects.filter(pk=row.pk).update(escalated_at=at)
            number, said = row.order.case.number, {"order": row.order_id, "authority": row.pk, "cause": row.ended}
            record(verb="recovery.stop_escalated", subject=("case", number), at=at, detail=said)
            announce("authority", number, order=row.order_id, authority=row.pk, state="escalated", holder=row.holder)
    return len(found)


def tell_claims(at: datetime) -> int:
    """Put late claims before compliance (补报提交合规): each is an act without a verdict; how many are new."""
    late = OrderStep.objects.filter(verb=OrderVerb.CLAIM.value, entered_at__gte=at - CLAIMS_BACK)
    references = [f"recovery:{key}" for key in late.values_list("order_id", flat=True).distinct()]
    return note_gaps(timezone.localdate(at), GapKind.ACT_WITHOUT_VERDICT, references) if references else 0
