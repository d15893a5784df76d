"""Telling a replay (回放结果表述): as plain data, and an estimate in one line."""

from collections.abc import Mapping, Sequence
from typing import Any

from huilong.kernel.days import DayNumber, day_date
from huilong.kernel.refusal import Says
from huilong.rooms.replay.rules.dated import Desk
from huilong.rooms.replay.rules.drafting import SCORES
from huilong.rooms.replay.terms import OF_DESK, PPM, Draft, Estimate, Outcome, RunRow, Struck, Support, Unsupported

OF_MONEY = (Outcome.CASH_30, Outcome.CASH_60, Outcome.CASH_90, Outcome.COST)


def why(reason: Unsupported, support: Support) -> Says:
    """Why history does not support an answer, in a sentence with its figures (拒绝原因)."""
    share = f"{support.unseen_ppm / PPM:.0%}"
    return {
        Unsupported.NO_PROBABILITIES: Says(
            "决策没有记录概率,无法得知草案会带来什么:请先用实验随机分配并记录。",
            "Decisions were logged without the chance each had, so nothing can be said: assign at random and log it.",
        ),
        Unsupported.DETERMINISTIC: Says(
            "过去对这样的客户总是同样处置,没有变化可供比较:请先用小规模实验。",
            "The past always treated such borrowers alike, there is nothing to compare with: run a small experiment.",
        ),
        Unsupported.TOO_FEW: Says(
            f"与草案一致的历史决策只有 {support.agreeing} 笔(相当于 {support.effective} 笔),太少。",
            f"Only {support.agreeing} logged decisions agree with the draft, worth {support.effective}: too few.",
        ),
        Unsupported.NO_COUNTERPART: Says(
            f"草案的决策有 {share} 在同类客户中从未发生过,估算即是外推。",
            f"{share} of the draft's decisions were never made for such borrowers: an estimate would be extrapolation.",
        ),
        Unsupported.WEIGHTS: Says(
            f"按记录的概率加权,平均权重为 {support.weights_ppm / PPM:.2f} 而不是 1:概率与实际不符。",
            f"Weighted by the logged chances the mean weight is {support.weights_ppm / PPM:.2f}, not 1: the chances"
            " contradict what was done.",
        ),
        Unsupported.NOT_OVER: Says(
            "结果显现所需的日子还没有过完。", "The days in which this outcome shows are not over yet.",
        ),
        Unsupported.NOT_KNOWN: Says("账簿没有这项结果。", "The book does not hold this outcome."),
    }[reason]  # fmt: skip


def estimate_line(one: Estimate) -> str:
    """An estimate in one line, both languages."""
    name = f"{one.outcome.word.zh} {one.outcome.word.en}"
    if one.why is not None:
        said = why(one.why, one.support)
        return f"{name}: {one.method.word.zh}:{said.zh} / {said.en}"
    return (
        f"{name}: 草案 / draft {shown(one.outcome, one.draft)}, 实际 / actual {shown(one.outcome, one.actual)}, "
        f"差 / difference {shown(one.outcome, one.difference)} [{shown(one.outcome, one.low)}, "
        f"{shown(one.outcome, one.high)}] ({one.method.word.zh} {one.method.word.en})"
    )


def shown(outcome: Outcome, value: float | None) -> str:
    """A figure of an outcome: yuan a decision, or a percentage.

    >>> shown(Outcome.CASH_30, 12345.6), shown(Outcome.CURE_30, 0.0213), shown(Outcome.CURE_30, None)
    ('123.46', '2.13 %', '')
    """
    if value is None:
        return ""
    return f"{value / 100:,.2f}" if outcome in OF_MONEY else f"{value * 100:.2f} %"


def leaning(
    draft: Draft, tables: Mapping[str, Mapping[str, Any]], desk: Desk, first: DayNumber, last: DayNumber
) -> dict[str, Any]:
    """What a replay rests on beside the book (依据): tables and versions, nights before the desk knew or scored.

    Empty for a draft that reads the book alone.
    """
    found: dict[str, Any] = {}
    if tables:
        found["tables"] = [
            {"table": name, "version": one["version"], "number": one["number"], "name": one["table"]["name"]}
            for name, one in sorted(tables.items())
        ]  # fmt: skip
    if draft.needs & SCORES:
        found["nights_before_scores"], found["scored_since"] = _before(desk.scored, first, last)
    if draft.needs & {*OF_DESK, "hold"}:
        found["nights_before_desk"], found["desk_since"] = _before(desk.first, first, last)
    return found


def _before(since: DayNumber | None, first: DayNumber, last: DayNumber) -> tuple[int, str | None]:
    """How many nights came before a day, all of them before one that never came; and the day."""
    nights = min(max((last + 1 if since is None else since) - first, 0), last - first + 1)
    return nights, None if since is None else day_date(since).isoformat()


def rests_on(told: Mapping[str, Any]) -> list[str]:
    """What a replay rests on beside the book, in lines of both languages."""
    tables = ", ".join(f"{one['name']} {one['number'] or '-'}" for one in told.get("tables", ()))
    lines = [f"依赖的表及版本 / leans on {tables}"] if tables else []
    if told.get("nights_before_desk"):
        lines.append(f"作业库尚无记录的夜晚 / nights before the desk knew anything: {told['nights_before_desk']:,}")
    if told.get("nights_before_scores"):
        lines.append(f"尚未保存评分的夜晚 / nights before scores were kept: {told['nights_before_scores']:,}")
    return lines


def told(row: RunRow, struck: Sequence[Struck], estimates: Sequence[Estimate]) -> dict[str, Any]:
    """A replay as plain data, for `--json` and the API."""
    return {
        "replay": row.id, "draft": row.title, "from": row.first.isoformat(), "to": row.last.isoformat(),
        "state": row.state.value, "loans": row.loans, "treated": row.treated, "cost_fen": row.cost_fen,
        "fingerprint": row.fingerprint, "depends_on": dict(row.told),
        "struck": [
            {"by": one.by.value, "rule": one.rule, "treatment": one.treatment, "count": one.count} for one in struck
        ],
        "estimates": [
            {
                "outcome": one.outcome.value, "method": one.method.value, "draft": one.draft, "actual": one.actual,
                "difference": one.difference, "low": one.low, "high": one.high, "support": dict(vars(one.support)),
                "why": one.why.value if one.why else None,
                "says": None if one.why is None else {
                    "zh": why(one.why, one.support).zh, "en": why(one.why, one.support).en,
                },
            }
            for one in estimates
        ],
    }  # fmt: skip
