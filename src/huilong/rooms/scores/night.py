"""The night's steps of scores (评分跑批): the desk and early warnings scored, models watched, drafts trained monthly.

What was done on the desk (promises, calls) is handed in: this room lies below those that keep it. Where no model is in
use, or a loan has no month yet, the documented default answers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from huilong.engine.compile import compiled
from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.scores.actions.scoring import Given, keep_scores, keep_warnings
from huilong.rooms.scores.actions.training import train_draft
from huilong.rooms.scores.actions.watching import watch
from huilong.rooms.scores.models import ScoreModel
from huilong.rooms.scores.queries.defaults import Defaults, defaults
from huilong.rooms.scores.queries.models import in_use, model_of
from huilong.rooms.scores.queries.own_book import panels
from huilong.rooms.scores.rules.explain import reasons
from huilong.rooms.scores.rules.features import matrix
from huilong.rooms.scores.rules.hazard import closed_by, moved
from huilong.rooms.scores.rules.model import Model, probability, shares
from huilong.rooms.scores.rules.panel import CURRENT, Ints, Panel
from huilong.rooms.scores.rules.smoothed import Trials, drawn, of_people
from huilong.rooms.scores.rules.trees import leaf_sums, path_shares
from huilong.rooms.scores.terms import TIMED, TRAINED, Target

LEAST_WARNING = 0.02
STANDS_OUT = 2.0
"""A loan is warned of when its chance is at least LEAST_WARNING and this many times the mean of the loans beside it."""
MOST_WARNINGS = 50_000
CHANNELS = {"call": Says("电话", "phone"), "visit": Says("上门", "visit")}
"""Channels by which a person himself may be met."""


@dataclass(frozen=True)
class OnDesk:
    """A borrower on the desk as the night hands him over (作业库客户): his loans' keys, bucket, and what was done."""

    borrower: str
    loans: tuple[int, ...]
    bucket: int
    promises_kept: int = 0
    promises_broken: int = 0
    calls: tuple[tuple[int, str, bool], ...] = ()
    """Attempts to reach him: the hour, the channel, whether he himself was reached."""


@dataclass(frozen=True)
class _Used:
    """A model at work: its key and itself."""

    key: int
    model: Model


def used_models() -> dict[Target, _Used]:
    """The models that score now, by target."""
    rows = {target: in_use(target) for target in TRAINED}
    return {target: _Used(row.id, model_of(row.id)) for target, row in rows.items() if row is not None}


def score_desk(on: date, desk: Sequence[OnDesk]) -> int:
    """Score everybody on the desk for every target (作业库评分); how many scores were kept."""
    used = used_models()
    of_loans: dict[tuple[int, Target], Given] = {}
    wanted = np.array(sorted({loan for one in desk for loan in one.loans}), np.int64)
    if used and len(wanted):
        for panel, _newest in panels(on, tonight=True):
            for target in (Target.ROLL, Target.CURE, *TIMED):
                if target in used:
                    of_loans |= _loans(panel, used[target], target, lambda p: np.isin(p.loans, wanted), on)
    return keep_scores(_everything(desk, of_loans), on)


def _loans(
    panel: Panel, used: _Used, target: Target, chosen: Callable[[Panel], np.ndarray], on: date
) -> dict[tuple[int, Target], Given]:  # fmt: skip
    """The scores of the chosen loans of a panel that are late now, with reasons, by loan and target."""
    at = newest_rows(panel, on)
    at = at[chosen(panel)[panel.loan[at]] & (panel.state[at] > CURRENT) & (panel.state[at] <= 5)]
    by = timed if target in TIMED else scored
    return {
        (int(panel.loans[panel.loan[row]]), target): one
        for row, one in zip(at, by(panel, at, used, target), strict=True)
    }


def newest_rows(panel: Panel, on: date) -> Ints:
    """The last row of each loan that reaches the newest month."""
    last = panel.start[1:] - 1
    return last[panel.month[last] == on.year * 12 + on.month - 1] if len(last) else last


def scored(panel: Panel, at: Ints, used: _Used, target: Target) -> Iterator[Given]:
    """Scores of rows of a panel by a model, in their order; `who` is the loan's key."""
    cases = matrix(panel, at, used.model.features)
    said = probability(used.model, cases, compiled(leaf_sums))
    why = shares(used.model, cases, compiled(path_shares))
    for place, row in enumerate(at):
        told = tuple(one.says for one in reasons(used.model.features, cases[place], why[place]))
        yield Given(str(panel.loans[panel.loan[row]]), target, _ppm(said[place]), told, used.key)


