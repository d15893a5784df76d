"""The incoming folder (收件夹): what is ready, where settled files go, and the receipt laid beside them."""

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from huilong.rooms.book.intake.folder import Delivery
from huilong.rooms.book.terms import FileStatus, ImportedFile, ImportReport

SETTLED_SECONDS = 30
"""A file touched more recently than this may still be growing."""


def being_written(delivery: Delivery, at: datetime) -> bool:
    """Whether a file of the delivery was touched so recently that its sender may not be done with it."""
    paths = [i.path for i in delivery.items] + ([delivery.control] if delivery.control else [])
    newest = max((p.lstat().st_mtime for p in paths), default=0.0)
    return newest > at.timestamp() - SETTLED_SECONDS


def dated(delivery: Delivery, on: date) -> Delivery:
    """The delivery, loose files without a date taken to be of the day they were found."""
    if delivery.known_on is not None:
        return delivery
    items = tuple(replace(i, known_on=on, slot=f"{on}/{i.slot.partition('/')[2]}") for i in delivery.items)
    return Delivery(on, items, delivery.control)


def put_away(home: Path, delivery: Delivery, files: list[ImportedFile]) -> None:
    """Move settled files to `taken/DAY/` or `refused/DAY/`; nothing is overwritten, links and people files stay."""
    by_slot: dict[tuple[str, str], FileStatus] = {(f.slot, f.name): f.status for f in files}
    settled = 0
    for item in delivery.items:
        status = by_slot.get((item.slot, item.path.name))
        if status in (None, FileStatus.LEFT) or item.path.is_symlink():
            continue
        shelf = "refused" if status is FileStatus.REFUSED else "taken"
        _move(item.path, home / shelf / str(delivery.known_on))
        settled += 1
    if delivery.control is not None and settled:
        _move(delivery.control, home / "taken" / str(delivery.known_on))


def _move(path: Path, shelf: Path) -> None:
    """Move a file to a shelf under its own name, or with a number when that name is taken."""
    shelf.mkdir(parents=True, exist_ok=True)
    stem, dot, rest = path.name.partition(".")
    target, number = shelf / path.name, 1
    while target.exists():
        number += 1
        target = shelf / f"{stem}~{number}{dot}{rest}"
    path.rename(target)


def line_of(file: ImportedFile) -> dict[str, Any]:
    """One line of a receipt: what became of a file, in both languages, without any content of it."""
    return {
        "file": file.name, "table": file.table, "status": file.status.value, "known_on": str(file.known_on or ""),
        "rows": file.rows, "taken": file.taken_rows, "set_aside": file.quarantined, "reason": file.code,
        "zh": file.reason.zh, "en": file.reason.en, "remedy_zh": file.remedy.zh, "remedy_en": file.remedy.en,
    }  # fmt: skip


def write_receipt(home: Path, at: datetime, report: ImportReport) -> Path:
    """Lay the receipt (回执) of one poll into `receipts/`, as JSON and as CSV for a spreadsheet; the JSON's path."""
    shelf = home / "receipts"
    shelf.mkdir(parents=True, exist_ok=True)
    lines = [line_of(f) for f in report.files if f.status is not FileStatus.LEFT]
    told = {"at": at.isoformat(), **report.summary, "files": lines}
    name = f"receipt-{at:%Y%m%dT%H%M%S}"
    table = io.StringIO()
    if lines:
        writer = csv.DictWriter(table, list(lines[0]))
        writer.writeheader()
        writer.writerows({k: _harmless(v) for k, v in line.items()} for line in lines)
    _put(shelf / f"{name}.csv", "\ufeff" + table.getvalue())
    _put(shelf / f"{name}.json", json.dumps(told, ensure_ascii=False, indent=1))
    return shelf / f"{name}.json"


def _harmless(value: Any) -> Any:
    """A text no spreadsheet runs: file names are the sender's."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


def _put(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
