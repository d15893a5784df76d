"""Venues outside by file (渠道文件): what is for sale goes out as CSV or XLSX; what came of it comes back by file.

Nothing personal goes out: a lot number, the vehicle, the reserve. A row that cannot be taken is told with its line and
reason, and the others are taken; the same file again changes nothing.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.rules.vin import mask_vin
from huilong.rooms.collateral.terms import car_name
from huilong.rooms.disposal.actions.asking import lots_answered, lots_sent
from huilong.rooms.disposal.actions.moving import me
from huilong.rooms.disposal.actions.selling import agree, fail
from huilong.rooms.disposal.models import Sale, VenueFile
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.queries.stock import reports_of
from huilong.rooms.disposal.rules.venuefile import COLUMNS, MOST_ROWS, Outcome, lot_number, read_results, unreadable
from huilong.rooms.disposal.terms import ResultRow, SaleState, VenueKind
from huilong.rooms.journal.actions import digested, record
from huilong.shell.sheets import BrokenSheet, sheet_rows

Row = tuple[str, ...]


def rows_for(venue: str, at: datetime) -> list[Row]:
    """The lots at a venue now (委托清单), with a head; what goes out is kept by its SHA-256 and journalled.

    Raises Refusal `no-such-venue`, `no-lots`.
    """
    place = policy().venue(venue)
    rows, sent = list[Row]([COLUMNS]), dict[int, datetime]()
    for one in _open(place.key):
        sent[one.pk] = one.opened_at
        car, told = one.stock.order.vehicle, reports_of(one.stock_id)
        report = told[0] if told else None
        rows.append((
            lot_number(one.pk), car_name(car.make, car.model), str(car.year or ""), mask_vin(one.stock.order.vin),
            str(report.mileage_km) if report else "", report.grade.value if report else "",
            f"{one.plan.reserve_fen / 100:.2f}", one.stock.case.city,
        ))  # fmt: skip
    if len(rows) == 1:
        raise Refusal(
            "no-lots", zh="该渠道没有在售车辆。", en="Nothing is on sale at this venue.",
            remedy_zh="请先为车辆定价并上架到该渠道。", remedy_en="Price vehicles for it and put them on sale first.",
        )  # fmt: skip
    with transaction.atomic():
        _kept(place.key, False, "\n".join(",".join(row) for row in rows).encode(), len(rows) - 1, [], at)
        lots_sent(place, sent)
    return rows


def take_results(venue: str, name: str, body: bytes, at: datetime) -> tuple[ResultRow, ...]:
    """Take in what a venue says came of its lots (导入渠道回单): each row taken, or why not.

    Each row is an act of its own: one that the law forbids leaves the others alone. Raises Refusal `file-unreadable`,
    `file-taken`.
    """
    place, digest = policy().venue(venue), hashlib.sha256(body).hexdigest()
    if VenueFile.objects.filter(venue=venue, inward=True, sha256=digest).exists():
        raise _taken()
    found: list[ResultRow] = []
    lots = {lot_number(one.pk): one.pk for one in _open(place.key)}
    for one in read_results(_rows(name, body)):
        found.append(_take(one, lots, place.kind, at))
    told = [[one.line, one.lot, one.outcome, one.refusal.en if one.refusal else ""] for one in found]
    with transaction.atomic():
        _kept(venue, True, body, len(found), told, at)
        lots_answered(place, [lots[one.lot] for one in found if one.lot in lots and one.refusal is None], at)
    return tuple(found)


def _take(one: Outcome, lots: dict[str, int], kind: VenueKind, at: datetime) -> ResultRow:
    told = ResultRow(one.line, one.lot, one.result, one.price_fen)
    refusal = one.refusal
    if refusal is None and one.lot not in lots:
        refusal = Refusal(
            "no-such-lot", zh=f"标的 {one.lot} 不在该渠道在售清单中。",
            en=f"Lot {one.lot} is not on sale at this venue.",
        )  # fmt: skip
    if refusal is None:
        try:
            if one.why is not None:
                fail(lots[one.lot], one.why, at)
            else:
                agree(lots[one.lot], one.price_fen or 0, buyer_key=digested(one.buyer), buyer=one.buyer, at=at,
                      fee_fen=one.fee_fen)  # fmt: skip
        except Refusal as no:
            refusal = no
    return ResultRow(told.line, told.lot, told.outcome, told.price_fen, refusal.says if refusal else None)


def _rows(name: str, body: bytes) -> list[Sequence[object]]:
    """The rows of a CSV in UTF-8, or of the first sheet of an XLSX. Raises Refusal `file-unreadable`."""
    if not name.lower().endswith(".xlsx"):
        try:
            return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        except (UnicodeDecodeError, csv.Error) as error:
            raise unreadable("不是 UTF-8 的 CSV", "it is no CSV in UTF-8") from error
    try:
        return list(sheet_rows(body, MOST_ROWS + 2))
    except BrokenSheet as error:
        raise unreadable("不是 XLSX", "it is no XLSX") from error


def _open(venue: str) -> Iterator[Sale]:
    found: Iterable[Sale] = Sale.objects.filter(state=SaleState.OPEN, plan__venue=venue).select_related(
        "plan", "stock__case", "stock__order__vehicle"
    ).order_by("id")  # fmt: skip
    yield from found


def _kept(venue: str, inward: bool, body: bytes, rows: int, result: list[list[object]], at: datetime) -> None:
    digest = hashlib.sha256(body).hexdigest()
    try:
        with transaction.atomic():
            VenueFile.objects.create(
                venue=venue, inward=inward, sha256=digest, rows=rows, result=result, by=me(), at=at
            )
    except IntegrityError:
        if inward:
            raise _taken() from None
    with transaction.atomic():
        detail = {"venue": venue, "rows": rows, "sha256": digest}
        if inward:
            record(verb="disposal.results_taken", subject=("venue", venue), detail=detail, at=at)
        else:
            record(verb="disposal.lots_sent", subject=("venue", venue), detail=detail, at=at)


def _taken() -> Refusal:
    return Refusal(
        "file-taken", zh="这份回单已导入过。", en="This file was taken in before.",
        remedy_zh="无需重复导入。", remedy_en="There is nothing to do.",
    )  # fmt: skip
