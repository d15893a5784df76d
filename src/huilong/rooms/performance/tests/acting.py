"""People at work on targets and allocations (目标与分派测试的动作)."""

from contextlib import contextmanager
from typing import Any

from huilong.kernel.acting import Acting, act_as


@contextmanager
def at_work(user: Any) -> Any:
    """Within the block this user acts."""
    with act_as(Acting(user.pk, user.organisation_id, user.role, "10.0.0.1")):
        yield
