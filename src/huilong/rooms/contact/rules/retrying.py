"""Retrying (重试): when a message is tried again, without a clock and without dice: the jitter comes of its key."""

import hashlib
from datetime import timedelta

FIRST_SECONDS, MOST_SECONDS = 30, 3600
MOST_TRIES = 8
"""Times a message is handed over, or asked after, before a person has to look at it."""


def backoff(key: str, tries: int, asked_seconds: int = 0) -> timedelta:
    """How long to wait after the try of this number, from 1 (退避): doubling, a fifth of it decided by the key, never
    shorter than the provider asked for.

    >>> backoff("a", 1) <= backoff("a", 3) <= timedelta(hours=1), backoff("a", 1, 900).total_seconds() >= 900
    (True, True)
    """
    whole = min(FIRST_SECONDS * 2 ** min(max(tries, 1) - 1, 20), MOST_SECONDS)
    part = int.from_bytes(hashlib.sha256(f"{key}:{tries}".encode()).digest()[:4], "big") / 2**32
    return timedelta(seconds=max(whole * (0.8 + 0.2 * part), asked_seconds))


def gives_up(tries: int) -> bool:
    """Whether a message that was tried so often is a dead letter now (死信)."""
    return tries >= MOST_TRIES
