"""An award worked out (分标测算): the evaluation, the best split, the reserve, and what each limit costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from huilong.kernel.refusal import Refusal
from huilong.rooms.tenders.queries.bids import Evaluation
from huilong.rooms.tenders.queries.tenders import TenderRow
from huilong.rooms.tenders.rules.award import best_split
from huilong.rooms.tenders.rules.problem import Grid, Problem, problem_of
from huilong.rooms.tenders.rules.reasons import reasons_of, shares
from huilong.rooms.tenders.terms import PPM, Plan, Reason, Standing, TenderRules

WHAT_IF_SECONDS = 20.0


@dataclass(frozen=True)
class Proposal:
    """An award worked out (分标方案): `reserve` is the best split should the largest winner fall away.

    `prices`: by limit, how much more the award would be worth without it, fen: what fairness and safety cost.
    """

    evaluation: Evaluation
    plan: Plan
    reserve: Plan | None
    prices: Mapping[str, int]
    reasons: Mapping[int, tuple[Reason, ...]]


def work_out(tender: TenderRow, evaluation: Evaluation) -> Proposal:
    """The best award by the published rules. Raises Refusal `nobody-qualified`, `award-impossible`."""
    if not any(one.qualified for one in evaluation.scores):
        raise Refusal(
            "nobody-qualified", zh="没有合格的投标。", en="No bid qualified.",
            remedy_zh="请终止本次招标。", remedy_en="Cancel the tender.",
        )  # fmt: skip
    problem = _problem(tender, evaluation, tender.rules)
    split, plan = best_split(problem)
    return Proposal(
        evaluation, plan, _reserve(problem, plan), _prices(tender, evaluation, plan),
        _reasons(tender, evaluation, problem, split, plan),
    )  # fmt: skip


def _problem(tender: TenderRow, evaluation: Evaluation, rules: TenderRules) -> Problem:
    return problem_of(evaluation.scores, evaluation.bids, tender.strata, rules, evaluation.standings)


def _reserve(problem: Problem, plan: Plan) -> Plan | None:
    got = shares(plan)
    if len(got) < 2:
        return None
    largest = max(got, key=lambda firm: (got[firm], -firm))
    try:
        return best_split(problem.without(largest), WHAT_IF_SECONDS)[1]
    except Refusal:
        return None


def _prices(tender: TenderRow, evaluation: Evaluation, plan: Plan) -> dict[str, int]:
    """What each published limit costs: the award again without it."""
    rules = tender.rules
    without = {
        "concentration": replace(rules, concentration_ppm=PPM) if rules.concentration_ppm < PPM else None,
        "fairness": replace(rules, sample=0) if rules.sample else None,
        "winners": replace(rules, winners_most=0) if rules.winners_most else None,
        "least": replace(rules, least_cases=0) if rules.least_cases else None,
    }
    found = {}
    for name, other in without.items():
        if other is not None:
            _split, free = best_split(_problem(tender, evaluation, other), WHAT_IF_SECONDS)
            found[name] = max(0, free.value_fen - plan.value_fen)
    return found


def _reasons(
    tender: TenderRow, evaluation: Evaluation, problem: Problem, split: Grid, plan: Plan
) -> dict[int, tuple[Reason, ...]]:
    scores = {one.firm: one for one in evaluation.scores}
    return {
        firm: reasons_of(
            one, scores.get(firm), problem, split, plan, tender.strata, tender.rules,
            evaluation.standings.get(firm, Standing(firm)),
        )
        for firm, one in evaluation.checked.items()
    }  # fmt: skip
