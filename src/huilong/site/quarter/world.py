"""The world of a quarter (模拟世界): who plays, what time it is, what comes by chance, and money that is on its way."""

import os
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.site.quarter.clock import SimulatedClock
from huilong.site.quarter.luck import Luck
from huilong.site.quarter.tally import Tally

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Payment:
    """Money a borrower sends (还款): for a loan, an amount, whatever made the borrower pay."""

    loan_id: str
    fen: int
    why: str


@dataclass
class World:
    """Everything the actors share (共享的世界). The house itself knows nothing of it but by its doors."""

    cast: Mapping[str, Acting]
    clock: SimulatedClock
    luck: Luck
    first: date
    until: date
    tally: Tally = field(default_factory=Tally)
    payments: dict[date, list[Payment]] = field(default_factory=lambda: defaultdict(list))
    """What borrowers have sent, by the day it arrives; finance posts it that day."""
    memory: dict[str, Any] = field(default_factory=dict)
    """What an actor remembers from one day to the next, under its own name."""

    def at(self, on: date, hour: int, minute: int = 0) -> datetime:
        """A moment of a day, in the house's zone."""
        return datetime.combine(on, time(hour, minute), ZONE)

    @contextmanager
    def being(self, name: str) -> Iterator[Acting]:
        """Within the block this one of the cast acts."""
        who = self.cast[name]
        with act_as(who):
            yield who

    def act(self, name: str, verb: str, do: Callable[[], T]) -> T | None:
        """Let one of the cast do something; None when it was refused, or there was nothing. What was done is counted,
        what was refused too."""
        who = self.cast[name]
        try:
            with act_as(who):
                made = do()
        except Refusal as refusal:
            self.tally.refused[who.role, verb, refusal.rule or refusal.code] += 1
            return None
        except Exception as error:  # nobody foresaw it: that is a finding, and the day goes on
            self.unforeseen(f"{verb} by {name}", error)
            return None
        if made is not None:
            self.tally.done[who.role, verb] += 1
        return made

    def unforeseen(self, what: str, error: Exception) -> None:
        """Keep a mistake of ours among the findings; HUILONG_TRACE=1 shows where it was made."""
        if os.environ.get("HUILONG_TRACE") == "1":
            traceback.print_exception(error)
        self.tally.findings.append(f"{self.clock.now():%Y-%m-%d %H:%M} {what}: {type(error).__name__}: {error}"[:400])

    def wrong(self, name: str, verb: str, do: Callable[[], object]) -> None:
        """Let one of the cast try what nobody may: the house or its database must refuse."""
        try:
            with act_as(self.cast[name]):
                do()
        except Refusal as refusal:
            self.tally.wrongs[verb, refusal.rule or refusal.code] += 1
        except DatabaseError as error:
            self.tally.wrongs[verb, type(error).__name__] += 1
        else:
            self.tally.findings.append(f"{self.clock.now():%Y-%m-%d}: {verb} by {name} was not refused")

    def shown(self, who: Acting, sql: str) -> list[tuple[Any, ...]]:
        """What the database shows one of the cast; call it as the pages' role."""
        with act_as(who), connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def role(self, role: Role) -> list[str]:
        """The names of the cast who have a role."""
        return [name for name, who in self.cast.items() if who.role == role.value]

    def later(self, at: datetime, minutes: float) -> datetime:
        """Some minutes on, and the clock with it."""
        moved = at + timedelta(minutes=minutes)
        self.clock.set(moved)
        return moved


@dataclass(frozen=True)
class Deed:
    """Something one of the cast is going to do at a moment of the day (待办动作)."""

    at: datetime
    who: str
    do: Callable[[datetime], object]
