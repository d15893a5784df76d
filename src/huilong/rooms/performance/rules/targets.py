"""Targets broken down (目标分解): a month's fen into days and persons, whole fen that add up to the whole.

Weights are whole numbers; what division leaves over goes, unit by unit, to the largest remainders, the first of equal
ones. Nothing is made or lost on any level.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from huilong.rooms.performance.terms import Part

EVEN = 1_000


def shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole parts by `weights` (not negative); all nothing: everything to the first.

    >>> shared_out(100, [1, 1, 1]), shared_out(7, [0, 3, 0]), shared_out(5, [0, 0])
    ([34, 33, 33], [0, 7, 0], [5, 0])
    """
    whole = sum(weights)
    if not weights:
        return []
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    parts = [total * weight // whole for weight in weights]
    rest = [(total * weight % whole, -place) for place, weight in enumerate(weights)]
    for _, place in sorted(rest, reverse=True)[: total - sum(parts)]:
        parts[-place] += 1
    return parts


def day_weights(
    days: Sequence[date], receipts: Mapping[int, int] | None = None, minutes: Mapping[date, int] | None = None
) -> list[int]:
    """How much of a month falls to each working day (工作日权重).

    `receipts`: what the last months took in on their first, second … working day, fen; days beyond, and those of which
    nothing is known, weigh the average. `minutes`: people at work on a day; a day with nobody weighs nothing.
    """
    known = {place: fen for place, fen in (receipts or {}).items() if fen > 0}
    mean = sum(known.values()) // len(known) if known else EVEN
    weights = [known.get(place, mean) for place in range(len(days))]
    if minutes is None:
        return weights
    return [weight if minutes.get(day, 0) > 0 else 0 for day, weight in zip(days, weights, strict=True)]


def broken_down(
    fen: int, cases: int, days: Sequence[date], weights: Sequence[int], at_work: Mapping[date, Mapping[int, int]]
) -> tuple[Part, ...]:
    """A target in parts by day and person (分解到人到日). `at_work`: minutes of each person on each day.

    On a day with nobody at work the part waits for whoever comes: `person` is None. No working day at all gives
    nothing: whoever asks says so.
    """
    parts: list[Part] = []
    money, numbers = shared_out(fen, weights), shared_out(cases, weights)
    for day, day_fen, day_cases in zip(days, money, numbers, strict=True):
        people = {one: minutes for one, minutes in sorted(at_work.get(day, {}).items()) if minutes > 0}
        if not people:
            if day_fen or day_cases:
                parts.append(Part(day, None, day_fen, day_cases))
            continue
        each = shared_out(day_fen, list(people.values()))
        counts = shared_out(day_cases, list(people.values()))
        parts += [Part(day, one, *both) for one, both in zip(people, zip(each, counts, strict=True), strict=True)]
    return tuple(parts)


def still_to_come(fen: int, reached: int) -> int:
    """What of a target is left for the days that remain; never below nothing (剩余目标)."""
    return max(0, fen - reached)
