"""The queue follows what happens to a case (重排)."""

from collections.abc import Collection
from datetime import date
from importlib import import_module
from importlib.util import find_spec


def reranked(case_ids: Collection[int], on: date) -> None:
    """Give these cases their place in the queue anew, where there is a queue."""
    if find_spec("huilong.rooms.cases.actions.queue") is not None:
        import_module("huilong.rooms.cases.actions.queue").rerank(list(case_ids), on)
