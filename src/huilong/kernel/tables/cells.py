"""Cells as people write them (条件写法): read leniently, written one way.

`-` any · `?` unknown · `!?` known · `48` · `1..59` `1-59` `[0,30)` · `>=60` `≥60` `60以上` · `M1,M2` · `!M1` ·
several of these with commas. Amounts are in yuan (`5万`, `1,000.00`), shares end in `%`, days are `2026-01-31`.
以上 and 以下 take the number itself: 《民法典》第1259条.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from huilong.kernel.days import day_date, day_number
from huilong.kernel.money import yuan
from huilong.kernel.refusal import Says
from huilong.kernel.tables.terms import (
    ANY,
    HIGH,
    KNOWN,
    LOW,
    NUMBERS,
    UNKNOWN,
    BadCell,
    Cell,
    Column,
    ColumnType,
    Span,
    Value,
)

ANYS = {"", "-", "—", "*", "any", "任意", "不限", "全部"}
UNKNOWNS = {"?", "？", "unknown", "未知", "null", "空"}
KNOWNS = {"!?", "known", "已知"}
TRUE = {"true", "yes", "y", "是", "有", "1"}
FALSE = {"false", "no", "n", "否", "无", "0"}
SCALES = {"百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}

_NOT = re.compile(r"^(?:!=|≠|!(?!\?)|not\s+in\b|not\b|非|不是|不为)\s*(.*)$", re.IGNORECASE | re.DOTALL)
_SIDE = r"[^\s,;，、\[\]()（）~～]+?"
_BRACKET = re.compile(r"^([\[(（])\s*(.*?)\s*(?:\.\.|,|，|~|～)\s*(.*?)\s*([\])）])$")
_COMPARE = re.compile(r"^(>=|<=|≥|≤|==|=|>|<|大于等于|小于等于|大于|小于|等于)\s*(.+)$")
_RANGE = re.compile(rf"^({_SIDE})\s*(?:\.\.|~|～|至|到)\s*({_SIDE})$")
_HYPHEN = re.compile(r"^(-?[\d.,%‰万千百亿元]+)\s*[-–—]\s*(-?[\d.,%‰万千百亿元]+)$")
_OPEN = re.compile(r"^(.+?)(?:\+|及以上|以上)$")
_BELOW = re.compile(r"^(.+?)(?:及以下|以下|以内)$")
_NUMBER = re.compile(r"^([-+−]?\d+(?:\.\d+)?)(百万|千万|百|千|万|亿)?(%|％|‰|ppm|元|天|日|期|个月)?$")
_GROUPED = re.compile(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?[万千百亿]?元?$")


def read_cell(text: str, column: Column) -> Cell:
    """The cell that `text` writes for a column (读条件). Raises BadCell."""
    text = text.strip().strip("'").strip()
    plain = text.lower()
    if plain in ANYS:
        return ANY
    if plain in KNOWNS:
        return KNOWN
    if plain in UNKNOWNS:
        return UNKNOWN
    negated = _NOT.match(text)
    if negated:
        text = negated[1].strip()
        text = text[1:-1].strip() if re.fullmatch(r"[(（\[].*[)）\]]", text) and not _spanned(text, column) else text
    spans: list[Span] = []
    words: set[str] = set()
    unknown = False
    for part in _parts(text, column):
        if part.lower() in UNKNOWNS:
            unknown = True
        elif column.type in NUMBERS:
            spans.append(_span(part, column))
        else:
            words.add(_word(part, column))
    if not (spans or words or unknown):
        raise BadCell(f"写法有误:{text}", f"cannot be read: {text}")
    if unknown and negated:
        return _merged(Cell(tuple(spans), frozenset(words), negated=True))
    return _merged(Cell(tuple(spans), frozenset(words), bool(negated), unknown))


def _spanned(text: str, column: Column) -> bool:
    return column.type in NUMBERS and len(re.split(r"\.\.|,|，|~|～", text)) == 2


def _parts(text: str, column: Column) -> list[str]:
    """What stands between commas, those within brackets or within an amount aside."""
    if column.type in (ColumnType.FEN, ColumnType.PPM) and _GROUPED.match(text):
        return [text]
    found = re.findall(r"[\[(（][^\])）]*[\])）]|[^,，、;；|\n]+", text)
    return [part.strip() for part in found if part.strip()]


def _span(text: str, column: Column) -> Span:
    """One span of numbers."""
    text = text.replace("：", ":").strip()
    if match := _BRACKET.match(text):
        low = _number(match[2], column) if match[2] not in ("", "-∞") else LOW
        high = _number(match[3], column) if match[3] not in ("", "∞", "+∞") else HIGH
        low += match[1] != "[" and low != LOW
        high -= match[4] != "]" and high != HIGH
        return _ordered(low, high, text)
    if match := _COMPARE.match(text):
        try:
            number = _number(match[2], column)
        except BadCell:
            raise BadCell(f"写法有误:{text}", f"cannot be read: {text}") from None
        return {
            ">=": Span(number), "≥": Span(number), "大于等于": Span(number), ">": Span(number + 1),
            "大于": Span(number + 1), "<=": Span(LOW, number), "≤": Span(LOW, number), "小于等于": Span(LOW, number),
            "<": Span(LOW, number - 1), "小于": Span(LOW, number - 1),
        }.get(match[1], Span(number, number))  # fmt: skip
    if match := _RANGE.match(text) or (None if column.type is ColumnType.DAY else _HYPHEN.match(text)):
        low_text, high_text = match[1], match[2]
        if column.type is ColumnType.PPM and high_text.endswith(("%", "‰")) and not low_text.endswith(("%", "‰")):
            low_text += high_text[-1]
        return _ordered(_number(low_text, column), _number(high_text, column), text)
    if match := _OPEN.match(text):
        return Span(_number(match[1], column))
    if match := _BELOW.match(text):
        return Span(LOW, _number(match[1], column))
    number = _number(text, column)
    return Span(number, number)


def _ordered(low: int, high: int, text: str) -> Span:
    if low > high:
        raise BadCell(f"区间为空:{text}", f"nothing lies within {text}")
    return Span(low, high)


def _number(text: str, column: Column) -> int:
    """One number in the unit of the column. Raises BadCell; what the unit cannot hold exactly is refused."""
    text = text.strip().replace("−", "-").lstrip("¥￥")
    if column.type is ColumnType.DAY:
        return _day(text)
    match = _NUMBER.match(text.replace(",", "").replace(" ", ""))
    if match is None:
        raise BadCell(f"写法有误:{text}", f"cannot be read: {text}")
    try:
        value = Decimal(match[1]) * SCALES.get(match[2] or "", 1)
    except InvalidOperation:
        raise BadCell(f"写法有误:{text}", f"cannot be read: {text}") from None
    unit = (match[3] or "").replace("％", "%")
    if column.type is ColumnType.PPM:
        if unit not in ("%", "‰", "ppm") and value != 0:
            raise BadCell(f"请写百分号,如 5%:{text}", f"write a share with its sign, like 5%: {text}")
        value *= {"%": 10_000, "‰": 1_000}.get(unit, 1)
    elif unit in ("%", "‰", "ppm") or (unit == "元" and column.type is not ColumnType.FEN):
        raise BadCell(f"单位不符:{text}", f"the unit does not fit: {text}")
    if column.type is ColumnType.FEN:
        value *= 100
    if value != value.to_integral_value() or abs(value) >= HIGH:
        raise BadCell(f"小数位过多或过大:{text}", f"too fine or too large: {text}")
    return int(value)


def _day(text: str) -> int:
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    try:
        return day_number(date(*(int(part) for part in parts.groups()))) if parts else _no_day(text)
    except ValueError as error:
        if isinstance(error, BadCell):
            raise
        return _no_day(text)


def _no_day(text: str) -> int:
    raise BadCell(f"日期写法如 2026-01-31:{text}", f"write a day like 2026-01-31: {text}")


def _word(text: str, column: Column) -> str:
    """One word of a column; a true or false one as `true` and `false`."""
    text = re.sub(r"^(?:==|=)\s*", "", text).strip().strip("\"'“”").strip()
    if column.type is ColumnType.BOOL:
        if text.lower() in TRUE:
            return "true"
        if text.lower() in FALSE:
            return "false"
        raise BadCell(f"应为 是 或 否:{text}", f"must be yes or no: {text}")
    if column.type is ColumnType.ENUM and text not in column.members:
        raise BadCell(
            f"没有“{text}”,可用:{'、'.join(column.members[:12])}",
            f"no {text}; there are {', '.join(column.members[:12])}",
        )  # fmt: skip
    if not text or len(text) > 80 or re.search(r"[<>≥≤\[\]()\"]", text):
        raise BadCell(f"写法有误:{text}", f"cannot be read: {text}")
    return text


def _merged(cell: Cell) -> Cell:
    """Spans in order, those that touch made one."""
    spans: list[Span] = []
    for one in sorted(cell.spans):
        if spans and one.low <= spans[-1].high + 1:
            spans[-1] = Span(spans[-1].low, max(spans[-1].high, one.high))
        else:
            spans.append(one)
    return Cell(tuple(spans), cell.words, cell.negated, cell.unknown)


def written(cell: Cell, column: Column) -> str:
    """A cell as text (条件文本), in the one form that `read_cell` reads back to the same cell."""
    if not cell.spans and not cell.words:
        return "-" if cell.negated and cell.unknown else "!?" if cell.negated else "?"
    parts = [_span_written(span, column) for span in cell.spans] + sorted(cell.words)
    text = ",".join(parts + (["?"] if cell.unknown and not cell.negated else []))
    return f"!{text}" if cell.negated else text


def _span_written(span: Span, column: Column) -> str:
    if span.low == LOW:
        return f"<={shown(span.high, column)}"
    if span.high == HIGH:
        return f">={shown(span.low, column)}"
    low = shown(span.low, column)
    return low if span.low == span.high else f"{low}..{shown(span.high, column)}"


def shown(value: Value, column: Column) -> str:
    """A value as a cell writes it (值的写法): yuan, %, days; `?` for unknown."""
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if column.type is ColumnType.FEN:
        return yuan(value)
    if column.type is ColumnType.PPM:
        return f"{(Decimal(value) / 10_000).normalize():f}%"
    if column.type is ColumnType.DAY:
        return day_date(value).isoformat() if abs(value) < 700_000 else str(value)
    return str(value)


def read_value(text: str, column: Column) -> Value:
    """A single value of a column from text (读值): of an outcome, or of a case somebody types. Raises BadCell."""
    text = text.strip()
    if text.lower() in UNKNOWNS | {"", "-"}:
        if column.unknown:
            return None
        raise BadCell("不能为空", "must say something")
    if column.type in NUMBERS:
        number = _number(text, column)
        if not column.low <= number <= column.high:
            least, most = shown(column.low, column), shown(column.high, column)
            raise BadCell(f"应在 {least} 至 {most} 之间", f"must be from {least} to {most}")
        return number
    word = _word(text, column)
    return word == "true" if column.type is ColumnType.BOOL else word


def in_chinese(text: str, column: Column) -> str:
    """A cell's or value's text as a Chinese page writes it (中文写法): yes and no; read back by `read_cell` the same.

    >>> in_chinese("!true", Column("hold", ColumnType.BOOL))
    '!是'
    """
    if column.type is not ColumnType.BOOL:
        return text
    return re.sub(r"\b(true|false)\b", lambda found: "是" if found[1] == "true" else "否", text)


def in_words(cell: Cell, column: Column) -> Says:
    """What a cell asks, for a sentence (条件说明)."""
    text = written(cell, column)
    fixed = {"-": Says("任意", "anything"), "?": Says("未知", "unknown"), "!?": Says("已知", "known")}
    if text in fixed:
        return fixed[text]
    zh = in_chinese(text, column)
    if cell.negated:
        return Says(f"不是 {zh[1:]}", f"not {text[1:]}")
    return Says(zh.replace("?", "未知"), text.replace("?", "unknown"))
