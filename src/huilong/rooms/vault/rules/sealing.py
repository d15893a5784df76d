"""Sealing (加密): AES-256-GCM, each value bound to its place, so that a sealed text cannot be moved to another.

A sealed text is one byte of format, twelve of nonce, then ciphertext and tag. The nonce is given by the caller, who
must never use one twice under a key; `NONCE_BYTES` random bytes do for far more values than a desk holds.
"""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x02"
NONCE_BYTES = 12
KEY_BYTES = 32
_BETWEEN = "\x1f"


class Tampered(ValueError):
    """A sealed text that does not open: another key, another place, or changed."""


def seal(key: bytes, nonce: bytes, plain: bytes, bound_to: str) -> bytes:
    """The bytes as a sealed text that opens only together with `bound_to`."""
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, FORMAT + bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """The bytes of a sealed text; raises Tampered if it does not open."""
    if sealed[:1] != FORMAT or len(sealed) <= 1 + NONCE_BYTES:
        raise Tampered("unknown format")
    nonce, cipher = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, cipher, FORMAT + bound_to.encode())
    except InvalidTag as error:
        raise Tampered("does not open") from error


def place(loan_id: str, role: str, digest: bytes, field: str) -> str:
    """What a sealed value is bound to: the loan, the role, the very person beside it, and the field."""
    return _BETWEEN.join((loan_id, role, digest.hex(), field))


def digest(key: bytes, values: Sequence[str]) -> bytes:
    """A keyed fingerprint (16 bytes) that tells equal rows without opening them."""
    return _keyed(key, "digest", _BETWEEN.join(values))


def blind(key: bytes, field: str, normalised: str) -> bytes:
    """What exact search finds a value by (盲索引): a keyed fingerprint (16 bytes) of the field and its normal form."""
    return _keyed(key, f"blind:{field}", normalised)


def _keyed(key: bytes, use: str, text: str) -> bytes:
    own = hmac.digest(key, use.encode(), hashlib.sha256)
    return hmac.digest(own, text.encode(), hashlib.sha256)[:16]
