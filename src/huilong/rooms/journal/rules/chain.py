"""The chain (留痕链): what an entry's digest is taken of, how links follow each other, what a seal signs.

A body is canonical JSON (sorted keys, no spaces, UTF-8). A link is SHA-256 of the link before it and the body's digest;
the first one follows `genesis(organisation)`. A seal signs the Merkle root (RFC 6962, section 2.1: leaves prefixed by
0x00, nodes by 0x01) of all links since the seal before it. `tools/verify_journal.py` says the same a second time, on
purpose: it must not need huilong.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

BODY = (
    "at", "on", "recorded_at", "actor", "organisation", "place", "purpose", "verb", "subject_kind", "subject",
    "detail", "before", "after", "verdict",
)  # fmt: skip
"""What of an entry its digest covers: all that was said."""


def canonical(value: Any) -> bytes:
    """The one way to write a JSON value.

    >>> canonical({"b": 1, "a": "中"}).decode()
    '{"a":"中","b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(body: Mapping[str, Any]) -> bytes:
    """SHA-256 of an entry's canonical body (32 bytes)."""
    return hashlib.sha256(canonical({name: body[name] for name in BODY})).digest()


def mac(key: bytes, body_digest: bytes) -> bytes:
    """What shows that a process of ours wrote the entry, before it is chained: HMAC-SHA256 of its digest."""
    return hmac.new(key, body_digest, hashlib.sha256).digest()


def genesis(organisation: int) -> bytes:
    """What the first link of an organisation's chain follows."""
    return hashlib.sha256(f"huilong journal {organisation}".encode()).digest()


def link(before: bytes, body_digest: bytes) -> bytes:
    """The hash of a link: of the link before it and the digest of its entry."""
    return hashlib.sha256(before + body_digest).digest()


def leaf(organisation: int, seq: int, link_hash: bytes) -> bytes:
    """A link as a leaf of a seal's tree."""
    return hashlib.sha256(b"\x00" + f"{organisation}|{seq}|".encode() + link_hash).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree of leaves (RFC 6962: split at the largest power of two below their number).

    >>> merkle_root([]).hex()[:8], merkle_root([b"x"]) == b"x"
    ('e3b0c442', True)
    """
    level = list(leaves)
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:  # pairing from the left, an odd last one moving up, builds the same tree
        paired = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def merkle_path(leaves: Sequence[bytes], place: int) -> list[tuple[str, bytes]]:
    """What is hashed with a leaf, step by step, up to the root (默克尔路径): on which side it stands, its hash.

    >>> merkle_path([b"x"], 0)
    []
    """
    level, path = list(leaves), list[tuple[str, bytes]]()
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):  # an odd last one moves up alone
            path.append(("left" if beside < place else "right", level[beside]))
        level = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() if i + 1 < len(level) else level[i]
            for i in range(0, len(level), 2)
        ]
        place //= 2
    return path


def sealed_words(seal: Mapping[str, Any]) -> bytes:
    """What the signature of a seal is over."""
    names = ("number", "at", "links", "heads", "root", "previous")
    return canonical({name: seal[name] for name in names})
