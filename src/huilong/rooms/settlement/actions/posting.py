"""To the ledger (过账): what a statement makes of accounts; each entry once, by its key."""

from datetime import date, datetime

from django.utils.module_loading import import_string

from huilong.kernel.money import Fen

EXPENSE, PAYABLE, BANK = "5401", "2202", "1002"


def post_fee(statement: int, organisation: int, fen: Fen, on: date, at: datetime) -> None:
    """What a firm earned becomes an expense and a debt to it (计提佣金); a statement below zero the other way round."""
    if fen:
        _post("commission", statement, "approved", organisation, EXPENSE, PAYABLE, fen, on, at)


def post_payment(statement: int, organisation: int, fen: Fen, on: date, at: datetime) -> None:
    """What was owed to a firm left the bank (支付佣金)."""
    _post("commission_paid", statement, "paid", organisation, PAYABLE, BANK, fen, on, at)


def _post(
    kind: str, statement: int, what: str, organisation: int, debit: str, credit: str, fen: Fen, on: date, at: datetime
) -> None:  # fmt: skip
    line, post_entry = import_string(LINE), import_string(POST)
    party = f"organisation:{organisation}"
    post_entry(
        kind, on, [line(debit, fen, party=party), line(credit, -fen, party=party)], f"statement:{statement}:{what}",
        f"statement {statement}", at,
    )  # fmt: skip


LINE, POST = "huilong.rooms.ledger.terms.Line", "huilong.rooms.ledger.actions.post_entry"
