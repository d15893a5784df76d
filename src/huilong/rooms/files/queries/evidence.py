"""Who added what to which case on which day (留证): what shows that somebody was there."""

from collections.abc import Collection
from datetime import date, datetime

from django.utils import timezone

from huilong.rooms.files.models import File


def added_to(numbers: Collection[str], known_at: datetime) -> set[tuple[str, int, date]]:
    """(case, who, day) of every file on these cases that was added by a moment and stands (留证日)."""
    kept = File.objects.filter(case__number__in=list(numbers), added_at__lte=known_at, withdrawn_at=None)
    rows = kept.values_list("case__number", "added_by", "added_at")
    return {(case, who, timezone.localdate(at)) for case, who, at in rows}
