"""Taking many cases away (批量导出): beyond a number of rows a second person has to agree."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.queries import agreed
from huilong.rooms.people.terms import ApprovalKind


def refuse_unapproved_export(detail: Mapping[str, Any], *, user: int, at: datetime) -> None:
    """Let a large export through only with a second person's consent, which ends after a day; else ask and refuse.

    `detail` is what shell.lists tells of an export: table, format, rows, filters.
    """
    rows = int(str(detail["rows"]))
    if rows <= settings.EXPORT_ALONE_ROWS:
        return
    asked = hashlib.sha256(f"{detail['format']} {detail['filters']}".encode()).hexdigest()[:16]
    subject = f"export:{user}:{detail['table']}:{asked}"
    if agreed(ApprovalKind.BULK_EXPORT, subject, user, at):
        return
    ask_approval(ApprovalKind.BULK_EXPORT, subject, {"table": detail["table"], "rows": rows}, actor=user, at=at)
    raise Refusal(
        "export-needs-second-person", status=403, rule="four-eyes",
        zh=f"一次导出 {rows} 行须经复核,已代为申请。",
        en=f"Taking {rows} rows away needs a second person; we have asked.",
        remedy_zh="复核同意后一天内可再次导出;或缩小筛选范围。",
        remedy_en="Export again within a day of the consent, or narrow the filter.",
    )  # fmt: skip
