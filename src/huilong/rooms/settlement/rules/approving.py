"""Who may approve a statement (结算审批权限), by its amount."""

from huilong.kernel.money import Fen
from huilong.rooms.people.terms import Role
from huilong.rooms.settlement.terms import SettlementPolicy


def may_approve(role: Role, fen: Fen, policy: SettlementPolicy) -> bool:
    """Whether somebody of this role may approve a statement of this amount; what takes money back counts as much.

    >>> [may_approve(Role.FINANCE, fen, SettlementPolicy()) for fen in (20_000_000, 20_000_001)]
    [True, False]
    """
    return role is Role.MANAGER or (role is Role.FINANCE and abs(fen) <= policy.large_fen)
