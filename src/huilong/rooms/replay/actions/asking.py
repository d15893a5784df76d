"""Asking for a replay (发起回放), stopping it, letting it go on. The worker beside the pages does the walking."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.journal.actions import record
from huilong.rooms.replay.models import Run
from huilong.rooms.replay.queries.drafts import completed
from huilong.rooms.replay.queries.runs import no_such_replay
from huilong.rooms.replay.rules.drafting import draft_of
from huilong.rooms.replay.terms import AT_WORK, ReplayState


def ask(
    draft: Mapping[str, Any], first: date, last: date, *, means: Mapping[str, Any] | None = None, user: int | None,
    at: datetime, today: date,
) -> int:  # fmt: skip
    """Ask for a replay of a draft (a decision table as plain data) from `first` to `last`; its key.

    Raises Refusal `replay-days`, `replay-future`, `replay-before-the-book`, and what reading the draft refuses.
    """
    refuse_days(first, last, today)
    draft = completed(draft, today)
    made = draft_of(draft, (means or {}).get("costs"))
    with transaction.atomic():
        run = Run.objects.create(
            title=made.title[:120], draft=dict(draft), means=dict(means or {}), first=first, last=last,
            asked_by=user, asked_at=at,
        )  # fmt: skip
        told = {"replay": run.pk, "from": first.isoformat(), "to": last.isoformat(), "draft": made.title[:120]}
        record(verb="replay.asked", subject=("replay", str(run.pk)), detail=told, at=at)
    return int(run.pk)


def stop(key: int, at: datetime) -> None:
    """Ask a replay to stop (停止回放): the worker leaves it where it is, before the next bucket or night.

    Raises Refusal `no-such-replay`, `replay-not-at-work`.
    """
    with transaction.atomic():
        run = _locked(key)
        if run.state not in AT_WORK:
            raise Refusal(
                "replay-not-at-work", status=409, where=str(key), zh="这次回放并未在运行。",
                en="This replay is not at work.",
            )  # fmt: skip
        run.stop_asked = True
        run.save(update_fields=["stop_asked"])
        record(verb="replay.stopped", subject=("replay", str(key)), detail={"done": run.done}, at=at)


def go_on(key: int, at: datetime) -> None:
    """Let a replay that stopped or failed go on where it was (继续回放). Raises Refusal `replay-not-stopped`."""
    with transaction.atomic():
        run = _locked(key)
        if run.state not in (ReplayState.STOPPED, ReplayState.FAILED):
            raise Refusal(
                "replay-not-stopped", status=409, where=str(key), zh="这次回放没有停下。",
                en="This replay has not stopped.",
            )  # fmt: skip
        run.state, run.stop_asked, run.error = ReplayState.WAITING, False, ""
        run.save(update_fields=["state", "stop_asked", "error"])
        record(verb="replay.resumed", subject=("replay", str(key)), detail={"done": run.done}, at=at)


def refuse_days(first: date, last: date, today: date) -> None:
    """Raise Refusal `replay-days`, `replay-future` or `replay-before-the-book` for days nobody can replay."""
    begins, ends = book.first_known_on(), book.latest_known_on()
    if last < first:
        raise Refusal(
            "replay-days", status=422, where="to", zh="结束日早于开始日。", en="The last day is before the first.",
            remedy_zh="请给出至少一天。", remedy_en="Give at least one day.",
        )  # fmt: skip
    if begins is None or ends is None or first < begins:
        said = begins.isoformat() if begins else "—"
        raise Refusal(
            "replay-before-the-book", status=422, where="from", zh=f"账簿自 {said} 起才有所知,更早的夜晚无法回放。",
            en=f"The book knows nothing before {said}, so no earlier night can be replayed.",
        )  # fmt: skip
    if last > min(ends, today):
        raise Refusal(
            "replay-future", status=422, where="to", zh=f"账簿只知道到 {ends} 为止,之后的夜晚尚未发生。",
            en=f"The book knows up to {ends}; the nights after that have not been.",
            remedy_zh=f"请选择不晚于 {min(ends, today)} 的日期。", remedy_en=f"Choose a day up to {min(ends, today)}.",
        )  # fmt: skip


def _locked(key: int) -> Run:
    run = Run.objects.select_for_update().filter(id=key).first()
    if run is None:
        raise no_such_replay(key)
    return run
