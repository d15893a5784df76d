"""When cases were last worked (最近触达): by channel, from what was done and not undone."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max

from huilong.rooms.contact.models import Activity
from huilong.rooms.contact.terms import Direction


def last_touched(cases: Collection[int], before: date) -> dict[int, dict[str, date]]:
    """By case and channel, the last day before a day on which somebody turned to a person of it (最近触达日)."""
    done = Activity.objects.filter(case__in=list(cases), undone_at=None, direction=Direction.OUT, on__lt=before)
    found: dict[int, dict[str, date]] = {}
    for case, channel, on in done.values_list("case_id", "channel").annotate(last=Max("on")):
        found.setdefault(case, {})[channel] = on
    return found
