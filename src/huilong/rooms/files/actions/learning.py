"""Learning (登记客户情况): what the desk was told or shown of a borrower, sealed and written down, never edited."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.files.models import File, Learned
from huilong.rooms.files.queries.learned import bound_to_case
from huilong.rooms.files.rules.learned import checked
from huilong.rooms.files.terms import LearnedKind, LearnedSource
from huilong.rooms.journal.actions import record
from huilong.rooms.vault.queries import sealed_note


def learn(
    number: str, kind: LearnedKind, value: Mapping[str, Any], *, source: LearnedSource, evidence: int | None, on: date,
    at: datetime,
) -> int:
    """Note what was learned of a borrower (登记客户情况), said `on` a day; its key. The forms: `rules/learned.py`.

    `evidence` is a file of the same case. What is said of a later day stands in its place; whatever comes in whichever
    order. Refuses a value that cannot be read, a day to come, a file that is not the case's or was withdrawn.
    """  # fmt: skip
    case = case_detail(number).case.id
    kept = checked(kind, value, on)
    if on > timezone.localdate(at):
        raise _not_shown("said_on", "日期不能晚于今天。", "Nothing was said on a day to come.")
    if evidence is not None and not File.objects.filter(pk=evidence, case_id=case, withdrawn_at=None).exists():
        raise _not_shown("evidence", "该材料不在本案,或已撤下。", "This file is not of the case, or was withdrawn.")
    if source is LearnedSource.PAPER and evidence is None:
        raise _not_shown("evidence", "来源为材料时须指明材料。", "What a paper shows names the paper.")
    who = acting()
    with transaction.atomic():
        # A value is never empty, so there is always a key.
        key, sealed = sealed_note(json.dumps(kept, ensure_ascii=False), bound_to_case(case, kind.value))
        row = Learned.objects.create(
            case_id=case, kind=kind.value, value=sealed, key_id=key or 0, source=source.value, evidence_id=evidence,
            said_on=on, learned_at=at, learned_by=who.user if who else 0,
        )  # fmt: skip
        detail = {"learned": row.pk, "kind": kind.value, "source": source.value, "evidence": evidence}
        record(verb="borrower.learned", subject=("case", number), detail=detail, at=at)
    return row.pk


def _not_shown(where: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "learned-not-shown", status=422, where=where, zh=zh, en=en, remedy_zh="请核对来源、日期与材料。",
        remedy_en="Check the source, the day and the paper.",
    )  # fmt: skip
