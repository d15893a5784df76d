"""Sealing (加密): AES-256-GCM, bound to its loan and role, so that a sealed text cannot be moved to another row.

A sealed text is one byte of format, twelve of nonce, then ciphertext and tag. The nonce is given by the caller, who
must never use one twice under a key; `NONCE_BYTES` random bytes do for far more rows than a desk holds.
"""

import hashlib
import hmac
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
_BETWEEN = "\x1f"


class Tampered(ValueError):
    """A sealed text that does not open: another key, another row, or changed."""


def seal(key: bytes, nonce: bytes, values: Sequence[str], bound_to: str) -> bytes:
    """The values as one sealed text that opens only together with `bound_to`."""
    plain = _BETWEEN.join(value.replace(_BETWEEN, " ") for value in values).encode()
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> list[str]:
    """The values of a sealed text; raises Tampered if it does not open."""
    if sealed[:1] != FORMAT:
        raise Tampered("unknown format")
    nonce, cipher = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, cipher, bound_to.encode()).decode().split(_BETWEEN)
    except InvalidTag as error:
        raise Tampered("does not open") from error


def digest(key: bytes, values: Sequence[str]) -> bytes:
    """A keyed fingerprint (16 bytes) that tells equal rows without opening them."""
    own = hmac.new(key, b"digest", hashlib.sha256).digest()
    return hmac.new(own, _BETWEEN.join(values).encode(), hashlib.sha256).digest()[:16]
