"""The words of forecast (预测用词)."""

from huilong.kernel.words import Word

FORECAST: dict[str, tuple[Word, ...]] = {}
"""Values of forecast's enums."""
