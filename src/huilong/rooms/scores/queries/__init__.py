"""Reads of scores (评分): panels, models, scores of borrowers, early warnings."""

from huilong.rooms.scores.queries.defaults import Defaults, defaults
from huilong.rooms.scores.queries.given import each_warning, latest, scores_of, warning_page
from huilong.rooms.scores.queries.models import in_use, model_of, model_page, model_row, watched

__all__ = [
    "Defaults",
    "defaults",
    "each_warning",
    "in_use",
    "latest",
    "model_of",
    "model_page",
    "model_row",
    "scores_of",
    "warning_page",
    "watched",
]
