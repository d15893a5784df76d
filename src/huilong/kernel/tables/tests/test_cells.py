"""What people write in a cell, and what it means."""

from datetime import date

import pytest

from huilong.kernel.days import day_number
from huilong.kernel.tables import (
    ANY,
    BadCell,
    Cell,
    Column,
    ColumnType,
    Span,
    in_chinese,
    read_cell,
    read_value,
    shown,
    written,
)
from huilong.kernel.tables.terms import HIGH, KNOWN, LOW, UNKNOWN

DAYS = Column("past_due_days", ColumnType.INT, "逾期天数", "days past due", low=0)
OWED = Column("overdue_fen", ColumnType.FEN, "逾期金额", "overdue")
SHARE = Column("roll_ppm", ColumnType.PPM, "迁徙率", "roll", low=0, high=1_000_000)
BUCKET = Column("bucket", ColumnType.ENUM, "账龄", "bucket", members=("M1", "M2", "M3"))
PLACED = Column("placed", ColumnType.BOOL, "已委外", "placed")
OPENED = Column("opened", ColumnType.DAY, "入催日", "entry")
CITY = Column("city", ColumnType.TEXT, "城市", "city")


def spans(*pairs):
    return Cell(tuple(Span(*pair) for pair in pairs))


CELLS = [
    ("-", DAYS, ANY), ("", CITY, ANY), ("任意", BUCKET, ANY), ("?", DAYS, UNKNOWN), ("未知", CITY, UNKNOWN),
    ("!?", DAYS, KNOWN),
    ("48", DAYS, spans((48, 48))), ("1-59", DAYS, spans((1, 59))), ("1..59", DAYS, spans((1, 59))),
    ("1 至 59", DAYS, spans((1, 59))), ("1~59天", DAYS, spans((1, 59))), ("≥60", DAYS, spans((60, HIGH))),
    (">= 60", DAYS, spans((60, HIGH))), ("60以上", DAYS, spans((60, HIGH))), ("60+", DAYS, spans((60, HIGH))),
    ("30以下", DAYS, spans((LOW, 30))), ("<30", DAYS, spans((LOW, 29))), ("(0,30]", DAYS, spans((1, 30))),
    ("[0..30)", DAYS, spans((0, 29))), ("(0，30]", DAYS, spans((1, 30))), ("（0,30]", DAYS, spans((1, 30))),
    ("1,3,2", DAYS, spans((1, 3))), ("1-3,7", DAYS, spans((1, 3), (7, 7))), ("-5", DAYS, spans((-5, -5))),
    ("1-30,?", DAYS, Cell((Span(1, 30),), unknown=True)), ("!3", DAYS, Cell((Span(3, 3),), negated=True)),
    ("not [1,3]", DAYS, Cell((Span(1, 3),), negated=True)), ("≠3", DAYS, Cell((Span(3, 3),), negated=True)),
    ("1,000.00", OWED, spans((100_000, 100_000))), ("1万-5万", OWED, spans((1_000_000, 5_000_000))),
    ("≥5万元", OWED, spans((5_000_000, HIGH))),
    ("(0,30]", OWED, spans((1, 3_000))), ("<0.05", OWED, spans((LOW, 4))),
    ("1.5万", OWED, spans((1_500_000, 1_500_000))),
    ("5%-20%", SHARE, spans((50_000, 200_000))), ("5-20%", SHARE, spans((50_000, 200_000))),
    (">30%", SHARE, spans((300_001, HIGH))),
    ("<=3‰", SHARE, spans((LOW, 3_000))), ("M1,M2", BUCKET, Cell(words=frozenset({"M1", "M2"}))),
    ("M1、M2", BUCKET, Cell(words=frozenset({"M1", "M2"}))),
    ("not(M1,M2)", BUCKET, Cell(words=frozenset({"M1", "M2"}), negated=True)),
    ('"M1", "M2"', BUCKET, Cell(words=frozenset({"M1", "M2"}))),
    ("非M3", BUCKET, Cell(words=frozenset({"M3"}), negated=True)),
    ("是", PLACED, Cell(words=frozenset({"true"}))), ("No", PLACED, Cell(words=frozenset({"false"}))),
    (">=2026年1月31日", OPENED, spans((day_number(date(2026, 1, 31)), HIGH))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "column", "cell"), CELLS)
def test_a_cell_is_read_as_it_is_meant(text, column, cell):
    assert read_cell(text, column) == cell
    assert read_cell(written(cell, column), column) == cell


@pytest.mark.parametrize(("text", "column"), [
    (">=x", DAYS), ("59-1", DAYS), ("1.5", DAYS), ("5%", DAYS), ("0.001", OWED), ("5", SHARE), ("M9", BUCKET),
    ("也许", PLACED), ("2026-02-30", OPENED), ("<script>", CITY), ("100000000000亿", OWED),
])  # fmt: skip
def test_what_cannot_be_read_says_so_in_both_languages(text, column):
    with pytest.raises(BadCell) as refused:
        read_cell(text, column)
    assert refused.value.says.zh
    assert refused.value.says.en


def test_a_range_of_days_is_read_to_its_last_day():
    cell = read_cell("2026-01-01..2026-03-31", OPENED)
    assert written(cell, OPENED) == "2026-01-01..2026-03-31"


@pytest.mark.parametrize(("text", "column", "value"), [
    ("48", DAYS, 48), ("2万", OWED, 2_000_000), ("12.5%", SHARE, 125_000), ("M1", BUCKET, "M1"), ("否", PLACED, False),
    ("?", CITY, None),
])  # fmt: skip
def test_a_value_is_read_and_written(text, column, value):
    assert read_value(text, column) == value
    assert read_value(shown(value, column), column) == value


def test_a_value_beyond_its_column_is_refused():
    with pytest.raises(BadCell, match="from 0% to 100%"):
        read_value("120%", SHARE)


@pytest.mark.parametrize("text", ["true", "false", "!true", "true,?", "-", "?"])
def test_a_chinese_yes_or_no_reads_back_to_the_same_cell(text):
    told = in_chinese(text, PLACED)
    assert "true" not in told and "false" not in told
    assert read_cell(told, PLACED) == read_cell(text, PLACED)


def test_a_word_of_another_column_is_left_as_it_is():
    assert in_chinese("true", Column("city", ColumnType.TEXT, "城市", "city")) == "true"
