"""Deletion (删除证明): when a batch is over, its firm deletes what it had of it and says so, on a certificate."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.models import Deletion
from huilong.rooms.agencies.queries.progress import deletions, files_given
from huilong.rooms.agencies.queries.register import firm_row
from huilong.rooms.contact.queries.channels import typesetter
from huilong.rooms.contact.terms import Letter
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import lender_name

LAYOUT = "deletion_certificate"
MOST_OF_A_TEXT = 200


def declare_deletion(batch: str, means: str, at: datetime) -> int:
    """Declare that one's firm deleted all it was given of a batch (声明删除); the certificate's key.

    Raises Refusal `no-such-batch`, `batch-stands` while a case of it is still there, `declared-already`.
    """
    who, on, means = acting(), timezone.localdate(at), means.strip()
    found = next((one for one in deletions(who.organisation if who else 0, over=False) if one.batch == batch), None)
    if found is None or who is None:
        raise Refusal("no-such-batch", status=404, zh="没有这个批次。", en="There is no such batch.")
    if found.ended_on is None:
        raise Refusal(
            "batch-stands", status=409, zh="批次尚有在委案件。", en="Cases of this batch are still placed.",
            remedy_zh="全部退回或到期后再声明。", remedy_en="Declare it once all are returned or over.",
        )  # fmt: skip
    if not 0 < len(means) <= MOST_OF_A_TEXT:
        raise Refusal(
            "means-missing", status=422, where="means", zh="请说明删除方式(200 字内)。",
            en="Say by what means it was deleted, in 200 characters.",
        )  # fmt: skip
    firm = firm_row(who.organisation, on)
    values = {
        "number": f"SC-{batch}-{who.organisation}", "on": on.isoformat(), "lender": {"name": lender_name() or "—"},
        "firm": {"name": firm.name if firm else "—", "id_number": firm.credit_code if firm else ""}, "batch": batch,
        "cases": found.cases, "ended_on": found.ended_on.isoformat(), "means": means,
        "files": [
            {"at": timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M"), "rows": one.rows, "sha256": one.sha256}
            for one in files_given(who.organisation, batch)
        ],
    }  # fmt: skip
    body = typesetter().pdf(Letter(LAYOUT, values))
    try:
        with transaction.atomic():
            kept = Deletion.objects.create(
                organisation_id=who.organisation, batch=batch, cases=found.cases, due_on=found.due_on or on,
                means=means, by=who.user, at=at, sha256=hashlib.sha256(body).hexdigest(), body=body,
            )  # fmt: skip
            told = {"firm": who.organisation, "deletion": kept.pk, "cases": found.cases, "sha256": kept.sha256}
            record(verb="batch.deleted", subject=("batch", batch), at=at, detail=told)
    except IntegrityError:
        raise Refusal(
            "declared-already", status=409, zh="该批次已声明删除。", en="This batch was declared deleted already.",
        ) from None  # fmt: skip
    return int(kept.pk)
