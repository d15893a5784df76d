"""Cases of a target (取样): the loan-months asked about, features, outcome, and what is simpler beside them."""

from collections.abc import Callable, Sequence

import numpy as np

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules import behaviour, targets
from huilong.rooms.scores.rules.evaluation import Cases
from huilong.rooms.scores.rules.features import BY_NAME, FEATURES, columns_of
from huilong.rooms.scores.rules.leaks import refuse_leaks
from huilong.rooms.scores.rules.panel import AMOUNTS, M1, M2, ORIGIN, Floats, Ints, Panel
from huilong.rooms.scores.rules.past import Past

ASKED: dict[str, Callable[[Panel], tuple[Ints, Floats]]] = {
    "roll": targets.roll_any,
    "roll-m1": lambda panel: targets.roll(panel, M1),
    "roll-m2": lambda panel: targets.roll(panel, M2),
    "cure": targets.cure,
    "warning": targets.warning,
}
"""What `huilong score evaluate --target` knows of a panel, beside one-step."""
NAMES = tuple(one.name for one in FEATURES)


def sample(panel: Panel, target: str, *, seed: int = 7) -> Cases:
    """The cases of a target (样本). The features are first held against looking ahead. Refuses `no-such-target`."""
    if target not in ASKED:
        raise Refusal(
            "no-such-target", status=422, where="--target", zh=f"没有目标 {target}。",
            en=f"There is no target {target}.", remedy_zh=f"可选:{'、'.join(ASKED)}。",
            remedy_en=f"There are: {', '.join(ASKED)}.",
        )  # fmt: skip
    refuse_leaks(FEATURES, panel, seed=seed)
    at, outcome = ASKED[target](panel)
    known = ~np.isnan(outcome)
    at, outcome = at[known], outcome[known]
    past = Past(panel, at)
    cases = columns_of(past, tuple(BY_NAME[name] for name in NAMES))
    naive = behaviour.arrears_months(past)
    if np.isnan(naive).mean() > 0.5:
        naive = behaviour.months_late(past, 6)
    naive = np.nan_to_num(naive, nan=float(np.nanmedian(naive)) if (~np.isnan(naive)).any() else 0.0)
    return Cases(
        NAMES, cases, outcome, panel.group[panel.loan[at]], panel.month[at], plain_columns(panel, at),
        -naive if target == "cure" else naive, {name: values[panel.loan[at]] for name, values in panel.bands.items()},
    )  # fmt: skip


def plain_columns(panel: Panel, at: Ints) -> Floats:
    """The columns of a month and of its loan as they stand, and the state of this month and the last (朴素列)."""
    past = Past(panel, at)
    columns = [past.now(name) for name in ("state", *AMOUNTS[:5])] + [past.back("state", 1), past.back("arrears", 1)]
    columns += [past.origin(name) for name in ORIGIN if name in panel.origin]
    return np.stack([*columns, behaviour.months_on_book(past)], axis=1)


def joined(parts: Sequence[Cases]) -> Cases:
    """The cases of several panels as one (合并样本); borrowers of different panels are different people."""
    names = set.intersection(*(set(one.bands) for one in parts))
    shift = np.cumsum([0, *(int(one.group.max()) + 1 if len(one) else 0 for one in parts)])
    width = max(one.plain.shape[1] for one in parts)
    return Cases(
        parts[0].names, np.concatenate([one.features for one in parts]), np.concatenate([one.outcome for one in parts]),
        np.concatenate([one.group + by for one, by in zip(parts, shift[:-1], strict=True)]),
        np.concatenate([one.month for one in parts]),
        np.concatenate([one.plain for one in parts if one.plain.shape[1] == width]),
        np.concatenate([one.naive for one in parts]),
        {name: np.concatenate([one.bands[name] for one in parts]) for name in sorted(names)},
    )  # fmt: skip
