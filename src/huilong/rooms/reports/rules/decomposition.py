"""Why a figure changed between two periods (变动归因): volume, mix by dimension, rate; nothing is left over.

A figure is Σ over cells of volume × share of the cell × rate of the cell. Volume (规模), each dimension of the shares
(结构) and the rates (比率) are players who change from then to now; each is given the mean of what it adds over all
orders in which they could change (Shapley 1953), so that no order is preferred and the effects add up to the change.
Where dimensions S have changed and the others not, a cell's share is P_now(S) × P_then(others | S): the mix of S is
new, what lies within each of its values is as it was. A cell that was empty then has today's rate then, so that its
coming is mix, not rate.

The effects are reckoned in floating point over cells in one fixed order, then put into whole units: each is rounded
down, and what is left goes to the greatest remainders, ties by name. So they are the same whatever the order of rows or
dimensions, and their sum is the change itself.
Sources: Shapley, A value for n-person games, 1953; Shorrocks, Decomposition procedures, J. Econ. Inequality 11, 2013.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import factorial, floor, fsum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from huilong.rooms.reports.terms.dashboard import Cause, Decomposition, Effect

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Key = tuple[str, ...]
Cells = Mapping[Key, tuple[int, int]]
"""Cells of a period: value of each dimension → (volume, amount), volume not negative."""
PPM = 1_000_000
VOLUME, RATE = "~volume", "~rate"


class _Two(NamedTuple):
    """Both periods over the same cells, in the order of their keys: volumes, shares, rates.

    `codes`: of each dimension, which of its values a cell has, as numbers from 0 on.
    """

    keys: list[Key]
    codes: list[Ints]
    volume: tuple[float, float]
    share: tuple[Floats, Floats]
    rate: tuple[Floats, Floats]


def decompose(then: Cells, now: Cells, dimensions: Sequence[str], *, ratio: bool = False) -> Decomposition:
    """Take a change apart (变动归因).

    The figure is the sum of amounts; with `ratio`, amounts ÷ volumes in ppm, and there is no volume effect. Amounts
    of cells without volume, and a rate where there was nothing to compare with, are told as `other`.

    >>> found = decompose({("M1",): (100, 50)}, {("M1",): (200, 120)}, ["bucket"])
    >>> found.change, [(one.cause.value, one.amount) for one in found.effects]
    (70, [('volume', 55), ('mix', 0), ('rate', 15)])
    """
    order = sorted(range(len(dimensions)), key=lambda i: dimensions[i])
    names = [dimensions[i] for i in order]
    first, second = (
        {tuple(key[i] for i in order): told for key, told in cells.items()} for cells in (then, now)
    )
    before, after = (_figure(cells, ratio) for cells in (first, second))
    change = after - before
    if ratio:
        loose = 0 if _volume(first) and _volume(second) else change  # a rate of nothing is no rate to compare with
    else:
        loose = _loose(second) - _loose(first)
    two = _two(first, second)
    effects, rates = _shapley(two, names, ratio)
    labels = [VOLUME, *names, RATE]
    whole = dict(zip(labels, apportion([effects[one] for one in labels], change - loose, labels), strict=True))
    told = [] if ratio else [Effect(Cause.VOLUME, "", whole[VOLUME])]
    told += [Effect(Cause.MIX, name, whole[name]) for name in names]
    told.append(Effect(Cause.RATE, "", whole[RATE]))
    if loose:
        told.append(Effect(Cause.OTHER, "", loose))
    where = {name: _by_value(two.keys, rates, i, whole[RATE]) for i, name in enumerate(names)}
    return Decomposition(before, after, change, tuple(told), where)


def apportion(parts: Sequence[float], whole: int, names: Sequence[str]) -> list[int]:
    """Whole numbers near `parts` that add up to `whole` (尾差分配): the greatest remainders first, ties by name.

    >>> apportion([0.5, 0.5, 1.0], 2, ["b", "a", "c"])
    [0, 1, 1]
    """
    steady = [float(round(part, 6)) for part in parts]  # reckoning noise is no remainder
    floors = [floor(part) for part in steady]
    left = whole - sum(floors)
    turn = sorted(range(len(parts)), key=lambda i: (-(steady[i] - floors[i]), names[i]))
    each, more = divmod(left, len(parts)) if parts else (0, 0)
    for place, i in enumerate(turn):
        floors[i] += each + (1 if place < more else 0)
    return floors


def _figure(cells: Cells, ratio: bool) -> int:
    amount = sum(a for _, a in cells.values())
    if not ratio:
        return amount
    volume = _volume(cells)
    return sum(a for v, a in cells.values() if v) * PPM // volume if volume else 0


def _volume(cells: Cells) -> int:
    return sum(volume for volume, _ in cells.values())


def _loose(cells: Cells) -> int:
    return sum(amount for volume, amount in cells.values() if not volume)


def _two(then: Cells, now: Cells) -> _Two:
    keys = sorted(key for key in {*then, *now} if then.get(key, (0, 0))[0] or now.get(key, (0, 0))[0])
    volumes, rates = [], []
    for cells in (then, now):
        told = np.array([cells.get(key, (0, 0)) for key in keys], dtype=np.float64).reshape(len(keys), 2)
        volumes.append(told[:, 0])
        known = told[:, 0] > 0
        rates.append(np.where(known, told[:, 1] / np.where(known, told[:, 0], 1), np.nan))
    sums = [fsum(one.tolist()) for one in volumes]
    shares = [one / total if total else None for one, total in zip(volumes, sums, strict=True)]
    nobody = np.zeros(len(keys))
    share = [
        one if one is not None else other if other is not None else nobody
        for one, other in (shares, shares[::-1])
    ]
    rate = [np.where(np.isnan(one), other, one) for one, other in (rates, rates[::-1])]
    width = len(keys[0]) if keys else 0
    codes = [np.unique([key[i] for key in keys], return_inverse=True)[1].astype(np.int64) for i in range(width)]
    return _Two(keys, codes, (sums[0], sums[1]), (share[0], share[1]), (rate[0], rate[1]))


def _mixed(two: _Two, changed: Sequence[int]) -> Floats:
    """Shares where the dimensions `changed` are as now and the others, within them, as then."""
    if not two.keys:
        return two.share[0]
    place = np.zeros(len(two.keys), dtype=np.int64)
    for i in changed:
        place = place * (int(two.codes[i].max()) + 1) + two.codes[i]
        place = np.unique(place, return_inverse=True)[1].astype(np.int64)
    then, now = (np.bincount(place, weights=one) for one in two.share)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = np.where(then[place] > 0, two.share[0] / then[place], two.share[1] / now[place])
    return np.asarray(np.where(now[place] > 0, now[place] * np.nan_to_num(within), 0.0), dtype=np.float64)


def _shapley(two: _Two, names: Sequence[str], ratio: bool) -> tuple[dict[str, float], Floats]:
    """Every player's effect, and the rate's effect cell by cell."""
    scale = (float(PPM), float(PPM)) if ratio else two.volume
    mixes = {
        frozenset(some): _mixed(two, some)
        for size in range(len(names) + 1) for some in combinations(range(len(names)), size)
    }  # fmt: skip
    players: list[int | str] = [*range(len(names)), RATE, *([] if ratio else [VOLUME])]
    worth = {}
    for some, mix in mixes.items():
        by_rate = [fsum((mix * rate).tolist()) for rate in two.rate]
        for late in (False, True):
            for grown in (False, True):
                key = some | ({RATE} if late else set()) | ({VOLUME} if grown else set())
                worth[frozenset(key)] = scale[grown] * by_rate[late]
    effects: dict[str, float] = {VOLUME: 0.0}
    for player in players:
        rest = [one for one in players if one != player]
        terms = [
            _weight(len(some), len(players)) * (worth[frozenset(some) | {player}] - worth[frozenset(some)])
            for size in range(len(players)) for some in map(frozenset, combinations(rest, size))
        ]  # fmt: skip
        effects[names[player] if isinstance(player, int) else player] = fsum(terms)
    return effects, _rate_by_cell(two, mixes, scale, len(players), ratio)


def _rate_by_cell(
    two: _Two, mixes: Mapping[frozenset[int], Floats], scale: tuple[float, float], players: int, ratio: bool
) -> Floats:
    """What the change of each cell's rate adds: its mean share and volume over all orders × the change."""
    held = np.zeros(len(two.keys))
    for some, mix in sorted(mixes.items(), key=lambda one: sorted(one[0])):
        held += mix * scale[0] * _weight(len(some), players)
        if not ratio:
            held += mix * scale[1] * _weight(len(some) + 1, players)
    return np.asarray(held * (two.rate[1] - two.rate[0]), dtype=np.float64)


def _weight(before: int, players: int) -> float:
    """How many of all orders have just `before` players ahead of one, as a part, for each choice of them."""
    return factorial(before) * factorial(players - before - 1) / factorial(players)


def _by_value(keys: Sequence[Key], rates: Floats, at: int, whole: int) -> tuple[tuple[str, int], ...]:
    """The rate effect by the values of one dimension, in whole units, the greatest first."""
    parts: dict[str, list[float]] = {}
    for key, effect in zip(keys, rates.tolist(), strict=True):
        parts.setdefault(key[at], []).append(effect)
    names = sorted(parts)
    amounts = apportion([fsum(parts[name]) for name in names], whole, names)
    return tuple(sorted(zip(names, amounts, strict=True), key=lambda one: (-abs(one[1]), one[0])))
