"""Running nights (跑批): one at a time, missed days in order, each step once a date, resumed after a crash.

A step that writes to the desk commits its writes and its own record in one transaction; the others leave results that
are the same however often they are made. So a night killed anywhere goes on where it stopped when it is started again.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.night.models import NightRun, NightStep
from huilong.night.queries import LOCK_KEY, last_completed
from huilong.night.terms import RunState, StepName, StepState
from huilong.rooms.journal.actions import keep, seal

WRITE_PROGRESS_SECONDS = 0.5
Counts = Mapping[str, Any]


class Watcher(Protocol):
    """Who watches a night: the terminal, or nobody."""

    def step(self, on: date, name: StepName, state: StepState, counts: Counts) -> None:
        """A step began, ended or failed."""

    def progress(self, done: int, total: int) -> None:
        """The running step got so far."""


class Nobody:
    """A watcher that does not look."""

    def step(self, on: date, name: StepName, state: StepState, counts: Counts) -> None:
        """Nothing."""

    def progress(self, done: int, total: int) -> None:
        """Nothing."""


@dataclass
class Night:
    """One night at work (一夜): the date it is for, which is also the last day whose facts it may know."""

    on: date
    run: NightRun
    watcher: Watcher
    step: NightStep | None = None
    clock: Callable[[], datetime] = timezone.now
    kept: dict[str, Any] = field(default_factory=dict)
    """What a step leaves for the next ones in memory; a resumed night must be able to make it again."""
    written_at: float = 0.0

    @property
    def since(self) -> date:
        """The day it is compared with."""
        return self.on - timedelta(days=1)

    def now(self) -> datetime:
        """The moment, for a step that looks at what lives now whatever date the night is for."""
        return self.clock()

    def progress(self, done: int, total: int) -> None:
        """Tell how far the running step is; the runs page sees it within half a second."""
        self.watcher.progress(done, total)
        if self.step is None or connection.in_atomic_block:
            return
        if time.monotonic() - self.written_at >= WRITE_PROGRESS_SECONDS:
            self.written_at = time.monotonic()
            NightStep.objects.filter(id=self.step.id).update(done=done, total=total, peak_bytes=peak_bytes())


def end_of(on: date) -> datetime:
    """The moment the day is over in the house's zone."""
    return timezone.make_aware(datetime.combine(on + timedelta(days=1), datetime.min.time()))


@dataclass(frozen=True)
class Step:
    """One step (步骤). `on_desk`: its writes and its record are one transaction."""

    name: StepName
    do: Callable[[Night], Counts]
    on_desk: bool


def run_nights(
    plan: Sequence[Step],
    on: date,
    *,
    catch_up: bool = True,
    again: bool = False,
    asked_by: str = "",
    watcher: Watcher | None = None,
    clock: Callable[[], datetime] = timezone.now,
) -> list[NightRun]:
    """Run the night of `on`, before it the days missed since the last completed one; the runs made, in order.

    `clock` says what time it is to the steps that look at what lives now: a simulated quarter has its own.
    Raises Refusal `night-at-work` when another process runs a night, `night-past` when a later night is done.
    """
    with the_only_night():
        days = days_to_run(last_completed(), first_unfinished(), on, catch_up=catch_up, again=again)
        runs = [run_one(plan, day, asked_by=asked_by, watcher=watcher or Nobody(), clock=clock) for day in days]
        # Where no keeper runs beside the pages, each night still ends with a sealed journal.
        keep(clock())
        seal(clock())
        return runs


def days_to_run(
    last: date | None, unfinished: date | None, asked: date, *, catch_up: bool = True, again: bool = False
) -> list[date]:
    """The days to run, in order: from the day after the last completed night (or the night cut short) to `asked`.

    >>> [day.day for day in days_to_run(date(2026, 3, 1), None, date(2026, 3, 4))]
    [2, 3, 4]
    """
    if last is not None and asked < last:
        raise Refusal(
            "night-past",
            zh=f"{last} 的跑批已完成,不能再跑更早的 {asked}:作业库只往前走。",
            en=f"The night of {last} is done, so {asked} cannot be run any more: the desk only goes forward.",
            remedy_zh="要看当日的状况,请用 huilong explain LOAN --on DATE。",
            remedy_en="To see how things stood, ask huilong explain LOAN --on DATE.",
        )
    if asked == last:
        return [asked] if again else []
    if not catch_up:
        return [asked]
    start = last + timedelta(days=1) if last is not None else min(unfinished or asked, asked)
    return [start + timedelta(days=n) for n in range((asked - start).days + 1)]


