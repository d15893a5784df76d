"""The words of settlement (费用结算用词)."""

from huilong.kernel.words import Word

SETTLEMENT: dict[str, tuple[Word, ...]] = {}
"""Values of settlement's enums."""
