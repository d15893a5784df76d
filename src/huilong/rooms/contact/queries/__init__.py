"""Reads of contact (触达)."""

from huilong.rooms.contact.queries.calllog import unmatched_calls
from huilong.rooms.contact.queries.gaps import acts_without_verdict, reports_without_message
from huilong.rooms.contact.queries.outcomes import outcome, outcomes

__all__ = ["acts_without_verdict", "outcome", "outcomes", "reports_without_message", "unmatched_calls"]
