"""Reads of files (文件): a case's list, one file, the store they lie in; what was learned of a borrower."""

from huilong.rooms.files.queries.learned import completeness_of, kinds_of_papers, learned_of
from huilong.rooms.files.queries.listing import SORTS, addresses, file_row, files_of

__all__ = ["SORTS", "addresses", "completeness_of", "file_row", "files_of", "kinds_of_papers", "learned_of"]
