"""What the lists of tracking share (列表共用)."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from huilong.shell.templatetags.huilong import words


def member_words(members: Iterable[Enum]) -> list[tuple[str, Any]]:
    """The members of an enum as choices of a filter, in the reader's words."""
    return [(str(member), words(member)) for member in members]
