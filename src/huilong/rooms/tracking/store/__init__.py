"""Raw positions (原始定位), durable before they are acknowledged: a log, and Parquet by day and bucket made of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache

import pyarrow as pa

from huilong.rooms.tracking.store.columns import BUCKETS, SCHEMA, TABLE, bucket_of
from huilong.rooms.tracking.store.shelf import Shelf
from huilong.rooms.tracking.terms import Fix

__all__ = [
    "BUCKETS", "SCHEMA", "TABLE", "Shelf", "append", "bucket_of", "compact", "days", "days_waiting", "fixes_of",
    "fixes_on", "shelf",
]  # fmt: skip


@cache
def _shelf(home: str, url: str) -> Shelf:
    from pathlib import Path

    return Shelf(Path(home) / "positions", url)


def shelf() -> Shelf:
    """The house's shelf: the log under HUILONG_HOME, Parquet there or at POSITIONS_URL."""
    from django.conf import settings

    return _shelf(str(settings.HUILONG_HOME), settings.POSITIONS_URL)


def append(fixes: Sequence[Fix], vehicles: Mapping[str, int] | None = None) -> None:
    """Keep fixes (保存定位); returns once they are on disk. Safe from many threads and processes. Raises OSError."""
    shelf().append(fixes, vehicles)


def fixes_of(devices: Iterable[str], since: datetime, until: datetime) -> pa.Table:
    """Fixes of these devices from `since` up to, not including, `until`; by device, then time; none twice."""
    return shelf().fixes_of(devices, since, until)


def fixes_on(day: date, bucket: int | None = None) -> pa.Table:
    """Fixes of a day in UTC, of one bucket or all; by device, then time; none twice."""
    return shelf().fixes_on(day, bucket)


def days() -> list[date]:
    """Every day of which there is a fix."""
    return shelf().days()


def days_waiting() -> list[date]:
    """Days of which the log holds fixes that are not in Parquet yet, or not all."""
    return shelf().days_waiting()


def compact(day: date) -> int:
    """Make Parquet of what the log holds of a day (合并定位); how many fixes the day has. Again changes nothing."""
    return shelf().compact(day)
