"""Working on a replay (执行回放): the three passes in order, with progress, stoppable, and resumed where it was.

One process works on a run at a time: it holds a lock that the database lets go when the process dies. Whatever was
finished is found again by its mark or its count; what was not is done anew, to the same result.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.db import connection, transaction

from huilong.engine.run import run as run_buckets
from huilong.kernel.days import day_number
from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.book.rules.keys import loan_key
from huilong.rooms.cases.queries import flags_between
from huilong.rooms.compliance.queries import lender
from huilong.rooms.journal.actions import record
from huilong.rooms.replay.actions.deciding import Deciding, Decisions, Flagged, flagged
from huilong.rooms.replay.actions.estimating import estimate_all
from huilong.rooms.replay.actions.folder import folder_of, forget
from huilong.rooms.replay.actions.walking import WalkBucket, months
from huilong.rooms.replay.models import EffectEstimate, Night, Run, StruckOut
from huilong.rooms.replay.queries.decisions import decisions_between
from huilong.rooms.replay.queries.desk import desk_of
from huilong.rooms.replay.queries.law import LawOfTheDay
from huilong.rooms.replay.queries.runs import no_such_replay
from huilong.rooms.replay.rules.calendar import means_of
from huilong.rooms.replay.rules.drafting import LEANS_ON, draft_of
from huilong.rooms.replay.rules.telling import leaning
from huilong.rooms.replay.terms import AT_WORK, ReplayState

LOCK = 7_304_001
"""The first key of the lock of a run; the second is the run."""
FOLLOWED_DAYS = 30
"""Nights walked after the last one decided, so that its cures and rolls are seen."""
TELL_SECONDS = 0.5
Progress = Callable[[int, int], None]


class Stopped(Exception):
    """Somebody asked the replay to stop."""


def work(key: int, at: Callable[[], datetime], progress: Progress | None = None) -> ReplayState:
    """Work on a replay until it is done or somebody stops it; the state it is in (执行回放).

    Raises Refusal `no-such-replay`, `replay-at-work` when another process works on it.
    """
    with the_only_worker(key):
        run = Run.objects.filter(id=key).first()
        if run is None:
            raise no_such_replay(key)
        if run.state == ReplayState.DONE:
            return ReplayState.DONE
        started = time.monotonic()
        working = _Working(run, progress)
        try:
            working.all()
            state, error = ReplayState.DONE, ""
        except Stopped:
            state, error = ReplayState.STOPPED, ""
        except Refusal as refusal:
            state, error = ReplayState.FAILED, f"{refusal.says.zh} / {refusal.says.en}"
        except BaseException as problem:
            _end(run, ReplayState.FAILED, f"{type(problem).__name__}: {problem}"[:1000], started, at())
            raise
        _end(run, state, error, started, at())
        return state


def work_on_all(at: Callable[[], datetime]) -> int:
    """Work on every replay that waits or was cut short (后台执行); how many ended. For the worker beside the pages."""
    count = 0
    for key in Run.objects.filter(state__in=[one.value for one in AT_WORK]).order_by("id").values_list("id", flat=True):
        try:
            work(key, at)
            count += 1
        except Refusal as refusal:
            if refusal.code != "replay-at-work":
                raise
    return count


@contextmanager
def the_only_worker(key: int) -> Iterator[None]:
    """Hold the lock of a run. Raises Refusal `replay-at-work`."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCK, key])
        if not cursor.fetchone()[0]:
            raise Refusal(
                "replay-at-work", status=409, where=str(key), zh="这次回放正在另一个进程中运行。",
                en="Another process works on this replay.",
            )  # fmt: skip
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK, key])


def _end(run: Run, state: ReplayState, error: str, started: float, at: datetime) -> None:
    run.state, run.error = state.value, error
    run.seconds += time.monotonic() - started
    run.finished_at = at if state is ReplayState.DONE else None
    with transaction.atomic():
        run.done = run.total if state is ReplayState.DONE else run.done
        run.save(update_fields=["state", "error", "seconds", "finished_at", "done"])
        if state is ReplayState.DONE:
            record(verb="replay.done", subject=("replay", str(run.pk)), detail={"treated": run.treated}, at=at)
    if state is ReplayState.DONE:
        forget(run.pk)


