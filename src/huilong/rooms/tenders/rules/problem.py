"""The award split as a problem in numbers (分标模型): what a case of a stratum is worth with a firm, and every limit.

Worth of one case, fen: expected recovery of the stratum, times what the firm collects against others of like cases
(1 where nothing is known), less its fee, plus what its score is worth. Rows are strata, columns firms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from huilong.rooms.tenders.rules.bids import rate_of, served
from huilong.rooms.tenders.terms import FULL, PPM, Bid, Score, Standing, Stratum, TenderRules

Grid = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Problem:
    """What is to be split (分标问题). `most` and `sample` bound a cell, the others a firm."""

    strata: tuple[str, ...]
    firms: tuple[int, ...]
    cases: Grid
    fen: Grid
    value: Grid
    most: Grid
    sample: Grid
    capacity: Grid
    share_cases: int
    share_fen: int
    least_cases: int = 0
    winners_most: int = 0

    @property
    def room(self) -> Grid:
        """The most cases each firm can get: its capacity or the published share."""
        return np.minimum(self.capacity, self.share_cases)

    def worth(self, split: Grid) -> int:
        """What a split is worth, fen."""
        return int((split * self.value).sum())

    def broken(self, split: Grid) -> list[str]:
        """The limits a split breaks; none: it may be awarded."""
        got = split.sum(axis=0)
        rules = {
            "cases": (split.sum(axis=1) <= self.cases).all(),
            "cells": (split <= self.most).all() and (split >= 0).all(),
            "room": (got <= self.room).all(), "fen": (self.fen @ split <= self.share_fen).all(),
            "least": (got[got > 0] >= self.least_cases).all(), "sample": (split >= self.sample)[:, got > 0].all(),
            "winners": not self.winners_most or int((got > 0).sum()) <= self.winners_most,
        }  # fmt: skip
        return [name for name, kept in rules.items() if not kept]

    def without(self, firm: int) -> "Problem":
        """The same, a firm having fallen away."""
        place = self.firms.index(firm)
        most, sample = self.most.copy(), self.sample.copy()
        most[:, place] = sample[:, place] = 0
        return replace(self, most=most, sample=sample)


def problem_of(
    scores: Sequence[Score],
    bids: Mapping[int, Bid],
    strata: Sequence[Stratum],
    rules: TenderRules,
    standings: Mapping[int, Standing],
) -> Problem:
    """The problem that bids, scores and published limits make; only firms that qualified are in it."""
    firms = tuple(sorted(one.firm for one in scores if one.qualified))
    total = {one.firm: one.total for one in scores}
    cases = np.array([one.cases for one in strata], np.int64)
    fen = np.array([one.fen // one.cases for one in strata], np.int64)
    shape = (len(strata), len(firms))
    value, most = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    for column, firm in enumerate(firms):
        bid, known = bids[firm], standings.get(firm, Standing(firm))
        asked = {one.stratum: one.most for one in bid.lines}
        index = known.index_ppm if known.index_ppm is not None else PPM
        for row, stratum in enumerate(strata):
            value[row, column] = _worth(stratum, bid, index, total[firm], rules)
            if served(known, stratum):
                most[row, column] = min(asked.get(stratum.code, 0), stratum.cases)
    capacity = np.array([bids[firm].capacity for firm in firms], np.int64)
    share = int(cases.sum()) * rules.concentration_ppm // PPM
    found = Problem(
        tuple(one.code for one in strata), firms, cases, fen, value, most, np.zeros(shape, np.int64), capacity,
        share, sum(one.fen for one in strata) * rules.concentration_ppm // PPM, rules.least_cases, rules.winners_most,
    )  # fmt: skip
    return replace(found, sample=samples(found, rules))


def _worth(stratum: Stratum, bid: Bid, index_ppm: int, total: int, rules: TenderRules) -> int:
    expected = stratum.fen * stratum.expected_ppm // (PPM * stratum.cases)
    own = expected * index_ppm // PPM
    fee = own * rate_of(bid.fee, stratum.days) // PPM
    return own - fee + expected * rules.worth_ppm // PPM * total // FULL


def samples(problem: Problem, rules: TenderRules) -> Grid:
    """The fair minimum of each cell (公平样本): the published sample, less where there is no room for it.

    In a stratum all samples together take at most the published share; of a firm at most what it can take.
    """
    asked = problem.most > 0
    firms = np.maximum(1, asked.sum(axis=1))
    each = np.minimum(rules.sample, problem.cases * rules.sample_share_ppm // PPM // firms)
    found = np.minimum(np.where(asked, each[:, None], 0), problem.most).astype(np.int64)
    for column in range(len(problem.firms)):
        held, worth = int(found[:, column].sum()), int(found[:, column] @ problem.fen)
        room = int(problem.room[column])
        if held > room:
            found[:, column] = found[:, column] * room // held
        if worth > problem.share_fen:
            found[:, column] = found[:, column] * problem.share_fen // worth
    return found
