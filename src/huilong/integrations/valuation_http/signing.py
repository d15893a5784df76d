"""Signatures of our requests to a valuer (请求签名): HMAC-SHA256 over time, nonce, method, path and body."""

import hmac
from datetime import datetime

from huilong.integrations import callbacks

KEY = "x-key"


def signed(key: str, secret: str, method: str, path: str, body: bytes, at: datetime, nonce: str) -> dict[str, str]:
    """The headers of a signed request (签名头)."""
    return {KEY: key} | callbacks.signed(secret, _whole(method, path, body), at, nonce)


def right(secret: str, method: str, path: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a request was signed with this secret (验签); header names are in lower case."""
    timestamp, nonce, given = (headers.get(name, "") for name in (callbacks.TIME, callbacks.NONCE, callbacks.SIGNATURE))
    expected = callbacks.signature_of(secret, timestamp, nonce, _whole(method, path, body))
    return hmac.compare_digest(expected.encode(), given.encode())


def _whole(method: str, path: str, body: bytes) -> bytes:
    return f"{method} {path}\n".encode() + body
