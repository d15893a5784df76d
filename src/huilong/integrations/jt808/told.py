"""What one message tells (消息内容): places, attributes of its own, fields."""

from dataclasses import dataclass, field
from typing import Any

from huilong.rooms.tracking.terms import Fix


@dataclass(slots=True)
class Told:
    """A message read (解析结果). `unknown` counts items nobody knows, `unplaced` reports without a possible place."""

    fixes: list[Fix] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    unknown: int = 0
    unplaced: int = 0
