"""Taking vehicles in (导入车辆): a lender's file of vehicles, row by row; the same file again changes nothing."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.actions.linking import link_vehicles, refigure
from huilong.rooms.collateral.models import Vehicle, VehicleValue
from huilong.rooms.collateral.queries.facts import facts_by_vehicle
from huilong.rooms.collateral.rules.intake import VehicleIn, columns_of, read_row
from huilong.rooms.collateral.rules.state import already_said
from huilong.rooms.collateral.terms import BadRow, FactKind, FactRow, FactSource, ValueSource, VehicleImport
from huilong.rooms.journal.actions import record

MOST_BYTES = 500 * 1024 * 1024
AT_ONCE = 2_000

ADD_FACTS = """
insert into collateral_fact (vehicle_id, kind, value, sealed, source, "on", known_at, known_by, mark)
select t.vehicle, t.kind, t.value, '', 'lender', t."on", %s, %s, t.mark
from unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::date[], %s::text[]) t (vehicle, kind, value, "on", mark)
on conflict do nothing
"""
ADD_VALUES = """
insert into collateral_value (vehicle_id, "on", amount_fen, source, "by", version, known_at, known_by)
select t.vehicle, t."on", t.fen, 'lender', '', '', %s, %s
from unnest(%s::bigint[], %s::date[], %s::bigint[]) t (vehicle, "on", fen)
on conflict do nothing
"""
"""What the lender says of vehicles, by the thousand."""


@dataclass
class _Counted:
    """What was taken so far, and the keys of vehicles whose figures are to be made anew."""

    new: int = 0
    changed: int = 0
    same: int = 0
    facts: int = 0
    values: int = 0
    bad: list[BadRow] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)


def import_vehicles(name: str, body: bytes, on: date, at: datetime, *, correct: bool = False) -> VehicleImport:
    """Take a file of vehicles in (导入车辆), in UTF-8 or GB18030; what a row does not date is of day `on`.

    A loan whose vehicle has another VIN is a bad row unless `correct`: then the VIN is put right. Vehicles are hung on
    their cases at once. Raises Refusal `vehicle-file-header`, `vehicle-file-too-long`.
    """
    rows, bad = _rows(name, body, on)
    counted = _Counted(bad=bad)
    with transaction.atomic():
        for first in range(0, len(rows), AT_ONCE):
            _take(rows[first : first + AT_ONCE], at, correct, counted)
        linked = link_vehicles(at)["linked"]
        refigure(counted.touched, timezone.localdate(at))
        told = {
            "rows": len(rows), "new": counted.new, "changed": counted.changed, "facts": counted.facts,
            "values": counted.values, "bad": len(counted.bad), "sha256": hashlib.sha256(body).hexdigest(),
        }  # fmt: skip
        record(verb="vehicle.imported", subject=("vehicles", "file"), detail=told, at=at)
    return VehicleImport(
        len(rows) + len(bad), counted.new, counted.changed, counted.same, counted.facts, counted.values, linked,
        tuple(sorted(counted.bad, key=lambda one: one.line)),
    )  # fmt: skip


def _take(some: Sequence[VehicleIn], at: datetime, correct: bool, counted: _Counted) -> None:
    """Take some rows: first the vehicles, then what is said of them."""
    known = {one.loan_id: one for one in Vehicle.objects.filter(loan_id__in=[row.loan_id for row in some])}
    fresh: list[Vehicle] = []
    mended: list[Vehicle] = []
    taken: list[VehicleIn] = []
    for row in some:
        there = known.get(row.loan_id)
        if there is None:
            fresh.append(Vehicle(
                loan_id=row.loan_id, vin=row.vin, make=row.make, model=row.model, year=row.year, known_at=at,
            ))  # fmt: skip
        elif there.vin != row.vin and not correct:
            counted.bad.append(_other_vin(row.line))
            continue
        elif _differs(there, row):
            mended.append(there)
        else:
            counted.same += 1
        taken.append(row)
    for one in Vehicle.objects.bulk_create(fresh, batch_size=500):
        known[one.loan_id] = one
    Vehicle.objects.bulk_update(mended, ["vin", "make", "model", "year"], batch_size=500)
    counted.new += len(fresh)
    counted.changed += len(mended)
    counted.touched |= {one.pk for one in fresh}
    _note(taken, known, at, counted)


def _differs(there: Vehicle, row: VehicleIn) -> bool:
    """Whether a row says something else of the vehicle itself; if so, it is put on the row of the table."""
    before = (there.vin, there.make, there.model, there.year)
    there.vin, there.make, there.model = row.vin, row.make or there.make, row.model or there.model
    there.year = row.year or there.year
    return before != (there.vin, there.make, there.model, there.year)


def _note(taken: Iterable[VehicleIn], known: Mapping[str, Vehicle], at: datetime, counted: _Counted) -> None:
    """Write down the facts and values that are not there yet."""
    rows = list(taken)
    keys = [known[row.loan_id].pk for row in rows]
    before = facts_by_vehicle(keys)
    there = set(VehicleValue.objects.filter(vehicle_id__in=keys, source=ValueSource.LENDER, by="")
                .values_list("vehicle_id", "on", "amount_fen"))  # fmt: skip
    who = acting()
    me = who.user if who else 0
    facts: list[tuple[Any, ...]] = []
    values: list[tuple[Any, ...]] = []
    for row in rows:
        key = known[row.loan_id].pk
        for kind, value, on, dated in row.facts:
            if not _known(before.get(key, ()), kind, value, on, dated):
                told = json.dumps(value, ensure_ascii=False)
                facts.append((key, kind.value, told, on, mark_of(value, FactSource.LENDER)))
        if row.value and (key, row.value[1], row.value[0]) not in there:
            values.append((key, row.value[1], row.value[0]))
    _append(ADD_FACTS, facts, at, me)
    _append(ADD_VALUES, values, at, me)
    counted.facts += len(facts)
    counted.values += len(values)
    counted.touched |= {one[0] for one in (*facts, *values)}


def _append(statement: str, rows: Sequence[tuple[Any, ...]], at: datetime, me: int) -> None:
    """Add rows in one statement, column by column; what is there already stays."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [at, me, *(list(column) for column in zip(*rows, strict=True))])


