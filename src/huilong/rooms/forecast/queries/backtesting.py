"""Back-tests (回测): forecasts from every past month that could have been made, held against what came true."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from huilong.rooms.forecast.queries.stored import stored
from huilong.rooms.forecast.queries.walked import spread, walk_paths
from huilong.rooms.forecast.rules import defaults
from huilong.rooms.forecast.rules.backtest import MEASURES, Checked, measured, measured_once
from huilong.rooms.forecast.rules.fit import Fitted, fitted, law_of
from huilong.rooms.forecast.rules.montecarlo import BALANCE, CHARGED, LOANS, Standing
from huilong.rooms.forecast.rules.montecarlo import MEASURES as TOLD
from huilong.rooms.forecast.rules.panel import Panel, happened, moves_of, recovery_by, standing_at
from huilong.rooms.forecast.rules.recovery import MONTHS, no_recovery_seen
from huilong.rooms.forecast.rules.states import BUCKETS, CHARGED_OFF, Floats, Moves

Progress = Callable[[int, int], None]
MARKOV_PATHS = 200
FEW_PATHS = 400
LEAST_MONTHS = 3


def backtest(
    panel: Panel, *, ahead: int = 12, least: int = 12, paths: int = 1000, seed: int = 7,
    progress: Progress | None = None,
) -> list[Checked]:  # fmt: skip
    """Forecast `ahead` months from each month of a panel that has `least` before it and `ahead` after (滚动回测).

    Knows only what the origin knew; begins with no table of chances of ours. The loans are those there at the origin
    whose pool is still reported at the end; new loans are not forecast.
    """
    months = len(panel.ends)
    origins = [t for t in range(least, months - 1) if t + ahead < months]
    found: list[Checked] = []
    for done, t in enumerate(origins):
        which = (panel.state[:, t] >= 0) & (panel.state[:, t + ahead] >= 0)
        model = fitted(
            moves_of(panel, 1, t), panel.ends[1 : t + 1], recovery_by(panel, t), prior=defaults.UNINFORMED
        )
        came = [happened(panel, t + 1 + k, which) for k in range(ahead)]
        standing, now = standing_at(panel, t, which), happened(panel, t, which)
        found += checked(model, standing, panel.ends[t : t + 1 + ahead], came, now, paths, seed + t)
        if progress:
            progress(done + 1, len(origins))
    return found


def checked(
    model: Fitted, standing: Standing, ends: Sequence[date], came: Sequence[Floats], now: Floats, paths: int, seed: int,
) -> list[Checked]:  # fmt: skip
    """One origin `ends[0]`: the forecast and its rivals beside what came true, month by month (单起点检验)."""
    origin, months = ends[0], ends[1:]
    plain = law_of(model, months, shaken=False, surely=True)
    walked = walk_paths(seed, law_of(model, months), standing, paths)
    rival = walk_paths(seed, plain, standing, MARKOV_PATHS)
    found = []
    for name in MEASURES:
        mean, edges = spread(measured(walked, name))
        chain = measured(rival, name).mean(axis=0)
        for k, month in enumerate(months):
            found.append(
                Checked(origin, month, k + 1, name, float(mean[k]), tuple(edges[k].tolist()), measured_once(now, name),
                        float(chain[k]), measured_once(came[k], name))
            )  # fmt: skip
    return found


def backtest_book(on: date, least: int = LEAST_MONTHS) -> list[Checked]:
    """One month ahead from every month of our own book that is kept up to `on` (自有账簿回测), from sums by segment.

    Further ahead the night's own runs tell, as they come true: sums do not say which loans were new.
    """
    facts = stored(on)
    found: list[Checked] = []
    for t in range(least, len(facts.ends)):
        model = fitted(_part(facts.moves, 0, t), facts.ends[:t], no_recovery_seen())
        month, before = _part(facts.moves, t, t + 1), _part(facts.moves, t - 1, t)
        found += checked(
            model, _standing_before(month), facts.ends[t - 1 : t + 1], [_told(month)], _told(before), FEW_PATHS, t
        )
    return [one for one in found if one.measure not in ("recovered", "net_loss")]


def _part(moves: Moves, first: int, last: int) -> Moves:
    return Moves._make(column[first:last] for column in moves)


def _standing_before(month: Moves) -> Standing:
    """Where the loans of a month stood at its beginning; what was charged off before is left out."""
    groups = month.loans.shape[1]
    return Standing(
        month.loans[0].sum(axis=2), month.balance[0].sum(axis=2).astype(np.float64),
        month.due[0].sum(axis=2).astype(np.float64), np.zeros((groups, MONTHS), np.int64), np.zeros((groups, MONTHS)),
    )  # fmt: skip


def _told(month: Moves) -> Floats:
    """What a month told, without recoveries [G, montecarlo.MEASURES]."""
    told = np.zeros((month.loans.shape[1], TOLD))
    told[:, :BUCKETS] = month.cash[0].sum(axis=2)
    told[:, CHARGED] = month.after[0, ..., CHARGED_OFF].sum(axis=1)
    told[:, BALANCE : BALANCE + BUCKETS] = month.after[0, ..., :BUCKETS].sum(axis=1)
    told[:, LOANS : LOANS + BUCKETS] = month.loans[0, ..., :BUCKETS].sum(axis=1)
    return told
