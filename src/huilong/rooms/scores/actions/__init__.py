"""Verbs of scores (评分): train a draft, ask a second person, put to use, retire, score, watch."""

from huilong.rooms.scores.actions.approving import approve, ask_for_use, model_approved, model_refused, retire, use
from huilong.rooms.scores.actions.scoring import keep_scores, keep_warnings

__all__ = [
    "approve",
    "ask_for_use",
    "keep_scores",
    "keep_warnings",
    "model_approved",
    "model_refused",
    "retire",
    "use",
]
