"""Scores of a case (案件评分): whose case it is, scores asks the rooms above through a port (setting SCORES_CASE)."""

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from huilong.rooms.scores.queries.given import scores_of
from huilong.rooms.scores.terms import ScoreRow


def scores_of_case(number: str) -> tuple[Any, tuple[ScoreRow, ...]]:
    """The case as its room shows it, and the scores of its borrower. Refuses `no-such-case`."""
    case = import_string(settings.SCORES_CASE)(number)
    return case, scores_of(case.borrower)
