"""Looking at a vehicle and valuing it (查验与估值): each with its evidence among the files of the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.money import MAX_FEN, Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral import actions as collateral
from huilong.rooms.disposal.actions.asking import valuation_came
from huilong.rooms.disposal.actions.moving import locked, me, of_the_case, step
from huilong.rooms.disposal.models import Appraisal, Report
from huilong.rooms.disposal.queries.stock import stored
from huilong.rooms.disposal.terms import CarGrade, Defect, StockVerb, ValuationMethod, ValuationSource

MOST_KM = 2_000_000


@dataclass(frozen=True)
class Looked:
    """What a condition report says (车况): grade, whether it runs, odometer, keys, certificate, what is wrong."""

    grade: CarGrade
    runs: bool
    mileage_km: int
    keys: int
    certificate: bool
    defects: tuple[Defect, ...] = ()


def inspect(key: int, looked: Looked, files: Sequence[int], at: datetime) -> int:
    """Make a condition report (车况报告); its key. At least one photo shows it. Raises Refusal `report-unfit`."""
    if not files or not 0 <= looked.mileage_km <= MOST_KM or not 0 <= looked.keys <= 9:
        raise Refusal(
            "report-unfit", status=422, where="files" if not files else "mileage_km",
            zh="车况报告须有照片,里程与钥匙数须合理。", en="A report has photos, and figures that can be.",
            remedy_zh="请先在案件文件页上传照片。", remedy_en="Add the photos to the files of the case first.",
        )  # fmt: skip
    with transaction.atomic():
        row = locked(key)
        kept = [one for one in (of_the_case(row, file) for file in files) if one is not None]
        made = Report.objects.create(
            stock=row, at=at, by=me(), grade=looked.grade, runs=looked.runs, mileage_km=looked.mileage_km,
            keys=looked.keys, certificate=looked.certificate, defects=[one.value for one in looked.defects], files=kept,
        )  # fmt: skip
        detail = {"report": made.pk, "grade": looked.grade.value, "defects": len(looked.defects), "files": len(kept)}
        step(row, StockVerb.INSPECTED, at, detail=detail)
    return int(made.pk)


@dataclass(frozen=True)
class Said:
    """What somebody says the vehicle is worth (估值): fen with its range, by which method, who says so."""

    source: ValuationSource
    method: ValuationMethod
    amount_fen: Fen
    low_fen: Fen
    high_fen: Fen
    on: date
    firm: str = ""
    count: int = 0


def appraise(key: int, said: Said, file: int | None, at: datetime) -> int:
    """Note a valuation with its evidence (登记估值); its key.

    One by an appraiser is independent: it names the firm and shows its report. Comparables say how many. Raises Refusal
    `bad-value`, `value-without-evidence`, `value-by-the-lender`.
    """
    on = timezone.localdate(at)
    if not 0 < said.low_fen <= said.amount_fen <= said.high_fen <= MAX_FEN or said.on > on:
        raise Refusal(
            "bad-value", status=422, where="amount", zh="估值须大于零、在区间内,日期不晚于今天。",
            en="A value is above zero, within its range, of no day to come.",
            remedy_zh="请核对金额、上下限和日期。", remedy_en="Check the amount, its bounds and the day.",
        )  # fmt: skip
    if said.source in (ValuationSource.APPRAISER, ValuationSource.COMPARABLES) and file is None:
        raise Refusal(
            "value-without-evidence", status=422, where="file", zh="第三方评估和市场可比须附报告或明细。",
            en="An appraisal, or comparables, come with the report or the list.",
            remedy_zh="先在案件文件页上传。", remedy_en="Add it to the files of the case first.",
        )  # fmt: skip
    independent = said.source is ValuationSource.APPRAISER
    if independent and not said.firm.strip():
        raise Refusal(
            "value-without-evidence", status=422, where="firm", zh="请填写评估机构。", en="Name the appraiser's firm.",
        )  # fmt: skip
    with transaction.atomic():
        row = locked(key)
        made = Appraisal.objects.create(
            stock=row, source=said.source, method=said.method, amount_fen=said.amount_fen, low_fen=said.low_fen,
            high_fen=said.high_fen, on=said.on, independent=independent, firm=said.firm.strip()[:80],
            count=max(0, said.count), file_id=of_the_case(row, file), known_at=at, known_by=me(),
        )  # fmt: skip
        detail = {"appraisal": made.pk, "source": said.source.value, "amount_fen": said.amount_fen}
        step(row, StockVerb.VALUED, at, detail=detail)
        if independent:
            valuation_came(key, said.firm, at)
    return int(made.pk)


def value_by_model(key: int, at: datetime) -> int:
    """Value the vehicle by the depreciation model (模型估值); the value's key in the vehicle's file."""
    row = stored(key)
    made = collateral.value_by_model(row.order.vehicle_id, at)
    with transaction.atomic():
        step(locked(key), StockVerb.VALUED, at, detail={"value": made, "source": ValuationSource.MODEL.value})
    return made
