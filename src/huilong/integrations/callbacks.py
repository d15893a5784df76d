"""Calls that outside systems make to us (回调): signed over time, nonce and bytes, and believed for minutes.

A call that comes twice within that time is let in: who reads it takes each report once, however often it is told.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from huilong.kernel.refusal import Refusal

TIME, NONCE, SIGNATURE = "x-timestamp", "x-nonce", "x-signature"
"""The headers of a signed call: unix seconds, a nonce, HMAC-SHA256 in hex."""
WINDOW_SECONDS = 300
MOST_BYTES = 1_000_000


def signature_of(secret: str, timestamp: str, nonce: str, body: bytes) -> str:
    """The signature of a call (回调签名): HMAC-SHA256 over `timestamp LF nonce LF body`, in hex."""
    return hmac.digest(secret.encode(), f"{timestamp}\n{nonce}\n".encode() + body, hashlib.sha256).hex()


def signed(secret: str, body: bytes, at: datetime, nonce: str) -> dict[str, str]:
    """The headers of a call as the outside system makes it."""
    timestamp = str(int(at.timestamp()))
    return {TIME: timestamp, NONCE: nonce, SIGNATURE: signature_of(secret, timestamp, nonce, body)}


def believe(headers: Mapping[str, str], body: bytes, *, secret: str, at: datetime, setting: str) -> None:
    """Refuse a call that was not signed with `secret`, or not within minutes of `at` (验签): `bad-signature`.

    `setting` names where the secret comes from, for who must look into it. An overlong call is `bad-report`.
    """
    told = {name.lower(): value for name, value in headers.items()}
    timestamp, nonce, given = (told.get(name, "") for name in (TIME, NONCE, SIGNATURE))
    if len(body) > MOST_BYTES:
        raise bad_report()
    right = signature_of(secret, timestamp, nonce, body)
    if not hmac.compare_digest(right.encode(), given.encode("utf-8", "replace")):
        raise _bad_signature(setting)
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise _bad_signature(setting)
    if abs(at.timestamp() - int(timestamp)) > WINDOW_SECONDS:
        raise _bad_signature(setting)


def bad_report() -> Refusal:
    """The call is signed, and yet cannot be read (回执无法读取)."""
    return Refusal("bad-report", zh="回执无法读取。", en="The report cannot be read.", status=400)


def _bad_signature(setting: str) -> Refusal:
    return Refusal(
        "bad-signature", zh="回调的签名或时间不对。", en="The call's signature or time is not right.",
        remedy_zh=f"请核对 {setting} 与两边的时钟。", remedy_en=f"Compare {setting} and both clocks.", status=403,
    )  # fmt: skip
