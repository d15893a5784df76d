"""People of the desk at work on statements (结算测试的动作)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.tests.acting import at_work
from huilong.rooms.settlement import actions
from huilong.rooms.settlement.models import Statement

from .conftest import APRIL_ENDS, IN_MAY

MONEY = 1


def refused(act: Callable[[], object]) -> str:
    """The code of the refusal that an act meets."""
    with pytest.raises(Refusal) as no:
        act()
    return no.value.code


def run(firm: Any, month: date = APRIL_ENDS, at: datetime = IN_MAY) -> dict[str, int]:
    """Finance runs a month."""
    with at_work(firm["money"]):
        return actions.run_month(month, at.date() - timedelta(days=1), at)


def issued(firm: Any, month: date = APRIL_ENDS, at: datetime = IN_MAY) -> int:
    """A statement of the month, run and issued by finance."""
    run(firm, month, at)
    key = Statement.objects.get(to_on=month).pk
    with at_work(firm["money"]):
        actions.issue(key, user=firm["money"].pk, at=at)
    return key


def agree(firm: Any, key: int, at: datetime = IN_MAY) -> None:
    """The firm agrees."""
    with at_work(firm["chief"]):
        actions.agree(key, user=firm["chief"].pk, at=at)


def approve(firm: Any, key: int, by: str = "boss", role: Role = Role.MANAGER, at: datetime = IN_MAY) -> None:
    """A second person approves."""
    with at_work(firm[by]):
        actions.approve(key, user=firm[by].pk, role=role, at=at)
