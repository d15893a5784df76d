"""Registering (设备注册): a device in a vehicle of ours is handed its authentication code, once."""

from datetime import datetime

from django.db import transaction

from huilong.rooms.journal.actions import record
from huilong.rooms.tracking.actions.devices import secret_digest
from huilong.rooms.tracking.models import Device
from huilong.rooms.tracking.queries.reporting import reporting_device


@transaction.atomic
def hand_out_code(told: str, code: str, at: datetime) -> bool:
    """Make `code` the authentication code of the device that reports as `told` (发放鉴权码); whether it was.

    Only of a device in a vehicle of ours that has none yet: a second one that registers under its number gets nothing.
    """
    known = reporting_device(told)
    if known is None:
        return False
    device = Device.objects.select_for_update().get(number=known.number)
    if device.secret_digest or device.until is not None:
        return False
    device.secret_digest = secret_digest(code)
    device.save(update_fields=["secret_digest"])
    record(verb="device.code_handed_out", subject=("device", device.pk), actor="system", at=at)
    return True