def first_unfinished() -> date | None:
    """The first date whose night was begun and never completed."""
    done = NightRun.objects.filter(state=RunState.DONE).values("on")
    begun = NightRun.objects.exclude(state=RunState.DONE).exclude(on__in=done)
    return begun.order_by("on").values_list("on", flat=True).first()


def run_one(
    plan: Sequence[Step], on: date, *, asked_by: str, watcher: Watcher, clock: Callable[[], datetime] = timezone.now
) -> NightRun:
    """Run, or go on with, the night of one date, step by step."""
    run = _run_of(plan, on, asked_by)
    night = Night(on, run, watcher, clock=clock)
    rows = {row.name: row for row in run.steps.all()}
    try:
        for step in plan:
            if rows[step.name].state != StepState.DONE:
                _do(step, rows[step.name], night)
    except BaseException as error:
        run.state, run.error = RunState.FAILED, _said(error)
        run.save(update_fields=["state", "error"])
        raise
    run.state, run.error, run.finished_at, run.peak_bytes = RunState.DONE, "", timezone.now(), peak_bytes()
    run.save(update_fields=["state", "error", "finished_at", "peak_bytes"])
    return run


@contextmanager
def the_only_night() -> Iterator[None]:
    """Hold the lock of the night; PostgreSQL lets it go by itself when this process dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [LOCK_KEY])
        if not cursor.fetchone()[0]:
            raise Refusal(
                "night-at-work",
                zh="另一个跑批正在进行。",
                en="Another night is at work.",
                remedy_zh="请在跑批页面查看进度,等它结束后再试。",
                remedy_en="Watch it on the runs page and try again when it is done.",
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK_KEY])


def peak_bytes() -> int:
    """The most memory this process has held so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _run_of(plan: Sequence[Step], on: date, asked_by: str) -> NightRun:
    """The unfinished run of a date, else a new one; with a record for every step."""
    last = NightRun.objects.filter(on=on).order_by("-attempt").first()
    with transaction.atomic():
        if last is not None and last.state != RunState.DONE:
            run = last
            run.state, run.error = RunState.RUNNING, ""
            run.save(update_fields=["state", "error"])
        else:
            attempt = last.attempt + 1 if last else 1
            run = NightRun.objects.create(on=on, attempt=attempt, asked_by=asked_by, started_at=timezone.now())
        for place, step in enumerate(plan):
            NightStep.objects.get_or_create(run=run, name=step.name, defaults={"place": place})
    return run


def _do(step: Step, row: NightStep, night: Night) -> None:
    """Do one step and record it: together with its writes on the desk, or right after its files are in place."""
    began = time.monotonic()
    row.state, row.started_at, row.error = StepState.RUNNING, timezone.now(), ""
    row.tries += 1
    row.save(update_fields=["state", "started_at", "error", "tries"])
    night.step, night.written_at = row, 0.0
    night.watcher.step(night.on, step.name, StepState.RUNNING, {})
    try:
        if step.on_desk:
            with transaction.atomic():
                _checkpoint(row, step.do(night), began)
        else:
            _checkpoint(row, step.do(night), began)
    except BaseException as error:
        NightStep.objects.filter(id=row.id).update(
            state=StepState.FAILED, error=_said(error), seconds=time.monotonic() - began
        )
        night.watcher.step(night.on, step.name, StepState.FAILED, {"error": _said(error)})
        raise
    finally:
        night.step = None
    night.watcher.step(night.on, step.name, StepState.DONE, {**row.counts, "seconds": round(row.seconds, 2)})


def _checkpoint(row: NightStep, counts: Counts, began: float) -> None:
    """Record that a step is done, in the transaction that is open (if one is)."""
    row.state, row.counts, row.finished_at = StepState.DONE, dict(counts), timezone.now()
    row.seconds, row.peak_bytes = time.monotonic() - began, peak_bytes()
    row.save(update_fields=["state", "counts", "finished_at", "seconds", "peak_bytes"])


def _said(error: BaseException) -> str:
    """An error as a run's page shows it."""
    return f"{type(error).__name__}: {error}"[:2000]
