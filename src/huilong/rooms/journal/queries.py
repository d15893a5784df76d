"""Reads of the journal (留痕): timelines, who looked at whom, and whether anything was changed."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from huilong.rooms.journal.models import Entry
from huilong.rooms.journal.rules import chain
from huilong.rooms.journal.terms import Checked, Subject, Trace

_BODY = ", ".join(f'e."{name}"' for name in chain.BODY)


def timeline(subjects: Subject | Sequence[Subject], limit: int = 200) -> list[Trace]:
    """What happened to one subject or several, newest first (时间线)."""
    wanted = [subjects] if isinstance(subjects, tuple) else list(subjects)
    if not wanted:
        return []
    which = Q()
    for kind, key in wanted:
        which |= Q(subject_kind=kind, subject=str(key))
    entries = Entry.objects.filter(which).order_by("-at", "-id")[:limit]
    return [
        Trace(e.at, e.on, e.actor, e.verb, (e.subject_kind, e.subject), e.detail, e.place, e.purpose, e.verdict,
              e.organisation)
        for e in entries
    ]  # fmt: skip


def entries() -> QuerySet[Entry]:
    """All entries the one who acts may read, for the page that asks who did or saw what."""
    return Entry.objects.all()


def signing_key() -> bytes:
    """The private key of the seals (32 bytes), made at first use, its public half written beside it."""
    file = Path(settings.HUILONG_HOME) / "keys" / "journal.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
                out.write(os.urandom(32))
        except FileExistsError:  # another process was first
            pass
    return file.read_bytes()


def public_key() -> bytes:
    """The key that checks the seals (32 bytes): give it to whoever shall verify a pack."""
    private = Ed25519PrivateKey.from_private_bytes(signing_key())
    return private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def check() -> Checked:
    """Check every chain from its first link and every seal (核验); stops at the first broken position."""
    links = seals = 0
    for links, broken in _checked_links():
        if broken:
            return Checked(links, 0, 0, broken)
    for seals, broken in _checked_seals():
        if broken:
            return Checked(links, seals, 0, broken)
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.id, e.digest, e.mac from journal_entry e where not exists ("
            "select from journal_link l where l.entry = e.id) order by e.id"
        )
        waiting = cursor.fetchall()
    for entry, told, mac in waiting:
        if bytes(mac) != chain.mac(settings.JOURNAL_KEY, bytes(told)):
            return Checked(links, seals, len(waiting), f"entry {entry}, not chained yet: not written by us")
    return Checked(links, seals, len(waiting))


def _checked_links() -> Iterator[tuple[int, str]]:
    """(links checked so far, what is broken) link by link, over all organisations."""
    expected: dict[int, tuple[int, bytes]] = {}
    for number, (organisation, seq, digest, hash_, mac, body) in enumerate(linked_entries(), start=1):
        place = f"organisation {organisation}, position {seq}"
        before_seq, before = expected.get(organisation, (0, chain.genesis(organisation)))
        if seq != before_seq + 1:
            yield number, f"{place}: a gap after {before_seq}"
        elif body is None:
            yield number, f"{place}: its entry is gone"
        elif chain.digest(body) != digest:
            yield number, f"{place}: the entry was changed"
        elif mac != chain.mac(settings.JOURNAL_KEY, digest):
            yield number, f"{place}: not written by us"
        elif chain.link(before, digest) != hash_:
            yield number, f"{place}: does not follow the link before it"
        else:
            yield number, ""
        expected[organisation] = seq, hash_


def linked_entries(
    since: dict[int, int] | None = None,
) -> Iterator[tuple[int, int, bytes, bytes, bytes, dict[str, Any] | None]]:
    """Every link with its entry's body, by organisation and position: (organisation, seq, digest, hash, mac, body)."""
    with connection.chunked_cursor() as cursor:  # rows stay with the server until they are wanted
        cursor.execute(
            f"select l.organisation, l.seq, l.digest, l.hash, e.mac, e.id, {_BODY}"  # noqa: S608
            " from journal_link l left join journal_entry e on e.id = l.entry order by l.organisation, l.seq"
        )
        while rows := cursor.fetchmany(5000):
            for organisation, seq, digest, hash_, mac, entry, *values in rows:
                if since and seq <= since.get(organisation, 0):
                    continue
                body = None if entry is None else _body(values)
                yield int(organisation), int(seq), bytes(digest), bytes(hash_), bytes(mac or b""), body


def _body(values: Sequence[Any]) -> dict[str, Any]:
    """An entry's columns as the body its digest was taken of."""
    body = dict(zip(chain.BODY, values, strict=True))
    for name in ("at", "recorded_at"):
        body[name] = body[name].astimezone(UTC).isoformat()
    body["on"] = body["on"].isoformat()
    for name in ("detail", "before", "after"):
        if isinstance(body[name], str):
            body[name] = json.loads(body[name])
    return body


def seals() -> list[dict[str, Any]]:
    """The seals in order, as they were signed, each with its `signature` (hex)."""
    with connection.cursor() as cursor:
        cursor.execute("select number, at, links, heads, root, previous, signature from journal_seal order by number")
        return [
            {
                "number": number, "at": at.astimezone(UTC).isoformat(), "links": links,
                "heads": json.loads(heads) if isinstance(heads, str) else heads, "root": bytes(root).hex(),
                "previous": bytes(previous).hex(), "signature": bytes(signature).hex(),
            }
            for number, at, links, heads, root, previous, signature in cursor.fetchall()
        ]  # fmt: skip


