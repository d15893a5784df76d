"""Flags as the law reads them (特殊情形与合规事实): which facts the flags in force on a day amount to."""

import re
from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Any

from huilong.rooms.cases.terms import FlagKind, FlagRow

NEEDS_EVIDENCE = frozenset({
    FlagKind.DEATH, FlagKind.INCAPACITATED, FlagKind.BANKRUPTCY, FlagKind.COUNSEL, FlagKind.MINOR, FlagKind.MILITARY,
    FlagKind.HARDSHIP, FlagKind.COMMON_DEBT, FlagKind.COURT_STAY,
})  # fmt: skip
"""Kinds that nobody takes on somebody's word: a file of the case (`file:12`) or the number of a paper shows them."""

STOPS = frozenset({FlagKind.DEATH, FlagKind.BANKRUPTCY, FlagKind.HOLD, FlagKind.DISPUTE, FlagKind.COMPLAINT})
"""Kinds that stop what waits to be sent; whatever is sent later is judged anew at that moment anyway."""

SEVERAL = frozenset({FlagKind.HOLD, FlagKind.AGREED_HOURS, FlagKind.DISPUTE, FlagKind.COMPLAINT})
"""Kinds of which a case may have several in force at once."""

CHANNELS = ("call", "sms", "email", "letter", "im", "visit")
"""What a hold may stop: the values of contact's Channel, said here because contact is above."""

_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")

_FACTS: dict[FlagKind, tuple[str, ...]] = {
    FlagKind.DEATH: ("debtor_dead",),
    FlagKind.INCAPACITATED: ("debtor_incapacitated",),
    FlagKind.BANKRUPTCY: ("personal_bankruptcy_accepted", "bankruptcy_open"),
    FlagKind.COUNSEL: ("attorney_known",),
    FlagKind.DISPUTE: ("open_dispute_on_debt", "dispute_open"),
    FlagKind.UNREACHABLE: ("debtor_unreachable",),
    FlagKind.NUMBER_INVALID: ("mobile_invalid",),
    FlagKind.REFUSED_THIRD_PARTY: ("third_party_refused",),
    FlagKind.COMMON_DEBT: ("common_debt_evidence",),
    FlagKind.AGREED_HOURS: ("agreed_time_window_covers", "debtor_consented_to_time", "consumer_consented_time"),
    FlagKind.AGREED_FREQUENCY: ("frequency_agreed_with_debtor",),
}
"""Facts that a kind of flag makes true. Hold, hardship and complaint are the house's own affair: see `queries.held`."""

_DETAILS = {
    FlagKind.BANKRUPTCY: {"permission": "administrator_or_court_permission"},
    FlagKind.COUNSEL: {"unresponsive": "attorney_unresponsive", "consents": "attorney_consents"},
}
"""Facts that a mark in a flag's detail makes true."""

OF_ONE_PERSON = frozenset({FlagKind.REFUSED_THIRD_PARTY, FlagKind.COMMON_DEBT, FlagKind.NUMBER_INVALID})
"""Kinds that, set for one person, say nothing of another."""

RECORDED_HERE = tuple(
    sorted({name for names in _FACTS.values() for name in names} | {n for d in _DETAILS.values() for n in d.values()})
)
"""The facts the house itself is the recorder of."""


def in_force(flag: FlagRow, on: date) -> bool:
    """Whether a flag counts on a day (情形是否有效): begun, not ended by anybody, its last day not passed."""
    return flag.ended_at is None and flag.since <= on and (flag.until is None or on <= flag.until)


def covers(detail: Mapping[str, Any], at_local_time: time) -> bool:
    """Whether agreed hours cover a time of day, both ends in minutes, the last minute excluded.

    >>> covers({"from": "20:00", "to": "22:30"}, time(22, 29)), covers({"from": "20:00", "to": "22:30"}, time(22, 30))
    (True, False)
    """
    return str(detail.get("from", "")) <= at_local_time.strftime("%H:%M") < str(detail.get("to", ""))


def law_facts(
    flags: Collection[FlagRow], on: date, at_local_time: time, person: int | None = None
) -> dict[str, tuple[Any, FlagRow | None]]:
    """What the flags amount to as facts of the law (合规事实): value, and the flag that says so (None: none on record).

    `at_local_time` is the debtor's; `person` is whom the act concerns. A fact that no flag makes true is given as
    False, not left out, because the house is where it would have been recorded: consents, refusals, disputes and
    circumstances are told to the house and to nobody else, so an empty record is the answer "none told us", and a
    missing fact would stop every contact with everybody. What somebody else records (the military's own register, a
    court's file) is only given when it is known: its absence here says nothing.
    """
    found: dict[str, tuple[Any, FlagRow | None]] = dict.fromkeys(RECORDED_HERE, (False, None))
    for flag in sorted(flags, key=lambda one: (one.since, one.id), reverse=True):  # the oldest is written last
        if not in_force(flag, on) or not _concerns(flag, person):
            continue
        if flag.kind is FlagKind.AGREED_HOURS and not covers(flag.detail, at_local_time):
            continue
        for name in _FACTS.get(flag.kind, ()):
            found[name] = (True, flag)
        for mark, name in _DETAILS.get(flag.kind, {}).items():
            if flag.detail.get(mark) is True:
                found[name] = (True, flag)
        if flag.kind is FlagKind.DISPUTE:
            found["days_since_dispute"] = ((on - flag.since).days, flag)
        if flag.kind is FlagKind.MILITARY:
            found["dmdc_status"] = ("active_duty", flag)
    return found


def _concerns(flag: FlagRow, person: int | None) -> bool:
    """Whether a flag says something of this person: one without a person, or of the whole case, always does."""
    return flag.kind not in OF_ONE_PERSON or flag.person is None or flag.person == person


def stops(flag: FlagRow, channel: str, on: date) -> bool:
    """Whether a hold in force stops a channel on a day (停催渠道); one that names no channel stops all."""
    if flag.kind is not FlagKind.HOLD or not in_force(flag, on):
        return False
    return not flag.detail.get("channels") or channel in flag.detail["channels"]


def detail_mistake(kind: FlagKind, detail: Mapping[str, Any]) -> str:
    """The first key of a detail that cannot be, or "" if it is as its kind wants it."""
    known = {FlagKind.HOLD: {"channels"}, FlagKind.AGREED_HOURS: {"from", "to"}}.get(kind, set(_DETAILS.get(kind, ())))
    for name in detail:
        if name not in known:
            return name
    if kind is FlagKind.HOLD:
        channels = detail.get("channels", [])
        return "" if isinstance(channels, list) and all(one in CHANNELS for one in channels) else "channels"
    if kind is FlagKind.AGREED_HOURS:
        for name in ("from", "to"):
            if not isinstance(detail.get(name), str) or not _HOUR.fullmatch(detail[name]):
                return name
        return "" if detail["from"] < detail["to"] else "to"
    return next((name for name, value in detail.items() if not isinstance(value, bool)), "")
