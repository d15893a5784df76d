"""Reads of statements (结算单): lists, one with its lines and objections, worked out anew."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.queries.paying import PaidUnder, paid_under
from huilong.rooms.settlement.models import Line, Statement
from huilong.rooms.settlement.queries.facts import fee_facts
from huilong.rooms.settlement.rules.commission import reckon
from huilong.rooms.settlement.rules.lines import digest_of, lines_of
from huilong.rooms.settlement.terms import Line as Worked
from huilong.rooms.settlement.terms import LineOf, LineReason, LineRow, Period, StatementPage, StatementRow
from huilong.rooms.settlement.terms import StatementState as State

SORTS = ("id", "to_on", "fen", "state", "organisation")


def work_out(contract: int, period: Period, known_by: date) -> tuple[tuple[Worked, ...], str]:
    """The lines of a contract's statement of a period by what was known by a day (结算测算), and their seal.

    The same facts give the same lines and seal, whoever asks and whenever.
    """
    under = paid_under(contract)
    entitled = reckon(fee_facts(under, known_by), contract, under.terms, period.to_on)
    lines = lines_of(entitled, stated_before(contract, period.to_on), period)
    return lines, digest_of(head_of(under, period, known_by), lines)


def head_of(under: PaidUnder, period: Period, known_by: date) -> dict[str, object]:
    """What of a statement is sealed beside its lines."""
    return {
        "contract": under.number, "organisation": under.organisation, "from": period.from_on, "to": period.to_on,
        "known_by": known_by,
    }  # fmt: skip


def stated_before(contract: int, to_on: date) -> dict[str, Fen]:
    """What the statements before a day said of each thing (已结算), summed."""
    kept = Line.objects.filter(contract=contract, statement__to_on__lt=to_on)
    return dict(kept.values_list("key").annotate(Sum("fen")).order_by("key"))


def statement_row(key: int) -> StatementRow:
    """One statement. Refuses (`no-such-statement`) alike whether there is none or it is another firm's."""
    return row_of(stored(key))


def stored(key: int, *, lock: bool = False) -> Statement:
    """The row of a statement, or `no-such-statement`."""
    found = Statement.objects.select_for_update() if lock else _rows()
    row = found.filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-statement", status=404, zh="没有这份结算单。", en="There is no such statement.",
            remedy_zh="请从结算单列表打开。", remedy_en="Open it from the list of statements.",
        )  # fmt: skip
    return row


def statement_page(asked: Mapping[str, Any], *, sort: str = "-id", page: int = 1, size: int = 50) -> StatementPage:
    """One page of the statements the reader sees (结算单列表). `asked` may hold state, organisation, number, month."""
    found = _found(asked)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    rows = found.order_by(*_order(sort))[(page - 1) * size : page * size]
    return StatementPage(tuple(row_of(one) for one in rows), total, page, pages)


def each_statement(asked: Mapping[str, Any], *, sort: str = "-id") -> Iterator[StatementRow]:
    """Every statement a filter finds, for an export (导出)."""
    for one in _found(asked).order_by(*_order(sort)).iterator(chunk_size=500):
        yield row_of(one)


def lines_page(statement: int, *, page: int = 1, size: int = 100) -> tuple[list[LineRow], int]:
    """One page of a statement's lines (结算明细), in order, and how many there are."""
    found = Line.objects.filter(statement=statement).order_by("no")
    return [_line(one) for one in found[(page - 1) * size : page * size]], found.count()


def each_line(statement: int) -> Iterator[LineRow]:
    """Every line of a statement, in order."""
    for one in Line.objects.filter(statement=statement).order_by("no").iterator(chunk_size=2000):
        yield _line(one)


def line_row(line: int) -> LineRow:
    """One line. Raises Refusal `no-such-line`."""
    one = Line.objects.filter(pk=line).first()
    if one is None:
        raise Refusal("no-such-line", status=404, zh="没有这条明细。", en="There is no such line.")
    return _line(one)


def lines_by_reason(statement: int) -> list[tuple[LineOf, LineReason, int, Fen]]:
    """What a statement comes to by thing and reason (结算汇总): how many lines, how much."""
    from django.db.models import Count

    rows = Line.objects.filter(statement=statement).values_list("of", "reason").annotate(Count("id"), Sum("fen"))
    return [(LineOf(of), LineReason(why), count, fen) for of, why, count, fen in rows.order_by("of", "reason")]


def history_of(contract: int, key: str) -> list[tuple[str, LineRow]]:
    """Every line that statements had of one thing (明细来历), oldest first, each with its statement's number."""
    found = Line.objects.filter(contract=contract, key=key).select_related("statement").order_by("statement__to_on")
    return [(one.statement.number, _line(one)) for one in found]


def _found(asked: Mapping[str, Any]) -> QuerySet[Statement]:
    wanted = Q()
    for name in ("state", "organisation", "number", "contract", "payment"):
        if asked.get(name):
            wanted &= Q(**{name: asked[name]})
    if asked.get("month"):
        wanted &= Q(from_on__lte=asked["month"], to_on__gte=asked["month"])
    return _rows().filter(wanted)


def _order(sort: str) -> Sequence[str]:
    order = sort if sort.removeprefix("-") in SORTS else "-id"
    return (order, "-id" if order.startswith("-") else "id")


def _rows() -> QuerySet[Statement]:
    return Statement.objects.select_related("organisation", "contract")


def row_of(one: Statement) -> StatementRow:
    """A row as others read it."""
    return StatementRow(
        id=one.pk, number=one.number, organisation=one.organisation_id, organisation_name=one.organisation.name,
        contract=one.contract_id, contract_number=one.contract.number, from_on=one.from_on, to_on=one.to_on,
        known_by=one.known_by, state=State(one.state), lines=one.lines, fen=one.fen, brought_fen=one.brought_fen,
        digest=one.digest, object_by=one.object_by, issued_by=one.issued_by, issued_at=one.issued_at,
        agreed_at=one.agreed_at, agreed_by=one.agreed_by, approved_by=one.approved_by, approved_at=one.approved_at,
        invoice_number=one.invoice_number, invoiced_on=one.invoiced_on, payment=one.payment_id, paid_on=one.paid_on,
    )  # fmt: skip


def _line(one: Line) -> LineRow:
    return LineRow(
        one.pk, one.statement_id, one.no, one.key, LineOf(one.of), LineReason(one.reason), one.on, one.case,
        one.loan_id, one.placement, one.full_fen, one.base_fen, one.rate_ppm, one.entitled_fen, one.stated_fen, one.fen,
    )  # fmt: skip
