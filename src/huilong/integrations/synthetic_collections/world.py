"""The world (合成世界): what is seen, what is hidden, how the past treated, what came of it, what the draft would do.

Columns: lateness, amount overdue and age on the book, standardised. Treatments: 0 a call, 1 a text, -1 none. All draws
come from one seeded generator; a borrower has one to four decisions that share his hidden willingness.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CALL, TEXT, NONE = 0, 1, -1
OUTCOMES = ("cash", "cure", "roll", "complaint")
EFFECTS: Mapping[str, Mapping[int, tuple[float, float, float]]] = {
    "cash": {CALL: (0.60, 0.50, 0.40), TEXT: (0.40, -0.45, 0.10), NONE: (0.0, 0.0, 0.0)},
    "cure": {CALL: (0.70, 0.50, 0.40), TEXT: (0.50, -0.50, 0.0), NONE: (0.0, 0.0, 0.0)},
    "roll": {CALL: (-0.60, -0.40, -0.3), TEXT: (-0.35, 0.45, 0.0), NONE: (0.0, 0.0, 0.0)},
    "complaint": {CALL: (0.9, 0.1, 0.0), TEXT: (0.2, 0.0, 0.0), NONE: (0.0, 0.0, 0.0)},
}
"""By outcome and treatment, what it adds to the log-odds (of cash: of paying): at once, by lateness, by amount."""
BASE = {
    "cash": (-0.4, -1.6, -0.5, 0.9), "cure": (-0.8, -1.8, -0.4, 0.9), "roll": (-0.8, 1.6, 0.5, -0.8),
    "complaint": (-4.0, 0.2, 0.1, -0.3),
}  # fmt: skip
"""By outcome: constant, lateness, amount, hidden willingness."""
MOST_DECISIONS = 4
TRUTH_DRAWS = 2_000_000


@dataclass(frozen=True)
class Past:
    """One past (一段历史), a row a decision; `chance` is that of the treatment taken, `columns` what everybody sees."""

    borrower: Ints
    columns: Floats
    taken: NDArray[np.int32]
    chance: Floats
    wanted: NDArray[np.int32]
    stratum: Ints
    outcomes: Mapping[str, Floats]


def history(seed: int, borrowers: int = 2_000) -> Past:
    """One past of so many borrowers, the same for the same seed."""
    random = np.random.default_rng(seed)
    borrower, columns, willing = _borrowers(random, borrowers)
    chance_of = chances(columns)
    drawn = random.random(len(borrower))
    taken = np.where(drawn < chance_of[:, 0], CALL, np.where(drawn < chance_of[:, :2].sum(1), TEXT, NONE))
    chance = chance_of[np.arange(len(taken)), np.where(taken == NONE, 2, taken)]
    wanted = draft(columns)
    fen = _fen(columns, random.normal(size=len(taken)))
    outcomes: dict[str, Floats] = {}
    for name in OUTCOMES:
        happens = random.random(len(taken)) < _odds(name, columns, willing, taken)
        outcomes[name] = np.where(happens, fen, 0.0) if name == "cash" else happens.astype(np.float64)
    stratum = (columns[:, 0] > 0).astype(np.int64) * 2 + (columns[:, 1] > 0)
    return Past(borrower, columns, taken.astype(np.int32), chance, wanted, stratum, outcomes)


def _borrowers(random: np.random.Generator, count: int) -> tuple[Ints, Floats, Floats]:
    """Whose decision each row is, what is seen of him that day, how willing he is."""
    borrower = np.repeat(np.arange(count), random.integers(1, MOST_DECISIONS + 1, count))
    own = random.normal(size=(count, 3))[borrower]
    columns = 0.7 * own + 0.7 * random.normal(size=(len(borrower), 3))
    return borrower, columns, random.normal(size=count)[borrower]


def chances(columns: Floats) -> Floats:
    """The past policy: chances of a call, a text, nothing, by what is seen; none is ever below 8 %."""
    call = 0.05 + 0.85 / (1 + np.exp(-2.0 * columns[:, 0] - 0.5 * columns[:, 1]))
    text = (1 - call) * (0.35 + 0.3 / (1 + np.exp(columns[:, 0])))
    chance = np.stack([call, text, 1 - call - text], 1)
    return np.asarray(0.08 + (1 - 3 * 0.08) * chance)


def draft(columns: Floats) -> NDArray[np.int32]:
    """What the draft does: calls the late who owe much, texts the others who owe something, leaves the rest alone."""
    late, owes = columns[:, 0] > 0.3, columns[:, 1] > -0.2
    return np.where(late & owes, CALL, np.where(owes | (columns[:, 0] < -0.5), TEXT, NONE)).astype(np.int32)


def _odds(name: str, columns: Floats, willing: Floats, treatment: NDArray[np.int_]) -> Floats:
    """The chance of an outcome under a treatment; crooked in lateness, so that no plain model is right."""
    constant, late, owes, hidden = BASE[name]
    log = constant + late * np.tanh(columns[:, 0]) + owes * columns[:, 1] + hidden * willing
    log = log + 0.15 * np.sin(2 * columns[:, 0]) * columns[:, 2]
    for one, (at_once, by_late, by_amount) in EFFECTS[name].items():
        effect = at_once + by_late * np.tanh(columns[:, 0]) + by_amount * np.tanh(columns[:, 1])
        log = log + (treatment == one) * effect
    return np.asarray(1 / (1 + np.exp(-log)))


def _fen(columns: Floats, noise: Floats) -> Floats:
    """What is paid if anything is: around 1,500 yuan, more by who owes more."""
    return np.asarray(np.exp(11.9 + 0.4 * np.clip(columns[:, 1], -3, 3) + 0.5 * noise))


@lru_cache(maxsize=1)
def truth() -> Mapping[str, tuple[float, float]]:
    """By outcome, the mean a decision under the draft and as the past was (真值), from two million draws of chances."""
    random = np.random.default_rng(2**31)
    borrower, columns, willing = _borrowers(random, TRUTH_DRAWS * 2 // (MOST_DECISIONS + 1))
    chance_of, wanted = chances(columns), draft(columns)
    mean_fen = _fen(columns, np.full(len(borrower), 0.25))  # the mean of exp(0.5 z) is exp(0.125)
    found = {}
    for name in OUTCOMES:
        size = mean_fen if name == "cash" else 1.0
        under = {one: _odds(name, columns, willing, np.full(len(borrower), one)) * size for one in (CALL, TEXT, NONE)}
        was = sum(chance_of[:, place] * under[one] for place, one in enumerate((CALL, TEXT, NONE)))
        would = np.select([wanted == CALL, wanted == TEXT], [under[CALL], under[TEXT]], under[NONE])
        found[name] = (float(would.mean()), float(np.mean(was)))
    return found
