"""Tables, filters and exports, in the words of their reader."""

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.http import QueryDict
from openpyxl import load_workbook

from huilong.shell.export import csv_file, lines, safe, xlsx_file
from huilong.shell.filters import Choice, Filter, Flag, Span, read_all
from huilong.shell.table import Column, Found, Table, read_page


@dataclass(frozen=True)
class Debt:
    number: str
    owed_fen: int
    due: date | None


DEBTS = [Debt("=1+1", 123456, date(2026, 1, 5)), Debt("CL2", -250, None)]
TABLE = Table(
    key="debts", title="Debts", order="-owed",
    columns=(
        Column("number", "Number", sort="number"),
        Column("owed_fen", "Owed", "money", sort="owed"),
        Column("due", "Due", "date"),
        Column("secret", "Secret", value=lambda row: "x", permission="secret.view"),
    ),
    filters=(
        Filter("text", "Text"),
        Choice("bucket", "Bucket", choices=[(1, "M1"), (2, "M2")], number=True, many=True),
        Choice("state", "State", choices=[("open", "open"), ("closed", "closed")], default="open"),
        Span("owed", "Owed", "money", low="least", high="most"),
        Flag("missing", "Missing"),
    ),
)  # fmt: skip


class Source:
    def __init__(self):
        self.asked = None

    def page(self, asked, sort, number, size):
        self.asked = (asked, sort, number, size)
        return Found(DEBTS, 120, number)

    def each(self, asked, sort):
        yield from DEBTS


def everybody_may(permission):
    return True


def nobody_may(permission):
    return False


def test_the_url_alone_says_what_is_shown():
    source = Source()
    query = QueryDict("text=CL&bucket=1&bucket=2&least=5000.00&missing=1&sort=number&page=2&size=100")
    shown = read_page(TABLE, source, query, nobody_may)
    asked = {"text": "CL", "bucket": (1, 2), "least": 500000, "missing": True}
    assert source.asked == (asked, "number", 2, 100)
    assert not shown.mistakes


def test_a_mistyped_url_still_opens_and_says_what_it_could_not_read():
    source = Source()
    shown = read_page(TABLE, source, QueryDict("least=abc&bucket=9&sort=drop&page=-1&size=7"), nobody_may)
    assert set(shown.mistakes) == {"owed", "bucket"}
    assert source.asked == ({}, "-owed", 1, 50)


def test_a_default_holds_until_the_url_asks_for_everything():
    assert read_all(TABLE.filters, QueryDict(""))[0] == {}
    assert read_all(TABLE.filters, QueryDict("state="))[0] == {"state": ""}


def test_a_column_without_permission_is_neither_shown_nor_exported():
    assert [column.name for column in TABLE.shown(nobody_may)] == ["number", "owed_fen", "due"]
    assert len(TABLE.shown(everybody_may)) == 4


def test_amounts_are_sorted_largest_first_at_the_first_click_and_turn_at_the_next():
    heads = {head.label: head for head in read_page(TABLE, Source(), QueryDict("sort=number"), nobody_may).heads()}
    assert (heads["Number"].sort, heads["Number"].order) == ("-number", "ascending")
    assert heads["Owed"].sort == "-owed"
    assert heads["Due"].sort == ""


def test_no_cell_of_an_export_runs_as_a_formula():
    assert [safe(text) for text in ("=1+1", "+1", "-1", "@x", "\t=1", " =1", "CL1")] == [
        "'=1+1", "'+1", "'-1", "'@x", "'\t=1", "' =1", "CL1",
    ]  # fmt: skip


def test_csv_carries_plain_amounts_and_iso_dates():
    body = b"".join(csv_file(lines(TABLE.shown(nobody_may), iter(DEBTS)), "debts").streaming_content)
    assert body.decode("utf-8-sig").splitlines() == [
        "Number,Owed,Due", "'=1+1,1234.56,2026-01-05", "CL2,-2.50,",
    ]  # fmt: skip


def test_xlsx_keeps_amounts_as_numbers_and_text_as_text():
    response = xlsx_file(lines(TABLE.shown(nobody_may), iter(DEBTS)), "debts")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows[1] == ("'=1+1", 1234.56, "2026-01-05")
    assert sheet["A2"].data_type == "s"
