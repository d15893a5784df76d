"""Random paths (随机路径) for Monte Carlo: a stream of numbers for each path, and the draws that a path needs.

A path's stream depends on the seed and the path's number, on nothing else: whoever walks paths 0–99 and whoever walks
path 57 alone draw the same numbers, so any chunking, on any number of cores, gives the same answer. These are plain
functions over integers: as they stand for one path in a test, compiled by the engine for ten thousand.

The generator is sfc32 of C. Doty-Humphrey (PractRand): 128 bits of state, never less than 2^32 numbers a stream. Its
words fit into int64 without wrapping, so compiled and interpreted give the same.
"""

import math

import numpy as np
import numpy.typing as npt

Stream = npt.NDArray[np.int64]
"""Four words of 32 bits: the state of one path's generator."""

MASK = 0xFFFFFFFF
WARM_UP = 15
INVERSION_BELOW = 10.0


def open_stream(seed: int, path: int, stream: Stream) -> None:
    """Set `stream` (4 words) to the beginning of the numbers of one path (随机数流); `seed` counts to 63 bits."""
    stream[0], stream[1], stream[2], stream[3] = seed & MASK, (seed >> 32) & MASK, path & MASK, 1
    for _ in range(WARM_UP):
        word(stream)


def word(stream: Stream) -> int:
    """The next 32 bits of a stream."""
    told = (stream[0] + stream[1] + stream[3]) & MASK
    stream[3] = (stream[3] + 1) & MASK
    stream[0] = stream[1] ^ (stream[1] >> 9)
    stream[1] = (stream[2] + (stream[2] << 3)) & MASK
    turned = ((stream[2] << 21) | (stream[2] >> 11)) & MASK
    stream[2] = (turned + told) & MASK
    return int(told)


def uniform(stream: Stream) -> float:
    """A number between 0 and 1, neither of them, from 52 bits."""
    high, low = word(stream) >> 6, word(stream) >> 6
    return (high * 67108864.0 + low + 0.5) / 4503599627370496.0


def normal(stream: Stream) -> float:
    """A standard normal number (Box and Muller 1958), from 32 bits each: within 6.7 deviations."""
    far, turn = (word(stream) + 0.5) / 4294967296.0, word(stream) / 4294967296.0
    return math.sqrt(-2.0 * math.log(far)) * math.cos(2.0 * math.pi * turn)


def gamma(shape: float, stream: Stream) -> float:
    """A gamma number of scale 1 (Marsaglia and Tsang 2000); 0 for a shape that is not positive."""
    if shape <= 0.0:
        return 0.0
    boost = 1.0
    if shape < 1.0:
        boost = uniform(stream) ** (1.0 / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal(stream)
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = uniform(stream)
        if u < 1.0 - 0.0331 * x * x * x * x or math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            return boost * d * v


def binomial(n: int, p: float, stream: Stream) -> int:
    """How many of `n` happen, each with chance `p` (二项分布); exact for every n, not an approximation."""
    if n <= 0 or p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - _at_most_half(n, 1.0 - p, stream)
    return _at_most_half(n, p, stream)


def _at_most_half(n: int, p: float, stream: Stream) -> int:
    return _by_inversion(n, p, stream) if n * p < INVERSION_BELOW else _by_rejection(n, p, stream)


def _by_inversion(n: int, p: float, stream: Stream) -> int:
    """Count along the probabilities until they exceed a uniform number (BINV, Kachitvichyanukul and Schmeiser 1988)."""
    ratio = p / (1.0 - p)
    chance = math.exp(n * math.log1p(-p))
    left = uniform(stream)
    k = 0
    while left > chance and k < n:
        left -= chance
        k += 1
        chance *= ratio * (n - k + 1) / k
    return k


def _by_rejection(n: int, p: float, stream: Stream) -> int:
    """Transformed rejection with squeeze (BTRS, Hörmann 1993), for n p of at least 10 and p of at most a half."""
    spread = math.sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = n * p + 0.5
    squeeze = 0.92 - 4.2 / b
    while True:
        u = uniform(stream) - 0.5
        v = uniform(stream)
        edge = 0.5 - abs(u)
        k = math.floor((2.0 * a / edge + b) * u + c)
        if k < 0 or k > n:
            continue
        if edge >= 0.07 and v <= squeeze:
            return int(k)
        v = math.log(v * (2.83 + 5.1 / b) * spread / (a / (edge * edge) + b))
        if v <= _log_odds_of_mode(n, p, k):
            return int(k)


def _log_odds_of_mode(n: int, p: float, k: int) -> float:
    """Log of how likely `k` of `n` is against the likeliest number."""
    mode = math.floor((n + 1) * p)
    of_mode = math.lgamma(mode + 1.0) + math.lgamma(n - mode + 1.0)
    return of_mode - math.lgamma(k + 1.0) - math.lgamma(n - k + 1.0) + (k - mode) * math.log(p / (1.0 - p))
