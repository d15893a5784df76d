"""A small allocation as one mixed-integer model for HiGHS (精确求解), in the very measure of `rules/allocation.py`.

    x_ij 0 or 1; o_jc, s_jc >= 0: how far load c of person j is over or short of its fair share

Its bound is HiGHS's own, rounded up to whole fen; what is found is counted as every other way is.
"""

from typing import Any

import numpy as np

from huilong.rooms.performance.rules.problem import (
    FIRST_BUCKET,
    MINUTES,
    NOBODY,
    PPM,
    RECOVERY,
    Ints,
    Limits,
    Problem,
    Reals,
)

GAP = 1e-4
SECONDS = 10.0
SEED = 7
MOST_PAIRS = 6_000
"""Pairs of a case and a person beyond which a problem is no small one."""
YUAN = 100.0
"""Fen of a unit of the model: coefficients of like size keep the solver's numbers sound."""


def is_small(problem: Problem) -> bool:
    """Whether a problem is small enough to be solved whole."""
    return int(problem.usable()[problem.profile].sum()) <= MOST_PAIRS


def solved(problem: Problem, limits: Limits, *, seconds: float = SECONDS, whole: bool = True) -> "tuple[Ints, float]":
    """The assignment HiGHS finds and the bound it proves, in fen; `whole=False` lets cases be cut in parts."""
    import highspy  # only where something is solved: pages stay light

    usable = problem.usable()[problem.profile]
    case, person = np.nonzero(usable)
    lift = problem.lift[problem.bucket[problem.profile[case]], problem.grade[person]]
    worth = problem.recovery[case] * lift // PPM + np.where(problem.holder[case] == person, problem.bonus[case], 0)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("log_to_console", False), ("output_flag", False), ("mip_rel_gap", GAP), ("time_limit", seconds),
        ("random_seed", SEED), ("threads", 1),
    ):  # fmt: skip
        solver.setOptionValue(name, value)
    solver.passModel(_model(problem, limits, case, person, worth / YUAN, whole))
    solver.run()
    found = np.array(solver.getSolution().col_value)[: len(case)]
    info = solver.getInfo()
    bound = info.mip_dual_bound if whole else info.objective_function_value
    to = np.full(problem.cases, NOBODY, np.int64)
    to[case[found > 0.5]] = person[found > 0.5]
    return to, float(bound) * YUAN


def _model(
    problem: Problem, limits: Limits, case: Ints, person: Ints, worth: Reals, whole: bool
) -> Any:
    import highspy

    pairs, width = len(case), FIRST_BUCKET + problem.buckets
    fair, people = width - RECOVERY, problem.people
    count = pairs + 2 * people * fair
    bucket = problem.bucket[problem.profile[case]]
    base = problem.cases
    cell = base + person * width
    recovery = problem.recovery[case] / YUAN
    rows = [case, cell + MINUTES, cell + 1, cell + RECOVERY, cell + FIRST_BUCKET + bucket]
    values = [np.ones(pairs), problem.minutes[problem.profile[case]], np.ones(pairs), recovery, np.ones(pairs)]
    columns = [np.arange(pairs)] * 5
    j, c = np.divmod(np.arange(people * fair), fair)
    side = base + j * width + RECOVERY + c
    rows += [side, side]
    columns += [pairs + np.arange(people * fair), pairs + people * fair + np.arange(people * fair)]
    values += [np.full(people * fair, -1.0), np.ones(people * fair)]
    unit = np.ones(width)
    unit[RECOVERY] = YUAN
    price = (limits.price * unit / YUAN)[:, RECOVERY:].reshape(-1)
    least, most = limits.least / unit, limits.most / unit
    least[:, :RECOVERY] = -highspy.kHighsInf
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, base + people * width
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.concatenate([worth, -price, -price])
    model.col_lower_ = np.zeros(count)
    model.col_upper_ = np.concatenate([np.ones(pairs), np.full(2 * people * fair, highspy.kHighsInf)])
    model.row_lower_ = np.concatenate([np.full(base, -highspy.kHighsInf), least.reshape(-1)])
    model.row_upper_ = np.concatenate([np.ones(base), most.reshape(-1)])
    row, column = np.concatenate(rows), np.concatenate(columns)
    order = np.lexsort((column, row))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(row[order], np.arange(base + people * width + 1)).astype(np.int32)
    model.a_matrix_.index_ = column[order].astype(np.int32)
    model.a_matrix_.value_ = np.concatenate(values).astype(float)[order]
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * pairs + [highspy.HighsVarType.kContinuous] * (
            count - pairs
        )
    return model
