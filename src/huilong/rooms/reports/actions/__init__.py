"""Writes of reports (报表): rows behind the dashboard."""

from huilong.rooms.reports.actions.keeping import forget_spans, keep_recoveries, keep_span

__all__ = ["forget_spans", "keep_recoveries", "keep_span"]
