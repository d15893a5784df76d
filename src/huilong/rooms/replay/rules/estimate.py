"""Off-policy evaluation (离线策略评估): what logged decisions say of a draft that would have decided otherwise.

For each logged decision i: treatment a_i taken with probability p_i, outcome y_i, treatment w_i the draft wants. With
an outcome model m(x, a) fitted on other borrowers (cross-fitting), the doubly robust score of the draft's value is

    s_i = m(x_i, w_i) + 1[a_i = w_i] / p_i · (y_i − m(x_i, a_i)),

whose mean is right when either the probabilities or the model are (Robins, Rotnitzky and Zhao 1994; Dudík, Langford and
Li 2011; cross-fitting: Chernozhukov et al. 2018). Without columns to fit it is self-normalised weighting (Hájek). The
difference to what was is the mean of s_i − y_i; its error sums the influence of each borrower's decisions together, so
that several decisions on one borrower do not count as independent. Matching compares with the most alike decisions and
is used only where probabilities are missing and whoever asks accepts that.
"""

from dataclasses import replace

import numpy as np

from huilong.rooms.replay.rules.support import Floats, Ints, Logged, sum_by, support_of
from huilong.rooms.replay.terms import Estimate, Method, Outcome, Unsupported

FOLDS = 5
CONFIDENCE = 1.959963984540054
"""The two-sided 95 % point of the normal distribution."""
MOST_WEIGHT = 200.0
"""A decision that had less than one chance in 200 counts as one that had that."""
LEAST_TO_FIT = 30
"""A treatment with fewer logged decisions is not given a model of its own."""
RIDGE = 1.0
NEIGHBOURS = 4


def estimated(outcome: Outcome, logged: Logged, y: Floats, accept_matching: bool = False) -> Estimate:
    """What history says of one outcome (估算); `y` is NaN where the outcome is not known yet, those are left out.

    Refuses by an Estimate of Method.REFUSED with its reason, never by a number.
    """
    known = ~np.isnan(y)
    if not known.any():
        none = Unsupported.NOT_OVER if len(y) else Unsupported.TOO_FEW
        return Estimate(outcome, Method.REFUSED, support_of(logged.only(known))[0], why=none)
    logged, y = logged.only(known), y[known]
    support, why = support_of(logged)
    method = Method.DOUBLY_ROBUST if logged.columns.shape[1] else Method.WEIGHTED
    if why is Unsupported.NO_PROBABILITIES and accept_matching:
        why, method = (None if support.agreeing >= 100 else Unsupported.TOO_FEW), Method.MATCHED
    if why is not None:
        return Estimate(outcome, Method.REFUSED, support, why=why)
    score = {Method.DOUBLY_ROBUST: _doubly_robust, Method.WEIGHTED: _weighted, Method.MATCHED: _matched}[method]
    return _with_interval(Estimate(outcome, method, support), logged.borrower, score(logged, y), y)


def counted(outcome: Outcome, logged: Logged, under: Floats, y: Floats) -> Estimate:
    """An outcome that is known under the draft as well (成本): no past is needed, only the decisions."""
    support, _why = support_of(logged)
    return _with_interval(Estimate(outcome, Method.COUNTED, support), logged.borrower, under, y)


def _with_interval(made: Estimate, borrower: Ints, score: Floats, y: Floats) -> Estimate:
    """The means of scores and outcomes, their difference and its interval, clustered by borrower."""
    each = score - y
    difference = float(each.mean())
    sums = sum_by(borrower, each - difference)
    count = len(sums)
    error = float(np.sqrt((sums**2).sum() * count / max(count - 1, 1))) / len(y)
    return replace(
        made, draft=float(score.mean()), actual=float(y.mean()), difference=difference,
        low=difference - CONFIDENCE * error, high=difference + CONFIDENCE * error,
    )  # fmt: skip


def _weights(logged: Logged) -> Floats:
    """One over the probability for decisions that agree with the draft, clipped; nothing for the others."""
    return np.where(logged.taken == logged.wanted, np.minimum(1.0 / logged.probability, MOST_WEIGHT), 0.0)


def _weighted(logged: Logged, y: Floats) -> Floats:
    """Scores whose mean is the self-normalised weighted mean, and whose spread is its influence function's."""
    weight = _weights(logged)
    value = (weight * y).sum() / weight.sum()
    return np.asarray(value + weight * (y - value) / weight.mean())


