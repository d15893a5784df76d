"""Opening and withdrawing (打开、撤下): each leaves its entry."""

from datetime import datetime

from django.db import transaction

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.files.models import File
from huilong.rooms.files.queries.listing import file_row, stored
from huilong.rooms.files.queries.store import Store, clear
from huilong.rooms.files.rules.types import BY_MEDIA, saved_name
from huilong.rooms.files.terms import Opened, WithdrawReason
from huilong.rooms.journal.actions import record


def open_file(key: int, *, withdrawn: bool = False, at: datetime) -> Opened:
    """Open a file (打开文件): an entry first, then its clear bytes. A withdrawn one opens only to who asks for such."""
    row = file_row(key)
    if row.withdrawn_at and not withdrawn:
        raise _withdrawn()
    pieces = clear(Store(), stored(key).address)
    with transaction.atomic():
        record(verb="file.opened", subject=("case", row.number), detail={"file": row.id, "media": row.media}, at=at)
    return Opened(row, saved_name(row.name, BY_MEDIA[row.media]), pieces)


def withdraw(key: int, why: WithdrawReason, *, at: datetime) -> str:
    """Mark a file as not counting any more (撤下文件); it stays stored and listed. The number of its case."""
    number, who = stored(key).case.number, acting()
    with transaction.atomic():
        done = File.objects.filter(pk=key, withdrawn_at=None).update(
            withdrawn_at=at, withdrawn_by=who.user if who else 0, withdrawn_why=why.value
        )
        if not done:
            raise _withdrawn()
        record(verb="file.withdrawn", subject=("case", number), detail={"file": key, "why": why.value}, at=at)
    return number


def _withdrawn() -> Refusal:
    return Refusal(
        "file-withdrawn", status=410, zh="文件已撤下。", en="The file was withdrawn.",
        remedy_zh="如需查看,请联系组长或合规专员。", remedy_en="Ask a team lead or compliance if you need to see it.",
    )  # fmt: skip
