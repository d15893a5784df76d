"""Files of venues (渠道文件格式): the columns that go out, and how what comes back is read, row by row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from huilong.kernel.money import BadAmount, Fen, fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal.terms.sale import SaleEnd

COLUMNS = ("lot", "vehicle", "year", "vin_masked", "mileage_km", "grade", "reserve", "city")
ANSWERS = ("lot", "outcome", "price", "fee", "buyer")
OUTCOMES = {"sold": None, "成交": None, "unsold": SaleEnd.NO_BID, "流拍": SaleEnd.NO_BID,
            "below_reserve": SaleEnd.BELOW_RESERVE, "未达保留价": SaleEnd.BELOW_RESERVE}  # fmt: skip
LOT = re.compile(r"D-\d{6}")
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Outcome:
    """One row of a venue's answer (回单行): sold at a price with its fee and buyer, or why not."""

    line: int
    lot: str
    result: str
    price_fen: Fen | None
    fee_fen: Fen
    buyer: str
    why: SaleEnd | None
    refusal: Refusal | None = None


def lot_number(sale: int) -> str:
    """A sale as venues know it (标的编号).

    >>> lot_number(317)
    'D-000317'
    """
    return f"D-{sale:06d}"


def read_results(rows: Sequence[Sequence[object]]) -> Iterator[Outcome]:
    """The rows of an answer, each read or with what is wrong of it. Raises `file-unreadable` for a whole file."""
    if not rows or not set(ANSWERS[:3]) <= {str(one).strip().lower() for one in rows[0]}:
        raise unreadable(f"表头须含 {', '.join(ANSWERS)}", f"its head must name {', '.join(ANSWERS)}")
    if len(rows) > MOST_ROWS:
        raise unreadable(f"超过 {MOST_ROWS} 行", f"it has more than {MOST_ROWS} rows")
    head = [str(one).strip().lower() for one in rows[0]]
    for line, row in enumerate(rows[1:], 2):
        told = {key: str(value if value is not None else "").strip() for key, value in zip(head, row, strict=False)}
        if any(told.values()):
            yield _outcome(line, told)


def unreadable(zh: str, en: str) -> Refusal:
    """A file that cannot be read as a whole."""
    return Refusal(
        "file-unreadable", status=422, where="file", zh=f"回单无法读取:{zh}。", en=f"The file cannot be read: {en}.",
        remedy_zh="请按委托清单的编号,用 UTF-8 的 CSV 或 XLSX 回传。",
        remedy_en="Send it as CSV in UTF-8 or as XLSX, by the lots' own numbers.",
    )  # fmt: skip


def _outcome(line: int, told: Mapping[str, str]) -> Outcome:
    lot, result = told.get("lot", ""), told.get("outcome", "").lower()
    try:
        price = fen(told["price"]) if told.get("price") else None
        fee = fen(told["fee"]) if told.get("fee") else 0
    except BadAmount:
        return Outcome(line, lot, result, None, 0, "", None, _bad(line, "金额无法识别", "an amount cannot be read"))
    buyer, sold = told.get("buyer", "")[:80], OUTCOMES.get(result, "?") is None
    wrong = None
    if not LOT.fullmatch(lot):
        wrong = _bad(line, "标的编号有误", "its lot number is none")
    elif result not in OUTCOMES:
        wrong = _bad(line, f"结果须为 {'、'.join(OUTCOMES)}", f"its outcome is none of {', '.join(OUTCOMES)}")
    elif sold and (price is None or price <= 0 or not buyer):
        wrong = _bad(line, "成交须有价格和买受人", "sold, it names a price and a buyer")
    elif fee < 0:
        wrong = _bad(line, "渠道费不得为负", "its fee is below zero")
    return Outcome(line, lot, result, price, fee, buyer, OUTCOMES.get(result), wrong)


def _bad(line: int, zh: str, en: str) -> Refusal:
    return Refusal("bad-row", status=422, where=f"line {line}", zh=f"第 {line} 行:{zh}。", en=f"Line {line}: {en}.")