def _doubly_robust(logged: Logged, y: Floats) -> Floats:
    """The doubly robust scores; where both say the same, what was is what would have been."""
    wanted, taken = fitted(logged, y)
    return np.asarray(wanted + _weights(logged) * (y - taken))


def fitted(logged: Logged, y: Floats) -> tuple[Floats, Floats]:
    """The outcome model under the draft's treatment and under the one taken, each fitted without the borrower's fold.

    Ridge regression on the columns and their squares, for each treatment by itself; a treatment with too few decisions
    borrows the model of all of them, moved by its own mean.
    """
    design = _design(logged.columns)
    fold = _fold_of(logged.borrower)
    under = {"wanted": np.zeros(len(y)), "taken": np.zeros(len(y))}
    treatments = np.unique(np.concatenate([logged.taken, logged.wanted]))
    for one in range(FOLDS):
        outside, inside = fold != one, fold == one
        if not inside.any():
            continue
        everybody = _ridge(design[outside], y[outside])
        for treatment in treatments:
            here = outside & (logged.taken == treatment)
            model = everybody
            if here.sum() >= max(LEAST_TO_FIT, 2 * design.shape[1]):
                model = _ridge(design[here], y[here])
            elif here.any():
                model = everybody.copy()
                model[0] += (y[here] - design[here] @ everybody).sum() / (here.sum() + RIDGE)
            for name, column in (("wanted", logged.wanted), ("taken", logged.taken)):
                to = inside & (column == treatment)
                under[name][to] = design[to] @ model
    return under["wanted"], under["taken"]


def _design(columns: Floats) -> Floats:
    """A constant, the columns standardised, and their squares; columns that never vary are left out."""
    centre, spread = columns.mean(0), columns.std(0)
    varies = spread > 0
    standard = np.clip((columns[:, varies] - centre[varies]) / spread[varies], -6, 6)
    squares = standard**2
    several = np.array([len(np.unique(standard[:1000, k])) > 2 for k in range(standard.shape[1])], bool)
    return np.concatenate([np.ones((len(columns), 1)), standard, squares[:, several]], 1)


def _ridge(design: Floats, y: Floats) -> Floats:
    """Ridge coefficients; the constant is not shrunk."""
    gram = design.T @ design
    penalty = np.full(len(gram), RIDGE)
    penalty[0] = 1e-9
    return np.asarray(np.linalg.solve(gram + np.diag(penalty), design.T @ y))


def _fold_of(borrower: Ints) -> Ints:
    """The fold of each borrower, all his decisions in one: by a mix of his key, the same on every run."""
    mixed = (borrower.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)
    return (mixed % np.uint64(FOLDS)).astype(np.int64)


def _matched(logged: Logged, y: Floats) -> Floats:
    """Scores by matching: the mean of the most alike decisions treated as the draft wants, adjusted for what differs.

    Alike are those of the same stratum, or of any where that has too few. What a decision stands for is added to its
    own residual, so that one used often spreads as much as it does (Abadie and Imbens 2006).
    """
    design = _design(logged.columns)
    model, own = np.zeros(len(y)), np.zeros(len(y))
    for treatment in np.unique(logged.wanted):
        given = logged.taken == treatment
        if not given.any():
            model[logged.wanted == treatment] = y[logged.wanted == treatment]
            continue
        coefficients = _ridge(design[given], y[given])
        for stratum in np.unique(logged.stratum):
            to = np.flatnonzero((logged.wanted == treatment) & (logged.stratum == stratum))
            alike = np.flatnonzero(given & (logged.stratum == stratum))
            among = alike if len(alike) >= NEIGHBOURS else np.flatnonzero(given)
            if not len(to):
                continue
            model[to] = design[to] @ coefficients
            share = _share_of(design[among], design[to])
            own[among] += share * (y[among] - design[among] @ coefficients)
    return model + own


def _share_of(among: Floats, to: Floats) -> Floats:
    """How many of the rows `to` each of `among` stands for, each row shared by its nearest few."""
    from scipy.spatial import cKDTree

    near = np.asarray(cKDTree(among).query(to, k=min(NEIGHBOURS, len(among)))[1]).reshape(len(to), -1)
    return np.bincount(near.ravel(), minlength=len(among)) / near.shape[1]
