"""The words of tenders (招标用词)."""

from huilong.kernel.words import Word

TENDERS: dict[str, tuple[Word, ...]] = {}
"""Values of tenders's enums."""
