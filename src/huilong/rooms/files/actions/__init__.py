"""Verbs of files (文件): add, open, withdraw, drop; check the store; note what is learned of a borrower."""

from huilong.rooms.files.actions.adding import add
from huilong.rooms.files.actions.checking import check
from huilong.rooms.files.actions.dropping import drop_of, drop_with_people
from huilong.rooms.files.actions.learning import learn
from huilong.rooms.files.actions.opening import open_file, withdraw

__all__ = ["add", "check", "drop_of", "drop_with_people", "learn", "open_file", "withdraw"]
