"""Paths over a book, in chunks (路径批次): room for one path, and what chunks come to together."""

from collections.abc import Sequence

import numpy as np

from huilong.rooms.forecast.rules.montecarlo import MEASURES, Desk, Law, Standing
from huilong.rooms.forecast.rules.states import BUCKETS, CURRENT, SHOCKS, STATES, Floats

CHUNK = 500
MEASURED = MEASURES + 3
CASH_IN, NET_LOSS, LATE_IN = MEASURES, MEASURES + 1, MEASURES + 2
"""Three more places of what was walked: all cash with recoveries, charged off less recovered, and of that cash what
came from other than current loans."""


def desk_for(segments: int, months: int) -> Desk:
    """Room for one path at work (路径工作区)."""
    side = (segments, BUCKETS)
    return Desk(
        np.zeros(4, np.int64), np.zeros((*side, STATES)), np.zeros(side, np.int64), np.zeros(side), np.zeros(side),
        np.zeros(BUCKETS, np.int64), np.zeros(BUCKETS), np.zeros(BUCKETS), np.zeros((segments, months)),
        np.zeros(SHOCKS), np.zeros(2 * SHOCKS), np.zeros(SHOCKS), np.zeros(STATES, np.int64), np.zeros(STATES),
        np.zeros(STATES),
    )  # fmt: skip


def chunks(paths: int, size: int = CHUNK) -> list[tuple[int, int]]:
    """First path and number of paths of each chunk (分批).

    >>> chunks(1200)
    [(0, 500), (500, 500), (1000, 200)]
    """
    return [(first, min(size, paths - first)) for first in range(0, paths, size)]


def with_sums(walked: Floats) -> Floats:
    """What was walked [P, H, G, MEASURES] with all segments together as one more, and with CASH_IN, NET_LOSS and
    LATE_IN: [P, H, G + 1, MEASURED], in the precision of 32 bits that a forecast deserves."""
    paths, months, segments, _ = walked.shape
    found = np.empty((paths, months, segments + 1, MEASURED), np.float32)
    found[:, :, :segments, :MEASURES] = walked
    found[:, :, segments, :MEASURES] = walked.sum(axis=2)
    found[..., CASH_IN] = found[..., : BUCKETS + 1].sum(axis=3)
    found[..., NET_LOSS] = found[..., BUCKETS + 1] - found[..., BUCKETS]
    found[..., LATE_IN] = found[..., CURRENT + 1 : BUCKETS + 1].sum(axis=3)
    return found


def empty(law: Law, standing: Standing) -> bool:
    """Whether there is nothing to forecast: no loans, and nothing charged off that may still bring something."""
    return not standing.loans.any() and not standing.gone.any()


QUANTILES: Sequence[float] = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
"""The edges of the intervals of 95, 80 and 50 per cent, and the median."""
