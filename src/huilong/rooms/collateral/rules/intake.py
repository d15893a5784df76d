"""Vehicle files (车辆文件): columns, and a row as a vehicle with facts and a value, or why it is not taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huilong.kernel.money import MAX_FEN, BadAmount, fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.rules.facts import checked
from huilong.rooms.collateral.rules.vin import read_vin
from huilong.rooms.collateral.terms import BadRow, FactKind

COLUMNS = {
    "loan_id": "loan_id", "借据号": "loan_id", "合同号": "loan_id", "vin": "vin", "车架号": "vin",
    "车辆识别代号": "vin", "make": "make", "品牌": "make", "model": "model", "车型": "model", "year": "year",
    "年款": "year", "energy": "energy", "动力类型": "energy", "colour": "colour", "color": "colour",
    "颜色": "colour", "first_registered": "first_registered", "初次登记日期": "first_registered", "used": "used",
    "二手": "used", "mileage_km": "mileage_km", "里程": "mileage_km", "mileage_on": "mileage_on",
    "里程日期": "mileage_on", "mortgage": "mortgage", "抵押登记": "mortgage", "mortgage_on": "mortgage_on",
    "抵押登记日期": "mortgage_on", "authority": "authority", "登记机关": "authority", "number": "number",
    "登记编号": "number", "owner": "owner", "登记所有人": "owner", "insurance": "insurance", "险种": "insurance",
    "insurer": "insurer", "保险公司": "insurer", "insured_until": "insured_until", "保险止期": "insured_until",
    "beneficiary": "beneficiary", "第一受益人": "beneficiary", "value": "value", "评估价": "value",
    "value_on": "value_on", "评估日期": "value_on",
}  # fmt: skip
"""Column names of a vehicle file, Chinese or English, and the field each becomes."""
NEEDED = ("loan_id", "vin")
WORDS = {
    "energy": {"汽油": "petrol", "柴油": "diesel", "油电混合": "hybrid", "插电混动": "plug_in",
               "增程": "range_extended", "纯电": "electric", "燃料电池": "fuel_cell", "其他": "other"},
    "mortgage": {"已登记": "registered", "未登记": "not_registered", "已注销": "cancelled"},
    "owner": {"借款人": "borrower", "出租人": "lessor"},
    "insurance": {"交强险": "compulsory", "车损险": "damage", "三者险": "liability", "盗抢险": "theft"},
    "beneficiary": {"贷方": "lender", "借款人": "borrower", "他人": "other"},
    "used": {"是": "1", "否": "0", "二手": "1", "新车": "0"},
}  # fmt: skip
"""What a Chinese file says for a choice."""
GROUPS: dict[FactKind, tuple[dict[str, str], str]] = {
    FactKind.PARTICULARS: (
        {"energy": "energy", "colour": "colour", "first_registered": "first_registered", "used": "used"}, "",
    ),
    FactKind.MILEAGE: ({"km": "mileage_km"}, "mileage_on"),
    FactKind.MORTGAGE: ({"state": "mortgage", "authority": "authority", "number": "number"}, "mortgage_on"),
    FactKind.OWNER: ({"kind": "owner"}, ""),
    FactKind.INSURANCE: (
        {"kind": "insurance", "insurer": "insurer", "until": "insured_until", "beneficiary": "beneficiary"}, "",
    ),
}  # fmt: skip
"""By kind of fact: its fields and the columns they are read from, and the column of its day, "" for the file's own.

