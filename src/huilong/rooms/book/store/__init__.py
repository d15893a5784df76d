"""The Parquet store of the book (借据存储): append-only, bucketed by loan, readable as of any day. See README.md."""

from huilong.rooms.book.store.book import Book
from huilong.rooms.book.store.manifest import Manifest, Source

__all__ = ["Book", "Manifest", "Source"]
