"""Verbs of the vault (隐私库): take people in, open one value for a purpose, find, keep and erase, turn keys."""

from huilong.rooms.vault.actions.intake import take_people
from huilong.rooms.vault.actions.looking import ask_for_more, find_people, handed_over, more_looks, reveal
from huilong.rooms.vault.actions.retaining import ask_erasure, end_clock, hold, release, retain
from huilong.rooms.vault.actions.rotating import rotate

__all__ = [
    "ask_erasure",
    "ask_for_more",
    "end_clock",
    "find_people",
    "handed_over",
    "hold",
    "more_looks",
    "release",
    "retain",
    "reveal",
    "rotate",
    "take_people",
]
