"""Reads of flags (特殊情形): those of a case, what they are to the law, what a hold stops."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Flag
from huilong.rooms.cases.rules.flags import law_facts, stops
from huilong.rooms.cases.terms import FlagEnd, FlagKind, FlagRow
from huilong.rooms.vault.queries import opened_note

STOPPING = (FlagKind.DEATH.value, FlagKind.BANKRUPTCY.value, FlagKind.MINOR.value, FlagKind.COMPLAINT.value)
NONE_ON_RECORD = "desk: none on record"


def note_bound_to(case_id: int, kind: str, set_at: datetime) -> str:
    """What a flag's note is sealed to: moved to another flag it does not open."""
    return f"flag:{case_id}:{kind}:{set_at.isoformat()}"


def flags_of(case_id: int, *, notes: bool = True) -> tuple[FlagRow, ...]:
    """The flags of a case (特殊情形), newest first, those in force and those ended; without `notes` none is opened."""
    return tuple(_row(one, notes) for one in Flag.objects.filter(case_id=case_id).order_by("-id"))


def flag_facts(
    case_id: int, on: date, at: datetime, person: int | None = None, *, local_time: time | None = None
) -> dict[str, tuple[Any, str, datetime]]:
    """What a case's flags are to the law on a day (合规事实), see `facts_of_flags`."""
    return facts_of_flags(standing_flags(case_id), on, at, person, local_time=local_time)


def flags_between(first: date, last: date) -> list[tuple[str, str, date, date | None]]:
    """Flags that counted on some day from `first` to `last`, as known then (历史情形): borrower, kind, from, to.

    From the later of the day it holds since and the day it was told; to the earlier of its last day and the day before
    somebody ended it, None for one that goes on.
    """
    found = Flag.objects.filter(since__lte=last).exclude(until__lt=first)
    told = []
    for borrower, kind, since, until, set_at, ended_at in found.order_by("id").values_list(
        "case__borrower", "kind", "since", "until", "set_at", "ended_at"
    ):
        begins = max(since, timezone.localdate(set_at))
        ended = None if ended_at is None else timezone.localdate(ended_at) - timedelta(days=1)
        ends = min((one for one in (until, ended) if one is not None), default=None)
        if begins <= last and (ends is None or ends >= max(begins, first)):
            told.append((borrower, kind, begins, ends))
    return told


def standing_flags(case_id: int) -> tuple[FlagRow, ...]:
    """The flags of a case that nobody ended, oldest first, their notes left sealed (未终止的情形)."""
    return tuple(_row(one, False) for one in Flag.objects.filter(case_id=case_id, ended_at=None).order_by("id"))


def facts_of_flags(
    flags: Collection[FlagRow], on: date, at: datetime, person: int | None = None, *, local_time: time | None = None
) -> dict[str, tuple[Any, str, datetime]]:
    """What standing flags are to the law on a day (合规事实): name → value, source, and since when it was known.

    `local_time` is the debtor's time of day; without it, that of `at` in the house's zone. What the house is the
    recorder of and nobody told it is a known False, see `rules.flags.law_facts`.
    """
    local = local_time or timezone.localtime(at).time()
    return {
        name: (value, NONE_ON_RECORD, at) if flag is None else (value, _source(flag), flag.set_at)
        for name, (value, flag) in law_facts(flags, on, local, person).items()
    }


def stopped_cases(numbers: Collection[str], on: date) -> set[str]:
    """Those of these cases whose collection is stopped altogether on a day (停催案件): a hold of everything, a death, a
    bankruptcy, a minor, a complaint; as the queue has it."""
    found = Flag.objects.filter(Q(until=None) | Q(until__gte=on), ended_at=None, since__lte=on)
    found = found.filter(kind__in=[FlagKind.HOLD.value, *STOPPING], case__number__in=list(numbers))
    return {
        number for number, kind, detail in found.values_list("case__number", "kind", "detail")
        if kind != FlagKind.HOLD or not detail.get("channels")
    }  # fmt: skip


def held(case_id: int, channel: str, on: date) -> Refusal | None:
    """The house's refusal while a hold of a case stops this channel (停催); None when none does."""
    return held_by(standing_flags(case_id), channel, on)


def held_by(flags: Collection[FlagRow], channel: str, on: date) -> Refusal | None:
    """The house's refusal while a hold among standing flags stops this channel (停催); None when none does."""
    for flag in flags:
        if flag.kind is FlagKind.HOLD and stops(flag, channel, on):
            until_zh = f",至 {flag.until}" if flag.until else ""
            until_en = f" until {flag.until}" if flag.until else ""
            return Refusal(
                "held", rule="house:hold", where=channel,
                zh=f"本案自 {flag.since} 起停催{until_zh},此渠道不得联系。",
                en=f"This case is on hold since {flag.since}{until_en}: no contact through this channel.",
                remedy_zh="停催结束后再联系,或请组长解除停催。",
                remedy_en="Wait until the hold is over, or let a team lead end it.",
            )  # fmt: skip
    return None


def _source(flag: FlagRow) -> str:
    return f"desk: flag {flag.id}" + (f", {flag.evidence}" if flag.evidence else "")


def _row(one: Flag, notes: bool) -> FlagRow:
    bound = note_bound_to(one.case_id, one.kind, one.set_at)
    return FlagRow(
        id=one.pk, kind=FlagKind(one.kind), since=one.since, until=one.until, evidence=one.evidence,
        note=opened_note(one.key_id, bytes(one.note), bound) if notes else "", person=one.person, detail=one.detail,
        set_by=one.set_by, set_at=one.set_at, ended_at=one.ended_at,
        ended_why=FlagEnd(one.ended_why) if one.ended_why else None,
    )  # fmt: skip
