"""Notes of activities (催记备注): what a sealed one is bound to."""

from datetime import UTC, datetime


def bound_to(case: int, user: int, at: datetime) -> str:
    """What a note is sealed to, so that it cannot be moved to another activity.

    >>> bound_to(7, 3, datetime(2026, 6, 30, 2, tzinfo=UTC))
    'activity:7:3:2026-06-30T02:00:00+00:00'
    """
    return f"activity:{case}:{user}:{at.astimezone(UTC).isoformat()}"
