"""Writes of strategy (策略): drafts, hand-in, going online, roll-back, experiments, what nights decided."""

from huilong.rooms.strategy.actions.deciding import keep_decisions, keep_results, keep_snapshot
from huilong.rooms.strategy.actions.drafting import (
    approve,
    ensure_shipped,
    refuse,
    retire,
    roll_back,
    start_draft,
    submit,
    withdraw,
    write,
)
from huilong.rooms.strategy.actions.experiments import end_experiment, start_experiment

__all__ = [
    "approve", "end_experiment", "ensure_shipped", "keep_decisions", "keep_results", "keep_snapshot", "refuse",
    "retire", "roll_back", "start_draft", "start_experiment", "submit", "withdraw", "write",
]  # fmt: skip
