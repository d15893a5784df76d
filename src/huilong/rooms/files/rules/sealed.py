"""A file sealed in chunks (分块加密): AES-256-GCM, each chunk bound to its place, the last one marked as the last.

Layout: `HLF1`, key id (8 bytes), salt (32 bytes), then chunks of at most `CHUNK` clear bytes with their tags. Each file
has a key of its own, HKDF-SHA256 (RFC 5869) of the data key and the salt, so counters serve as nonces. A chunk taken
out, doubled, moved or cut off does not open: the nonce is the chunk's number and whether it ends the file (the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = b"HLF1"
SALT_BYTES, TAG_BYTES, CHUNK = 32, 16, 1 << 16
HEAD_BYTES = len(MARK) + 8 + SALT_BYTES


class Damaged(ValueError):
    """A sealed file that does not open: changed, cut short, or under another key."""


def sealed(content: bytes, key_id: int, key: bytes, salt: bytes) -> bytes:
    """The file sealed; `salt` (32 random bytes) is used once."""
    cipher = AESGCM(_own(key, salt))
    starts = range(0, max(len(content), 1), CHUNK)
    last = len(starts) - 1
    chunks = [cipher.encrypt(_nonce(n, n == last), content[at : at + CHUNK], MARK) for n, at in enumerate(starts)]
    return b"".join([MARK, key_id.to_bytes(8, "big"), salt, *chunks])


def key_id_of(blob: bytes) -> int:
    """Which data key a sealed file needs. Raises Damaged for what is no sealed file."""
    if blob[: len(MARK)] != MARK or len(blob) < HEAD_BYTES + TAG_BYTES:
        raise Damaged("no sealed file")
    return int.from_bytes(blob[len(MARK) : len(MARK) + 8], "big")


def opened(blob: bytes, key: bytes) -> Iterator[bytes]:
    """The clear chunks, each checked before it is given. Raises Damaged.

    >>> b"".join(opened(sealed(b"abc", 1, bytes(32), bytes(32)), bytes(32)))
    b'abc'
    """
    key_id_of(blob)
    cipher = AESGCM(_own(key, blob[HEAD_BYTES - SALT_BYTES : HEAD_BYTES]))
    starts = range(HEAD_BYTES, len(blob), CHUNK + TAG_BYTES)
    for number, at in enumerate(starts):
        try:
            yield cipher.decrypt(_nonce(number, number == len(starts) - 1), blob[at : at + CHUNK + TAG_BYTES], MARK)
        except (InvalidTag, ValueError) as error:
            raise Damaged(f"chunk {number}") from error


def _own(key: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"huilong:file").derive(key)


def _nonce(number: int, last: bool) -> bytes:
    return bytes(7) + number.to_bytes(4, "big") + bytes([last])