def _checked_seals() -> Iterator[tuple[int, str]]:
    """(seals checked so far, what is broken) seal by seal."""
    key = Ed25519PublicKey.from_public_bytes(public_key())
    previous, upto = bytes(32), dict[int, int]()
    laid = seals()  # before the links: a keeper at work may seal what it has laid since
    with connection.cursor() as cursor:
        cursor.execute("select organisation, hash from journal_link order by organisation, seq")
        links: dict[int, list[bytes]] = {}
        for organisation, hash_ in cursor.fetchall():
            links.setdefault(int(organisation), []).append(bytes(hash_))
    for seal in laid:
        number, heads = seal["number"], {int(name): int(head[0]) for name, head in seal["heads"].items()}
        leaves = [
            chain.leaf(one, seq, hash_)
            for one in sorted(heads)
            for seq, hash_ in enumerate(links.get(one, [])[upto.get(one, 0) : heads[one]], start=upto.get(one, 0) + 1)
        ]
        said = ""
        try:
            key.verify(bytes.fromhex(seal["signature"]), chain.sealed_words(seal))
        except InvalidSignature:
            said = f"seal {number}: its signature does not hold"
        if seal["previous"] != previous.hex():
            said = said or f"seal {number}: does not follow the seal before it"
        if chain.merkle_root(leaves).hex() != seal["root"] or len(leaves) != seal["links"]:
            said = said or f"seal {number}: the links are not those that were sealed"
        yield number, said
        previous, upto = hashlib.sha256(bytes.fromhex(seal["signature"])).digest(), heads


def heads() -> dict[str, dict[str, Any]]:
    """The last link of each organisation's chain (链头), by organisation: its position and hash (hex)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (organisation) organisation, seq, hash from journal_link"
            " order by organisation, seq desc"
        )
        return {str(o): {"seq": int(seq), "hash": bytes(hash_).hex()} for o, seq, hash_ in cursor.fetchall()}


def last_sealed_at() -> datetime | None:
    """When the newest seal was made; None before the first."""
    with connection.cursor() as cursor:
        cursor.execute("select max(at) from journal_seal")
        return cursor.fetchone()[0]


def unsealed() -> int:
    """How many entries no seal covers yet, of those the one who acts may read."""
    sealed = last_sealed_at()
    return (Entry.objects.filter(recorded_at__gt=sealed) if sealed else Entry.objects.all()).count()


def bodies_of(subject: Subject) -> list[tuple[int, dict[str, Any]]]:
    """(key, body) of every entry about one subject, oldest first, of those the one who acts may read (留痕原文)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select e.id, {_BODY} from journal_entry e where e.subject_kind = %s and e.subject = %s order by e.id",  # noqa: S608
            [subject[0], str(subject[1])],
        )
        return [(int(key), _body(values)) for key, *values in cursor.fetchall()]


def proofs(entries: Sequence[int]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[int]]:
    """How entries hang in the chain and under a seal (逐条证明): a proof each, the seals needed, and which are not
    sealed yet.

    A proof says the link before, its own, and the Merkle path to the root that the seal of that number signed: it needs
    nobody else's entries.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"select e.id, l.organisation, l.seq, l.hash, b.hash, {_BODY} from journal_entry e"  # noqa: S608
            " join journal_link l on l.entry = e.id"
            " left join journal_link b on b.organisation = l.organisation and b.seq = l.seq - 1"
            " where e.id = any(%s) order by l.organisation, l.seq",
            [list(entries)],
        )
        rows = cursor.fetchall()
    laid, found, needed, upto = seals(), [], dict[int, dict[str, Any]](), dict[int, int]()
    waiting = set(entries)
    for seal in laid:
        heads = {int(name): int(head[0]) for name, head in seal["heads"].items()}
        here = [row for row in rows if upto.get(int(row[1]), 0) < int(row[2]) <= heads.get(int(row[1]), 0)]
        if here:
            leaves, places = _leaves_of(upto, heads)
            needed[seal["number"]] = seal
            for entry, organisation, seq, hash_, before, *values in here:
                path = chain.merkle_path(leaves, places[int(organisation), int(seq)])
                found.append({
                    "organisation": int(organisation), "seq": int(seq), "hash": bytes(hash_).hex(),
                    "before": (bytes(before) if before else chain.genesis(int(organisation))).hex(),
                    "seal": seal["number"], "path": [[side, one.hex()] for side, one in path], "body": _body(values),
                })  # fmt: skip
                waiting.discard(int(entry))
        upto = heads
    return found, list(needed.values()), sorted(waiting)


def _leaves_of(upto: dict[int, int], heads: dict[int, int]) -> tuple[list[bytes], dict[tuple[int, int], int]]:
    """The leaves of one seal, and at which place each link stands."""
    leaves, places = list[bytes](), dict[tuple[int, int], int]()
    with connection.cursor() as cursor:
        for organisation in sorted(heads):
            cursor.execute(
                "select seq, hash from journal_link where organisation = %s and seq > %s and seq <= %s order by seq",
                [organisation, upto.get(organisation, 0), heads[organisation]],
            )
            for seq, hash_ in cursor.fetchall():
                places[organisation, int(seq)] = len(leaves)
                leaves.append(chain.leaf(organisation, int(seq), bytes(hash_)))
    return leaves, places
