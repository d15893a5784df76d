"""The words of strategy (策略用词)."""

from huilong.kernel.words import Word

STRATEGY: dict[str, tuple[Word, ...]] = {}
"""Values of strategy's enums."""
