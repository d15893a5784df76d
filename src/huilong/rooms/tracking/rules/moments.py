"""Moments (时刻) as whole microseconds since 1970-01-01 UTC, so that laws run over arrays."""

from datetime import UTC, date, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def moment(at: datetime) -> int:
    """The whole microseconds of an aware time, exactly."""
    return (at - EPOCH) // MICROSECOND


def time_of(us: int) -> datetime:
    """The time in UTC of whole microseconds.

    >>> moment(time_of(1_767_225_600_000_001))
    1767225600000001
    """
    return EPOCH + int(us) * MICROSECOND


def first_of(on: date, zone_us: int) -> int:
    """The first moment of a local day, in a zone so many microseconds ahead of UTC."""
    return (on - EPOCH.date()).days * 86_400_000_000 - zone_us
