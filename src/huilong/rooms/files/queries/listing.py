"""The files of a case (案件文件列表), names and notes opened."""

from collections.abc import Iterator

from django.db.models import QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.models import File
from huilong.rooms.files.terms import Family, FileKind, FilePage, FileRow, WithdrawReason
from huilong.rooms.vault.queries import data_key_by_id
from huilong.rooms.vault.rules.sealing import unseal

SORTS = ("added_at", "kind", "media", "size")
"""What the list may be sorted by. Names are sealed: a database that could sort them could read them."""


def files_of(number: str, *, sort: str = "-added_at", page: int = 1, size: int = 50) -> FilePage:
    """One page of a case's files, withdrawn ones among them; none of a case the reader does not see."""
    found = _rows().filter(case__number=number)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(page, pages)
    order = sort if sort.removeprefix("-") in SORTS else "-added_at"
    key = "-id" if order.startswith("-") else "id"
    rows = list(found.order_by(order, key)[(page - 1) * size : page * size])
    keys = {row.key_id: data_key_by_id(row.key_id) for row in {row.key_id: row for row in rows}.values()}
    return FilePage(tuple(_told(row, keys[row.key_id]) for row in rows), total, page, pages)


def file_row(key: int) -> FileRow:
    """One file; refuses (`no-such-file`) alike whether there is none or the reader does not see its case."""
    row = stored(key)
    return _told(row, data_key_by_id(row.key_id))


def stored(key: int) -> File:
    """The row of a file, or `no-such-file`."""
    row = _rows().filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-file", status=404, zh="没有这份文件。", en="There is no such file.",
            remedy_zh="请从案件的文件页打开。", remedy_en="Open it from the files of its case.",
        )  # fmt: skip
    return row


def addresses() -> Iterator[tuple[str, int]]:
    """Every (address, size) that a file names, once."""
    return File.objects.order_by("address").values_list("address", "size").distinct().iterator()


def bound_to(address: str, field: str) -> str:
    """What a sealed name or note is bound to, so that it cannot be moved to another file."""
    return f"file:{address}:{field}"


def _rows() -> QuerySet[File]:
    return File.objects.select_related("case")


def _told(row: File, key: bytes) -> FileRow:
    name, note = (
        unseal(key, bytes(value), bound_to(row.address, field)).decode()
        for field, value in (("name", row.name), ("note", row.note))
    )
    return FileRow(
        row.pk, row.case.number, FileKind(row.kind), Family(row.family), row.media, row.size, name, note,
        row.added_by, row.added_at, row.withdrawn_at, WithdrawReason(row.withdrawn_why) if row.withdrawn_why else None,
    )  # fmt: skip
