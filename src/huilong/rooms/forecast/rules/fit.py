"""From what happened to what may happen (参数估计): chances, payments, balances, the common shock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from huilong.rooms.forecast.rules import defaults
from huilong.rooms.forecast.rules.montecarlo import Law
from huilong.rooms.forecast.rules.recovery import Recovery
from huilong.rooms.forecast.rules.shocks import Shocks, calendar, estimated, residuals
from huilong.rooms.forecast.rules.states import CHARGED_OFF, PAID_OFF, SHOCKS, WAYS, Floats, Moves

POOL_LOANS = 60.0
"""How many loans' worth the whole book weighs in a segment's own row. Estimate."""
CASH_LOANS = 30.0
LEAST_UNEVEN, LEAST_SPREAD = 0.01, 0.02


@dataclass(frozen=True)
class Fitted:
    """A model of a book (模型), of G segments: `montecarlo.Law` is made of it for given months and a scenario."""

    weights: Floats
    multiple: Floats
    interest: Floats
    spread: Floats
    uneven: Floats
    size: Floats
    size_due: Floats
    shocks: Shocks
    recovery: Recovery
    months: int
    loans: int

    @property
    def chance(self) -> Floats:
        """The mean chances of moving [G, BUCKETS, STATES]."""
        whole: Floats = self.weights / self.weights.sum(axis=2, keepdims=True)
        return whole


def fitted(
    moves: Moves, ends: Sequence[date], recovery: Recovery, *, off: Collection[date] = (), half_life: float = 24.0,
    prior: Floats = defaults.TRANSITIONS,
) -> Fitted:
    """Fit a model to months that ended on `ends` (拟合). A month counts half as much `half_life` months later. No
    history gives the documented defaults."""
    months, _segments = moves.loans.shape[:2]
    age = np.arange(months)[::-1]
    recent = (0.5 ** (age / half_life)).reshape(months, 1, 1, 1)
    weights = _weights((moves.loans * recent).sum(axis=0), prior)
    chance = weights / weights.sum(axis=2, keepdims=True)
    multiple, spread = _cash(moves, recent)
    told, noise = residuals(moves, chance, multiple, spread)
    return Fitted(
        weights, multiple, _interest(moves, recent), spread, _uneven(moves),
        _size(moves, moves.balance * recent), _size(moves, moves.due * recent),
        estimated(told, noise, calendar(ends, off)), recovery, months, int(moves.loans.sum()),
    )  # fmt: skip


def law_of(
    model: Fitted, ends: Sequence[date], *, off: Collection[date] = (), effect: Floats | None = None,
    price: Floats | None = None, shaken: bool = True, surely: bool = False,
) -> Law:  # fmt: skip
    """The law for months that will end on `ends` (月度参数), in a scenario: `effect` [H, SHOCKS] on log odds, `price`.

    `shaken=False` leaves the common shock and the calendar out, `surely` takes the chances as certain: the plain
    Markov chain that a benchmark compares with.
    """
    months, shocks, recovery = len(ends), model.shocks, model.recovery
    none = np.zeros(SHOCKS)
    known = calendar(ends, off) @ shocks.slopes.T if shaken else np.zeros((months, SHOCKS))
    known = known if effect is None else known + effect
    said = np.array([recovery.nothing, recovery.less, recovery.rest, recovery.rest_sd])
    return Law(
        model.chance * 1e9 if surely else model.weights, model.multiple, model.interest, model.spread, model.uneven,
        model.size, model.size_due,
        shocks.spread if shaken else np.zeros((SHOCKS, SHOCKS)), shocks.stays, shocks.start if shaken else none,
        shocks.start_sd if shaken else none, shocks.mean_sd if shaken else none, known, said, recovery.timing,
        np.ones(months) if price is None else price, WAYS,
    )  # fmt: skip


def _weights(loans: Floats, prior: Floats) -> Floats:
    """Dirichlet weights: a segment's own counts, the whole book's row for POOL_LOANS, the default for PRIOR_LOANS."""
    pooled = loans.sum(axis=0) + defaults.PRIOR_LOANS * prior
    pooled = pooled / pooled.sum(axis=1, keepdims=True)
    found: Floats = loans + POOL_LOANS * pooled
    return found


def _cash(moves: Moves, recent: Floats) -> tuple[Floats, Floats]:
    """Instalments paid by those who moved so (paid off: opening balances), and one loan's standard deviation."""
    usual = defaults.paid_when_moving()
    cash, due = (moves.cash * recent).sum(axis=0), (moves.due * recent).sum(axis=0)
    base = due.copy()
    base[..., PAID_OFF] = (moves.balance * recent).sum(axis=0)[..., PAID_OFF]
    loans = np.maximum(moves.loans.sum(axis=(0, 1)), 1)
    one = base.sum(axis=0) / loans
    one = np.where(one > 0, one, 1.0)
    pooled = (cash.sum(axis=0) + CASH_LOANS / 10 * one * usual) / (base.sum(axis=0) + CASH_LOANS / 10 * one)
    found = (cash + CASH_LOANS * one * pooled) / (base + CASH_LOANS * one)
    square = moves.cash_square.sum(axis=(0, 1)) / loans
    times = moves.cash.sum(axis=(0, 1)) / np.maximum(moves.due.sum(axis=(0, 1)), 1)
    spread = np.sqrt(np.maximum(square - times**2, LEAST_SPREAD**2))
    return found, spread


def _interest(moves: Moves, recent: Floats) -> Floats:
    """Interest paid, as a share of the opening balance: cash that did not lower the principal."""
    balance = (moves.balance * recent).sum(axis=0)
    paid = ((moves.cash - (moves.balance - moves.after)) * recent).sum(axis=0)
    paid[..., CHARGED_OFF:] = 0.0
    weight = CASH_LOANS * balance.sum() / max(float(moves.loans.sum()), 1.0)
    pooled = np.clip(paid.sum(axis=0) / np.maximum(balance.sum(axis=0), 1.0), 0.0, 0.05)
    pooled = np.where(balance.sum(axis=0) > 0, pooled, defaults.MONTHLY_INTEREST)
    found: Floats = np.clip((paid + weight * pooled) / np.maximum(balance + weight, 1.0), 0.0, 0.05)
    return found


def _size(moves: Moves, money: Floats) -> Floats:
    """Money of one that moves so over the mean of its bucket in the same month and segment (相对规模), drawn to one."""
    loans = moves.loans.sum(axis=3, keepdims=True)
    mean = money.sum(axis=3, keepdims=True) / np.maximum(loans, 1)
    expected = (moves.loans * mean).sum(axis=(0, 1))
    one = money.sum(axis=(0, 1)).sum(axis=1, keepdims=True) / np.maximum(loans.sum(axis=(0, 1)), 1)
    found: Floats = (money.sum(axis=(0, 1)) + CASH_LOANS * one + 1e-9) / (expected + CASH_LOANS * one + 1e-9)
    return found


def _uneven(moves: Moves) -> Floats:
    """Squared coefficient of variation of balances within each bucket, of the last six months."""
    loans = moves.loans[-6:].sum(axis=(0, 3)).astype(np.float64)
    balance = moves.balance[-6:].sum(axis=(0, 3)).astype(np.float64)
    square = moves.square[-6:].sum(axis=0)
    found = np.full(loans.shape, defaults.UNEVEN)
    seen = (loans > 1) & (balance > 0)
    found[seen] = loans[seen] * square[seen] / balance[seen] ** 2 - 1.0
    drawn: Floats = np.maximum((loans * found + 20 * defaults.UNEVEN) / (loans + 20), LEAST_UNEVEN)
    return drawn


