"""Verbs of agencies (委外机构): rate, note breaches, publish prices, note responses."""

from huilong.rooms.agencies.actions.rating import note_breach, rate_firms, withdraw_breach
from huilong.rooms.agencies.actions.trades import note_response, publish_price

__all__ = ["note_breach", "note_response", "publish_price", "rate_firms", "withdraw_breach"]
