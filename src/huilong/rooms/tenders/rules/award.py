"""The award split (分标): the split worth most under every published limit, with the proof how far from best it can be.

A mixed-integer model given to HiGHS: how many cases of a stratum go to a firm, and whether the firm wins at all.

    max  sum value * x          worth of the cases placed (`rules/problem.py`)
    s.t. sum_f x <= cases       of each stratum
         sum_s x <= room * z    capacity, and the share of cases one firm may get
         sum_s fen x <= share z the same share of the amount
         sum_s x >= least * z   a winner has a sensible number
         sample * z <= x <= most
         sum z <= winners       z 0 or 1

Cases are whole: what the solver gives in parts is rounded down and the rest dealt by worth within every limit. The gap
printed is between that whole split and the solver's bound, so it counts the rounding too.
"""

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from huilong.kernel.refusal import Refusal
from huilong.rooms.tenders.rules.bound import Prices, relaxed
from huilong.rooms.tenders.rules.problem import Grid, Problem
from huilong.rooms.tenders.rules.splits import by_worth, filled, greedy
from huilong.rooms.tenders.terms import PPM, Plan

GAP = 0.001
PROVEN_PPM = 5_000
SCALE = 1e5
SECONDS = 120.0
SEED = 7
Reals = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Rows:
    """A sparse matrix row by row as it grows."""

    starts: list[int]
    index: list[int]
    value: list[float]
    lower: list[float]
    upper: list[float]

    def add(self, index: "list[int]", value: "list[float]", lower: float, upper: float) -> None:
        self.index.extend(index)
        self.value.extend(value)
        self.starts.append(len(self.index))
        self.lower.append(lower)
        self.upper.append(upper)


def best_split(problem: Problem, seconds: float = SECONDS) -> tuple[Grid, Plan]:
    """The best split found, as a grid and as a plan with its bound and gap (最优分标).

    Raises Refusal `award-impossible` where no split keeps every limit.
    """
    cells = [(int(r), int(c)) for r, c in zip(*np.nonzero(problem.most), strict=True)]
    if not cells:
        raise _impossible()
    split, bound, prices = _solved(problem, cells, seconds)
    rival = greedy(problem)
    if not problem.broken(rival) and problem.worth(rival) > problem.worth(split):
        split = rival
    if problem.broken(split) or not split.any():
        raise _impossible()
    return split, plan_of(problem, split, bound, prices)


def plan_of(problem: Problem, split: Grid, bound: int, prices: Prices) -> Plan:
    """A split in words (分标方案), with its distance from the bound, and what one more case would be worth."""
    worth = problem.worth(split)
    bound = max(bound, worth)
    cases = {
        (problem.strata[r], problem.firms[c]): int(split[r, c]) for r, c in zip(*np.nonzero(split), strict=True)
    }
    gap = 0 if bound <= 0 else (bound - worth) * PPM // bound
    after = problem.value - prices.case[None, :] - problem.fen[:, None] * prices.fen[None, :]
    after = np.where((problem.most > split) & (split.sum(axis=0) > 0)[None, :], after, 0)
    shadow = {
        code: round(float(max(0.0, after[row].max(initial=0.0)))) if split[row].sum() == problem.cases[row] else 0
        for row, code in enumerate(problem.strata)
    }
    pressure = {firm: round(float(prices.case[column])) for column, firm in enumerate(problem.firms)}
    return Plan(cases, worth, bound, gap, gap <= PROVEN_PPM, shadow, pressure)


def _solved(problem: Problem, cells: "list[tuple[int, int]]", seconds: float) -> "tuple[Grid, int, Prices]":
    """By HiGHS: the split in whole cases, the bound, and the prices of room."""
    model = _model(problem, cells)
    solver = _solver(seconds)
    solver.passModel(model)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        raise _impossible()
    found = np.array(solver.getSolution().col_value)
    wins = found[len(cells) :] > 0.5
    prices = _prices(problem, cells, model, wins)
    bound = min(info.mip_dual_bound, relaxed(problem, prices)[0])
    return _whole(problem, cells, found, wins), int(np.ceil(bound - 1e-6)), prices


