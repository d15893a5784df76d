"""To the ledger (过账): what a statement makes of accounts; each entry once, by its key."""

from datetime import date, datetime

from huilong.kernel.money import Fen
from huilong.rooms.ledger.actions import post_entry
from huilong.rooms.ledger.terms import EntryKind, Line

EXPENSE, PAYABLE, BANK = "5401", "2202", "1002"


def party_of(organisation: int) -> str:
    """What the ledger calls a firm."""
    return f"organisation:{organisation}"


def post_fee(statement: int, organisation: int, fen: Fen, on: date, at: datetime) -> None:
    """What a firm earned becomes an expense and a debt to it (计提佣金); a statement below zero the other way round."""
    if fen:
        party = party_of(organisation)
        lines = [Line(EXPENSE, fen, party=party), Line(PAYABLE, -fen, party=party)]
        post_entry(EntryKind.COMMISSION, on, lines, f"statement:{statement}:approved", f"statement {statement}", at)


def post_payment(statement: int, organisation: int, fen: Fen, on: date, at: datetime) -> None:
    """What was owed to a firm left the bank (支付佣金)."""
    party = party_of(organisation)
    lines = [Line(PAYABLE, fen, party=party), Line(BANK, -fen, party=party)]
    post_entry(EntryKind.COMMISSION_PAID, on, lines, f"statement:{statement}:paid", f"statement {statement}", at)
