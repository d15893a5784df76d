"""Sealing in chunks (分块加密): AES-256-GCM; a file is opened piece by piece, and no piece is believed unchecked.

A sealed file is a head, then chunks of `CHUNK` clear bytes (the last one shorter), each with its tag. The head says
which data key (8 bytes) and which salt (32 random bytes) its own key is derived from (HKDF-SHA256). The nonce of a
chunk is its number and whether it is the last, as in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár
2015); head, address, number and last-flag are authenticated with it. So no chunk can be changed, left out, repeated,
moved, cut off behind, or brought over from another file.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"HLF\x01"
SALT_BYTES, KEY_ID_BYTES, TAG_BYTES = 32, 8, 16
HEAD_BYTES = len(MAGIC) + KEY_ID_BYTES + SALT_BYTES
CHUNK = 256 * 1024
SEALED_CHUNK = CHUNK + TAG_BYTES


class Damaged(ValueError):
    """A sealed file that does not open: another key, another address, or changed."""


def address_of(key: bytes, sha256: bytes) -> str:
    """Where clear bytes of this hash are kept: keyed, so that it does not tell whoever lacks the key what is kept.

    >>> len(address_of(bytes(32), bytes(32)))
    64
    """
    own = hmac.digest(key, b"file address", hashlib.sha256)
    return hmac.digest(own, sha256, hashlib.sha256).hex()


def head(key_id: int, salt: bytes) -> bytes:
    """The head of a sealed file. `salt` must be `SALT_BYTES` random bytes, new for every file."""
    return MAGIC + key_id.to_bytes(KEY_ID_BYTES, "big") + salt


def key_id_of(first: bytes) -> int:
    """The data key a sealed file was sealed with, from its head; raises Damaged."""
    if len(first) != HEAD_BYTES or not first.startswith(MAGIC):
        raise Damaged("no head")
    return int.from_bytes(first[len(MAGIC) : len(MAGIC) + KEY_ID_BYTES], "big")


def sealed_size(size: int) -> int:
    """How long a file of `size` clear bytes (at least 1) is when sealed.

    >>> [sealed_size(n) - HEAD_BYTES - n for n in (1, CHUNK, CHUNK + 1)]
    [16, 16, 32]
    """
    return HEAD_BYTES + size + TAG_BYTES * -(-size // CHUNK)


def sealed(key: bytes, first: bytes, address: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed chunks of clear `pieces`, each but the last of `CHUNK` bytes. `first` is the head, written before."""
    cipher = _cipher(key, first)
    for number, piece, last in _numbered(pieces):
        yield cipher.encrypt(_nonce(number, last), piece, _bound(first, address, number, last))


def opened(key: bytes, first: bytes, address: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The clear pieces of sealed `chunks`, each but the last of `SEALED_CHUNK` bytes; raises Damaged at a fault.

    A file cut off between two chunks is found at once: its last chunk then is one that was not sealed as the last.
    """
    cipher, any_at_all = _cipher(key, first), False
    for number, chunk, last in _numbered(chunks):
        any_at_all = True
        try:
            yield cipher.decrypt(_nonce(number, last), chunk, _bound(first, address, number, last))
        except InvalidTag as error:
            raise Damaged(f"chunk {number} does not open") from error
    if not any_at_all:
        raise Damaged("no chunks")


def _numbered(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Each piece with its number and whether it is the last: one piece is held back to know."""
    number, held = 0, b""
    for piece in pieces:
        if held:
            yield number, held, False
            number += 1
        held = piece
    if held:
        yield number, held, True


def _cipher(key: bytes, first: bytes) -> AESGCM:
    salt = first[len(MAGIC) + KEY_ID_BYTES :]
    return AESGCM(HKDF(SHA256(), 32, salt=salt, info=b"huilong file").derive(key))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _bound(first: bytes, address: str, number: int, last: bool) -> bytes:
    return first + address.encode() + _nonce(number, last)
