"""What the law leaves of touches on a day that has not begun (当日可触达次数): calls, by the flags of each case.

Nothing was done yet that day, so only circumstances decide; whatever else is to be known of an act is asked before it.
"""

from collections.abc import Collection
from datetime import date, datetime, time

from django.utils import timezone

from huilong.rooms.cases.queries import facts_of_flags, standing_flags
from huilong.rooms.cases.terms import FlagRow
from huilong.rooms.compliance.queries import rulebook
from huilong.rooms.compliance.queries.lights import permitted_now
from huilong.rooms.compliance.rules.lights import GROWING, Light
from huilong.rooms.compliance.rules.may import MILD
from huilong.rooms.compliance.terms import Verdict

CALL, VISIT = "contact.call", "contact.visit"
HOUR = time(10)
MANY = 20
"""Where nothing counts them."""


def touches_left(flagged: Collection[int], on: date, action: str = CALL) -> tuple[int, dict[int, int]]:
    """How many calls (visits) a day leaves a case without flags, and each with some (可触达次数); 0: none."""
    at = timezone.make_aware(datetime.combine(on, HOUR))
    cases = sorted(flagged)
    rows: list[tuple[FlagRow, ...]] = [(), *(standing_flags(case) for case in cases)]
    facts = [
        {name: value for name, (value, *_of) in facts_of_flags(flags, on, at).items()} | dict.fromkeys(GROWING, 0)
        for flags in rows
    ]
    lights = permitted_now(action, facts, at, book=rulebook())
    plain, *each = [_left(one) for one in lights]
    return plain, dict(zip(cases, each, strict=True))


def _left(one: Light) -> int:
    """What a light leaves; where only what is not known yet stands against it, the act itself is asked again."""
    if one.verdict is Verdict.BLOCK:
        return 0
    return one.left if one.left is not None and one.verdict in MILD else MANY
