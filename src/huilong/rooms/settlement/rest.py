"""Settlement for other systems (结算接口): statements, their lines, and what a borrower may be charged."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from huilong.rooms.settlement import queries
from huilong.shell.api import Asked, Day, MaybeText, Paged, Text, known_only, needs

router = Router(tags=["settlement"])


class StatementsAsked(Paged):
    """Which statements: in which state, of which number; all that this token's organisation may see otherwise."""

    state: MaybeText = ""
    number: MaybeText = ""


class LinesAsked(Paged):
    """Which page of the lines."""


class PriceAsked(Asked):
    """Which cost, where, on which day; `region` empty is everywhere."""

    kind: Text
    on: Day
    region: MaybeText = ""


class StatementOut(Schema):
    """A statement. `due_fen` below zero is taken off the next one; `digest` seals its lines."""

    id: int
    number: str
    organisation: int
    organisation_name: str
    contract_number: str
    from_on: date
    to_on: date
    known_by: date
    state: str
    lines: int
    fen: int
    due_fen: int
    digest: str
    object_by: date | None
    invoice_number: str
    paid_on: date | None


class LineOut(Schema):
    """A line: what a thing earns in all, what earlier statements said of it, and the difference `fen`."""

    no: int
    key: str
    of: str
    reason: str
    on: date
    case: str
    loan: str
    full_fen: int
    base_fen: int
    rate_ppm: int
    entitled_fen: int
    stated_fen: int
    fen: int


class StatementsOut(Schema):
    """One page of statements, and how many there are."""

    rows: list[StatementOut]
    total: int
    page: int


class LinesOut(Schema):
    """One page of lines, and how many there are."""

    rows: list[LineOut]
    total: int


class PriceOut(Schema):
    """The most a borrower may be charged, in fen; null: nothing."""

    most_fen: int | None


@router.get("/statements", response=StatementsOut, summary="结算单 · Statements")
@needs("statement.view")
@known_only(StatementsAsked)
def statements(request: HttpRequest, asked: Query[StatementsAsked]) -> Any:
    """The statements this organisation may see, newest first; a firm its own once issued."""
    return queries.statement_page({"state": asked.state, "number": asked.number}, page=asked.page, size=asked.size)


@router.get("/statements/{statement_id}", response=StatementOut, summary="结算单详情 · One statement")
@needs("statement.view")
def statement(request: HttpRequest, statement_id: int) -> Any:
    """One statement."""
    return queries.statement_row(statement_id)


@router.get("/statements/{statement_id}/lines", response=LinesOut, summary="结算明细 · Lines of a statement")
@needs("statement.view")
@known_only(LinesAsked)
def lines(request: HttpRequest, statement_id: int, asked: Query[LinesAsked]) -> Any:
    """The lines of a statement, in order."""
    queries.statement_row(statement_id)
    rows, total = queries.lines_page(statement_id, page=asked.page, size=asked.size)
    return {"rows": rows, "total": total}


@router.get("/borrower-prices", response=PriceOut, summary="收费上限 · What a borrower may be charged")
@needs("price.view")
@known_only(PriceAsked)
def price(request: HttpRequest, asked: Query[PriceAsked]) -> Any:
    """The most a borrower may be charged for a kind of cost, in a region, on a day."""
    return {"most_fen": queries.chargeable(asked.kind, asked.region, asked.on)}
