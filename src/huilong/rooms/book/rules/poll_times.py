"""When the incoming folder is looked into (收件时刻)."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def next_poll(now: datetime, times: Sequence[str]) -> datetime:
    """The next of the set `times` (`HH:MM`, in the zone of `now`) after `now`; tomorrow's first if none is left.

    >>> next_poll(datetime(2026, 1, 5, 13, 0), ["09:00", "14:00"]), next_poll(datetime(2026, 1, 5, 14, 0), ["14:00"])
    (datetime.datetime(2026, 1, 5, 14, 0), datetime.datetime(2026, 1, 6, 14, 0))
    """
    set_times = sorted(tuple(int(part) for part in told.split(":")) for told in times)
    today = [now.replace(hour=h, minute=m, second=0, microsecond=0) for h, m in set_times]
    later = [at for at in today if at > now]
    return later[0] if later else today[0] + timedelta(days=1)
