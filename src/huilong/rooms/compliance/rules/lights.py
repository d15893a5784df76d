"""Lights (可否提示灯): whether an act may be done now, when that changes by the clock, how many more the day allows.

A light goes by the person and the hour. What the act itself will say and do is assumed to be in order (`IN_ORDER`); it
is asked again, with what it really says, before it is done.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from huilong.rooms.compliance.rules.kinds import checked
from huilong.rooms.compliance.rules.may import MILD, RANK, covering, may, strictest
from huilong.rooms.compliance.terms import Act, Facts, Rulebook, Verdict

CLOCKS = (
    "debtor_local_time", "borrower_local_time", "site_local_time", "earliest_candidate_local_time",
    "latest_candidate_local_time",
)  # fmt: skip
OF_THE_DAY = (
    "effective_calls_today_all_agents", "connected_calls_today_all_agents", "unanswered_attempts_today_same_number",
    "effective_visits_today",
)  # fmt: skip
GROWING = (*OF_THE_DAY, "touches_last_24h_all_channels", "calls_last_7_days_this_debt")
IN_ORDER: Facts = {
    "content_flags": [], "script_has_identity": True, "recorder_healthy": True, "stated_amount": 0, "ledger_amount": 0,
    "fee_kind": "none", "channel_owner": "company", "lender_consent_channel": False, "is_ai_agent": False,
    "model_bias_test_passed": True, "human_handoff_available": True, "process_recorded": True, "purpose": "collect",
    "audience": "addressee", "separate_consent_public": False, "claims_ownership_by_default": False,
    "id_shown": True, "recording_on": True, "visitor_count": 2, "location_kind": "public", "enters_premises": False,
    "occupant_consent_recorded": False,
}  # fmt: skip
"""Facts of the act itself, taken to be in order."""
MOST_LEFT = 20
_CLOCK = re.compile(r"'(\d\d:\d\d)'")


@dataclass(frozen=True)
class Light:
    """One light (提示灯): the verdict now with the rules that decided, when and to what it changes by the clock within
    two days (None: it does not), how many such acts are left (0: none now; None: nothing counts them), and the facts
    that were missing."""

    verdict: Verdict
    deciding: tuple[str, ...]
    changes_at: datetime | None
    then: Verdict | None
    left: int | None
    missing: tuple[str, ...] = ()


def light(act: Act, book: Rulebook, at: datetime) -> Light:
    """The light of an act at a moment in the debtor's zone (`at` is aware and local); `act.facts` are exact already."""
    now = _at(act, at)
    answer = may(now, book)
    changes_at = then = None
    for moment in _moments(act, book, at):
        verdict = strictest(_at(act, moment, at.date()), book)
        if verdict is not answer.verdict:
            changes_at, then = moment, verdict
            break
    return Light(answer.verdict, answer.deciding, changes_at, then, _left(now, answer.verdict, book), answer.missing)


def lights(rows: Iterable[Facts], act: Act, book: Rulebook, at: datetime) -> Iterator[Light]:
    """The lights of many debtors in one zone: `act` with the facts of each row added (rows of the same columns).

    Debtors of whom the rules read the same share one light, worked out once: that is what makes a whole book quick.
    """
    seen: dict[tuple[Any, ...], Light] = {}
    read: list[str] | None = None
    for row in rows:
        if read is None:
            rules = [rule for rule in book.by_action.get(act.action, ()) if rule.jurisdiction == act.jurisdiction]
            reads = frozenset().union(*(rule.reads for rule in rules)) | {"contract_date"}
            read = [name for name in row if name in reads]
        key = tuple([_hashable(row.get(name)) for name in read])
        found = seen.get(key)
        if found is None:
            facts = checked({**act.facts, **row}, book.fact_kinds)
            found = seen[key] = light(replace(act, facts=facts), book, at)
        yield found


def _at(act: Act, moment: datetime, today: date | None = None) -> Act:
    """The act at another moment: the clock as it is then and, on a day other than `today`, nothing done that day."""
    clock = f"{moment:%H:%M}"
    facts: dict[str, Any] = {**IN_ORDER, **act.facts, **dict.fromkeys(CLOCKS, clock)}
    if today is not None and moment.date() != today:
        facts |= {name: 0 for name in OF_THE_DAY if name in act.facts}
    return replace(act, on=moment.date(), facts=facts)


def _moments(act: Act, book: Rulebook, at: datetime) -> list[datetime]:
    """Moments within two days at which a rule might say otherwise: the hours that conditions name, and midnights."""
    days = [at.date() + timedelta(days=n) for n in range(3)]
    moments = (
        datetime.combine(day, hour, at.tzinfo) for day in days for hour in _hours(book, act.action, act.jurisdiction)
    )
    return [moment for moment in moments if at < moment <= at + timedelta(days=2)]


@lru_cache(maxsize=256)
def _hours(book: Rulebook, action: str, jurisdiction: str) -> tuple[time, ...]:
    """The hours that conditions of an act's rules name, and midnight, each with the minute after it, in order."""
    named = {"00:00"}
    for rule in book.by_action.get(action, ()):
        if rule.jurisdiction == jurisdiction:
            named.update(_CLOCK.findall(rule.breach_when))
    hours = {datetime.fromisoformat(f"2000-01-01T{clock}") for clock in named}
    return tuple(sorted({(hour + timedelta(minutes=n)).time() for hour in hours for n in (0, 1)}))


def _left(now: Act, verdict: Verdict, book: Rulebook) -> int | None:
    """How many more such acts, each counted as done, until the verdict is stricter."""
    if verdict not in MILD:
        return 0
    growing = {name for rule in covering(now, book) for name in rule.reads if name in GROWING}
    told = {name: value for name in growing if isinstance(value := now.facts.get(name), int)}
    if not told:
        return None
    for more in range(1, MOST_LEFT + 1):
        later: Mapping[str, Any] = {**now.facts, **{name: value + more for name, value in told.items()}}
        if RANK[strictest(replace(now, facts=later), book)] > RANK[verdict]:
            return more
    return None


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
