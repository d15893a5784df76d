"""The words of scores (评分用词)."""

from huilong.kernel.words import Word

SCORES: dict[str, tuple[Word, ...]] = {}
"""Values of scores's enums."""
