"""Devices (设备): put into a vehicle, taken out; the law is asked before tracking begins."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.queries import vehicle as vehicle_row
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import OutcomeKind, Wanted
from huilong.rooms.journal.actions import record
from huilong.rooms.tracking.actions.asking import ENABLE, facts_from
from huilong.rooms.tracking.models import Binding, Device
from huilong.rooms.tracking.queries import policy
from huilong.rooms.tracking.rules.locating import enabling_facts
from huilong.rooms.tracking.terms import DeviceKind

LONGEST_SECONDS = 40 * 86_400


@dataclass(frozen=True)
class NewDevice:
    """A device to be put in (待绑定设备): `secret` is its authentication code in clear, "" leaves it as it was."""

    number: str
    kind: DeviceKind
    vehicle: int
    expected_seconds: int
    secret: str = ""


def secret_digest(secret: str) -> str:
    """What is kept of an authentication code (鉴权码摘要): SHA-256 in hex; "" of none."""
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def bind_device(told: NewDevice, at: datetime) -> int:
    """Put a device into a vehicle (绑定设备); its key. One that is in another vehicle leaves it at the same moment.

    Raises Refusal `no-such-vehicle`, `bad-device`, and with the clause `law-blocked` or `law-needs-approval` where no
    impact assessment is on record.
    """
    _refuse_bad(told)
    car = vehicle_row(told.vehicle)
    verdict = ask_to_enable(at, loan_id=car.loan_id, case=car.number)
    key = keep_device(told, at, verdict)
    tell_outcome(verdict, OutcomeKind.DONE, at)
    return key


def bind_devices(told: Sequence[NewDevice], at: datetime) -> int:
    """Put the devices of one file in (批量绑定): the law, told the same of all, is asked once; how many there were."""
    for one in told:
        _refuse_bad(one)
    if not told:
        return 0
    verdict = ask_to_enable(at)
    with transaction.atomic():
        for one in told:
            keep_device(one, at, verdict)
    tell_outcome(verdict, OutcomeKind.DONE, at)
    return len(told)


def ask_to_enable(at: datetime, *, loan_id: str = "", case: str = "") -> int:
    """The verdict that permits tracking to begin (启用设备裁决), its key. Raises Refusal after it is stored."""
    decision = may_we(Wanted(ENABLE, loan_id=loan_id, facts=facts_from(enabling_facts(policy()), at), case=case), at)
    refuse_unless_permitted(decision)
    return decision.id


@transaction.atomic
def keep_device(told: NewDevice, at: datetime, verdict: int) -> int:
    """Write a device and its vehicle down (登记设备); its key."""
    digest = secret_digest(told.secret)
    device, new = Device.objects.select_for_update().get_or_create(
        number=told.number,
        defaults={"kind": told.kind.value, "vehicle_id": told.vehicle, "since": at, "secret_digest": digest,
                  "expected_seconds": told.expected_seconds},
    )  # fmt: skip
    stays = not new and device.until is None and device.vehicle_id == told.vehicle
    before = {} if new else {"vehicle": device.vehicle_id, "expected_seconds": device.expected_seconds}
    if not new:
        device.kind, device.expected_seconds = told.kind.value, told.expected_seconds
        device.secret_digest = digest or device.secret_digest
        if not stays:
            device.vehicle_id, device.since, device.until = told.vehicle, at, None
        device.save(update_fields=["kind", "expected_seconds", "secret_digest", "vehicle_id", "since", "until"])
    if not stays:
        Binding.objects.filter(device=device, until=None).update(until=at)
        Binding.objects.create(device=device, vehicle_id=told.vehicle, since=at)
    record(
        verb="device.bound", subject=("device", device.pk), at=at, verdict=str(verdict), before=before,
        after={"vehicle": told.vehicle, "expected_seconds": told.expected_seconds}, detail={"secret": bool(digest)},
    )  # fmt: skip
    return int(device.pk)


@transaction.atomic
def unbind_device(number: str, at: datetime) -> None:
    """Take a device out of its vehicle (解绑): what it tells from now on is no vehicle's. Refuses `no-such-device`."""
    device = Device.objects.select_for_update().filter(number=number, until=None).first()
    if device is None:
        raise Refusal(
            "no-such-device", status=404, where="number", zh=f"没有已绑定的设备 {number}。",
            en=f"There is no device {number} in a vehicle.",
        )  # fmt: skip
    vehicle, device.vehicle_id, device.until = device.vehicle_id, None, at
    device.save(update_fields=["vehicle_id", "until"])
    Binding.objects.filter(device=device, until=None).update(until=at)
    record(verb="device.unbound", subject=("device", device.pk), at=at, before={"vehicle": vehicle})


def _refuse_bad(told: NewDevice) -> None:
    named = 1 <= len(told.number) <= 30 and told.number.isascii() and told.number.isalnum()
    if not named or not 1 <= told.expected_seconds <= LONGEST_SECONDS:
        raise Refusal(
            "bad-device", status=422, where="number" if not named else "expected_seconds",
            zh=f"设备 {told.number[:30]}:编号须为 1–30 位字母数字,上报间隔须在 1 秒至 40 天之间。",
            en=f"Device {told.number[:30]}: a number of 1–30 letters and digits, an interval of a second to 40 days.",
        )  # fmt: skip
