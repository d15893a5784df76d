"""Checking the store (文件核验): every row has its blob, and every blob opens to what it is named for."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.actions.dropping import remove_unnamed
from huilong.rooms.files.queries import addresses
from huilong.rooms.files.queries.store import Store, clear
from huilong.rooms.files.rules.chunks import Damaged, address_of
from huilong.rooms.files.terms import Sound
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import data_key
from huilong.rooms.vault.queries.keys import PRINTS

UNFINISHED_AFTER = timedelta(hours=1)


def check(*, at: datetime, sweep: bool = False) -> Sound:
    """Read the whole store and hold it against the rows (核验文件); with `sweep`, remove what no row names.

    What is being written is left alone: unfinished writes count after an hour, and an orphan that somebody names
    meanwhile stays.
    """
    store = Store()
    there = set(store.blobs())
    _, prints = data_key(PRINTS)
    named, missing, damaged = set(), [], []
    for address, size in addresses():
        named.add(address)
        if address not in there and store.size(address) is None:
            missing.append(address)
        elif not _opens(store, address, size, prints):
            damaged.append(address)
    orphans, unfinished = sorted(there - named), sorted(store.unfinished(at - UNFINISHED_AFTER))
    if sweep:
        orphans = [one for one in orphans if remove_unnamed(store, one)]
        for one in unfinished:
            store.sweep(one)
    found = Sound(len(named), len(there), tuple(missing), tuple(damaged), tuple(orphans), tuple(unfinished))
    counts = {
        "rows": found.rows, "missing": len(missing), "damaged": len(damaged), "orphans": len(orphans),
        "unfinished": len(unfinished), "swept": sweep,
    }  # fmt: skip
    with transaction.atomic():
        record(verb="file.checked", subject=("files", "store"), detail=counts, at=at)
    return found


def _opens(store: Store, address: str, size: int, prints: bytes) -> bool:
    """Whether a blob opens, is as long as its row says, and hashes to its address."""
    digest, length = hashlib.sha256(), 0
    try:
        for piece in clear(store, address):
            digest.update(piece)
            length += len(piece)
    except (Refusal, Damaged, OSError):
        return False
    return length == size and address_of(prints, digest.digest()) == address
