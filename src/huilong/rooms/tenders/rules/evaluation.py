"""Bid evaluation (评标): points for each criterion, from figures anybody can add up again. Whole numbers throughout.

Price: for each stratum asked for, the lowest rate of all that count over the own, weighted by what is expected of the
stratum; so a better price never lowers a score. Performance: half marks for collecting what others collected of like
cases, in proportion to full marks for twice as much. Capacity: what it can take over the most one firm may get.
Locality: share of the cases asked for in regions where it has people. Compliance: full marks, less 20 a breach and 10
for each complaint in a thousand cases. Judgement: the mean of at least two evaluators. What is not known is given half
marks and says so. Ties: the better price points, then compliance, then the lot drawn with the tender's seed.
"""

from collections.abc import Iterable, Mapping, Sequence

from huilong.rooms.tenders.rules.bids import rate_of
from huilong.rooms.tenders.terms import (
    FULL,
    PPM,
    Bid,
    Checked,
    Criterion,
    Points,
    Score,
    Standing,
    Stratum,
    TenderRules,
)

NEUTRAL = FULL // 2
A_BREACH, A_COMPLAINT_PPM = 20_000, 10
EVALUATORS = 2


def evaluate(
    checked: Mapping[int, Checked],
    strata: Sequence[Stratum],
    rules: TenderRules,
    standings: Mapping[int, Standing],
    marks: Mapping[int, Sequence[int]],
    lots: Mapping[int, str],
) -> tuple[Score, ...]:
    """The scores of all bids that count (评标得分), best first; the order in which bids are given changes nothing."""
    by_code = {one.code: one for one in strata}
    bids = {firm: one.bid for firm, one in checked.items() if one.bid is not None and not one.faults}
    best = _lowest(bids.values(), by_code)
    scored = []
    for firm, bid in bids.items():
        known = standings.get(firm, Standing(firm))
        found = {
            Criterion.PRICE: _price(bid, by_code, best),
            Criterion.PERFORMANCE: _performance(known),
            Criterion.CAPACITY: _capacity(bid, strata, rules),
            Criterion.LOCALITY: _locality(bid, by_code, known),
            Criterion.COMPLIANCE: _compliance(known),
            Criterion.JUDGEMENT: _judgement(marks.get(firm, ())),
        }
        lines = tuple(
            Points(one, rules.weights[one], points, given, neutral)
            for one, (points, given, neutral) in found.items()
            if rules.weights.get(one, 0)
        )
        scored.append((firm, lines, _total(lines)))
    ranked = sorted(scored, key=lambda one: _order(one[1], one[2], lots.get(one[0], ""), one[0]))
    return tuple(
        Score(firm, lines, total, place, total >= rules.pass_points)
        for place, (firm, lines, total) in enumerate(ranked, 1)
    )


Found = tuple[int, dict[str, int], bool]


def _order(lines: Sequence[Points], total: int, lot: str, firm: int) -> tuple[int, int, int, str, int]:
    points = {one.criterion: one.points for one in lines}
    return -total, -points.get(Criterion.PRICE, 0), -points.get(Criterion.COMPLIANCE, 0), lot, firm


def _total(lines: Sequence[Points]) -> int:
    weights = sum(one.weight for one in lines)
    return sum(one.weight * one.points for one in lines) // weights if weights else 0


def _lowest(bids: Iterable[Bid], by_code: Mapping[str, Stratum]) -> dict[str, int]:
    lowest: dict[str, int] = {}
    for bid in bids:
        for line in bid.lines:
            if line.most:
                rate = max(1, rate_of(bid.fee, by_code[line.stratum].days))
                lowest[line.stratum] = min(rate, lowest.get(line.stratum, rate))
    return lowest


def _price(bid: Bid, by_code: Mapping[str, Stratum], best: Mapping[str, int]) -> Found:
    asked = [by_code[line.stratum] for line in bid.lines if line.most]
    weights = [max(1, one.fen * one.expected_ppm // PPM) for one in asked]
    rates = [max(1, rate_of(bid.fee, one.days)) for one in asked]
    gained = sum(
        weight * FULL * best[one.code] // rate for weight, rate, one in zip(weights, rates, asked, strict=True)
    )
    paid = sum(weight * rate for weight, rate in zip(weights, rates, strict=True))
    lowest = sum(weight * best[one.code] for weight, one in zip(weights, asked, strict=True))
    given = {"rate_ppm": paid // sum(weights), "lowest_ppm": lowest // sum(weights), "strata": len(asked)}
    return gained // sum(weights), given, False


def _performance(known: Standing) -> Found:
    if known.index_ppm is None:
        return NEUTRAL, {}, True
    return min(FULL, NEUTRAL * known.index_ppm // PPM), {"index_ppm": known.index_ppm}, False


def _capacity(bid: Bid, strata: Sequence[Stratum], rules: TenderRules) -> Found:
    most = max(1, sum(one.cases for one in strata) * rules.concentration_ppm // PPM)
    return min(FULL, FULL * bid.capacity // most), {"capacity": bid.capacity, "most": most}, False


def _locality(bid: Bid, by_code: Mapping[str, Stratum], known: Standing) -> Found:
    if known.offices is None:
        return NEUTRAL, {}, True
    asked = at_home = 0
    for line in bid.lines:
        one = by_code[line.stratum]
        cases = min(line.most, one.cases)
        asked += cases
        at_home += cases * len(set(one.regions) & set(known.offices)) // max(1, len(one.regions))
    return FULL * at_home // max(1, asked), {"at_home": at_home, "asked": asked}, False


def _compliance(known: Standing) -> Found:
    if known.breaches is None and known.complaint_ppm is None:
        return NEUTRAL, {}, True
    breaches, complaints = known.breaches or 0, known.complaint_ppm or 0
    points = max(0, FULL - A_BREACH * breaches - A_COMPLAINT_PPM * complaints)
    return points, {"breaches": breaches, "complaint_ppm": complaints}, False


def _judgement(marks: Sequence[int]) -> Found:
    if len(marks) < EVALUATORS:
        return NEUTRAL, {"evaluators": len(marks)}, True
    return sum(marks) // len(marks), {"evaluators": len(marks)}, False
