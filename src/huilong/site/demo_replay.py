"""The demo's replay (演示回放): a draft run over past weeks of the demo's book, for the strategy manager to read."""

from datetime import date, timedelta
from typing import Any

from huilong.kernel.acting import Acting, act_as

NIGHTS, BEFORE = 45, 35
"""How many nights are replayed, ending so long ago that thirty days after a decision are over."""
DRAFT: dict[str, Any] = {
    "name": "先短信后电话 / text first, then call", "hit": "first",
    "columns": [
        {"name": "past_due_days", "type": "int", "zh": "逾期天数", "en": "days past due"},
        {"name": "overdue_fen", "type": "fen", "zh": "逾期金额", "en": "overdue"},
    ],
    "outcomes": [
        {"name": "channel", "type": "text", "zh": "渠道", "en": "channel"},
        {"name": "tone", "type": "text", "zh": "语气", "en": "tone"},
        {"name": "every_days", "type": "int", "zh": "间隔天数", "en": "every days"},
    ],
    "rules": [
        {"when": {"past_due_days": ">= 60"}, "then": {"channel": "visit", "every_days": "30"}},
        {"when": {"past_due_days": ">= 8"}, "then": {"channel": "call", "tone": "firm", "every_days": "2"}},
        {"when": {"past_due_days": ">= 1"}, "then": {"channel": "sms", "tone": "gentle", "every_days": "3"}},
    ],
}  # fmt: skip


def replay(who: Acting, until: date) -> int:
    """Ask for the demo's replay as the strategy manager; its key. `until`: the book's last day.

    The worker beside the pages works it off."""
    from django.utils import timezone

    from huilong.rooms.book.queries import first_known_on
    from huilong.rooms.replay.actions import ask

    last = until - timedelta(days=BEFORE)
    first = max(last - timedelta(days=NIGHTS - 1), first_known_on() or last)
    now = timezone.localtime()
    with act_as(who):
        return ask(DRAFT, first, last, means={"minutes": 2_400}, user=who.user, at=now, today=until)
