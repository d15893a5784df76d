"""Locating (查询位置): opening where a vehicle is, or was, is an act. The law first, then the look is written down,
then the place is told. Neither journal nor look says a place.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from huilong.kernel.acting import acting, for_purpose
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.queries import vehicle as vehicle_row
from huilong.rooms.collateral.terms import VehicleRow
from huilong.rooms.compliance.actions import tell_outcome
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.journal.actions import record
from huilong.rooms.tracking import store
from huilong.rooms.tracking.actions.asking import ask_to_locate, is_outside
from huilong.rooms.tracking.models import Binding, Latest, Look
from huilong.rooms.tracking.queries import consents_of, stages_of
from huilong.rooms.tracking.rules.locating import stage_told
from huilong.rooms.tracking.rules.tracks import MOST_POINTS, track_of
from huilong.rooms.tracking.terms import (
    FixSource,
    Located,
    LocatingStage,
    LookKind,
    LookPurpose,
    Opened,
    Standing,
    Track,
)

LOOKING = "locate"
"""The purpose under which the database shows places."""
LONGEST = timedelta(days=31)


def open_location(number: str, vehicle_id: int, purpose: LookPurpose, at: datetime) -> Opened:
    """Open where a vehicle is (查看车辆位置): its latest place with its age; None in it where no device ever said one.

    Raises Refusal `no-such-vehicle`, `purpose-unfit`, `law-blocked` and `law-needs-approval` with the clause; the
    verdict is stored by then. Call it outside a transaction.
    """
    car, standing = _car(number, vehicle_id), standing_of(vehicle_id, at)
    verdicts = ask_to_locate(number, car.loan_id, standing, purpose, 1, at)
    with transaction.atomic(), for_purpose(LOOKING):
        place = _latest(vehicle_id, at)
        look = _look(car, LookKind.ONE, purpose, verdicts, 1 if place else 0, at)
    _done(verdicts, at)
    return Opened(look, vehicle_id, number, stage_told(standing.stages, purpose)[0], place)


def open_track(
    number: str, vehicle_id: int, purpose: LookPurpose, since: datetime, until: datetime, at: datetime
) -> Track:
    """Open where a vehicle was in a period (查看轨迹), of at most 31 days: points thinned to what a screen shows, and
    numbered stops.

    Only while a device was in this vehicle: what it told before or after is another's. Outside the lender the law asks
    for approval: a trail is never one position. Raises what `open_location` raises, and `bad-period`.
    """
    if not timedelta(0) < until - since <= LONGEST:
        raise Refusal(
            "bad-period", status=422, where="until", zh=f"轨迹时段须在 {LONGEST.days} 天以内,且结束晚于开始。",
            en=f"The period of a track ends after it begins and is at most {LONGEST.days} days long.",
        )  # fmt: skip
    car, standing = _car(number, vehicle_id), standing_of(vehicle_id, at)
    verdicts = ask_to_locate(number, car.loan_id, standing, purpose, MOST_POINTS, at)
    table = [
        store.fixes_of([device], first, last) for device, first, last in _bound(vehicle_id, since, min(until, at))
    ]
    points, stops, left_out, thinned = track_of(table)
    with transaction.atomic():
        look = _look(car, LookKind.TRACK, purpose, verdicts, len(points), at,
                     {"since": since.isoformat(), "until": until.isoformat()})  # fmt: skip
    _done(verdicts, at)
    return Track(look, points, stops, left_out, thinned)


def standing_of(vehicle_id: int, at: datetime) -> Standing:
    """What the law is told of one vehicle (定位事实)."""
    stages = stages_of([vehicle_id], at).get(vehicle_id, frozenset({LocatingStage.PERFORMING}))
    return Standing(stages, consents_of([vehicle_id]).get(vehicle_id), timezone.localdate(at))


def _car(number: str, vehicle_id: int) -> VehicleRow:
    car = vehicle_row(vehicle_id)
    if car.number != number:
        raise Refusal("no-such-vehicle", status=404, zh="没有这辆车。", en="There is no such vehicle.")
    return car


def _latest(vehicle_id: int, at: datetime) -> Located | None:
    """The newest place told by a device that is in the vehicle, since it is."""
    rows = Latest.objects.filter(device__vehicle=vehicle_id, device__until=None).select_related("device")
    one = max((row for row in rows if row.at >= row.device.since), key=lambda row: row.at, default=None)
    if one is None:
        return None
    return Located(
        one.device.number, one.at, max(0, int((at - one.at).total_seconds())), one.lat_e7 / 1e7, one.lon_e7 / 1e7,
        one.speed_kmh, one.course, FixSource(one.source),
    )  # fmt: skip


def _bound(vehicle_id: int, since: datetime, until: datetime) -> list[tuple[str, datetime, datetime]]:
    """Which devices were in the vehicle in a period, and when within it."""
    rows = Binding.objects.filter(vehicle=vehicle_id, since__lt=until).exclude(until__lte=since).order_by("since")
    return [
        (one.device.number, max(since, one.since), min(until, one.until or until))
        for one in rows.select_related("device")
    ]


def _look(
    car: VehicleRow, kind: LookKind, purpose: LookPurpose, verdicts: Sequence[int], points: int, at: datetime,
    period: dict[str, str] | None = None,
) -> int:
    """Write a look down, and into the journal (查询留痕)."""
    who = acting()
    kept = Look.objects.create(
        at=at, user=who.user if who else 0, organisation=who.organisation if who else 0, kind=kind.value,
        purpose=purpose.value, vehicle_id=car.id, vehicle_count=1, points=points, verdicts=list(verdicts),
    )  # fmt: skip
    record(
        verb="location.opened", subject=("case", car.number), at=at, verdict=str(verdicts[0]),
        detail={"look": kept.pk, "kind": kind.value, "purpose": purpose.value, "vehicle": car.id, "points": points,
                "outside": is_outside(), **(period or {})},
    )  # fmt: skip
    return int(kept.pk)


def _done(verdicts: Sequence[int], at: datetime) -> None:
    for one in verdicts:
        tell_outcome(one, OutcomeKind.DONE, at)