def timed(panel: Panel, at: Ints, used: _Used, target: Target) -> Iterator[Given]:
    """Scores by day of rows of a panel (计时评分): the last day's as the score, all days in words first."""
    cases = matrix(panel, at, used.model.features)
    said = closed_by(used.model, cases, compiled(leaf_sums))
    why = moved(used.model, cases, compiled(path_shares))
    owed = panel.amounts["arrears"][at] if "arrears" in panel.amounts else np.zeros(len(at))
    for place, row in enumerate(at):
        curve = tuple((days, _ppm(share)) for days, share in zip(used.model.days, said[place], strict=True))
        told = (by_days(curve), *(one.says for one in reasons(used.model.features, cases[place], why[place])))
        yield Given(str(panel.loans[panel.loan[row]]), target, curve[-1][1], told, used.key, curve=curve,
                    outstanding_fen=int(np.nan_to_num(owed[place])))  # fmt: skip


def by_days(curve: Sequence[tuple[int, int]]) -> Says:
    """A score by days in a sentence.

    >>> by_days([(7, 120_000), (90, 640_000)]).en
    'within 7 days 12%, 90 days 64%'
    """
    told = [(days, f"{ppm / 10_000:.0f}%") for days, ppm in curve]
    return Says(
        "、".join(f"{days}天内{share}" for days, share in told),
        "within " + ", ".join(f"{days} days {share}" for days, share in told),
    )


def _everything(desk: Sequence[OnDesk], of_loans: Mapping[tuple[int, Target], Given]) -> Iterator[Given]:
    """For each borrower: his worst loan by each model, else the default; promises and calls as counted."""
    told = defaults()
    reachable = _reachable(desk, told.ppm(Target.CONTACT, 1) / 1e6)
    for one in desk:
        for target in (Target.ROLL, Target.CURE):
            found = [of_loans[loan, target] for loan in one.loans if (loan, target) in of_loans]
            pick = max if target is Target.ROLL else min
            best = pick(found, key=lambda given: given.ppm) if found else None
            yield Given(one.borrower, target, best.ppm, best.reasons, best.model) if best else _default(
                one, target, told.ppm(target, one.bucket), target in told.estimates
            )
        yield _promise(one, told.ppm(Target.PROMISE, one.bucket))
        yield reachable.get(one.borrower) or _default(
            one, Target.CONTACT, told.ppm(Target.CONTACT, one.bucket), Target.CONTACT in told.estimates
        )
        for target in TIMED:
            found = [of_loans[loan, target] for loan in one.loans if (loan, target) in of_loans]
            yield _by_day(one, target, found, told)


def _by_day(one: OnDesk, target: Target, found: Sequence[Given], told: Defaults) -> Given:
    """A timed target of a borrower: his slowest loan is cured last; of money, the loan on which most is overdue."""
    if found:
        best = min(found, key=lambda given: given.ppm if target is Target.CURE_TIME else -given.outstanding_fen)
        return Given(one.borrower, target, best.ppm, best.reasons, best.model, curve=best.curve)
    curve = told.curve(target, one.bucket)
    if target is Target.CURE_TIME:
        usual = _default(one, target, curve[-1][1], False)
        return Given(one.borrower, target, usual.ppm, (*usual.reasons, by_days(curve)), curve=curve)
    months = told.months[min(max(one.bucket, 1), 5)]
    usual = _default(one, target, told.ppm(target, one.bucket), False)
    when = Says(f"半数约在{months:g}个月内回收", f"about half of it comes within {months:g} months")
    return Given(one.borrower, target, usual.ppm, (*usual.reasons, when, by_days(curve)), curve=curve)


def _default(one: OnDesk, target: Target, ppm: int, estimate: bool) -> Given:
    """What the documented default says of a bucket, and that it is a default."""
    name = f"M{min(max(one.bucket, 1), 5)}"
    zh, en = ("(无公开来源的估计)", " (an estimate without a public source)") if estimate else ("", "")
    says = Says(f"按默认值:阶段{name}的通常比例{zh}", f"by the documented default: what is usual for {name}{en}")
    return Given(one.borrower, target, ppm, (says,))


