"""Making Parquet of the log of fixes (合并定位日志): for the night, and whoever asks."""

from datetime import date

from huilong.rooms.tracking import store


def compact_fixes() -> dict[date, int]:
    """Make Parquet of every day the log holds fixes of (合并定位日志); fixes by day. Again changes nothing."""
    return {day: store.compact(day) for day in store.days_waiting()}
