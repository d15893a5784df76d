"""What a command is asked (命令参数): a day on the command line, read or refused. Commands start here: no Django."""

import re
from datetime import date

from huilong.kernel.refusal import Refusal

SHOWN = 40
"""How much of what cannot be read is told back."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def asked_day(text: str) -> date:
    """A day given to a command (日期参数), the `type` of its argument. Raises Refusal `bad-day`.

    >>> asked_day("2026-01-31")
    datetime.date(2026, 1, 31)
    """
    try:
        if _DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass  # it looks like a day, but the calendar has no such day
    raise Refusal(
        "bad-day", status=422, zh=f"无法识别的日期:{text[:SHOWN]}。", en=f"This is not a day: {text[:SHOWN]}.",
        remedy_zh="日期按 YYYY-MM-DD 书写,例如 2026-01-31。", remedy_en="Write a day as YYYY-MM-DD, say 2026-01-31.",
    )  # fmt: skip
