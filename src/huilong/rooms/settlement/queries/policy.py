"""How statements go in this house (结算规则)."""

from django.conf import settings

from huilong.rooms.settlement.terms import SettlementPolicy


def settlement_policy() -> SettlementPolicy:
    """The house's terms of settling (结算规则): setting SETTLEMENT, a mapping of SettlementPolicy's fields."""
    return SettlementPolicy(**getattr(settings, "SETTLEMENT", {}))
