"""Overnight (夜间停放预测): how likely a vehicle stands tonight at each of its places, or at none that is known.

Not where it stood longest: hours of the day say little about the night. Each past night speaks for its place, the later
the louder; nights that began where the vehicle is now, nights of the same part of the week and the last night speak
again. What may be new is given its own chance, from how often nights were spent at places never slept at before. The
weights were set on simulated vehicles by likelihood and measured on others: benchmarks/tracking.md.
"""

from typing import NamedTuple

from huilong.rooms.tracking.rules.geo import Ints

FIRST_WEEKDAY = 3
FRIDAY, SUNDAY = 4, 6


class NightRule(NamedTuple):
    """How past nights are weighed (过夜权重); half-lives in nights. `new_base` and `new_seen` make up what is unknown.

    Chances are the shares of the scores, each raised to `sharpen` first.
    """

    half_life: float = 14.0
    same_half_life: float = 28.0
    same_evening: float = 12.0
    same_days: float = 0.3
    last_night: float = 1.0
    new_base: float = 0.5
    new_seen: float = 0.1
    sharpen: float = 1.0


def is_weekend_night(night: int) -> int:
    """1 for a night that begins on a Friday or Saturday, which no working day follows, else 0."""
    weekday = (night + FIRST_WEEKDAY) % 7
    return 1 if FRIDAY <= weekday < SUNDAY else 0


def chances(
    rule: NightRule, night: Ints, slept: Ints, evening: Ints, tonight: int, current: int, out: Ints
) -> float:
    """Write the chance of each place into `out` (zeros, one a place); the chance that it is none of them.

    `night` are day numbers of past nights in order, `slept` the place of each, `evening` the place where the vehicle
    was at the hour at which one asks; `current` is where it is now, -1 for nowhere known.
    """
    total_new = 0.0
    last = -1
    kind = is_weekend_night(tonight)
    for k in range(len(night)):
        if night[k] >= tonight or slept[k] < 0:
            continue
        age = tonight - night[k]
        weight = 0.5 ** (age / rule.half_life)
        same = 0.5 ** (age / rule.same_half_life)
        seen = 0
        for j in range(k):
            if slept[j] == slept[k]:
                seen = 1
                break
        if not seen and k > 0:
            total_new += weight
        if current >= 0 and evening[k] == current:
            weight += rule.same_evening * same
        if is_weekend_night(night[k]) == kind:
            weight += rule.same_days * same
        out[slept[k]] += weight
        last = slept[k] if age == 1 else -1
    if last >= 0:
        out[last] += rule.last_night
    new = (rule.new_base + rule.new_seen * total_new) ** rule.sharpen
    whole = new
    for p in range(len(out)):
        if out[p] > 0.0:
            out[p] = out[p] ** rule.sharpen
            whole += out[p]
    for p in range(len(out)):
        out[p] = out[p] / whole
    return float(new / whole)