class _Working:
    """The three passes over one run, with everything they share."""

    def __init__(self, run: Run, progress: Progress | None) -> None:
        self.run, self.progress = run, progress
        self.draft = draft_of(run.draft, run.means.get("costs"))
        opened = book.book()
        self.law, self.held, self.version, self.buckets = LawOfTheDay(), opened.snapshot, opened.version, opened.buckets
        known = book.latest_known_on()
        self.known: date = known or run.last
        self.walked = min(self.known, run.last + timedelta(days=FOLLOWED_DAYS))
        self.months = months(run.first, self.walked)
        self.decided = [(a, min(b, run.last)) for a, b in self.months if a <= run.last]
        self.desk = desk_of(self.draft.needs, self.known)
        self.folder: Path = folder_of(run.pk)
        self.told_at = 0.0

    def all(self) -> None:
        """Walk, decide, estimate."""
        self._begin()
        self._walk()
        flags = flagged([(loan_key(one[0]), *one[1:]) for one in flags_between(self.run.first, self.known)])
        self._decide(flags)
        self._state(ReplayState.ESTIMATING)
        estimate_all(self.run, self.folder, self.buckets, len(self.decided), self.draft, flags,
                     day_number(self.known), self.held)  # fmt: skip

    def _begin(self) -> None:
        """Begin anew when anything the answer depends on changed since, else go on."""
        mark = self.fingerprint()
        run = self.run
        if run.fingerprint != mark:
            for kept in (Night, StruckOut, EffectEstimate):
                kept.objects.filter(run=run).delete()
            run.fingerprint, run.chunk, run.done, run.treated, run.cost_fen = mark, 0, 0, 0, 0
        run.total = self.buckets + sum((b - a).days + 1 for a, b in self.decided)
        run.told = {
            "law": self.law.version, "book": self.version, "known": self.known.isoformat(),
            **leaning(self.draft, run.draft.get(LEANS_ON, {}), self.desk, day_number(run.first),
                      day_number(run.last)),
        }  # fmt: skip
        run.save(update_fields=["fingerprint", "chunk", "done", "treated", "cost_fen", "total", "told"])

    def fingerprint(self) -> str:
        """All that the answer depends on (指纹)."""
        treatments = [asdict(one) for one in self.draft.treatments]
        told = [
            self.run.draft, treatments, self.run.means, self.run.first.isoformat(), self.run.last.isoformat(),
            self.version, list(book.contract().terms), self.law.version, self.desk.digest(),
        ]  # fmt: skip
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def _walk(self) -> None:
        self._state(ReplayState.WALKING)
        mark = f"{self.run.fingerprint} {self.walked}"
        task = WalkBucket(self.folder, self.run.first, self.walked, mark, self.held)
        loans = done = 0
        for _bucket, count in run_buckets(task, range(self.buckets)):
            loans, done = loans + count, done + 1
            self._tell(done)
        self.run.loans = loans
        self.run.save(update_fields=["loans"])

    def _decide(self, flags: Flagged) -> None:
        self._state(ReplayState.DECIDING)
        run = self.run
        logged = Decisions(**decisions_between(run.first, run.last, run.means.get("decisions", "")))
        deciding = Deciding(
            run, self.folder, self.buckets, self.draft, means_of(run.means, lender().jurisdiction), self.law, flags,
            logged, self.desk,
        )  # fmt: skip
        done = self.buckets + sum((b - a).days + 1 for a, b in self.decided[: run.chunk])
        for place in range(run.chunk, len(self.decided)):
            first, last = self.decided[place]
            nights = iter(range(done, done + (last - first).days + 2))
            deciding.month(place, first, last, lambda nights=nights: self._tell(next(nights)))  # type: ignore[misc]
            done += (last - first).days + 1

    def _state(self, state: ReplayState) -> None:
        self.run.state = state.value
        self.run.save(update_fields=["state"])
        self._tell(self.run.done, now=True)

    def _tell(self, done: int, now: bool = False) -> None:
        """Tell how far it is, twice a second, and look whether somebody asked it to stop."""
        self.run.done = done
        if self.progress is not None:
            self.progress(done, self.run.total)
        if not now and time.monotonic() - self.told_at < TELL_SECONDS:
            return
        self.told_at = time.monotonic()
        Run.objects.filter(id=self.run.pk).update(done=done)
        if Run.objects.filter(id=self.run.pk, stop_asked=True).exists():
            raise Stopped


