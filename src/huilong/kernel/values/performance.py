"""The words of performance (目标与分派用词)."""

from huilong.kernel.words import Word

PERFORMANCE: dict[str, tuple[Word, ...]] = {}
"""Values of performance's enums."""
