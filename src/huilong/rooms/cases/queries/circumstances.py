"""Reads of circumstances (特殊情形): whether one holds on a day."""

from datetime import date

from django.db.models import Q

from huilong.rooms.cases.models import Flag
from huilong.rooms.cases.terms import FlagKind


def holds_on(case_id: int, kind: FlagKind, on: date) -> bool:
    """Whether a case has a flag of this kind, begun and not over, on a day (情形是否有效)."""
    standing = Flag.objects.filter(case_id=case_id, kind=kind.value, ended_at=None, since__lte=on)
    return standing.filter(Q(until=None) | Q(until__gte=on)).exists()
