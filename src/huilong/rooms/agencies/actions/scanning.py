"""Scans of papers (资料扫描件): a paper's bytes, looked through, sealed and bound to it; opening is noted."""

import hashlib
import io
import secrets
from datetime import datetime

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import Paper, Scan
from huilong.rooms.files.actions.examining import examine
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import data_key, data_key_by_id
from huilong.rooms.vault.rules.sealing import NONCE_BYTES, seal, unseal

MOST_BYTES = 10 * 1024 * 1024
PURPOSE = "files"


def keep_scan(paper: int, name: str, body: bytes, at: datetime) -> None:
    """Keep the scan of a paper (存资料扫描件), once. Raises `scan-too-long`, `scan-there`, what examining refuses."""
    found = Paper.objects.filter(pk=paper).first()
    if found is None:
        raise _no_such_paper()
    if not 0 < len(body) <= MOST_BYTES:
        raise Refusal(
            "scan-too-long", status=413, where="file", zh="扫描件为 10 MB 以内。", en="A scan has 10 MB at most.",
        )  # fmt: skip
    if Scan.objects.filter(pk=paper).exists():
        raise Refusal("scan-there", status=409, zh="该资料已有扫描件。", en="The paper has its scan.")
    kept = examine(io.BytesIO(body), len(body), name)
    key_id, key = data_key(PURPOSE)
    digest = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        Scan.objects.create(
            paper=found, media=kept.media, size=len(body), sha256=digest, key_id=key_id,
            body=seal(key, secrets.token_bytes(NONCE_BYTES), body, _bound_to(paper)),
        )  # fmt: skip
        told = {"paper": paper, "size": len(body), "sha256": digest}
        record(verb="firm.scan_kept", subject=("firm", found.firm_id), at=at, detail=told)


def open_scan(paper: int, at: datetime) -> tuple[str, bytes]:
    """A paper's scan in the clear (打开扫描件), noted in the journal: its media type and bytes."""
    found = Scan.objects.select_related("paper").filter(pk=paper).first()
    if found is None:
        raise _no_such_paper()
    with transaction.atomic():
        record(verb="firm.scan_opened", subject=("firm", found.paper.firm_id), at=at, detail={"paper": paper})
    return found.media, unseal(data_key_by_id(found.key_id), bytes(found.body), _bound_to(paper))


def _bound_to(paper: int) -> str:
    return f"agencies:paper:{paper}"


def _no_such_paper() -> Refusal:
    return Refusal("no-such-paper", status=404, zh="没有这份资料。", en="There is no such paper.")
