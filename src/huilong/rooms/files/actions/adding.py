"""Adding (添加文件): examined, hashed, sealed into the store, and written down with its journal entry."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from django.db import connection, transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.files.actions.examining import examine
from huilong.rooms.files.models import File
from huilong.rooms.files.queries.listing import bound_to
from huilong.rooms.files.queries.store import Store
from huilong.rooms.files.rules.chunks import CHUNK, SALT_BYTES, address_of, head, sealed, sealed_size
from huilong.rooms.files.rules.types import clean_name
from huilong.rooms.files.terms import MOST_OF_A_NAME, MOST_OF_A_NOTE, Added, FileKind
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import data_key
from huilong.rooms.vault.queries.keys import PRINTS
from huilong.rooms.vault.rules.sealing import NONCE_BYTES, seal

PURPOSE = "files"
ADDRESS_LOCKS = 7022004


def add(number: str, file: BinaryIO, *, kind: FileKind, name: str, note: str = "", at: datetime) -> Added:
    """Keep a file on a case (添加文件). The same bytes on the same case are one file: again changes nothing.

    The blob is in the store before the row says so, and the row and its entry are one transaction: killed anywhere,
    there is at most a blob that no row names, which `huilong files check` lists and sweeps.
    """
    case = case_detail(number).case.id
    name, note = clean_name(name, MOST_OF_A_NAME), note.strip()
    if len(note) > MOST_OF_A_NOTE or not note.isprintable():
        raise _note_unreadable()
    size, digest = _measured(file)
    kept = examine(file, size, name)
    _, prints = data_key(PRINTS)
    key_id, key = data_key(PURPOSE)
    address = address_of(prints, digest)
    with transaction.atomic():
        one_at_the_address(address)
        before = File.objects.filter(case_id=case, address=address, withdrawn_at=None).first()
        store = Store()
        if store.size(address) != sealed_size(size):
            _put(store, address, key_id, key, file)
        if before is not None:
            return Added(before.pk, False)
        who = acting()
        row = File.objects.create(
            case_id=case, address=address, kind=kind.value, family=kept.family.value, media=kept.media, size=size,
            key_id=key_id, name=_sealed(key, address, "name", name), note=_sealed(key, address, "note", note),
            added_by=who.user if who else 0, added_at=at,
        )  # fmt: skip
        detail = {"file": row.pk, "kind": kind.value, "media": kept.media, "size": size, "address": address}
        record(verb="file.added", subject=("case", number), detail=detail, at=at)
    return Added(row.pk, True)


def one_at_the_address(address: str) -> None:
    """Wait until nobody else adds or removes what lies at this address, and let nobody until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, ('x' || %s)::bit(32)::int)", [ADDRESS_LOCKS, address[:8]])


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file from its start, in pieces of `CHUNK`."""
    file.seek(0)
    while piece := file.read(CHUNK):
        yield piece


def _put(store: Store, address: str, key_id: int, key: bytes, file: BinaryIO) -> None:
    first = head(key_id, secrets.token_bytes(SALT_BYTES))

    def parts() -> Iterator[bytes]:
        yield first
        yield from sealed(key, first, address, pieces_of(file))

    store.put(address, parts())


def _measured(file: BinaryIO) -> tuple[int, bytes]:
    """How long a file is, and the SHA-256 of its bytes."""
    size, digest = 0, hashlib.sha256()
    for piece in pieces_of(file):
        size += len(piece)
        digest.update(piece)
    return size, digest.digest()


def _sealed(key: bytes, address: str, field: str, text: str) -> bytes:
    return seal(key, secrets.token_bytes(NONCE_BYTES), text.encode(), bound_to(address, field))


def _note_unreadable() -> Refusal:
    return Refusal(
        "note-too-long", status=422, where="note", zh=f"备注须在 {MOST_OF_A_NOTE} 字以内,不分行。",
        en=f"A note has at most {MOST_OF_A_NOTE} characters on one line.",
        remedy_zh="请缩短备注。", remedy_en="Shorten it.",
    )  # fmt: skip
