"""The law of a past day (历史规则): which treatments of a replayed night the rulebook of that day permits.

Everything that rules count is counted as compliance counts it: a call not yet told of was made, reached somebody and
was a conversation. So a replay never finds more permitted than the day itself would have. What the act will say and who
does it are taken to be in order, as the lights on the desk take them.
"""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.kernel.days import DayNumber, day_date
from huilong.rooms.cases.rules.flags import RECORDED_HERE
from huilong.rooms.compliance.queries import lender, rulebook
from huilong.rooms.compliance.rules.kinds import checked
from huilong.rooms.compliance.rules.lights import CLOCKS, IN_ORDER
from huilong.rooms.compliance.rules.may import MILD, may
from huilong.rooms.compliance.terms import Act
from huilong.rooms.contact.queries.channels import policy
from huilong.rooms.contact.rules.facts import of_the_desk, of_the_person, of_the_words, of_who_asks
from huilong.rooms.contact.terms import Channel
from huilong.rooms.replay.rules.nights import Counted

AT_HOUR = "10:00"
"""The hour, in the debtor's zone, at which replayed acts are done."""


class LawOfTheDay:
    """Asks the rulebook once for each day, channel and distinct count (历史合规); kept for the length of a replay."""

    def __init__(self) -> None:
        self.lender, self.book = lender(), rulebook()
        self.said: dict[tuple[Any, ...], str] = {}

    def __call__(self, channel: str, on: DayNumber, counted: Counted) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """For each borrower the place of the rule that forbids, or -1; and the rules, by their ids."""
        names = sorted(counted.flags)
        columns: list[NDArray[Any]] = [counted.calls_7_days, counted.touches_yesterday, counted.days_since_call]
        columns += [counted.flags[name] for name in names]
        table: NDArray[np.int64] = np.stack([np.asarray(one, np.int64) for one in columns], 1)
        cases, which = np.unique(table, axis=0, return_inverse=True)
        day = day_date(on)
        said = [self._ask(channel, day, tuple(case), names) for case in cases.tolist()]
        rules = tuple(sorted({one for one in said if one}))
        places = np.array([rules.index(one) if one else -1 for one in said], np.int32)
        return places[which.reshape(-1)], rules

    def _ask(self, channel: str, day: date, case: tuple[int, ...], names: list[str]) -> str:
        calls, touches, since, *flags = case
        key = (channel, day, case)
        if key not in self.said:
            facts = self._facts(channel, day) | {
                "calls_last_7_days_this_debt": calls, "touches_last_24h_all_channels": touches,
                "days_since_last_conversation_this_debt": since,
            }  # fmt: skip
            if dict(zip(names, flags, strict=True)).get("dispute"):
                facts |= {"open_dispute_on_debt": True, "dispute_open": True, "days_since_dispute": 0}
            act = Act(
                f"contact.{channel}", day, self.lender.jurisdiction, self.lender.kind, self.lender.product,
                self.lender.adopted, None, checked(facts, self.book.fact_kinds),
            )  # fmt: skip
            answer = may(act, self.book)
            self.said[key] = "" if answer.verdict in MILD else answer.deciding[0]
        return self.said[key]

    def _facts(self, channel: str, day: date) -> dict[str, Any]:
        told = {
            **of_the_desk(policy(), True), **of_who_asks(day, day), **of_the_person("borrower", 0),
            **of_the_words(Channel(channel), (), None, 0),
        }  # fmt: skip
        none_today = (
            "effective_calls_today_all_agents", "connected_calls_today_all_agents",
            "unanswered_attempts_today_same_number", "effective_visits_today",
        )  # fmt: skip
        return {
            **IN_ORDER, **dict.fromkeys(CLOCKS, AT_HOUR), **dict.fromkeys(RECORDED_HERE, False),
            **{name: value for name, (value, _source) in told.items()}, **dict.fromkeys(none_today, 0),
        }  # fmt: skip

    @property
    def version(self) -> str:
        """The rulebook asked."""
        return f"{self.book.version} {self.book.sha256[:12]}"
