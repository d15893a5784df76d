"""A device that reports (报到设备), as those who listen to devices know it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportingDevice:
    """A device of ours (报到设备): the number on the desk, how often it should report, the digest of its code."""

    number: str
    expected_seconds: int
    secret_digest: str
