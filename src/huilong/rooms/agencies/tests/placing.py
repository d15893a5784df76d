"""Placements made up for tests of the rating (评级测试数据): firms, strata, and what the truth is."""

import random
from collections.abc import Mapping

from huilong.rooms.agencies.terms.rating import Outcome

EDGES = ("2026-03|1|d31|y5000|川", "2026-03|1|d91|y20000|川", "2026-04|1|d31|y5000|浙", "2026-04|2|d181|y50000|浙")
RATES = dict(zip(EDGES, (0.32, 0.14, 0.25, 0.05), strict=True))
"""What an average firm collects of what is placed, by stratum: the first is six times as easy as the last."""


def placed(
    shares: Mapping[int, Mapping[str, int]], effects: Mapping[int, float], draw: random.Random
) -> list[Outcome]:
    """Cases by firm and stratum; a firm's effect multiplies the rate of the stratum.

    Amounts are lognormal, most cases pay nothing, those that pay do so in part or whole: as skewed as the real thing.
    """
    found = []
    for firm, strata in shares.items():
        for stratum, count in strata.items():
            for _ in range(count):
                amount = int(draw.lognormvariate(13.5, 0.6))
                rate = RATES[stratum] * effects.get(firm, 1.0)
                paid = draw.random() < rate / 0.6
                share = min(1.0, draw.triangular(0.2, 1.0, 0.6)) if paid else 0.0
                found.append(Outcome(firm, stratum, amount, int(amount * share)))
    return found


MEAN_SHARE = 0.6
"""The mean of the triangular draw: what a case that pays, pays of its amount."""


def truth(outcomes: list[Outcome], effects: Mapping[int, float], firm: int) -> float:
    """The true difference of a firm from the others on the strata it was placed in, by the weights of the law."""
    total = of = 0.0
    for stratum in {one.stratum for one in outcomes if one.firm == firm}:
        own = sum(one.placed for one in outcomes if one.firm == firm and one.stratum == stratum)
        others = {
            other: sum(one.placed for one in outcomes if one.firm == other and one.stratum == stratum)
            for other in {one.firm for one in outcomes} - {firm}
        }
        theirs = sum(others.values())
        if not theirs:
            continue
        mean = sum(effects.get(other, 1.0) * fen for other, fen in others.items()) / theirs
        weight = own * theirs / (own + theirs)
        of += weight
        total += weight * RATES[stratum] * (effects.get(firm, 1.0) - mean)
    return total / of
