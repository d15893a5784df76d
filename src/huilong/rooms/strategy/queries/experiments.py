"""Experiments (实验) and what they found so far."""

from dataclasses import dataclass

from huilong.kernel.refusal import Refusal
from huilong.rooms.strategy.models import Experiment, Result
from huilong.rooms.strategy.rules.sequential import Difference, breached, of_cures, of_money, of_shares
from huilong.rooms.strategy.terms import (
    Arm,
    ArmResult,
    ExperimentEnd,
    ExperimentRow,
    ExperimentState,
    Guardrails,
    Shares,
)


@dataclass(frozen=True)
class Found:
    """What an experiment found by its last night (实验结果): each arm, and the differences with their intervals."""

    arms: tuple[ArmResult, ...]
    cures: Difference
    money: Difference
    complaints: Difference
    blocked: Difference
    breached: bool


def experiments() -> tuple[ExperimentRow, ...]:
    """All experiments, newest first (实验列表)."""
    return tuple(_row(one) for one in Experiment.objects.order_by("-id"))


def running() -> ExperimentRow | None:
    """The experiment that runs, if one does (进行中的实验)."""
    one = Experiment.objects.filter(state=ExperimentState.RUNNING).first()
    return None if one is None else _row(one)


def experiment(key: int) -> ExperimentRow:
    """One experiment. Raises Refusal `no-such-experiment`."""
    one = Experiment.objects.filter(pk=key).first()
    if one is None:
        raise Refusal(
            "no-such-experiment", status=404, zh="没有这个实验。", en="There is no such experiment.",
            remedy_zh="请从实验页打开。", remedy_en="Open it from the page of experiments.",
        )  # fmt: skip
    return _row(one)


def found(key: int) -> Found | None:
    """What an experiment found by the last night that counted (实验结论); None before the first."""
    one = experiment(key)
    newest = Result.objects.filter(experiment_id=key).order_by("-on").values_list("on", flat=True).first()
    if newest is None:
        return None
    arms = {row.arm: row for row in map(_arm, Result.objects.filter(experiment_id=key, on=newest))}
    return judged(one, arms)


def judged(one: ExperimentRow, arms: dict[Arm, ArmResult]) -> Found:
    """What the results of a night come to (实验判断)."""
    none = [ArmResult(arm, 0, 0, 0, 0.0, 0, 0) for arm in Arm]
    champion, challenger, _held = (arms.get(row.arm, row) for row in none)
    counts = (challenger.borrowers, champion.borrowers)
    rails = one.guardrails
    return Found(
        tuple(arms.get(row.arm, row) for row in none),
        of_cures(challenger, champion, one.worth_ppm), of_money(challenger, champion, one.worth_fen),
        of_shares((challenger.complaints, champion.complaints), counts, max(rails.complaints_ppm, 1_000) / 1e6),
        of_shares((challenger.blocked, champion.blocked), counts, max(rails.blocked_ppm, 1_000) / 1e6),
        breached(challenger, champion, rails.complaints_ppm, rails.blocked_ppm),
    )  # fmt: skip


def nights_of(key: int) -> tuple[tuple[str, Difference], ...]:
    """The difference of cures night by night (逐夜差异), oldest first."""
    one = experiment(key)
    by: dict[str, dict[Arm, ArmResult]] = {}
    for row in Result.objects.filter(experiment_id=key).order_by("on"):
        by.setdefault(row.on.isoformat(), {})[Arm(row.arm)] = _arm(row)
    return tuple((on, judged(one, arms).cures) for on, arms in by.items())


def _arm(row: Result) -> ArmResult:
    return ArmResult(
        Arm(row.arm), row.borrowers, row.cured, row.paid_fen, row.paid_squares, row.complaints, row.blocked
    )


def _row(one: Experiment) -> ExperimentRow:
    return ExperimentRow(
        one.pk, one.name, one.champion_id, one.challenger_id, one.salt, Shares(one.challenger_ppm, one.holdout_ppm),
        ExperimentState(one.state), one.started_on, one.ended_on, ExperimentEnd(one.why) if one.why else None,
        one.horizon_days, one.worth_ppm, one.worth_fen, Guardrails(one.complaints_ppm, one.blocked_ppm),
    )  # fmt: skip
