"""Reads of contact (触达)."""

from huilong.rooms.contact.queries.outcomes import outcome, outcomes

__all__ = ["outcome", "outcomes"]
