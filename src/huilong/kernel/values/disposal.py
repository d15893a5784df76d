"""The words of disposal (处置用词)."""

from huilong.kernel.words import Word

DISPOSAL: dict[str, tuple[Word, ...]] = {}
"""Values of disposal's enums."""
