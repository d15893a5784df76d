"""Statements (行为声明): how a process tells the database who acts, so that nobody inside it can lie about that.

A statement is `user|purpose|mac`. The mac is HMAC-SHA256 (RFC 2104) over `user|purpose|session`, where session is the
number of the database session, so that a statement seen in one session is worth nothing in another. The key is known
to the processes that sign people in and, as its two pads, to a table only the owner reads. SQL slipped into a page can
repeat the statement of that page, and no other.
"""

import hashlib
import hmac

BLOCK_BYTES = 64


def statement(key: bytes, user: int, purpose: str, session: int) -> str:
    """The statement that `user` (its key) acts for `purpose` in this database session.

    >>> statement(b"key", 7, "work", 42).split("|")[:2]
    ['7', 'work']
    """
    mac = hmac.new(key, f"{user}|{purpose}|{session}".encode(), hashlib.sha256).hexdigest()
    return f"{user}|{purpose}|{mac}"


def hmac_pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and the outer pad of HMAC-SHA256 for `key`: what a database without HMAC needs to check one."""
    block = (hashlib.sha256(key).digest() if len(key) > BLOCK_BYTES else key).ljust(BLOCK_BYTES, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
