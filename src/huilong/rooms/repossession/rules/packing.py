"""The manifest of an evidence pack (证据包清单): what is in it, each with size and SHA-256, and which entries prove it.

The journal says the manifest's own SHA-256 (`recovery.packed`), so nothing in a pack can be changed, left out or put in
without the seals showing it. `tools/verify_journal.py` says the same a second time: it must not need huilong.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

FORMAT = "huilong-recovery-pack"
VERSION = 1


def canonical(value: Any) -> bytes:
    """The one way to write a JSON value, as the journal does.

    >>> canonical({"b": 1, "a": "中"}).decode()
    '{"a":"中","b":1}'
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def manifest(
    about: Mapping[str, Any], texts: Mapping[str, bytes], files: Sequence[Mapping[str, Any]], entries: Sequence[str]
) -> dict[str, Any]:
    """What a pack holds (清单): JSON parts and files by name, with size and hash; digests of the entries beside it."""
    held = {name: {"size": len(body), "sha256": hashlib.sha256(body).hexdigest()} for name, body in texts.items()}
    held |= {str(one["name"]): {"size": one["size"], "sha256": one["sha256"]} for one in files}
    return {"format": FORMAT, "version": VERSION, **about, "holds": held, "entries": sorted(entries)}


def mark_of(told: Mapping[str, Any]) -> str:
    """The SHA-256 of a manifest as it is written."""
    return hashlib.sha256(canonical(told)).hexdigest()
