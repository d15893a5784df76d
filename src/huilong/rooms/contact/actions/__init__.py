"""Verbs of contact (触达): each asked for first, done, and written down."""

from huilong.rooms.contact.actions.activities import record_activity, settle_outcomes, undo_activity
from huilong.rooms.contact.actions.asking import ask_a_second_person, ask_contact
from huilong.rooms.contact.actions.calls import dial, take_call_news

__all__ = [
    "ask_a_second_person",
    "ask_contact",
    "dial",
    "record_activity",
    "settle_outcomes",
    "take_call_news",
    "undo_activity",
]
