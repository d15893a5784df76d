"""What rules count (计数事实): calls, visits and touches so far, as the facts that rules read."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

NEVER_DAYS = 36_500
"""Days since something that never happened: a hundred years."""


@dataclass(frozen=True)
class Counts:
    """Acts on one debtor so far, lender and all agencies together; those not yet told of count as done (计数)."""

    effective_calls: int = 0
    connected_calls: int = 0
    unanswered_number: int = 0
    effective_visits: int = 0
    touches: int = 0
    calls_7_days: int = 0
    last_conversation: datetime | None = None


def counted(counts: Counts, at: datetime, zone: tzinfo) -> dict[str, int]:
    """The counts as facts. Days since a conversation are calendar days of the debtor's zone: 0 on its own day, which
    is the first of the seven that 12 CFR 1006.14(b)(2)(i)(B) keeps free, so that the eighth day tells 7.

    >>> from datetime import UTC, datetime
    >>> counted(Counts(), datetime(2026, 9, 1, tzinfo=UTC), UTC)["touches_last_24h_all_channels"]
    0
    """
    last = counts.last_conversation
    since = NEVER_DAYS if last is None else (at.astimezone(zone).date() - last.astimezone(zone).date()).days
    return {
        "effective_calls_today_all_agents": counts.effective_calls,
        "connected_calls_today_all_agents": counts.connected_calls,
        "unanswered_attempts_today_same_number": counts.unanswered_number,
        "effective_visits_today": counts.effective_visits,
        "touches_last_24h_all_channels": counts.touches,
        "calls_last_7_days_this_debt": counts.calls_7_days,
        "days_since_last_conversation_this_debt": since,
    }
