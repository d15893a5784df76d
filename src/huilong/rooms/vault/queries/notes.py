"""Notes (备注): free text people write may name somebody, so other rooms keep it sealed, under a key of the vault."""

import secrets

from huilong.rooms.vault.queries.keys import data_key, data_key_by_id
from huilong.rooms.vault.rules.sealing import NONCE_BYTES, seal, unseal

PURPOSE = "notes"


def sealed_note(text: str, bound_to: str) -> tuple[int | None, bytes]:
    """A note as it is kept (密文备注): the id of its key and the sealed text, which opens only with `bound_to`.

    An empty note needs neither: (None, b"").
    """
    if not text:
        return None, b""
    key_id, key = data_key(PURPOSE)
    return key_id, seal(key, secrets.token_bytes(NONCE_BYTES), text.encode(), bound_to)


def opened_note(key_id: int | None, sealed: bytes, bound_to: str) -> str:
    """The text of a sealed note. Raises Refusal `no-data-key`, and Tampered for what was moved or changed."""
    if key_id is None:
        return ""
    return unseal(data_key_by_id(key_id), bytes(sealed), bound_to).decode()
