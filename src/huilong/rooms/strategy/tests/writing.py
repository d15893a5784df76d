"""People writing strategy in tests (策略测试的动作)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import timezone

from huilong.rooms.people.actions import decide
from huilong.rooms.people.models import Approval
from huilong.rooms.strategy import actions, queries
from huilong.rooms.strategy.terms import Purpose

from .conftest import AT, at_work


def online_key(purpose: Purpose) -> int:
    """The version of a table that is online."""
    return queries.online(timezone.localdate(AT))[purpose].id


def drafted(purpose: Purpose, change: Callable[[list[Any]], list[Any]] | None = None) -> int:
    """A draft begun from what is online, its rules changed."""
    key = actions.start_draft(online_key(purpose), AT)
    if change:
        row = queries.version(key)
        plain = dict(row.plain)
        actions.write(key, plain | {"rules": change(list(plain["rules"]))}, row.sha256, AT)
    return key


def approved(desk: Any, key: int, effective_from: date | None) -> None:
    """Handed in by wen, agreed to by boss."""
    with at_work(desk["wen"]):
        asked = actions.submit(key, effective_from, AT)
    with at_work(desk["boss"]):
        decide(asked, approve=True, actor=desk["boss"].pk, at=AT)
    assert Approval.objects.get(pk=asked).state == "approved"
