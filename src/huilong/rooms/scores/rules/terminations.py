"""How loans end (终止结局): charged off against paid ahead, from what was known when the month of the end began.

What a filing says of the last month itself (delinquency, cash, balance) is the answer, so it is not read. The balance
the month began with would show who has stopped paying: it is left out too, so that the figure is about the loan as
made and how long it has run. `origin_only` leaves out even that.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.rooms.scores.rules.behaviour import ratio
from huilong.rooms.scores.rules.evaluation import Cases
from huilong.rooms.scores.rules.panel import Floats, bad_panel

PREPAID, CHARGED_OFF = 1, 4
COLUMNS = (
    "amount", "term", "rate", "new_or_used", "model_year", "vehicle_kind", "value", "credit_score", "income_check",
    "employment_check", "co_obligor", "payment_to_income", "subvented", "unemployment",
)  # fmt: skip


def cases_of(told: Mapping[str, NDArray[Any]], *, origin_only: bool = False) -> Cases:
    """The loans that were paid ahead or charged off, each once as first told (终止样本). Refuses `bad-panel`."""
    code, loans = np.asarray(told["ended_by"], np.float64), np.asarray(told["loan"])
    order = np.lexsort((np.arange(len(loans)), told["month"], loans))
    first = order[np.append(True, loans[order][1:] != loans[order][:-1])] if len(order) else order
    kept = first[np.isin(code[first], (PREPAID, CHARGED_OFF))]
    if not len(kept):
        raise bad_panel("没有提前结清(1)或核销(4)的借据", "has no loan paid ahead (1) or charged off (4)")
    nothing = np.full(len(loans), np.nan)
    columns = {name: np.asarray(told.get(name, nothing), np.float64)[kept] for name in (*COLUMNS, "remaining")}
    names = [name for name in COLUMNS if not np.isnan(columns[name]).all()]
    made = {name: columns[name] for name in names}
    made |= {"lent_of_value": ratio(columns["amount"], columns["value"])}
    if not origin_only:
        made |= {
            "on_book": columns["term"] - columns["remaining"],
            "left": np.clip(ratio(columns["remaining"], columns["term"]), 0, 2),
        }
    plain: Floats = np.stack([columns[name] for name in names], axis=1)
    rate = np.nan_to_num(columns["rate"], nan=0.0)
    return Cases(
        tuple(made), np.stack(list(made.values()), axis=1), (code[kept] == CHARGED_OFF).astype(np.float64),
        np.unique(loans[kept], return_inverse=True)[1].astype(np.int64), np.asarray(told["month"], np.int64)[kept],
        plain, rate, {name: np.asarray(told[name])[kept] for name in ("geography", "score_band") if name in told},
    )  # fmt: skip
