"""Reads of runs (回放运行): rows in, frozen terms out."""

from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.replay.models import EffectEstimate, Night, Run, StruckOut
from huilong.rooms.replay.terms import (
    Estimate,
    Method,
    NightResult,
    Outcome,
    ReplayState,
    RunRow,
    Struck,
    StruckBy,
    Support,
    Unsupported,
)


def replay(key: int) -> RunRow:
    """One replay (回放). Raises Refusal `no-such-replay`."""
    found = Run.objects.filter(id=key).first()
    if found is None:
        raise no_such_replay(key)
    return _row(found)


def no_such_replay(key: int) -> Refusal:
    """The refusal for a replay that is not there, or not to be seen."""
    return Refusal(
        "no-such-replay", status=404, zh="没有这次回放。", en="There is no such replay.",
        remedy_zh="请从回放列表中选择。", remedy_en="Choose from the list of replays.",
    )  # fmt: skip


def replays() -> QuerySet[Run]:
    """The replays the reader sees, newest first."""
    return Run.objects.order_by("-id")


def days_known() -> tuple[date | None, date | None]:
    """The first and the last night that can be replayed: the days the book knows of."""
    return book.first_known_on(), book.latest_known_on()


def newest_unfinished() -> RunRow | None:
    """The newest replay that is not done, to go on with; None when all are."""
    found = replays().exclude(state=ReplayState.DONE.value).first()
    return None if found is None else _row(found)


def nights_of_run(key: int) -> tuple[NightResult, ...]:
    """The nights of a replay, in their order; what was struck out is summed by reason only."""
    struck: dict[Any, list[Struck]] = {}
    rows = StruckOut.objects.filter(run_id=key).values("on", "by").annotate(n=Sum("count")).order_by("on", "by")
    for one in rows:
        struck.setdefault(one["on"], []).append(Struck(StruckBy(one["by"]), "", "", one["n"]))
    return tuple(
        NightResult(
            one.on, one.borrowers, one.wanted, one.treated, one.by_treatment, tuple(struck.get(one.on, ())),
            one.minutes, one.cost_fen, one.left_minutes, one.left_fen,
        )
        for one in Night.objects.filter(run_id=key).order_by("on")
    )  # fmt: skip


def struck_by_rule(key: int) -> tuple[Struck, ...]:
    """What was struck out over all nights, by reason, rule and treatment, most first."""
    rows = StruckOut.objects.filter(run_id=key).values("by", "rule", "treatment").annotate(n=Sum("count"))
    return tuple(
        Struck(StruckBy(one["by"]), one["rule"], one["treatment"], one["n"])
        for one in rows.order_by("-n", "by", "rule", "treatment")
    )


def night_rows(key: int) -> QuerySet[Night]:
    """The nights of a replay as they are kept, for a list."""
    return Night.objects.filter(run_id=key)


def struck_rows(key: int) -> QuerySet[StruckOut]:
    """What was struck out night by night as it is kept, for a list."""
    return StruckOut.objects.filter(run_id=key)


def estimates_of(key: int) -> tuple[Estimate, ...]:
    """What history says of each outcome, in their order."""
    place = {one.value: at for at, one in enumerate(Outcome)}
    rows = sorted(EffectEstimate.objects.filter(run_id=key), key=lambda one: place[one.outcome])
    return tuple(
        Estimate(
            Outcome(one.outcome), Method(one.method), Support(**one.support), one.draft, one.actual, one.difference,
            one.low, one.high, Unsupported(one.why) if one.why else None,
        )
        for one in rows
    )


def _row(one: Run) -> RunRow:
    return RunRow(
        id=one.pk, title=one.title, first=one.first, last=one.last, state=ReplayState(one.state), done=one.done,
        total=one.total, fingerprint=one.fingerprint, asked_by=one.asked_by, asked_at=one.asked_at,
        finished_at=one.finished_at, seconds=one.seconds, loans=one.loans, treated=one.treated, cost_fen=one.cost_fen,
        stop_asked=one.stop_asked, error=one.error, told=one.told,
    )  # fmt: skip
