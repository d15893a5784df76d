"""Rules, strata, bids and plans as stored data (招标数据), and back: what is written reads as it was."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.terms import FeeForm
from huilong.rooms.tenders.terms import (
    FULL,
    PPM,
    Basis,
    Bound,
    Criterion,
    Plan,
    Points,
    Reason,
    Score,
    Standing,
    Stratum,
    TenderRules,
)

WHOLE = ("pass_points", "concentration_ppm", "least_cases", "winners_most", "sample", "sample_share_ppm", "worth_ppm",
         "most_rate_ppm", "low_price_ppm", "bond_fen")  # fmt: skip
WEIGHTS = {
    Criterion.PRICE: 40, Criterion.PERFORMANCE: 25, Criterion.CAPACITY: 10, Criterion.LOCALITY: 10,
    Criterion.COMPLIANCE: 15, Criterion.JUDGEMENT: 0,
}  # fmt: skip
"""Weights where the lender says nothing else."""


def rules_told(rules: TenderRules) -> dict[str, Any]:
    """The rules as stored."""
    return {
        "weights": {one.value: weight for one, weight in rules.weights.items()},
        "forms": [one.value for one in rules.forms], **{name: getattr(rules, name) for name in WHOLE},
    }  # fmt: skip


def rules_of(told: Mapping[str, Any]) -> TenderRules:
    """Rules from data; what is not named takes the house's usual value. Raises Refusal `tender-rules`."""
    try:
        weights = {Criterion(name): int(weight) for name, weight in told.get("weights", {}).items()} or dict(WEIGHTS)
        forms = tuple(FeeForm(one) for one in told.get("forms", ())) or (FeeForm.RATE, FeeForm.BY_AGE)
        rules = TenderRules(weights, forms=forms, **{name: int(told[name]) for name in WHOLE if name in told})
    except (ValueError, TypeError) as error:
        raise _wrong(str(error), str(error)) from None
    if not sum(weights.values()) or min(weights.values()) < 0:
        raise _wrong("权重须为非负且不全为零", "weights are not negative and not all zero")
    if not set(forms) <= {FeeForm.RATE, FeeForm.BY_AGE}:
        raise _wrong("只能按费率或按账龄报价", "bids are by rate or by age")
    shares = (rules.concentration_ppm, rules.sample_share_ppm, rules.most_rate_ppm, rules.low_price_ppm)
    if not all(0 <= one <= PPM for one in shares) or not rules.concentration_ppm or rules.pass_points > FULL:
        raise _wrong("份额须在 0 与 100% 之间", "shares lie between nothing and the whole")
    return rules


def stratum_told(one: Stratum) -> dict[str, Any]:
    """A stratum as stored and as published."""
    return {**asdict(one), "basis": one.basis.value}


def stratum_of(told: Mapping[str, Any]) -> Stratum:
    """A stratum from data."""
    return Stratum(
        told["code"], tuple(told["buckets"]), tuple((a, b) for a, b in told["bands"]), tuple(told["regions"]),
        told["cases"], told["fen"], told["days"], told["joined"], told["expected_ppm"], Basis(told["basis"]),
        tuple(told["history"]),
    )  # fmt: skip


def plan_told(plan: Plan) -> dict[str, Any]:
    """A plan as stored: one row a cell."""
    return {
        "cases": [[stratum, firm, n] for (stratum, firm), n in sorted(plan.cases.items())],
        "value_fen": plan.value_fen, "bound_fen": plan.bound_fen, "gap_ppm": plan.gap_ppm, "proven": plan.proven,
        "shadow": dict(plan.shadow), "pressure": {str(firm): fen for firm, fen in plan.pressure.items()},
    }  # fmt: skip


def plan_of_told(told: Mapping[str, Any]) -> Plan:
    """A plan from data."""
    return Plan(
        {(stratum, firm): n for stratum, firm, n in told["cases"]}, told["value_fen"], told["bound_fen"],
        told["gap_ppm"], told["proven"], told["shadow"], {int(firm): fen for firm, fen in told["pressure"].items()},
    )  # fmt: skip


def score_told(score: Score) -> dict[str, Any]:
    """A score as stored."""
    return {
        "firm": score.firm, "total": score.total, "rank": score.rank, "qualified": score.qualified,
        "lines": [
            {"criterion": one.criterion.value, "weight": one.weight, "points": one.points, "given": dict(one.given),
             "neutral": one.neutral}
            for one in score.lines
        ],
    }  # fmt: skip


def score_of(told: Mapping[str, Any]) -> Score:
    """A score from data."""
    lines = tuple(
        Points(Criterion(one["criterion"]), one["weight"], one["points"], one["given"], one["neutral"])
        for one in told["lines"]
    )
    return Score(told["firm"], lines, told["total"], told["rank"], told["qualified"])


def standing_told(one: Standing) -> dict[str, Any]:
    """A standing as stored with the award."""
    return asdict(one)


def standing_of(told: Mapping[str, Any]) -> Standing:
    """A standing from data."""
    offices = told["offices"]
    return Standing(**{
        **told, "regions": tuple(told["regions"]), "offices": None if offices is None else tuple(offices),
    })  # fmt: skip


def reason_told(one: Reason) -> dict[str, Any]:
    """A reason as stored."""
    return {"bound": one.bound.value, "figures": dict(one.figures)}


def reason_of(told: Mapping[str, Any]) -> Reason:
    """A reason from data."""
    return Reason(Bound(told["bound"]), told["figures"])


def _wrong(zh: str, en: str) -> Refusal:
    return Refusal(
        "tender-rules", status=422, zh=f"招标规则有误:{zh}。", en=f"The tender's rules are wrong: {en}.",
        remedy_zh="请按 docs/how-to/tenders.md 填写。", remedy_en="Write them as in docs/how-to/tenders.md.",
    )  # fmt: skip
