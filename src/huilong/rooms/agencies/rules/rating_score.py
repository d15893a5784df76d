"""The score of a firm (机构评分): measures to points, points to a score and a place, and what would move it up.

Every measure is first drawn to the mean of the trade, the more the less was seen of the firm; then it is put on the
policy's scale from worst (0) to best (1000); the score is their mean by the weights of the trade. A firm of which
nothing was seen stands in the middle of its trade, not above it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from huilong.rooms.agencies.rules.rating import wilson
from huilong.rooms.agencies.rules.rating_policy import RatingPolicy
from huilong.rooms.agencies.terms.rating import Facts, Grade, Measure, Measured, Rated
from huilong.rooms.people.terms import OrganisationKind

PPM = 1_000_000
TEN = 10


@dataclass(frozen=True)
class _Mean:
    """The mean of a trade: complaints by case and answers in time, in ppm; None where none was asked anything."""

    complaint_ppm: int
    timeliness_ppm: int | None


def rate(facts: Iterable[Facts], policy: RatingPolicy) -> list[Rated]:
    """Rate firms, each within its trade (评级), by place, then by key. Trades without weights are not rated.

    Equal scores share a place. `better` and `worse` count the firms whose whole interval of liquidation lies above, or
    below, this one's: places between are not told apart by the facts.
    """
    by_trade: dict[str, list[Facts]] = {}
    for one in facts:
        if OrganisationKind(one.trade) in policy.weights:
            by_trade.setdefault(one.trade, []).append(one)
    return [rated for trade in sorted(by_trade) for rated in _trade(by_trade[trade], policy)]


def _trade(firms: list[Facts], policy: RatingPolicy) -> list[Rated]:
    mean = _mean(firms)
    weights = policy.weights[OrganisationKind(firms[0].trade)]
    scored = []
    for one in firms:
        measures = _measures(one, mean, weights, policy)
        total = sum(each.weight_permille for each in measures)
        score = sum(each.points * each.weight_permille for each in measures) // total if total else 500
        scored.append((score, one, measures))
    scored.sort(key=lambda row: (-row[0], row[1].firm))
    scores = [score for score, *_ in scored]
    return [
        Rated(
            one.firm, one.trade, score, _grade(score, policy), scores.index(score) + 1, len(scores),
            *_apart(one, firms), measures, one, _share(one.on_time, one.on_time + one.late),
            _share(one.complaints, one.cases) or 0,
            *wilson(min(one.complaints, one.cases), one.cases, policy.confidence_permille),
        )
        for score, one, measures in scored
    ]  # fmt: skip


def _mean(firms: list[Facts]) -> _Mean:
    asked = sum(one.on_time + one.late for one in firms)
    return _Mean(
        _share(sum(one.complaints for one in firms), sum(one.cases for one in firms)) or 0,
        _share(sum(one.on_time for one in firms), asked),
    )


def _measures(one: Facts, mean: _Mean, weights: Mapping[Measure, int], policy: RatingPolicy) -> tuple[Measured, ...]:
    found = []
    for measure, weight in sorted(weights.items(), key=lambda row: (-row[1], row[0].value)):
        value, known = _value(measure, one, mean, policy)
        if value is not None:
            found.append((measure, value, known, weight))
    total = sum(weight for *_, weight in found) or 1
    made = []
    for measure, value, known, weight in found:
        points = scaled(value, *policy.points[measure])
        need = _need(measure, one, policy, total, weight) if points < 1000 else None
        made.append(Measured(
            measure, value, points, weight * 1000 // total, (points - 500) * weight // total,
            (1000 - points) * weight // total, need, known,
        ))  # fmt: skip
    return tuple(made)


def _value(measure: Measure, one: Facts, mean: _Mean, policy: RatingPolicy) -> tuple[int | None, bool]:
    """The value that is put on the scale, and whether anything was seen of the firm."""
    small = policy.small_cases
    if measure is Measure.LIQUIDATION:
        found = one.compared
        if found is None:
            return 0, False
        return (found.shrunk_ppm * PPM // found.matched_ppm if found.matched_ppm > 0 else 0), True
    if measure is Measure.COMPLAINTS:
        return (one.complaints * PPM + small * mean.complaint_ppm) // max(1, one.cases + small), one.cases > 0
    if measure is Measure.BREACHES:
        return one.breaches, True
    if measure is Measure.TIMELINESS:
        if mean.timeliness_ppm is None:
            return None, False
        asked = one.on_time + one.late
        return (one.on_time * PPM + small * mean.timeliness_ppm) // max(1, asked + small), asked > 0
    return (PPM, False) if one.price_ppm is None else (one.price_ppm, True)


def _need(measure: Measure, one: Facts, policy: RatingPolicy, total: int, weight: int) -> int | None:
    """What of a measure would have given ten points of score more; None where nothing was seen to reckon with."""
    worst, best = policy.points[measure]
    step = -(-TEN * total * abs(best - worst) // (weight * 1000)) if weight else 0
    if measure is Measure.LIQUIDATION:
        found = one.compared
        if found is None or found.matched_ppm <= 0 or found.kept_ppm <= 0:
            return None
        more_ppm = step * found.matched_ppm // found.kept_ppm
        return -(-more_ppm * found.placed_fen // PPM)
    if measure is Measure.COMPLAINTS:
        return max(1, -(-step * (one.cases + policy.small_cases) // PPM)) if one.complaints else None
    if measure is Measure.TIMELINESS:
        return max(1, -(-step * (one.on_time + one.late + policy.small_cases) // PPM)) if one.late else None
    if measure is Measure.BREACHES:
        return max(1, step) if one.breaches else None
    return step if one.price_ppm is not None else None


def is_due(on: date, last: date | None) -> bool:
    """Whether firms are to be rated on a day (应评级): the first time in its month.

    >>> is_due(date(2026, 3, 2), date(2026, 2, 1)), is_due(date(2026, 3, 2), date(2026, 3, 1))
    (True, False)
    """
    return last is None or (last.year, last.month) < (on.year, on.month)


def scaled(value: int, worst: int, best: int) -> int:
    """Where a value stands between worst (0) and best (1000).

    >>> scaled(5_000, 20_000, 0), scaled(-1, -300_000, 300_000), scaled(9, 4, 0)
    (750, 499, 0)
    """
    return max(0, min(1000, (value - worst) * 1000 // (best - worst)))


def _apart(one: Facts, firms: list[Facts]) -> tuple[int, int]:
    mine = one.compared
    if mine is None:
        return 0, 0
    others = [other.compared for other in firms if other.compared is not None and other.firm != one.firm]
    return sum(o.low_ppm > mine.high_ppm for o in others), sum(o.high_ppm < mine.low_ppm for o in others)


def _grade(score: int, policy: RatingPolicy) -> Grade:
    return next((grade for grade, edge in policy.grades if score >= edge), Grade.D)


def _share(part: int, whole: int) -> int | None:
    return part * PPM // whole if whole > 0 else None
