"""Reads of the night (夜间跑批) for its pages."""

from datetime import date

from django.db import connection

from huilong.kernel.refusal import Refusal
from huilong.night.models import LoanSetAside, NightRun, NightStep
from huilong.night.terms import RunRow, RunState, SetAsideRow, StepName, StepRow, StepState

LOCK_KEY = 0x68_75_69_6C
"""The advisory lock a night holds ("huil")."""


def runs(*, page: int = 1, size: int = 20) -> tuple[list[RunRow], int]:
    """(runs newest first with their steps, how many runs there are)."""
    kept = NightRun.objects.order_by("-on", "-attempt").prefetch_related("steps")
    return [_run_row(run) for run in kept[(page - 1) * size : page * size]], NightRun.objects.count()


def run(run_id: int) -> RunRow:
    """One run with its steps. Raises Refusal `no-such-run`."""
    found = NightRun.objects.filter(id=run_id).prefetch_related("steps").first()
    if found is None:
        raise Refusal("no-such-run", zh="没有这次跑批。", en="There is no such run.", status=404)
    return _run_row(found)


def latest_run() -> RunRow | None:
    """The newest run, or None before the first night."""
    found = NightRun.objects.order_by("-on", "-attempt").prefetch_related("steps").first()
    return _run_row(found) if found else None


def last_completed() -> date | None:
    """The date of the last completed night (最近完成日)."""
    done = NightRun.objects.filter(state=RunState.DONE).order_by("-on")
    return done.values_list("on", flat=True).first()


def at_work() -> bool:
    """Whether a night holds the lock right now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_locks where locktype = 'advisory' and objsubid = 1 and granted"
            " and classid = 0 and objid = %s and database = (select oid from pg_database"
            " where datname = current_database()))",
            [LOCK_KEY],
        )
        return bool(cursor.fetchone()[0])


def loans_set_aside(*, only_open: bool = True, limit: int = 500) -> list[SetAsideRow]:
    """Loans set aside, newest first (搁置借据)."""
    kept = LoanSetAside.objects.order_by("-last_on", "loan_id")
    if only_open:
        kept = kept.filter(solved_on=None)
    return [SetAsideRow(one.loan_id, one.on, one.last_on, one.reason, one.solved_on) for one in kept[:limit]]


def _run_row(run: NightRun) -> RunRow:
    """A run and its steps in order."""
    steps = tuple(_step_row(step) for step in sorted(run.steps.all(), key=lambda step: step.place))
    return RunRow(
        id=run.id,
        on=run.on,
        attempt=run.attempt,
        state=RunState(run.state),
        asked_by=run.asked_by,
        started_at=run.started_at,
        finished_at=run.finished_at,
        seconds=sum(step.seconds for step in steps),
        peak_bytes=run.peak_bytes,
        error=run.error,
        steps=steps,
    )


def _step_row(step: NightStep) -> StepRow:
    """A step with its progress in percent."""
    finished = step.state == StepState.DONE
    progress = 100 if finished else (100 * step.done // step.total if step.total else 0)
    return StepRow(
        name=StepName(step.name),
        state=StepState(step.state),
        started_at=step.started_at,
        seconds=step.seconds,
        progress=min(100, progress),
        done=step.done,
        total=step.total,
        peak_bytes=step.peak_bytes,
        counts=step.counts,
        tries=step.tries,
        error=step.error,
    )
