"""Reads of people (组织与权限)."""

from dataclasses import dataclass
from typing import Any

from huilong.rooms.people.models import User
from huilong.rooms.people.rules.permissions import role_may


@dataclass(frozen=True)
class Account:
    """A user as other rooms see one (用户)."""

    id: int
    username: str
    display_name: str
    role: str
    organisation: str
    language: str


def may(user: Any, permission: str) -> bool:
    """Whether this signed-in user may do something, e.g. `may(request.user, "case.view")`; anonymous may nothing."""
    role = getattr(user, "role", "")
    return bool(role and getattr(user, "is_active", False) and role_may(role, permission))


def accounts() -> list[Account]:
    """All active users by name."""
    users = User.objects.filter(is_active=True).select_related("organisation").order_by("username")
    return [Account(u.pk, u.username, u.display_name, u.role, u.organisation.name, u.language) for u in users]
