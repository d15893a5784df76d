"""When files are sent (交付): an opening delivery, then month by month, then day by day.

Each fact goes into the first delivery on or after the day it was known.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from huilong.integrations.synthetic_lender.calendar import month_last, month_of
from huilong.integrations.synthetic_lender.chance import Ints
from huilong.integrations.synthetic_lender.population import Span
from huilong.kernel.days import day_date

MONTHLY, DAILY, SNAPSHOT = "monthly", "daily", "snapshot"
RHYTHMS = (MONTHLY, DAILY, SNAPSHOT)


@dataclass(frozen=True)
class Deliveries:
    """The days on which directories are sent, rising (交付日): `days` are day numbers."""

    days: Ints

    @staticmethod
    def of(span: Span, rhythm: str, daily_days: int) -> "Deliveries":
        """The delivery days of a span.

        `monthly`: the opening, every month's end, and each of the last `daily_days` days. `daily`: the opening and
        every day after. `snapshot`: everything up to the last `daily_days` days at once, then each of those days.
        """
        first_daily = max(span.until - daily_days + 1, span.opening + 1)
        if rhythm == DAILY:
            first_daily = span.opening + 1
        early = [span.opening]
        if rhythm == SNAPSHOT:
            early = [max(first_daily - 1, span.opening)]
        elif rhythm == MONTHLY:
            months = range(month_of(day_date(span.opening)), month_of(day_date(span.until)) + 1)
            ends = (int(month_last(m)) for m in months)
            early += [end for end in ends if span.opening < end < first_daily]
        days = sorted({*early, *range(first_daily, span.until + 1)})
        return Deliveries(np.array([d for d in days if d <= span.until], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.days)

    def of_known(self, known: Ints) -> Ints:
        """Which delivery each fact goes into; len(self) for facts known after the last."""
        return np.searchsorted(self.days, known, side="left")

    def date(self, which: int) -> date:
        """The date of a delivery, which names its directory."""
        return day_date(int(self.days[which]))

    def covers_several_days(self, which: int) -> bool:
        """Whether a delivery holds facts of more than its own day, so that rows must say when they were known."""
        return which == 0 or int(self.days[which] - self.days[which - 1]) > 1
