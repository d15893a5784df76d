"""What the night keeps for the manager's dashboard (看板留存): the rows behind its numbers."""

from huilong.night import positions
from huilong.night.run import Counts, Night
from huilong.rooms.reports import actions as reports
from huilong.rooms.reports.night import spans_wanted


def keep_rows(night: Night) -> Counts:
    """Keep the rows behind the manager's dashboard: what came in, and the loans in collections within each span."""
    counts: dict[str, int] = {}
    before = positions.day_before(night.on)
    if before is not None:
        positions.make_sure_of(before)
        counts["recoveries"] = reports.keep_recoveries(night.on)
    for since in spans_wanted(night.on):
        positions.make_sure_of(since)
        counts[f"since_{since:%m_%d}"] = reports.keep_span(since, night.on)
    return {**counts, "forgotten": reports.forget_spans(night.on)}
