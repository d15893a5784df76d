"""The words of auctions (竞价用词)."""

from huilong.kernel.words import Word

AUCTIONS: dict[str, tuple[Word, ...]] = {}
"""Values of auctions's enums."""