Particulars hold since the first registration, where the row says when that was."""
MAIN = {FactKind.MILEAGE: "mileage_km", FactKind.MORTGAGE: "mortgage", FactKind.OWNER: "owner",
        FactKind.INSURANCE: "insured_until"}  # fmt: skip
"""The column without which a row says nothing of the kind."""


@dataclass(frozen=True)
class VehicleIn:
    """A row of a vehicle file, read (车辆行): the vehicle, and a value as (fen, day).

    `facts` are (kind, value, day, whether the row itself dates it).
    """

    line: int
    loan_id: str
    vin: str
    make: str
    model: str
    year: int | None
    facts: tuple[tuple[FactKind, dict[str, Any], date, bool], ...]
    value: tuple[int, date] | None


def columns_of(header: Iterable[str]) -> dict[str, int] | None:
    """Where each field stands in a row; None where a needed one is missing.

    >>> columns_of(["借据号", "车架号", "备注"])
    {'loan_id': 0, 'vin': 1}
    """
    found = {COLUMNS[name.strip().lower()]: at for at, name in enumerate(header) if name.strip().lower() in COLUMNS}
    return found if all(name in found for name in NEEDED) else None


def read_row(line: int, cells: list[str], columns: Mapping[str, int], on: date) -> VehicleIn | BadRow:
    """One row of a file of day `on`, or why it is not taken and what to do."""
    told = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
    told = {name: WORDS.get(name, {}).get(text, text) for name, text in told.items()}
    try:
        return _read(line, told, on)
    except Refusal as refusal:
        return BadRow(
            line, f"{refusal.code}{f' [{refusal.where}]' if refusal.where else ''}", refusal.says.zh,
            refusal.says.en, refusal.remedy.zh, refusal.remedy.en,
        )  # fmt: skip


def _read(line: int, told: Mapping[str, str], on: date) -> VehicleIn:
    loan_id = told["loan_id"]
    if not loan_id or len(loan_id) > 64:
        raise _bad("loan_id", "借据号缺失或过长。", "The loan's number is missing or too long.")
    year = _year(told.get("year", ""), on)
    return VehicleIn(
        line, loan_id, read_vin(told["vin"]), told.get("make", "")[:40], told.get("model", "")[:80], year,
        tuple(_facts(told, on)), _value(told, on),
    )  # fmt: skip


def _facts(told: Mapping[str, str], on: date) -> Iterable[tuple[FactKind, dict[str, Any], date, bool]]:
    """The facts a row tells: what it leaves empty it says nothing of."""
    for kind, (fields, day_column) in GROUPS.items():
        given = {name: told.get(column, "") for name, column in fields.items()}
        if not (told.get(MAIN[kind]) if kind in MAIN else any(given.values())):
            continue
        if kind is FactKind.INSURANCE and not given["kind"]:
            given["kind"] = "compulsory"
        dated = told.get(day_column, "") if day_column else ""
        day = _day(dated, day_column, on)
        value = checked(kind, given, day)
        if value.get("first_registered"):  # what a vehicle is, it has been since then
            day = date.fromisoformat(value["first_registered"])
        yield kind, value, day, bool(dated)


def _value(told: Mapping[str, str], on: date) -> tuple[int, date] | None:
    if not told.get("value"):
        return None
    try:
        amount = fen(told["value"])
    except BadAmount:
        amount = 0
    if not 0 < amount <= MAX_FEN:
        raise _bad("value", "评估价须为大于 0 的金额。", "A value is an amount above zero.")
    return amount, _day(told.get("value_on", ""), "value_on", on)


def _year(text: str, on: date) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1950 <= int(text[:6]) <= on.year + 1):
        raise _bad("year", f"年款须在 1950 至 {on.year + 1} 之间。", f"The year lies from 1950 to {on.year + 1}.")
    return int(text)


def _day(text: str, where: str, on: date) -> date:
    """A day of a row, that of the file where it is empty; never one to come."""
    if not text:
        return on
    try:
        day = date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise _bad(where, "日期应形如 2026-01-31。", "A date is like 2026-01-31.") from None
    if day > on:
        raise _bad(where, f"日期晚于文件日期 {on}。", f"The date is later than the file's own, {on}.")
    return day


def _bad(where: str, zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-vehicle-row", status=422, where=where, zh=zh, en=en, remedy_zh="请更正该单元格后重新导入整个文件。",
        remedy_en="Put the cell right and take the whole file in again: what was taken stays as it is.",
    )  # fmt: skip
