"""Tables of reports (报表): figures of days, rows behind the dashboard, packs and their delivery."""

from huilong.rooms.reports.models.figures import BucketFigures, DailyFigures, Notice, RollCell
from huilong.rooms.reports.models.packs import Delivery, Mailbox, Pack, PackFile, Schedule
from huilong.rooms.reports.models.rows import Recovery, SpanRow

__all__ = [
    "BucketFigures",
    "DailyFigures",
    "Delivery",
    "Mailbox",
    "Notice",
    "Pack",
    "PackFile",
    "Recovery",
    "RollCell",
    "Schedule",
    "SpanRow",
]
