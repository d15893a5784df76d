"""Postings of deposits (保证金记账): other people's money, in the trust bank against what is owed to its owner."""

from collections.abc import Sequence
from datetime import date, datetime

from huilong.kernel.money import Fen
from huilong.rooms.ledger.actions import post_entry
from huilong.rooms.ledger.terms import Line

BANK, TRUST, DEPOSITS, PROCEEDS = "1002", "1012", "2203", "2245"


def post(kind: str, on: date, lines: Sequence[tuple[str, Fen, str]], key: str, memo: str, at: datetime) -> int:
    """Post one entry of `(account, fen, party)`, debit above zero; the same `key` again posts nothing new."""
    told = [Line(account, fen, party=party) for account, fen, party in lines]
    return post_entry(kind, on, told, key, memo, at)
