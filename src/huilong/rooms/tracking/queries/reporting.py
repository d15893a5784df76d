"""Devices that report (设备报到): whether a number is a device of ours, under whatever zeros it is told."""

from django.db.models import Q

from huilong.rooms.tracking.models import Device
from huilong.rooms.tracking.terms.reporting import ReportingDevice

_BCD_DIGITS = 12


def numbers_of(told: str) -> tuple[str, ...]:
    """The ways a number may be written down: as told, without leading zeros, with those of twelve digits."""
    bare = told.lstrip("0") or told
    return tuple(dict.fromkeys((told, bare, bare.zfill(_BCD_DIGITS))))


def reporting_device(told: str) -> ReportingDevice | None:
    """The device in a vehicle of ours that reports under this number (报到设备); None if there is none."""
    found = list(Device.objects.filter(Q(number__in=numbers_of(told)), until=None)[:2])
    if len(found) != 1:  # nobody, or two who would be taken for one another
        return None
    one = found[0]
    return ReportingDevice(one.number, one.expected_seconds, one.secret_digest)
