"""The words of replay (回放用词)."""

from huilong.kernel.words import Word

REPLAY: dict[str, tuple[Word, ...]] = {}
"""Values of replay's enums."""
