"""Frames and devices for tests (测试用报文与设备)."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from huilong.integrations.jt808.answers import Registering
from huilong.integrations.jt808.directory import Registered
from huilong.rooms.tracking.terms import Fix
from huilong.rooms.tracking.terms.reporting import ReportingDevice

NUMBER = "013912345678"
NOON = datetime(2026, 11, 26, 4, tzinfo=UTC)


def fix(at: datetime = NOON, number: str = NUMBER, **more: object) -> Fix:
    told = {"speed_kmh": 36.0, "course": 90, "altitude_m": 500} | more
    return Fix(number, at, 30.66, 104.06, **told)  # type: ignore[arg-type]


class Register:
    """A directory in memory: devices by number, with the code each has."""

    def __init__(self, devices: dict[str, str] | None = None, expected: int = 60) -> None:
        self.codes = {NUMBER: "secret-code"} if devices is None else devices
        self.expected = expected
        self.asked = 0

    def find(self, number: str) -> ReportingDevice | None:
        self.asked += 1
        if number not in self.codes:
            return None
        code = self.codes[number]
        return ReportingDevice(number, self.expected, sha256(code.encode()).hexdigest() if code else "")

    def register(self, number: str, at: datetime) -> Registered:
        if number not in self.codes:
            return Registered(Registering.DEVICE_UNKNOWN)
        if self.codes[number]:
            return Registered(Registering.DEVICE_REGISTERED)
        self.codes[number] = "handed-out"
        return Registered(Registering.DONE, "handed-out")


class Kept:
    """What was kept. Held, nothing is; `failing` says how often keeping fails first."""

    def __init__(self) -> None:
        self.fixes: list[Fix] = []
        self.batches: list[int] = []
        self.failing = 0
        self.poison: Fix | None = None
        self.let = threading.Event()
        self.let.set()

    def __call__(self, fixes: Sequence[Fix], at: datetime) -> None:
        self.let.wait(20)
        if self.failing:
            self.failing -= 1
            raise OSError("the disk is full")
        if self.poison is not None and any(one.at == self.poison.at for one in fixes):
            raise ValueError("a place nobody should read in a log")
        self.fixes += fixes
        self.batches.append(len(fixes))
