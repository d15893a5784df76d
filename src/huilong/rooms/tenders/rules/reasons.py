"""Why a bidder got what it got (评标理由): its own scores, which limit held it, and what would have changed it."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from huilong.kernel.money import grouped
from huilong.kernel.refusal import Says
from huilong.rooms.tenders.rules.bids import rate_of, served
from huilong.rooms.tenders.rules.problem import Grid, Problem
from huilong.rooms.tenders.terms import (
    PPM,
    BidFault,
    Bound,
    Checked,
    Plan,
    Reason,
    Score,
    Standing,
    Stratum,
    TenderRules,
)

MOST_STRATA = 8


def reasons_of(
    checked: Checked, score: Score | None, problem: Problem, split: Grid, plan: Plan,
    strata: Sequence[Stratum], rules: TenderRules, standing: Standing,
) -> tuple[Reason, ...]:  # fmt: skip
    """What kept a bidder from more, the strongest first (未多得原因)."""
    if checked.faults or checked.bid is None:
        return tuple(Reason(Bound.FAULT, {"fault": fault.value}) for fault in checked.faults)
    if score is None or not score.qualified:
        return (Reason(Bound.PASS_MARK, {"total": score.total if score else 0, "pass": rules.pass_points}),)
    column = problem.firms.index(checked.firm)
    got = int(split[:, column].sum())
    found: list[Reason] = []
    if got >= int(problem.capacity[column]):
        worth = plan.pressure.get(checked.firm, 0)
        found.append(Reason(Bound.CAPACITY, {"cases": got, "worth_fen": worth}))
    if got >= problem.share_cases:
        found.append(Reason(Bound.CONCENTRATION, {"cases": got, "share_ppm": rules.concentration_ppm}))
    amount = int(problem.fen @ split[:, column])
    if amount + int(problem.fen.min(initial=0)) > problem.share_fen:
        found.append(Reason(Bound.CONCENTRATION_FEN, {"fen": amount, "share_ppm": rules.concentration_ppm}))
    if got == 0 and problem.winners_most and int((split.sum(axis=0) > 0).sum()) >= problem.winners_most:
        found.append(Reason(Bound.WINNERS, {"winners": problem.winners_most}))
    return (*found, *_by_stratum(checked, problem, split, plan, strata, standing, column))


def _by_stratum(
    checked: Checked, problem: Problem, split: Grid, plan: Plan, strata: Sequence[Stratum], standing: Standing,
    column: int,
) -> list[Reason]:  # fmt: skip
    assert checked.bid is not None  # noqa: S101 - callers have seen to it
    asked = {one.stratum: one.most for one in checked.bid.lines}
    found = []
    for row, one in enumerate(strata):
        if not asked.get(one.code):
            continue
        if not served(standing, one):
            found.append(Reason(Bound.REGION, {"stratum": one.code}))
        elif split[row, column] >= problem.most[row, column]:
            found.append(Reason(Bound.QUOTED, {"stratum": one.code, "cases": int(split[row, column])}))
        else:
            found.append(_price(checked, problem, split, plan, one, row, column, standing))
    found.sort(key=lambda one: (one.bound is Bound.QUOTED, -int(one.figures.get("short_fen", 0))))
    return found[:MOST_STRATA]


def _price(
    checked: Checked, problem: Problem, split: Grid, plan: Plan, one: Stratum, row: int, column: int,
    standing: Standing,
) -> Reason:  # fmt: skip
    """How far a bidder's worth in a stratum was from the last case placed, and the rate that would have met it."""
    assert checked.bid is not None  # noqa: S101 - callers have seen to it
    others = [int(problem.value[row, c]) for c in range(len(problem.firms)) if c != column and split[row, c]]
    needed = plan.shadow.get(one.code, min(others, default=0)) + plan.pressure.get(checked.firm, 0)
    own = int(problem.value[row, column])
    short = max(0, needed - own)
    index = standing.index_ppm if standing.index_ppm is not None else PPM
    recovery = max(1, one.fen * one.expected_ppm // (PPM * one.cases) * index // PPM)
    rate = rate_of(checked.bid.fee, one.days)
    return Reason(Bound.PRICE, {
        "stratum": one.code, "cases": int(split[row, column]), "rate_ppm": rate, "short_fen": short,
        "would_ppm": max(0, rate - -(-short * PPM // recovery)),
    })  # fmt: skip


def sentence(reason: Reason) -> Says:
    """A reason as a sentence to the bidder, in both languages."""
    told = reason.figures
    return _SAYS[reason.bound](told)


def _percent(value: object) -> str:
    return f"{int(str(value)) / 10_000:.2f}%"


def _points(value: object) -> str:
    return f"{int(str(value)) / 1_000:.2f}"


def _fault(told: Mapping[str, int | str]) -> Says:
    word = BidFault(str(told["fault"])).word
    return Says(f"投标无效:{word.zh}。", f"The bid does not count: {word.en}.")


_SAYS: dict[Bound, Callable[[Mapping[str, int | str]], Says]] = {
    Bound.FAULT: _fault,
    Bound.PASS_MARK: lambda told: Says(
        f"得分 {_points(told['total'])},未达合格线 {_points(told['pass'])}。",
        f"A score of {_points(told['total'])} is below the pass mark of {_points(told['pass'])}.",
    ),
    Bound.CAPACITY: lambda told: Says(
        f"已获贵方申报的全部承接量 {told['cases']} 案;若能多接一案,约值 ¥{grouped(int(told['worth_fen']))}。",
        f"All {told['cases']} cases of the declared capacity are given; one more would be worth about "
        f"¥{grouped(int(told['worth_fen']))}.",
    ),
    Bound.CONCENTRATION: lambda told: Says(
        f"已达单家份额上限 {_percent(told['share_ppm'])}({told['cases']} 案)。",
        f"The most one firm may get, {_percent(told['share_ppm'])} of the cases ({told['cases']}), is reached.",
    ),
    Bound.CONCENTRATION_FEN: lambda told: Says(
        f"已达单家金额上限 {_percent(told['share_ppm'])}。",
        f"The most one firm may get of the amount, {_percent(told['share_ppm'])}, is reached.",
    ),
    Bound.QUOTED: lambda told: Says(
        f"{told['stratum']}:已获所报全部 {told['cases']} 案。",
        f"{told['stratum']}: all {told['cases']} cases asked for are given.",
    ),
    Bound.REGION: lambda told: Says(
        f"{told['stratum']}:含贵方服务地区以外的案件。", f"{told['stratum']}: has cases outside the firm's regions.",
    ),
    Bound.WINNERS: lambda told: Says(
        f"中标家数以 {told['winners']} 家为限,其他组合价值更高。",
        f"At most {told['winners']} firms win, and other firms together are worth more.",
    ),
    Bound.PRICE: lambda told: Says(
        f"{told['stratum']}:获 {told['cases']} 案;每案价值比最后分出的一案低 ¥{grouped(int(told['short_fen']))}。"
        f"所报费率 {_percent(told['rate_ppm'])},若为 {_percent(told['would_ppm'])} 以下可再得。",
        f"{told['stratum']}: {told['cases']} cases; one is worth ¥{grouped(int(told['short_fen']))} less than the last "
        f"placed. The rate of {_percent(told['rate_ppm'])} would have to be below {_percent(told['would_ppm'])}.",
    ),
}  # fmt: skip


def shares(plan: Plan) -> dict[int, int]:
    """How many cases each firm gets (各家份额)."""
    found: dict[int, int] = {}
    for (_stratum, firm), n in plan.cases.items():
        found[firm] = found.get(firm, 0) + n
    return found


def grid_of(plan: Plan, problem: Problem) -> Grid:
    """A plan as a grid of the problem it answers."""
    split = np.zeros_like(problem.most)
    for (stratum, firm), n in plan.cases.items():
        split[problem.strata.index(stratum), problem.firms.index(firm)] = n
    return split