def _model(problem: Problem, cells: "list[tuple[int, int]]") -> "highspy.HighsLp":
    firms, count = len(problem.firms), len(cells)
    free = bool(problem.winners_most or problem.least_cases)
    asked = problem.most.sum(axis=0)
    able = (asked > 0) & (np.minimum(asked, problem.room) >= problem.least_cases)
    lower = np.zeros(count + firms)
    upper = np.concatenate([[problem.most[cell] for cell in cells], able.astype(float)]).astype(float)
    lower[count:] = 0 if free else able
    model = highspy.HighsLp()
    rows = _constraints(problem, cells, free)
    model.num_col_, model.num_row_ = count + firms, len(rows.lower)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([[problem.value[cell] for cell in cells], np.zeros(firms)]).astype(float)
    model.col_lower_, model.col_upper_ = lower, upper
    model.row_lower_, model.row_upper_ = np.array(rows.lower), np.array(rows.upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(rows.starts, np.int32)
    model.a_matrix_.index_ = np.array(rows.index, np.int32)
    model.a_matrix_.value_ = np.array(rows.value, float)
    kinds = [highspy.HighsVarType.kContinuous] * count + [highspy.HighsVarType.kInteger] * firms
    model.integrality_ = kinds
    return model


def _constraints(problem: Problem, cells: "list[tuple[int, int]]", free: bool) -> _Rows:
    """The rows in order: strata, room and amount of firms; then, where they bind, least, samples, winners."""
    count, inf = len(cells), highspy.kHighsInf
    of_row: dict[int, list[int]] = {row: [] for row in range(len(problem.strata))}
    of_firm: dict[int, list[int]] = {column: [] for column in range(len(problem.firms))}
    for place, (row, column) in enumerate(cells):
        of_row[row].append(place)
        of_firm[column].append(place)
    rows = _Rows([0], [], [], [], [])
    for row, places in of_row.items():
        rows.add(places, [1.0] * len(places), -inf, float(problem.cases[row]))
    for column, places in of_firm.items():
        rows.add([*places, count + column], [1.0] * len(places) + [-float(problem.room[column])], -inf, 0.0)
    for column, places in of_firm.items():
        # In thousands of yuan: rows of like size keep the solver's numbers sound.
        amounts = [float(problem.fen[cells[one][0]]) / SCALE for one in places]
        rows.add([*places, count + column], [*amounts, -problem.share_fen / SCALE], -inf, 0.0)
    if problem.least_cases:
        for column, places in of_firm.items():
            rows.add([*places, count + column], [1.0] * len(places) + [-float(problem.least_cases)], 0.0, inf)
    for place, cell in enumerate(cells):
        if problem.sample[cell]:
            rows.add([place, count + cell[1]], [1.0, -float(problem.sample[cell])], 0.0, inf)
    if free and problem.winners_most:
        rows.add(list(range(count, count + len(problem.firms))), [1.0] * len(problem.firms), -inf,
                 float(problem.winners_most))  # fmt: skip
    return rows


def _solver(seconds: float) -> "highspy.Highs":
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("log_to_console", False), ("output_flag", False), ("mip_rel_gap", GAP), ("time_limit", seconds),
        ("random_seed", SEED), ("threads", 1),
    ):  # fmt: skip
        solver.setOptionValue(name, value)
    return solver


def _whole(problem: Problem, cells: "list[tuple[int, int]]", found: Reals, wins: "npt.NDArray[np.bool_]") -> Grid:
    """Whole cases: rounded down, the rest dealt to winners, first by what was cut off, then by worth."""
    split = np.zeros_like(problem.most)
    rest = []
    for place, cell in enumerate(cells):
        if wins[cell[1]]:
            split[cell] = int(np.floor(found[place] + 1e-6))
            rest.append((found[place] - split[cell], cell))
    short = problem.least_cases - split.sum(axis=0)
    rest.sort(key=lambda one: (-max(0, short[one[1][1]]), -one[0], one[1]))
    for part, cell in rest:
        if part > 1e-6:
            filled_one(problem, split, cell)
    return filled(problem, split, [cell for cell in by_worth(problem) if wins[cell[1]]])


def filled_one(problem: Problem, split: Grid, cell: "tuple[int, int]") -> None:
    """One more case in a cell, if every limit allows it."""
    row, column = cell
    if (
        split[row].sum() < problem.cases[row]
        and split[:, column].sum() < problem.room[column]
        and split[cell] < problem.most[cell]
        and int(problem.fen @ split[:, column]) + int(problem.fen[row]) <= problem.share_fen
    ):
        split[cell] += 1


def _prices(
    problem: Problem, cells: "list[tuple[int, int]]", model: "highspy.HighsLp", wins: "npt.NDArray[np.bool_]"
) -> Prices:
    """What each firm would pay for one more case, and one more fen: the model again with the winners fixed."""
    count, strata, firms = len(cells), len(problem.strata), len(problem.firms)
    fixed = wins.astype(float)
    lower, upper = np.array(model.col_lower_), np.array(model.col_upper_)
    lower[count:] = upper[count:] = fixed
    model.col_lower_, model.col_upper_ = lower, upper
    model.integrality_ = [highspy.HighsVarType.kContinuous] * (count + firms)
    solver = _solver(SECONDS)
    solver.passModel(model)
    solver.run()
    dual = np.abs(np.array(solver.getSolution().row_dual))
    if len(dual) < strata + 2 * firms:
        return Prices(np.zeros(firms), np.zeros(firms))
    return Prices(dual[strata : strata + firms], dual[strata + firms : strata + 2 * firms] / SCALE)


def _impossible() -> Refusal:
    return Refusal(
        "award-impossible", status=422, zh="没有任何分标方案能同时满足全部限制。", en="No split keeps every limit.",
        remedy_zh="请终止本次招标,调整限制后重新发布。",
        remedy_en="Cancel the tender and publish it again with other limits.",
    )  # fmt: skip
