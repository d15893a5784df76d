"""The words of collateral (车辆档案用词)."""

from huilong.kernel.words import Word

COLLATERAL: dict[str, tuple[Word, ...]] = {}
"""Values of collateral's enums."""
