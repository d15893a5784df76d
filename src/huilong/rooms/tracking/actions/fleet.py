"""The fleet (车队分布): where all vehicles are that may be located, in one look, for the lender's own people only.

The law is asked about every vehicle. Vehicles of which it is told the same are one question: each group that may be
shown is asked for and its verdict stored, before anything is; the others are only counted.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.acting import acting, for_purpose
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import may_we, tell_outcome
from huilong.rooms.compliance.queries.lights import permitted_now
from huilong.rooms.compliance.rules.may import MILD
from huilong.rooms.compliance.terms import Fact, OutcomeKind, Wanted
from huilong.rooms.journal.actions import record
from huilong.rooms.tracking.actions.asking import LOCATE, facts_from, is_outside
from huilong.rooms.tracking.actions.locating import LOOKING
from huilong.rooms.tracking.models import Device, Latest, Look
from huilong.rooms.tracking.queries import consents_of, policy, stages_of
from huilong.rooms.tracking.rules.device import device_state
from huilong.rooms.tracking.rules.locating import locating_facts, stage_told
from huilong.rooms.tracking.terms import Dot, Fleet, LookKind, LookPurpose, Standing

MOVING_KMH = 3.0
Group = tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class _Asked:
    """Vehicles of which the law is told the same."""

    vehicles: tuple[int, ...]
    facts: Mapping[str, Fact]


def open_fleet(purpose: LookPurpose, at: datetime) -> Fleet:
    """Open where the fleet is (查看车队分布): a dot for each vehicle the reader sees and the law lets him locate.

    A borrower who paid, or never consented, is not among them. One look, one journal entry with the count, however many
    there are. Raises Refusal `fleet-of-the-house` outside the lender. Call it outside a transaction.
    """
    if is_outside():
        raise Refusal(
            "fleet-of-the-house", status=403, rule="CN-GPS-002", zh="委外机构不得查看车队分布,只能逐车查询在委案件。",
            en="Nobody outside the lender sees the fleet: one vehicle of a placed case at a time.",
            remedy_zh="请从案件打开车辆位置。", remedy_en="Open the vehicle from its case.",
        )  # fmt: skip
    in_cases = Device.objects.filter(until=None, vehicle__case__isnull=False)
    bound: dict[int, str] = dict(in_cases.values_list("vehicle_id", "vehicle__case__number"))
    verdicts, shown = [], set()
    for group in _groups(list(bound), purpose, at):
        if permitted_now(LOCATE, [{name: one.value for name, one in group.facts.items()}], at)[0].verdict not in MILD:
            continue
        decision = may_we(Wanted(LOCATE, facts=group.facts), at)
        if decision.permitted:
            verdicts.append(decision.id)
            shown |= set(group.vehicles)
    with transaction.atomic(), for_purpose(LOOKING):
        dots = _dots(bound, shown, at)
        look = _look(purpose, verdicts, dots, at)
    for one in verdicts:
        tell_outcome(one, OutcomeKind.DONE, at)
    return Fleet(look, dots, len(bound) - len(shown))


def _groups(vehicles: list[int], purpose: LookPurpose, at: datetime) -> list[_Asked]:
    """The vehicles by what the law is told of them; those whose stage the purpose does not fit are left out."""
    stages, consents, on = stages_of(vehicles, at), consents_of(vehicles), timezone.localdate(at)
    alike: dict[Group, list[int]] = defaultdict(list)
    for one in vehicles:
        if stage_told(stages[one], purpose)[1]:
            told = locating_facts(Standing(stages[one], consents.get(one), on), purpose)
            alike[tuple((name, value) for name, (value, _source) in told.items())].append(one)
    return [
        _Asked(tuple(found), facts_from({name: (value, f"{len(found)} vehicles") for name, value in group}, at))
        for group, found in alike.items()
    ]


def _dots(bound: Mapping[int, str], shown: set[int], at: datetime) -> tuple[Dot, ...]:
    rows = Latest.objects.filter(device__vehicle__in=list(shown), device__until=None)
    newest: dict[int, Latest] = {}
    for one in rows.select_related("device", "device__heard").order_by("at"):
        if one.at >= one.device.since:
            newest[one.device.vehicle_id or 0] = one  # bound ones only are read
    silent = policy().silent_after
    return tuple(
        Dot(
            vehicle, bound[vehicle], one.lat_e7 / 1e7, one.lon_e7 / 1e7, one.at, one.course,
            one.speed_kmh >= MOVING_KMH,
            device_state(one.device.heard.heard_at, one.device.heard.alarms, one.device.expected_seconds, silent, at),
        )
        for vehicle, one in newest.items()
    )  # fmt: skip


def _look(purpose: LookPurpose, verdicts: list[int], dots: tuple[Dot, ...], at: datetime) -> int:
    who = acting()
    kept = Look.objects.create(
        at=at, user=who.user if who else 0, organisation=who.organisation if who else 0, kind=LookKind.FLEET.value,
        purpose=purpose.value, vehicles=sorted(dot.vehicle for dot in dots), vehicle_count=len(dots),
        points=len(dots), verdicts=verdicts,
    )  # fmt: skip
    record(
        verb="location.fleet_opened", subject=("look", kept.pk), at=at, verdict=str(verdicts[0]) if verdicts else "",
        detail={"look": kept.pk, "purpose": purpose.value, "vehicles": len(dots), "verdicts": verdicts},
    )  # fmt: skip
    return int(kept.pk)
