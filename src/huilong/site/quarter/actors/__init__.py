"""The actors (演员): a file for each role, and nobody of a room that is not there yet."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from huilong.site.quarter.world import Deed, World

ROLES = (
    "borrowers", "collectors", "relief", "leads", "finance", "managing", "agents", "settling", "recovery", "sales",
    "compliance", "wrongdoers", "house_workers",
)  # fmt: skip


class Actor(Protocol):
    """A role as it is played (角色脚本): a module with two functions."""

    def begin(self, world: World) -> None:
        """What is arranged before the first day."""

    def deeds(self, world: World, on: date) -> Iterator[Deed]:
        """What is going to be done on a day; asked for in the morning."""


@cache
def troupe() -> tuple[Actor, ...]:
    """Everybody who plays."""
    return tuple(cast(Actor, import_module(f"{__name__}.{name}")) for name in ROLES)
