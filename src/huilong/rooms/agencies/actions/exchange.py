"""Exchange files (交换文件): a batch for its firm as rows of the contract's fields; the law asked, the file noted."""

import csv
import hashlib
import io
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.actions.lawful import share_facts
from huilong.rooms.agencies.models import Exchange
from huilong.rooms.agencies.queries.placing import contract
from huilong.rooms.agencies.queries.progress import cases_shown
from huilong.rooms.agencies.rules.shown import FIELDS
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import OutcomeKind, Wanted
from huilong.rooms.journal.actions import record
from huilong.shell.export import safe

FORMS = ("csv", "xlsx")
SHARE = "data.share_processor"


def exchange_file(organisation: int, batch: str, form: str, at: datetime) -> bytes:
    """The standing cases of a batch as a file for its firm (交换文件): only the fields of its contract, logged.

    Raises Refusal `no-such-batch`, and `law-blocked`, `law-needs-approval` once that verdict is committed.
    """
    on, rows = timezone.localdate(at), cases_shown(organisation, batch=batch)
    if not rows:
        raise Refusal(
            "no-such-batch", status=404, zh="没有这个批次,或已无在委案件。",
            en="No such batch, or nothing in it stands.",
        )  # fmt: skip
    terms = contract(rows[0].contract)
    verdict = may_we(Wanted(SHARE, facts=share_facts(organisation, terms, on, at)), at)
    refuse_unless_permitted(verdict)
    names = [name for name in FIELDS if name in terms.fields]
    body = _written(form, names, [[_cell(one.values.get(name)) for name in names] for one in rows])
    who = acting()
    with transaction.atomic():
        kept = Exchange.objects.create(
            organisation_id=organisation, contract_id=terms.id, batch=batch, fields=names, rows=len(rows),
            sha256=hashlib.sha256(body).hexdigest(), form=form, verdict=verdict.id, by=who.user if who else 0, at=at,
        )  # fmt: skip
        told = {"exchange": kept.pk, "firm": organisation, "rows": len(rows), "fields": names, "sha256": kept.sha256}
        record(verb="export", subject=("batch", batch), at=at, detail=told, verdict=str(verdict.id))
    tell_outcome(verdict.id, OutcomeKind.DONE, at)
    return body


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return safe(value) if isinstance(value, str) else value


def _written(form: str, names: list[str], rows: list[list[Any]]) -> bytes:
    head = [FIELDS[name] for name in names]
    if form == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("batch")
        for line in (head, *rows):
            sheet.append(line)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()
    text = io.StringIO(newline="")
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode("utf-8-sig")
