"""Writes of reports (报表): rows behind the dashboard, weekly packs, schedules, deliveries."""

from huilong.rooms.reports.actions.delivering import deliver
from huilong.rooms.reports.actions.keeping import forget_spans, keep_recoveries, keep_span
from huilong.rooms.reports.actions.packing import make_pack, take_pack
from huilong.rooms.reports.actions.reading import mark_read
from huilong.rooms.reports.actions.scheduling import keep_mailbox, schedule, unschedule

__all__ = [
    "deliver",
    "forget_spans",
    "keep_mailbox",
    "keep_recoveries",
    "keep_span",
    "make_pack",
    "mark_read",
    "schedule",
    "take_pack",
    "unschedule",
]
