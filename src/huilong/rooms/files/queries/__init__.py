"""Reads of files (文件): a case's list, one file, the store they lie in."""

from huilong.rooms.files.queries.listing import SORTS, addresses, file_row, files_of

__all__ = ["SORTS", "addresses", "file_row", "files_of"]
