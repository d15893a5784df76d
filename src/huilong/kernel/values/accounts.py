"""The words of accounts (账务用词)."""

from huilong.kernel.words import Word

ACCOUNTS: dict[str, tuple[Word, ...]] = {}
"""Values of the enums of double entry."""
