"""A panel of loan-months (借据月度面板): how loans stood at each month end, the one shape that features are made from.

Rows are sorted by loan and month, and each loan's months follow one another without a gap: a month nobody reported is a
row that knows nothing (state UNKNOWN, amounts NaN). So "two months ago" is two rows up, and nothing else.
Months are numbered `year * 12 + month - 1`. Amounts are floats in any one unit: they feed models, never accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huilong.kernel.refusal import Refusal

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

UNKNOWN, CURRENT, M1, M2, M3, M4, M5, CHARGED_OFF, PAID_OFF = -1, 0, 1, 2, 3, 4, 5, 6, 7
STATES = {
    "C": CURRENT, "CURR": CURRENT, "CURRENT": CURRENT, "M0": CURRENT, "M1": M1, "M2": M2, "M3": M3, "M4": M4,
    "M5": M5, "M5+": M5, "CO": CHARGED_OFF, "PO": PAID_OFF,
}  # fmt: skip
"""How the states of a panel are written (state): M5 is M5 and worse, CO charged off, PO paid off."""
AMOUNTS = ("balance", "paid", "principal_paid", "scheduled", "arrears", "recovered", "sale", "days_late")
ORIGIN = (
    "amount", "term", "rate", "originated", "first_due", "new_or_used", "model_year", "vehicle_kind", "value",
    "credit_score", "income_check", "employment_check", "co_obligor", "payment_to_income", "grace", "subvented",
    "value_source",
)  # fmt: skip
"""Facts of the day a loan was made, the only columns of a loan that a feature may read. What became of the loan since
(how it ended, how long it lived) is told by months alone, each in its turn."""
BANDS = ("geography", "sex", "age_band", "score_band", "pool")
"""Columns that results are compared by, for fairness; no feature reads them."""
MOST_MONTHS = 600


@dataclass(frozen=True)
class Panel:
    """Loans and their months (面板). `start[i] : start[i + 1]` are the rows of loan i; `known` is the month we knew."""

    loans: NDArray[Any]
    group: Ints
    start: Ints
    loan: Ints
    month: Ints
    known: Ints
    state: Ints
    amounts: Mapping[str, Floats]
    origin: Mapping[str, Floats] = field(default_factory=dict)
    bands: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.month)

    @property
    def last_month(self) -> int:
        """The newest month of the panel."""
        return int(self.month.max()) if len(self.month) else 0

    def until(self, month: int) -> "Panel":
        """The panel as if nothing after `month` were there (截断): the check against looking ahead uses it."""
        kept = self.month <= month
        counts = np.bincount(self.loan[kept], minlength=len(self.loans))
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Panel(
            self.loans, self.group, start, self.loan[kept], self.month[kept], self.known[kept], self.state[kept],
            {name: values[kept] for name, values in self.amounts.items()}, self.origin, self.bands,
        )  # fmt: skip

    def of_loans(self, chosen: NDArray[np.bool_]) -> "Panel":
        """The panel of some loans only, given as a mask over `loans` (部分借据)."""
        rows = chosen[self.loan]
        counts = np.bincount(self.loan[rows], minlength=len(self.loans))[chosen]
        number = np.cumsum(chosen) - 1
        return Panel(
            self.loans[chosen], self.group[chosen], np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            number[self.loan[rows]].astype(np.int64), self.month[rows], self.known[rows], self.state[rows],
            {name: values[rows] for name, values in self.amounts.items()},
            {name: values[chosen] for name, values in self.origin.items()},
            {name: values[chosen] for name, values in self.bands.items()},
        )  # fmt: skip


def panel_of(
    loans: Mapping[str, NDArray[Any]], months: Mapping[str, NDArray[Any]], *, newest_only: int = MOST_MONTHS
) -> Panel:
    """A panel of columns (组成面板). `loans` must have `loan`, `months` must have `loan`, `month` and `state`.

    A loan that only one of the two knows is kept with what is known of it; a month told twice counts as told last.
    Raises Refusal `bad-panel`.
    """
    need(months, ("loan", "month", "state"))
    need(loans, ("loan",))
    named, code = np.unique(np.asarray(months["loan"]), return_inverse=True)
    if not len(named):
        raise bad_panel("没有任何借据月份", "has no loan-months")
    month = np.asarray(months["month"], np.int64)
    order = np.lexsort((np.arange(len(month)), month, code))
    code, month = code[order].astype(np.int64), month[order]
    last = np.append((code[1:] != code[:-1]) | (month[1:] != month[:-1]), True)
    order, code, month = order[last], code[last], month[last]
    first = np.flatnonzero(np.append(True, code[1:] != code[:-1]))
    ends = np.append(first[1:], len(code)) - 1
    spans = month[ends] - month[first] + 1
    if spans.max() > newest_only:
        raise bad_panel(f"某借据跨越 {spans.max()} 个月", f"has a loan of {spans.max()} months")
    start = np.concatenate([[0], np.cumsum(spans)]).astype(np.int64)
    place = start[code] + month - month[first][code]
    size = int(start[-1])
    loan = np.repeat(np.arange(len(named)), spans)
    full_month = np.arange(size) - start[loan] + month[first][loan]

    def spread(column: NDArray[Any], nothing: float, kind: Any) -> NDArray[Any]:
        found = np.full(size, nothing, kind)
        found[place] = column[order]
        return found

    amounts = {
        name: spread(np.asarray(months[name], np.float64), np.nan, np.float64) for name in AMOUNTS if name in months
    }
    known = spread(np.asarray(months["known"], np.int64), 0, np.int64) if "known" in months else full_month.copy()
    if "known" in months:
        known = np.where(known == 0, full_month, known)
    origin, bands, group = _of_loans(loans, named)
    return Panel(
        named, group, start, loan, full_month, known,
        spread(np.asarray(months["state"], np.int64), UNKNOWN, np.int64), amounts, origin, bands,
    )  # fmt: skip


def _of_loans(
    loans: Mapping[str, NDArray[Any]], named: NDArray[Any]
) -> tuple[dict[str, Floats], dict[str, NDArray[Any]], Ints]:
    """What is told of each of the named loans: facts of origin, bands, and the borrower's number (for folds)."""
    known, first = np.unique(np.asarray(loans["loan"]), return_index=True)
    if known.dtype.kind != named.dtype.kind and len(known):
        raise bad_panel("借据号在两个文件中类型不同", "names loans by numbers in one file and by words in the other")
    at = np.minimum(np.searchsorted(known, named), max(len(known) - 1, 0))
    found = known[at] == named if len(known) else np.zeros(len(named), np.bool_)
    rows = first[at] if len(known) else at
    origin: dict[str, Floats] = {}
    for name in ORIGIN:
        if name in loans:
            origin[name] = np.where(found, np.asarray(loans[name], np.float64)[rows], np.nan)
    bands = {name: np.where(found, np.asarray(loans[name]).astype(str)[rows], "") for name in BANDS if name in loans}
    group = np.arange(len(named))
    if "borrower" in loans and len(known):
        told = np.asarray(loans["borrower"]).astype(str)[rows]
        own = np.array([f"\0{i}" for i in range(len(named))])
        group = np.unique(np.where(found & (told != ""), told, own), return_inverse=True)[1]
    return origin, bands, group.astype(np.int64)


def need(columns: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Refuse (`bad-panel`) columns of which some of `names` are missing."""
    missing = [name for name in names if name not in columns]
    if missing:
        raise bad_panel(f"缺少列 {'、'.join(missing)}", f"lacks the columns {', '.join(missing)}")


def bad_panel(zh: str, en: str) -> Refusal:
    """A refusal of a panel that cannot be read."""
    return Refusal(
        "bad-panel", status=422, zh=f"面板{zh}。", en=f"The panel {en}.",
        remedy_zh="所需各列见 docs/how-to/scores.md。", remedy_en="docs/how-to/scores.md lists the columns it needs.",
    )  # fmt: skip
