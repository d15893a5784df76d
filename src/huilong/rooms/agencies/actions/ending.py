"""Ending a placement (撤案、退案、到期): the firm loses sight at once, the case goes home, whoever hears is told."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.events import tell
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.actions.placing import end_of
from huilong.rooms.agencies.models import Placement
from huilong.rooms.agencies.queries.placing import contract, row_of
from huilong.rooms.agencies.rules.placing import last_extension
from huilong.rooms.agencies.terms import EndReason, PlacementEnd, PlacementEnded
from huilong.rooms.cases import actions as cases_actions
from huilong.rooms.cases.terms import DutyEnd, DutyKind
from huilong.rooms.contact.actions.messages import stop_of_firm
from huilong.rooms.journal.actions import record

DUTY_ENDS = {
    PlacementEnd.EXPIRED: DutyEnd.LAPSED, PlacementEnd.RETURNED: DutyEnd.RETURNED,
    PlacementEnd.RECALLED: DutyEnd.RECALLED, PlacementEnd.BREACH: DutyEnd.RECALLED,
}  # fmt: skip


def recall(cases: Sequence[str], why: EndReason, at: datetime) -> int:
    """Take cases back from whichever firms have them (撤案), all in one transaction; how many.

    Each firm loses sight of them at `at`. Raises Refusal `not-placed` naming one that is not placed.
    """
    with transaction.atomic():
        return end(_standing(cases), PlacementEnd.RECALLED, why, at)


def give_back(cases: Sequence[str], why: EndReason, at: datetime) -> int:
    """Give cases back that one's firm was placed with (退案); how many. Raises Refusal `not-placed`."""
    who = acting()
    with transaction.atomic():
        return end(_standing(cases, who.organisation if who else None), PlacementEnd.RETURNED, why, at)


def extend(cases: Sequence[str], exit_on: date, at: datetime) -> int:
    """Let placements last until another day (延期), within their contracts; how many.

    Raises Refusal `not-placed`, and `extension-limit` where a contract allows no more.
    """
    with transaction.atomic():
        rows = _standing(cases)
        terms = {key: contract(key) for key in {one.contract_id for one in rows}}
        for one in rows:
            last = last_extension(terms[one.contract_id], row_of(one), one.extensions)
            if last is None or not one.exit_on < exit_on <= last:
                raise Refusal(
                    "extension-limit", status=422, where=one.case.number,
                    zh=f"案件 {one.case.number} 最多延至 {last or one.exit_on}。",
                    en=f"The case {one.case.number} may be extended to {last or one.exit_on} at most.",
                    remedy_zh="请按合同选择日期,或到期后重新委外。",
                    remedy_en="Choose a day within the contract, or place it anew afterwards.",
                )  # fmt: skip
        for one in rows:
            one.exit_on, one.extensions = exit_on, one.extensions + 1
        Placement.objects.bulk_update(rows, ["exit_on", "extensions"])
        cases_actions.lapse([one.case.number for one in rows if one.begun_at], DutyKind.COLLECT, end_of(exit_on))
        for (batch, organisation), count in sorted(Counter((one.batch, one.organisation_id) for one in rows).items()):
            told = {"firm": organisation, "exit_on": exit_on.isoformat(), "cases": count}
            record(verb="batch.extended", subject=("batch", batch), at=at, detail=told)
    return len(rows)


def end(
    rows: Sequence[Placement], how: PlacementEnd, why: EndReason | None, at: datetime, *, on: date | None = None
) -> int:
    """End these placements (委外终止), within the caller's transaction: cases home, entries, events.

    `on`: their last day, where it is not that of `at`: by night the day is over already.
    """
    on = on or timezone.localdate(at)
    who = acting()
    for one in rows:
        one.ended_at, one.ended_on, one.ended, one.why = at, on, how.value, why.value if why else ""
    for firm in sorted({one.organisation_id for one in rows}):
        stop_of_firm([one.case.number for one in rows if one.organisation_id == firm and one.begun_at], firm, at)
    if how in DUTY_ENDS:
        begun = [one.case.number for one in rows if one.begun_at and one.case.state == "open"]
        if begun:
            cases_actions.recall(begun, DutyKind.COLLECT, actor=who.actor if who else "system", at=at,
                                 why=DUTY_ENDS[how], placed=True)  # fmt: skip
    over = [one.case.number for one in rows if one.begun_at and one.case.state != "open"]
    if over:
        cases_actions.lapse(over, DutyKind.COLLECT, at)
    Placement.objects.bulk_update(rows, ["ended_at", "ended_on", "ended", "why"])
    for (batch, organisation), count in sorted(Counter((one.batch, one.organisation_id) for one in rows).items()):
        told = {"firm": organisation, "how": how.value, "why": why.value if why else "", "cases": count}
        record(verb="batch.ended", subject=("batch", batch), at=at, detail=told)
    for one in rows:
        tell(PlacementEnded(one.pk, one.case.number, one.organisation_id, how, at))
    return len(rows)


def _standing(cases: Collection[str], organisation: int | None = None) -> list[Placement]:
    """The placements that stand of these cases, locked; refuses where one has none (`not-placed`)."""
    found = Placement.objects.filter(case__number__in=list(cases), ended_at=None)
    if organisation is not None:
        found = found.filter(organisation=organisation)
    rows = list(found.select_related("case").select_for_update(of=("self",)).order_by("id"))
    missing = sorted(set(cases) - {one.case.number for one in rows})
    if missing or not rows:
        where = missing[0] if missing else ""
        raise Refusal(
            "not-placed", status=404, where=where, zh=f"案件 {where} 未委外。",
            en=f"The case {where} is not placed.", remedy_zh="请刷新列表。", remedy_en="Reload the list.",
        )  # fmt: skip
    return rows
