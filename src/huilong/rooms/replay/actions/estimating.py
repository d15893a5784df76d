"""The third pass of a replay (估算): what came after the logged decisions, and what that says of the draft."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from huilong.engine import local
from huilong.kernel.days import DayNumber, day_date
from huilong.rooms.book import queries as book
from huilong.rooms.replay.actions.deciding import Flagged, read_logged
from huilong.rooms.replay.actions.walking import Sent, WalkBucket
from huilong.rooms.replay.models import EffectEstimate, Run
from huilong.rooms.replay.rules.drafting import NOBODY
from huilong.rooms.replay.rules.estimate import counted, estimated
from huilong.rooms.replay.rules.nights import Ints
from huilong.rooms.replay.rules.outcomes import cash_within, cured_within, happened_within, line, rolled_within
from huilong.rooms.replay.rules.support import Floats, Logged
from huilong.rooms.replay.terms import DAYS_OF, UNTREATED, Draft, Estimate, Method, Outcome, Support, Unsupported

NUMBERS = (
    "past_due_days", "bucket", "overdue_fen", "principal_fen", "loans", "months_on_book", "paid_days_ago",
    "past_due_instalments",
)  # fmt: skip
"""What the outcome model sees of a borrower; amounts and days since by their logarithm."""
OF_CASH = (Outcome.CASH_30, Outcome.CASH_60, Outcome.CASH_90)


def estimate_all(
    run: Run, folder: Path, buckets: int, chunks: int, draft: Draft, flags: Flagged, known: DayNumber, held: Any = None
) -> tuple[Estimate, ...]:
    """Estimate every outcome from the decisions logged in the replayed days, and keep what comes of it."""
    told = read_logged(folder, chunks)
    if not told.num_rows:
        nothing = Support()
        found = tuple(Estimate(one, Method.REFUSED, nothing, why=Unsupported.NO_PROBABILITIES) for one in Outcome)
    else:
        logged = logged_of(told, draft)
        outcomes = _outcomes(run, folder, buckets, told, flags, known, held)
        matching = bool(run.means.get("accept_matching"))
        found = tuple(estimated(one, logged, outcomes[one], matching) for one in Outcome if one is not Outcome.COST)
        cost = np.array([one.cost_fen for one in draft.treatments] + [0.0])
        taken = np.where(logged.taken < len(draft.treatments), logged.taken, UNTREATED)
        found += (counted(Outcome.COST, logged, cost[told["wanted"].to_numpy()], cost[taken]),)
    with transaction.atomic():
        EffectEstimate.objects.filter(run=run).delete()
        EffectEstimate.objects.bulk_create(
            EffectEstimate(
                run=run, outcome=one.outcome.value, method=one.method.value, why=one.why.value if one.why else "",
                support=dict(vars(one.support)), draft=one.draft, actual=one.actual, difference=one.difference,
                low=one.low, high=one.high,
            )
            for one in found
        )  # fmt: skip
    return found


def logged_of(told: pa.Table, draft: Draft) -> Logged:
    """Logged decisions as the law of estimation reads them; a treatment the draft does not know has a number after."""
    names = {NOBODY: UNTREATED, "": UNTREATED}
    for place, one in enumerate(draft.treatments):
        names.setdefault(one.name, place)  # a log tells treatments by name: those called alike are one here
    alike = np.array([*(names[one.name] for one in draft.treatments), UNTREATED], np.int32)
    treatments = told["treatment"].to_pylist()
    for name in sorted(set(treatments) - set(names)):
        names[name] = len(draft.treatments) + sum(place >= len(draft.treatments) for place in names.values())
    columns = np.stack([_number(name, told[name].to_numpy()) for name in NUMBERS], 1)
    overdue = told["overdue_fen"].to_numpy()
    quarter = np.searchsorted(np.quantile(overdue, [0.25, 0.5, 0.75]), overdue)
    return Logged(
        told["borrower"].to_numpy(), np.array([names[one] for one in treatments], np.int32),
        alike[told["wanted"].to_numpy()], told["probability"].to_numpy(),
        told["bucket"].to_numpy() * 4 + quarter, columns,
    )  # fmt: skip


def _number(name: str, values: Any) -> Floats:
    numbers = np.asarray(values, np.float64)
    return np.log1p(np.maximum(numbers, 0)) if name.endswith("_fen") or name == "paid_days_ago" else numbers


def _outcomes(
    run: Run, folder: Path, buckets: int, told: pa.Table, flags: Flagged, known: DayNumber, held: Any
) -> dict[Outcome, Floats]:
    """Each outcome of each logged decision."""
    borrowers, number = np.unique(told["borrower"].to_numpy(), return_inverse=True)
    decided = line(number, told["day"].to_numpy())
    last = int(told["day"].to_numpy().max())
    parts = [part for _, part in local.run(_Came(run, folder, borrowers, min(known, last + 90), held), range(buckets))]
    received, fen = _sorted([part[0] for part in parts], [part[1] for part in parts])
    late, bucket = _worst([part[2] for part in parts], [part[3] for part in parts])
    found: dict[Outcome, Floats] = {one: cash_within(received, fen, decided, DAYS_OF[one], known) for one in OF_CASH}
    walked = min(known, int(late[-1] % 10_000_000) if len(late) else known, last + 30)
    found[Outcome.CURE_30] = cured_within(late, decided, 30, walked)
    found[Outcome.ROLL_30] = rolled_within(late, bucket, decided, 30, walked)
    of_complaint = flags.kind == "complaint"
    whose = np.searchsorted(borrowers, flags.borrower[of_complaint])
    inside = np.isin(flags.borrower[of_complaint], borrowers)
    complained = np.sort(line(whose[inside], flags.begins[of_complaint][inside]))
    found[Outcome.COMPLAINT_30] = happened_within(complained, decided, 30, known)
    return found


class _Came:
    """The task of one bucket: money received by the borrowers decided on, and their nights past due."""

    def __init__(self, run: Run, folder: Path, borrowers: Ints, until: DayNumber, held: Any) -> None:
        self.run, self.folder, self.borrowers, self.until, self.held = run, folder, borrowers, until, held

    def __call__(self, bucket: int) -> tuple[Ints, Ints, Ints, Ints]:
        """Lines and fen of money, lines and buckets of nights."""
        until = day_date(self.until)
        sent = Sent(book.sent_of(bucket, self.run.first, until, self.held))
        money = book.received(bucket, self.run.first, until, self.held)
        at = np.searchsorted(sent.loan, money["loan"].to_numpy())
        whose = sent.borrower[np.minimum(at, len(sent.loan) - 1)] if money.num_rows else np.empty(0, np.int64)
        here = np.isin(whose, self.borrowers)
        came = line(np.searchsorted(self.borrowers, whose[here]), money["on"].to_numpy().astype(np.int64)[here])
        place = WalkBucket(self.folder, self.run.first, until, "").path(bucket)
        nights = pq.read_table(place, columns=["borrower", "day", "bucket"])
        owner = nights["borrower"].to_numpy()
        there = np.isin(owner, self.borrowers)
        late = line(np.searchsorted(self.borrowers, owner[there]), nights["day"].to_numpy().astype(np.int64)[there])
        return came, money["fen"].to_numpy()[here], late, nights["bucket"].to_numpy().astype(np.int64)[there]


def _sorted(lines: Sequence[Ints], values: Sequence[Ints]) -> tuple[Ints, Ints]:
    every, of = np.concatenate(lines), np.concatenate(values)
    order = np.argsort(every, kind="stable")
    return every[order], of[order]


def _worst(lines: Sequence[Ints], buckets: Sequence[Ints]) -> tuple[Ints, Ints]:
    """The nights of each borrower once, with the worst bucket of his loans."""
    every, of = np.concatenate(lines), np.concatenate(buckets)
    order = np.lexsort((-of, every))
    every, of = every[order], of[order]
    first = np.append(True, every[1:] != every[:-1]) if len(every) else np.empty(0, bool)
    return every[first], of[first]


