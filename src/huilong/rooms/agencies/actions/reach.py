"""What a firm can take (登记承接能力): regions, offices, cases at once; noted by the house, the newest counts."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import Firm, FirmReach
from huilong.rooms.journal.actions import record

MOST_CASES, MOST_PLACES, MOST_OF_A_PLACE = 200_000, 60, 32


def note_reach(
    organisation: int, *, regions: Iterable[str], offices: Iterable[str], most_cases: int, at: datetime
) -> int:
    """Note where a firm may work, where it has people, and how many cases it takes at once (承接能力); its key.

    No regions: it may work everywhere. Raises Refusal `no-such-firm`, `firm-reach`.
    """
    where, people = _places(regions), _places(offices)
    if not Firm.objects.filter(pk=organisation).exists():
        raise Refusal("no-such-firm", status=404, zh="没有登记这家机构。", en="There is no such firm on the register.")
    if not 0 < most_cases <= MOST_CASES or where is None or people is None:
        raise Refusal(
            "firm-reach", status=422, where="most_cases" if where is not None and people is not None else "regions",
            zh=f"承接案数为 1 至 {MOST_CASES:,},地区最多 {MOST_PLACES} 个。",
            en=f"Cases at once are 1 to {MOST_CASES:,}, of at most {MOST_PLACES} regions.",
            remedy_zh="请按机构证明材料填写。", remedy_en="Fill it in by what the firm has shown.",
        )  # fmt: skip
    who = acting()
    with transaction.atomic():
        kept = FirmReach.objects.create(
            firm_id=organisation, regions=where, offices=people, most_cases=most_cases, noted_at=at,
            noted_by=who.user if who else 0,
        )
        told = {"reach": kept.pk, "regions": len(where), "offices": len(people), "most_cases": most_cases}
        record(verb="firm.reach_noted", subject=("firm", organisation), at=at, detail=told)
    return int(kept.pk)


def _places(told: Iterable[str]) -> list[str] | None:
    found = sorted({one.strip() for one in told if one.strip()})
    fits = len(found) <= MOST_PLACES and all(len(one) <= MOST_OF_A_PLACE for one in found)
    return found if fits else None
