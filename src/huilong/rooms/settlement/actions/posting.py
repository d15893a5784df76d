"""To the ledger (过账): what a statement makes of accounts; each entry once, by its key."""

from datetime import date, datetime

from huilong.kernel.money import Fen
from huilong.rooms.ledger.actions import post_entry
from huilong.rooms.ledger.queries import closed_through
from huilong.rooms.ledger.rules.chart import BANK, TO_FIRM
from huilong.rooms.ledger.rules.entry import first_open
from huilong.rooms.ledger.rules.parties import firm
from huilong.rooms.ledger.terms import EntryKind, Line

EXPENSE = "5401"


def post_fee(statement: int, organisation: int, fen: Fen, on: date, at: datetime) -> None:
    """What a firm earned becomes an expense and a debt to it (计提佣金); a statement below zero the other way round."""
    if fen:
        party = firm(organisation)
        lines, memo = [Line(EXPENSE, fen, party=party), Line(TO_FIRM, -fen, party=party)], f"statement {statement}"
        post_entry(EntryKind.COMMISSION, _day(on), lines, f"statement:{statement}:approved", memo, at)


def post_payment(statement: int, organisation: int, fen: Fen, on: date, at: datetime) -> None:
    """What was owed to a firm left the bank (支付佣金)."""
    party = firm(organisation)
    lines = [Line(TO_FIRM, fen, party=party), Line(BANK, -fen, party=party)]
    post_entry(EntryKind.COMMISSION_PAID, _day(on), lines, f"statement:{statement}:paid", f"statement {statement}", at)


def _day(on: date) -> date:
    """The day itself, or the first of the period that is open."""
    return first_open(on, closed_through())
