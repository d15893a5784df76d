"""Tokens (接口令牌): how a secret is written and known again.

Only its SHA-256 is kept, so a read of the table opens nothing.
"""

import hashlib
import re

_WRITTEN = re.compile(r"hl_([1-9][0-9]{0,17})_([A-Za-z0-9_-]{43})")
NO_HASH = "0" * 64


def secret_of(token: int, random: str) -> str:
    """The secret of a token from its key and 43 random characters (32 bytes, URL-safe base64).

    >>> secret_of(7, "x" * 43)[:10]
    'hl_7_xxxxx'
    """
    return f"hl_{token}_{random}"


def token_named(secret: str) -> int | None:
    """The key of the token a secret names, None when it is not written like one.

    >>> token_named("hl_7_" + "x" * 43), token_named("hl_7_short"), token_named("")
    (7, None, None)
    """
    found = _WRITTEN.fullmatch(secret)
    return int(found[1]) if found else None


def hash_of(secret: str) -> str:
    """What is kept of a secret. 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
