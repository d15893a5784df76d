"""What shows an objection (异议凭据): a file, looked through, sealed and bound to it; opening it is noted."""

import hashlib
import io
import secrets
from datetime import datetime

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.actions.examining import examine
from huilong.rooms.journal.actions import record
from huilong.rooms.settlement.models import Dispute, Proof
from huilong.rooms.vault.queries import data_key, data_key_by_id
from huilong.rooms.vault.rules.sealing import NONCE_BYTES, seal, unseal

MOST_BYTES = 10 * 1024 * 1024
PURPOSE = "files"


def refuse_unfit(name: str, body: bytes) -> str:
    """The media type of a file that may show an objection. Raises Refusal `proof-size`, what examining refuses."""
    if not 0 < len(body) <= MOST_BYTES:
        raise Refusal(
            "proof-size", status=413, where="file", zh="凭据文件不为空,且在 10 MB 以内。",
            en="A file of evidence is not empty, and has 10 MB at most.",
        )  # fmt: skip
    return examine(io.BytesIO(body), len(body), name).media


def keep_proof(dispute: Dispute, media: str, body: bytes, at: datetime) -> None:
    """Keep what shows an objection (存异议凭据), within the caller's transaction."""
    key_id, key = data_key(PURPOSE)
    digest = hashlib.sha256(body).hexdigest()
    Proof.objects.create(
        dispute=dispute, media=media, size=len(body), sha256=digest, key_id=key_id,
        body=seal(key, secrets.token_bytes(NONCE_BYTES), body, _bound_to(dispute.pk)),
    )  # fmt: skip
    told = {"dispute": dispute.pk, "size": len(body), "sha256": digest}
    record(verb="statement.proof_kept", subject=("statement", dispute.statement_id), at=at, detail=told)


def open_proof(dispute: int, at: datetime) -> tuple[str, bytes]:
    """What shows an objection, in the clear (打开异议凭据), noted: media type and bytes. Raises `no-such-proof`."""
    found = Proof.objects.select_related("dispute").filter(pk=dispute).first()
    if found is None:
        raise Refusal("no-such-proof", status=404, zh="没有这份凭据。", en="There is no such evidence.")
    with transaction.atomic():
        subject = ("statement", found.dispute.statement_id)
        record(verb="statement.proof_opened", subject=subject, at=at, detail={"dispute": dispute})
    return found.media, unseal(data_key_by_id(found.key_id), bytes(found.body), _bound_to(dispute))


def _bound_to(dispute: int) -> str:
    return f"settlement:dispute:{dispute}"
