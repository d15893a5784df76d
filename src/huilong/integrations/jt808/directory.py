"""Which devices are ours (设备名录), asked of the desk: the gateway itself knows no database."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple, Protocol

from huilong.integrations.jt808.answers import Registering
from huilong.rooms.tracking.terms import Fix
from huilong.rooms.tracking.terms.reporting import ReportingDevice

CODE_BYTES = 12


class Registered(NamedTuple):
    """How a registration ended (注册结果), with the code if it went well."""

    result: Registering
    code: str = ""


class Directory(Protocol):
    """Who is known (设备名录). Called from threads, one call at a time for each session."""

    def find(self, number: str) -> ReportingDevice | None:
        """The device of ours that reports under a number."""

    def register(self, number: str, at: datetime) -> Registered:
        """Hand a device its code, if it may have one."""


class Keep(Protocol):
    """Where fixes go (定位入库): when it returns they are durable and may be acknowledged."""

    def __call__(self, fixes: Sequence[Fix], at: datetime) -> object:
        """Keep them."""


def proves(device: ReportingDevice, code: str) -> bool:
    """Whether a code is the device's own (鉴权); without one on the desk nobody can prove anything."""
    return bool(device.secret_digest) and hmac.compare_digest(sha256(code.encode()).hexdigest(), device.secret_digest)


class DeskDirectory:
    """The devices of the desk (作业库设备名录)."""

    def find(self, number: str) -> ReportingDevice | None:
        """The device in a vehicle of ours that reports under a number."""
        from huilong.rooms.tracking.queries.reporting import reporting_device

        return reporting_device(number)

    def register(self, number: str, at: datetime) -> Registered:
        """Hand out a code to a device that is known and has none."""
        from huilong.rooms.tracking.actions.registering import hand_out_code

        if self.find(number) is None:
            return Registered(Registering.DEVICE_UNKNOWN)
        code = token_urlsafe(CODE_BYTES)
        if hand_out_code(number, code, at):
            return Registered(Registering.DONE, code)
        return Registered(Registering.DEVICE_REGISTERED)
