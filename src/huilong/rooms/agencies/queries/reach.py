"""Reads of what firms can take (承接能力): where they may work and have people, how many cases, how many are free."""

from collections.abc import Collection

from django.db.models import Count

from huilong.rooms.agencies.models import FirmReach, Placement
from huilong.rooms.agencies.terms.register import Reach


def reach_of(organisations: Collection[int]) -> dict[int, Reach]:
    """What each firm said last (承接能力), with how many cases it could take beside those it has; others are left out.

    `free_cases` counts placements that stand, begun or not.
    """
    rows = FirmReach.objects.filter(firm__in=list(organisations)).order_by("firm", "-id").distinct("firm")
    found = list(rows)
    standing = dict(
        Placement.objects.filter(organisation__in=[one.firm_id for one in found], ended_at=None)
        .order_by().values_list("organisation").annotate(n=Count("id"))
    ) if found else {}  # fmt: skip
    return {
        one.firm_id: Reach(
            one.firm_id, tuple(one.regions), tuple(one.offices), one.most_cases,
            max(0, one.most_cases - standing.get(one.firm_id, 0)), one.noted_at,
        )
        for one in found
    }  # fmt: skip