def _promise(one: OnDesk, prior_ppm: int) -> Given:
    """How many promises he kept, drawn to the default; with none made, the default (承诺兑现率)."""
    made = one.promises_kept + one.promises_broken
    if not made:
        return _default(one, Target.PROMISE, prior_ppm, True)
    rate = drawn(np.array([float(one.promises_kept)]), np.array([float(made)]), np.array([prior_ppm / 1e6]))[0]
    says = Says(
        f"作出过{made}次承诺,兑现{one.promises_kept}次", f"{one.promises_kept} of {made} promises were kept"
    )
    return Given(one.borrower, Target.PROMISE, _ppm(rate), (says,), counted=True)


def _reachable(desk: Sequence[OnDesk], prior: float) -> dict[str, Given]:
    """For whoever was tried: the hour and channel at which he is best reached, and how likely (最佳时段渠道)."""
    tried = [one for one in desk if one.calls]
    rows = [(place, hour, channel, came) for place, one in enumerate(tried) for hour, channel, came in one.calls]
    slots = sorted({(hour, channel) for _place, hour, channel, _came in rows})
    if not slots:
        return {}
    number = {slot: place for place, slot in enumerate(slots)}
    trials = Trials(
        np.array([row[0] for row in rows], np.int64), np.array([number[row[1], row[2]] for row in rows], np.int64),
        np.ones(len(rows), np.int64), np.array([row[3] for row in rows], np.int64),
    )  # fmt: skip
    rates = of_people(trials, len(tried), len(slots), prior)
    found = {}
    for place, one in enumerate(tried):
        best = int(rates[place].argmax())
        hour, channel = slots[best]
        came = sum(reached for _hour, _channel, reached in one.calls)
        why = (
            Says(f"尝试{len(one.calls)}次,本人接通{came}次", f"reached himself {came} times of {len(one.calls)}"),
            Says(f"最宜:{hour}时,{CHANNELS[channel].zh}", f"best at {hour}:00, by {CHANNELS[channel].en}"),
        )
        found[one.borrower] = Given(one.borrower, Target.CONTACT, _ppm(rates[place, best]), why, counted=True)
    return found


def warn_early(on: date, desk: Ints) -> int:
    """List the current loans, none of them on the desk, that may soon miss a payment (首逾预警); how many.

    Without a model in use there is no list: the default says the same of every loan.
    """
    used = used_models().get(Target.WARNING)
    found: list[Given] = []
    if used is not None:
        for panel, newest in panels(on, tonight=True):
            at = newest_rows(panel, on)
            at = at[(panel.state[at] == CURRENT) & ~np.isin(panel.loans[panel.loan[at]], desk)]
            said = probability(used.model, matrix(panel, at, used.model.features), compiled(leaf_sums))
            if len(at):
                at = at[said >= max(LEAST_WARNING, STANDS_OUT * float(said.mean()))]
            found += _named(scored(panel, at, used, Target.WARNING), newest)
    found.sort(key=lambda one: (-one.ppm, one.who))
    return keep_warnings(found[:MOST_WARNINGS], on)


def _named(given: Iterator[Given], newest: pa.Table) -> Iterator[Given]:
    """Warnings under the lender's own numbers of the loans, with what is owed."""
    keys = newest["loan"].to_numpy()
    order = np.argsort(keys)
    ids, owed = newest["loan_id"], newest["outstanding_principal"]
    for one in given:
        row = int(order[np.searchsorted(keys[order], int(one.who))])
        yield Given(ids[row].as_py(), one.target, one.ppm, one.reasons, one.model, outstanding_fen=owed[row].as_py())


def train_monthly(on: date, at: datetime) -> dict[str, int]:
    """In the first night of a month: watch the models in use, train drafts anew (月度训练). No draft scores anybody."""
    if on.day != 1:
        return {"trained": 0, "watched": 0}
    before = on - timedelta(days=1)
    watched = sum(watch(used.key, before) for used in used_models().values())
    trained = 0
    for target in TRAINED:
        if ScoreModel.objects.filter(target=target.value, made_by=0, trained_on__on=before.isoformat()).exists():
            continue
        try:
            train_draft(target, before, at=at)
            trained += 1
        except Refusal as refusal:
            if refusal.code != "too-little-history":
                raise
    return {"trained": trained, "watched": watched}


def _ppm(share: float) -> int:
    return round(min(max(float(share), 0.0), 1.0) * 1_000_000)
