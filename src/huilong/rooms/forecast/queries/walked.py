"""Paths walked (路径计算) by compiled law on all cores, and what they come to: means and edges of intervals."""

from collections.abc import Callable

import numpy as np

from huilong.engine import local
from huilong.engine.compile import compiled, source_mark
from huilong.rooms.forecast.rules.montecarlo import MEASURES, Law, Standing, walk
from huilong.rooms.forecast.rules.states import Floats
from huilong.rooms.forecast.rules.walking import MEASURED, QUANTILES, chunks, desk_for, with_sums

Progress = Callable[[int, int], None]
COLUMNS_AT_ONCE = 64


def walk_paths(
    seed: int, law: Law, standing: Standing, paths: int, progress: Progress | None = None, *, as_it_stands: bool = False
) -> Floats:
    """Walk `paths` paths (模拟): [paths, H, G + 1, MEASURED], the last segment being all together.

    The answer depends on the seed alone, not on chunks or cores. `as_it_stands` leaves the law uncompiled: for a few
    paths that is quicker than waiting for the compiler.
    """
    segments, months = standing.loans.shape[0], law.known.shape[0]
    found = np.empty((paths, months, segments + 1, MEASURED), np.float32)
    pen, parts = walk if as_it_stands else compiled(walk, allocates=False), chunks(paths)

    def part(number: int) -> None:
        first, count = parts[number]
        out = np.empty((count, months, segments, MEASURES))
        pen(seed, first, law, standing, desk_for(segments, months), out)
        found[first : first + count] = with_sums(out)

    for done, _ in enumerate(local.run(part, range(len(parts)))):
        if progress:
            progress(done + 1, len(parts))
    return found


def spread(walked: Floats) -> tuple[Floats, Floats]:
    """Means and quantiles over the paths (分位数): [...] and [..., len(QUANTILES)], of [paths, ...]."""
    shape = walked.shape[1:]
    flat = walked.reshape(len(walked), -1)
    means, edges = flat.mean(axis=0, dtype=np.float64), np.empty((flat.shape[1], len(QUANTILES)))
    starts = list(range(0, flat.shape[1], COLUMNS_AT_ONCE))

    def part(number: int) -> None:
        some = slice(starts[number], starts[number] + COLUMNS_AT_ONCE)
        columns = np.sort(np.ascontiguousarray(flat[:, some].T), axis=1)
        edges[some] = _edges(columns)

    for _ in local.run(part, range(len(starts))):
        pass
    return means.reshape(shape), edges.reshape(*shape, len(QUANTILES))


def _edges(ordered: Floats) -> Floats:
    """Quantiles of rows that are in order, between neighbours by weight."""
    last = ordered.shape[1] - 1
    at = np.array(QUANTILES) * last
    low = np.floor(at).astype(np.int64)
    part = at - low
    found: Floats = ordered[:, low] * (1.0 - part) + ordered[:, np.minimum(low + 1, last)] * part
    return found


def law_mark() -> str:
    """The fingerprint of the law that walks (代码指纹)."""
    return source_mark(walk)
