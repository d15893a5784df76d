"""The demo's reports (演示报表): the rows of the last week, its pack, and a schedule that delivers the next ones."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from huilong.kernel.acting import Acting, act_as

Cast = Mapping[str, Acting]
MONDAY, MORNING = 0, 8


def rows(until: date, at: datetime) -> None:
    """What the nights kept, again as of now: the demo's cases were given out after its nights. And the last two weeks.

    By the night's role. A week is told by its two ends: days before the demo's first night have no rows of their own.
    """
    from huilong.night.positions import last_month_end, make_sure_of
    from huilong.rooms.reports.actions import keep_recoveries, keep_span

    make_sure_of(until - timedelta(days=1))
    keep_recoveries(until, at)
    sunday = last_sunday(until)
    for since, on in (
        (sunday - timedelta(days=14), sunday - timedelta(days=7)), (sunday - timedelta(days=7), sunday),
        (last_month_end(last_month_end(until)), last_month_end(until)), (last_month_end(until), until),
    ):  # fmt: skip
        make_sure_of(since)
        make_sure_of(on)
        keep_span(since, on, at)


def reports(cast: Cast, at: datetime) -> None:
    """The pack of the last week, made by the manager, and a schedule for Monday mornings."""
    from huilong.rooms.reports import actions

    manager = cast["manager"]
    with act_as(manager):
        actions.make_pack(at)
        actions.schedule(MONDAY, MORNING, ["manager", "team_lead"], [], attach=False, by=manager, at=at)


def last_sunday(on: date) -> date:
    """The last Sunday up to a day."""
    return on - timedelta(days=(on.weekday() + 1) % 7)
