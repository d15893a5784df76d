"""What waits for a word on pages of other rooms (待我办理): those rooms tell it, the approvals page shows it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huilong.kernel.refusal import Says
from huilong.rooms.people.queries.users import may


@dataclass(frozen=True)
class Waiting:
    """One thing that waits (待办事项): what it is, since when, and the page on which it is decided."""

    says: Says
    since: datetime
    url: str


Teller = Callable[[Any], Iterator[Waiting]]
_tellers: list[tuple[str, Teller]] = []


def waits_from(permission: str, teller: Teller) -> None:
    """A room tells what waits for a user (待办来源); it is asked for users with this permission only."""
    _tellers.append((permission, teller))


def waits_for(user: Any) -> list[Waiting]:
    """What waits for this user elsewhere, the longest waiting first (待我办理)."""
    found = [one for permission, teller in _tellers if may(user, permission) for one in teller(user)]
    return sorted(found, key=lambda one: one.since)
