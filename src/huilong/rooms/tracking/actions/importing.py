"""Files taken in (导入): positions as CSV or Parquet, devices as CSV. Bad rows are listed, the good ones are taken."""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.queries.finding import vehicles_named
from huilong.rooms.compliance.queries import lender
from huilong.rooms.journal.actions import record
from huilong.rooms.tracking.actions.devices import NewDevice, bind_devices
from huilong.rooms.tracking.actions.keeping import keep_fixes
from huilong.rooms.tracking.rules.rows import (
    COLUMNS,
    DEVICE_COLUMNS,
    BadRow,
    DeviceLine,
    columns_of,
    lacks_place,
    no_vehicle,
    read_device,
    read_fix,
)
from huilong.rooms.tracking.terms import Datum, Fix

AT_ONCE = 5_000
MOST_BAD = 200
"""Bad rows that are listed; all are counted."""
MOST_DEVICES = 100_000


@dataclass
class Imported:
    """What became of a file (导入结果): its rows, those taken, those of devices unknown, and the bad ones."""

    rows: int = 0
    kept: int = 0
    strangers: int = 0
    bad_count: int = 0
    bad: list[BadRow] = field(default_factory=list)

    def refuse(self, row: BadRow) -> None:
        """Note a bad row."""
        self.bad_count += 1
        if len(self.bad) < MOST_BAD:
            self.bad.append(row)


def import_fixes(file: Path, datum: Datum, at: datetime) -> Imported:
    """Take a file of positions in (导入定位): CSV or Parquet, in `datum`; times without offset are the lender's zone's.

    Killed in between, what was kept stays kept; the file again changes nothing. Raises Refusal `no-such-file`,
    `positions-header`, `unreadable-file`.
    """
    told, zone, waiting = Imported(), ZoneInfo(lender().zone), list[Fix]()
    for line, row in _rows(file, COLUMNS):
        if told.rows == 0 and lacks_place(row):
            raise _bad_header(file)
        told.rows += 1
        found = read_fix(line, row, datum, zone)
        if isinstance(found, BadRow):
            told.refuse(found)
            continue
        waiting.append(found)
        if len(waiting) == AT_ONCE:
            _keep(told, waiting, at)
    _keep(told, waiting, at)
    with transaction.atomic():
        record(
            verb="positions.imported", subject=("file", _mark(file)), at=at,
            detail={"rows": told.rows, "kept": told.kept, "bad": told.bad_count, "strangers": told.strangers,
                    "datum": datum.value},
        )  # fmt: skip
    return told


def import_devices(file: Path, at: datetime) -> Imported:
    """Put the devices of a CSV file in (导入设备): all good rows at once, or none where the law refuses."""
    told, lines = Imported(), list[DeviceLine]()
    for line, row in _rows(file, DEVICE_COLUMNS):
        if told.rows == 0 and not ({"number", "kind"} <= set(row) and {"loan_id", "vin"} & set(row)):
            raise Refusal(
                "devices-header", status=422, where=file.name, zh="设备文件缺少列:设备号、类型、借据号或车架号。",
                en="A file of devices has the columns number, kind, and loan_id or vin.",
                remedy_zh="请检查表头,见 docs/how-to/map.md。", remedy_en="Check its header: docs/how-to/map.md.",
            )  # fmt: skip
        told.rows += 1
        found = read_device(line, row)
        if isinstance(found, BadRow) or told.rows > MOST_DEVICES:
            told.refuse(found) if isinstance(found, BadRow) else None
            continue
        lines.append(found)
    cars = vehicles_named({one.loan_id for one in lines} - {""}, {one.vin for one in lines} - {""})
    devices = []
    for one in lines:
        car = cars.get(one.loan_id or one.vin)
        if car is None:
            told.refuse(no_vehicle(one))
        else:
            devices.append(NewDevice(one.number, one.kind, car, one.expected_seconds, one.secret))
    told.kept = bind_devices(devices, at)
    return told


def _keep(told: Imported, waiting: list[Fix], at: datetime) -> None:
    if waiting:
        came = keep_fixes(waiting, at)
        told.kept += came.fixes
        told.strangers += came.strangers
        waiting.clear()


def _rows(file: Path, known: Mapping[str, str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a file with their lines, as fields that we know."""
    if not file.is_file():
        raise Refusal("no-such-file", status=404, zh=f"没有文件 {file}。", en=f"There is no file {file}.")
    try:
        yield from _parquet(file, known) if file.suffix.lower() == ".parquet" else _csv(file, known)
    except (UnicodeDecodeError, csv.Error, pa.ArrowInvalid) as error:
        raise Refusal(
            "unreadable-file", status=422, where=file.name, zh="文件无法读取,须为 CSV 或 Parquet。",
            en="The file cannot be read: it has to be CSV or Parquet.",
            remedy_zh="CSV 请用 UTF-8 或 GB18030 编码。", remedy_en="Write a CSV in UTF-8 or GB18030.",
        ) from error  # fmt: skip


def _parquet(file: Path, known: Mapping[str, str]) -> Iterator[tuple[int, dict[str, Any]]]:
    line = 0
    with pq.ParquetFile(file) as told:
        names = columns_of(told.schema_arrow.names, known)
        for batch in told.iter_batches(AT_ONCE, columns=list(names)):
            for row in batch.to_pylist():
                line += 1
                yield line, {names[name]: value for name, value in row.items()}


def _csv(file: Path, known: Mapping[str, str]) -> Iterator[tuple[int, dict[str, Any]]]:
    with file.open("rb") as head:
        start = head.read(65_536)
    try:
        start[: start.rfind(b"\n") + 1 or None].decode("utf-8-sig")
        encoding = "utf-8-sig"
    except UnicodeDecodeError:
        encoding = "gb18030"
    with file.open(encoding=encoding, newline="") as text:
        first = text.readline()
        text.seek(0)
        rows = csv.reader(text, delimiter=max(",;\t", key=first.count))
        header = next(rows, [])
        names = columns_of(header, known)
        fields = [names.get(name, "") for name in header]
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield rows.line_num, {name: cell for name, cell in zip(fields, cells, strict=False) if name}


def _bad_header(file: Path) -> Refusal:
    return Refusal(
        "positions-header", status=422, where=file.name, zh="定位文件缺少列:设备号、时间、纬度、经度。",
        en="A file of positions has the columns device, at, lat and lon.",
        remedy_zh="请检查表头,见 docs/how-to/map.md。", remedy_en="Check its header: docs/how-to/map.md.",
    )  # fmt: skip


def _mark(file: Path) -> str:
    """The SHA-256 of a file, by which the journal names it."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
