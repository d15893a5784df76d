"""Simple ways to split (朴素分标): greedy by worth, and in proportion to scores: what the best is held against."""

import numpy as np

from huilong.rooms.tenders.rules.problem import Grid, Problem


def begun(problem: Problem) -> Grid:
    """Everybody's fair sample (公平样本), from which simple ways start."""
    return problem.sample.copy() if not problem.winners_most else np.zeros_like(problem.sample)


def filled(problem: Problem, split: Grid, order: "list[tuple[int, int]]") -> Grid:
    """Give as many more cases as every limit allows, cell by cell in this order."""
    left = problem.cases - split.sum(axis=1)
    room = problem.room - split.sum(axis=0)
    fen = problem.share_fen - problem.fen @ split
    for row, column in order:
        more = min(
            int(left[row]), int(room[column]), int(problem.most[row, column] - split[row, column]),
            int(fen[column] // max(1, problem.fen[row])),
        )  # fmt: skip
        if more > 0:
            split[row, column] += more
            left[row] -= more
            room[column] -= more
            fen[column] -= more * int(problem.fen[row])
    return split


def by_worth(problem: Problem) -> list[tuple[int, int]]:
    """The cells from the most to the least worth, those worth nothing left out."""
    order = np.argsort(-problem.value, axis=None, kind="stable")
    rows, columns = np.unravel_index(order, problem.value.shape)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if problem.value[r, c] > 0]


def greedy(problem: Problem) -> Grid:
    """Always the cell worth most (贪心分标)."""
    return winners_only(problem, filled(problem, begun(problem), by_worth(problem)))


def proportional(problem: Problem, scores: "dict[int, int]") -> Grid:
    """Each stratum in proportion to the scores of those who asked for it (按得分比例), what is left by worth."""
    split = begun(problem)
    points = np.array([scores.get(firm, 0) for firm in problem.firms], np.int64)
    for row in range(len(problem.strata)):
        asked = np.where(problem.most[row] > 0, points, 0)
        wanted = problem.cases[row] * asked // max(1, int(asked.sum()))
        for column in np.argsort(-asked, kind="stable"):
            target = min(int(wanted[column]), int(problem.most[row, column]))
            more = target - int(split[row, column])
            room = int(problem.room[column] - split[:, column].sum())
            fen = int(problem.share_fen - problem.fen @ split[:, column]) // max(1, int(problem.fen[row]))
            left = int(problem.cases[row] - split[row].sum())
            split[row, column] += max(0, min(more, room, fen, left))
    return winners_only(problem, filled(problem, split, by_worth(problem)))


def winners_only(problem: Problem, split: Grid) -> Grid:
    """Where not everybody may win: keep those whose share is worth most, with their samples, and deal anew to them."""
    got = split.sum(axis=0)
    keep = got >= max(1, problem.least_cases)
    if problem.winners_most:
        best = np.argsort(-(split * problem.value).sum(axis=0), kind="stable")[: problem.winners_most]
        keep &= np.isin(np.arange(len(got)), best)
    if keep[got > 0].all():
        return split
    kept = np.where(keep, problem.sample, 0)
    return filled(problem, kept, [(row, column) for row, column in by_worth(problem) if keep[column]])
