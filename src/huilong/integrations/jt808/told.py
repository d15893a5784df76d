"""What one message tells (消息内容): places, attributes of its own, fields."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from huilong.rooms.tracking.terms import Fix

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Told(NamedTuple):
    """A message read (解析结果). `unknown` counts items nobody knows, `unplaced` reports without a possible place."""

    fixes: Sequence[Fix] = ()
    attributes: Mapping[str, Any] = NOTHING
    unknown: int = 0
    unplaced: int = 0
