"""Verbs of contact (触达): each asked for first, done, and written down."""

from huilong.rooms.contact.actions.asking import ask_contact

__all__ = ["ask_contact"]
