"""A pack is the same whoever makes it: same facts, same document, same workbook; no cell runs as a formula."""

import io
from datetime import date

import openpyxl
import pytest

from huilong.rooms.reports.actions.workbook import workbook
from huilong.rooms.reports.rules.pack import document
from huilong.rooms.reports.terms import CashMonth, DayCash
from huilong.rooms.reports.terms.packs import CellKind
from huilong.rooms.reports.tests.facts import facts, word

HOST = "https://huilong.example.com"


def made(language="zh-hans", **changed):
    return document(facts(**changed), language, word, HOST)


def read(body):
    return openpyxl.load_workbook(io.BytesIO(body))


def test_the_same_facts_are_the_same_bytes():
    assert made() == made()
    assert workbook(made()) == workbook(made())
    assert workbook(made()) != workbook(made(recovered_fen=1))


def test_a_week_is_told_from_its_monday_to_its_sunday():
    assert "2026-03-02 – 2026-03-08" in repr(made())
    assert date(2026, 3, 2).weekday() == 0


def test_a_sheet_a_section_with_amounts_as_numbers_and_links_to_rows():
    book = read(workbook(made()))

    assert book.sheetnames == ["指标", "变动与归因", "迁徙率", "漏斗", "回收与目标", "成本", "可比排名", "异常"]
    cells = {cell.value: cell for row in book["指标"] for cell in row if cell.value is not None}
    assert cells[1234.56].number_format == "#,##0.00"
    assert cells[1234.56].hyperlink.target == f"{HOST}/portfolio/?on=2026-03-08"
    assert cells[58000].hyperlink.target.endswith("/portfolio/rows/?from_on=2026-03-01&on=2026-03-08&paid=True")


def test_a_name_that_looks_like_a_formula_stays_text():
    cells = [cell for row in read(workbook(made()))["可比排名"] for cell in row if "HYPERLINK" in str(cell.value)]

    assert [(cell.value, cell.data_type) for cell in cells] == [("'=HYPERLINK(1)", "s")]


def test_every_figure_of_rows_says_where_they_are():
    """Counts and amounts of the funnel, of recoveries and of exceptions open; sums so far and effects do not."""
    for section in made().sections:
        if section.key in ("funnel", "exceptions"):
            for table in section.tables:
                assert all(cell.opens for row in table.rows for cell in row if cell.kind is CellKind.COUNT)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_language_says_the_same_figures(language):
    told, other = made(language), made("en")

    assert [section.key for section in told.sections] == [section.key for section in other.sections]
    numbers = [[cell.value for t in s.tables for r in t.rows for cell in r if cell.kind is not CellKind.TEXT]
               for s in told.sections]  # fmt: skip
    assert numbers == [[cell.value for t in s.tables for r in t.rows for cell in r if cell.kind is not CellKind.TEXT]
                       for s in other.sections]  # fmt: skip
    chinese = any("一" <= sign <= "鿿" for s in told.sections for sign in s.title)
    assert chinese == (language != "en")


def test_of_a_team_only_what_is_the_teams():
    told = made(team=7, figures=(), due=None, trend=(), costs=None, exceptions=None)

    assert [section.key for section in told.sections] == ["figures", "why", "funnel", "cash", "ranking"]
    opened = [cell.opens for s in told.sections for t in s.tables for r in t.rows for cell in r if cell.opens]
    assert opened and all("team=7" in path or path.startswith("portfolio/?") for path in opened)


def test_the_first_week_has_nothing_to_be_held_against():
    (why,) = [section for section in made(then=None, why=()).sections if section.key == "why"]

    assert why.says == ("上一周没有明细,无法对比。",)


def test_days_that_nobody_kept_are_left_out_and_it_says_so():
    days = tuple(DayCash(date(2026, 3, n), n * 100, n * 100, None) for n in range(1, 9))
    month = CashMonth(date(2026, 3, 1), days, 800, None, None, None, None, kept_since=date(2026, 3, 7))

    (cash,) = (one for one in made("en", month=month).sections if one.key == "cash")
    assert [line[0].value for line in cash.tables[0].rows] == ["2026-03-07", "2026-03-08"]
    assert any("2026-03-07" in one for one in cash.says)
