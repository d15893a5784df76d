"""When a pack goes out (投递时间): the latest moment of a weekly schedule, the week it is of, and when to try again."""

from datetime import date, datetime, timedelta

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 12
WEEK = timedelta(days=7)
LATE = timedelta(days=6)
"""How long after its moment a delivery still goes out: a pack of last week on the eve of the next is no news."""


def latest_moment(weekday: int, hour: int, local: datetime) -> datetime:
    """The latest moment of a schedule at or before a local time (最近投递时刻).

    >>> latest_moment(0, 8, datetime(2026, 3, 10, 7)).isoformat()
    '2026-03-09T08:00:00'
    """
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    moment = today - timedelta(days=(local.weekday() - weekday) % 7)
    return moment if moment <= local else moment - WEEK


def week_before(on: date) -> date:
    """The Sunday that ended the last whole week before a day (上周日).

    >>> week_before(date(2026, 3, 9)), week_before(date(2026, 3, 8))
    (datetime.date(2026, 3, 8), datetime.date(2026, 3, 1))
    """
    return on - timedelta(days=on.weekday() + 1)


def next_try(attempts: int, at: datetime, asked_seconds: int = 0) -> datetime | None:
    """When to try again after so many attempts (重试时间): each wait twice the last; None when it is given up.

    >>> next_try(1, datetime(2026, 3, 9, 8)).isoformat(), next_try(12, datetime(2026, 3, 9, 8))
    ('2026-03-09T08:05:00', None)
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    wait: timedelta = min(LONGEST_WAIT, FIRST_WAIT * int(2 ** min(attempts - 1, 20)))
    return at + max(wait, timedelta(seconds=asked_seconds))
