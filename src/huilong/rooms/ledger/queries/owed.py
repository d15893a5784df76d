"""What loans still take (尚欠), by the book and by what waits for it on the desk."""

from datetime import date

from huilong.kernel.refusal import Refusal
from huilong.rooms.book import queries as book
from huilong.rooms.book.rules.position import position
from huilong.rooms.ledger.queries.receipts import not_in_book
from huilong.rooms.ledger.rules.receipts import Owed


def owed_of(loan: str, on: date, *, without: int = 0) -> Owed | None:
    """What a loan still takes on `on` (尚欠), None where the book does not know it; the receipt `without` left out.

    A loan the ageing law cannot take takes whatever comes: it is nobody's surplus while nobody can reckon it.
    """
    try:
        facts = book.loan_facts(loan)
    except Refusal:
        return None
    off = facts.write_off_on is not None and facts.write_off_on <= on
    try:
        outstanding = position(facts, book.contract(), on).outstanding.total
    except Refusal:
        return Owed(None, off)
    known = {one.id for one in facts.receipts}
    for one in not_in_book([loan]):
        if one.reversed_at is not None:
            outstanding += one.amount_fen
        elif one.id != without and one.book_id not in known:
            outstanding -= one.amount_fen
    return Owed(outstanding, off)