def _known(before: Sequence[FactRow], kind: FactKind, value: Mapping[str, Any], on: date, dated: bool) -> bool:
    """Whether this was noted already: of its day, or, where the row does not date it, as the vehicle stands."""
    if dated:
        return any(one.kind is kind and one.on == on and one.value == value for one in before)
    return already_said(before, kind, value, on)


def mark_of(value: Mapping[str, Any], source: FactSource, personal: str = "") -> str:
    """What tells equal facts of one vehicle, kind and day (事实指纹); `personal` is a keyed digest, never a value."""
    told = json.dumps([value, source.value, personal], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _rows(name: str, body: bytes, on: date) -> tuple[list[VehicleIn], list[BadRow]]:
    if len(body) > MOST_BYTES:
        raise Refusal("vehicle-file-too-long", status=413, where=name, zh="车辆文件不得超过 500 MB,请拆分。",
                      en="A file of vehicles has at most 500 MB: split it.")  # fmt: skip
    text = _text(body)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    columns = columns_of(next(reader, []))
    if columns is None:
        raise Refusal(
            "vehicle-file-header", status=422, where=name, zh="车辆文件须有“借据号”与“车架号”两列。",
            en="A file of vehicles has the columns loan_id and vin.",
            remedy_zh="请检查表头,见 docs/how-to/collateral.md。",
            remedy_en="Check its header: docs/how-to/collateral.md.",
        )  # fmt: skip
    good: dict[str, VehicleIn] = {}
    bad: list[BadRow] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        row = read_row(reader.line_num, cells, columns, on)
        if isinstance(row, BadRow):
            bad.append(row)
        elif row.loan_id in good:
            bad.append(_twice(row.line, good[row.loan_id].line))
        else:
            good[row.loan_id] = row
    return list(good.values()), bad


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")


def _other_vin(line: int) -> BadRow:
    return BadRow(
        line, "other-vin [vin]", "该借据的车辆已登记为另一车架号。", "The loan's vehicle is known under another VIN.",
        "请核对;确属更正的,加 --correct 重新导入。",
        "Compare them; if it is to be put right, take it in with --correct.",
    )  # fmt: skip


def _twice(line: int, first: int) -> BadRow:
    return BadRow(
        line, "loan-twice [loan_id]", f"该借据在第 {first} 行已出现。", f"The loan stands in line {first} already.",
        "一笔借据一行:请删除其中一行。", "One row a loan: remove one of them.",
    )  # fmt: skip
