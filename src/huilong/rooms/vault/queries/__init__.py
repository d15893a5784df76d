"""Reads of the vault (隐私库): masked people, exact search, keys to seal with."""

from huilong.rooms.vault.queries.keys import data_key, data_key_by_id
from huilong.rooms.vault.queries.notes import opened_note, sealed_note
from huilong.rooms.vault.queries.people import (
    loans_kept,
    missing_people,
    people_of,
    people_without_reason,
    shown_people,
    status,
)

__all__ = [
    "data_key",
    "data_key_by_id",
    "loans_kept",
    "missing_people",
    "opened_note",
    "people_of",
    "people_without_reason",
    "sealed_note",
    "shown_people",
    "status",
]
