"""Booking (处置记账): what a sale and its distribution are in the ledger. Money of others stays apart in trust."""

from collections.abc import Sequence
from datetime import date, datetime

from huilong.kernel.money import Fen
from huilong.rooms.disposal.terms import OURS, Distribution, Owner, PartKind
from huilong.rooms.ledger.actions import post_entry, reverse_entry
from huilong.rooms.ledger.terms import EntryKind, Line

BANK, TRUST, RECEIVABLE, PAYABLE = "1002", "1012", "1122", "2202"
SURPLUS, PROCEEDS, COSTS, LOSS = "2242", "2245", "5402", "6001"


def book_price(sale: int, fen: Fen, loan: str, on: date, at: datetime) -> int | None:
    """The price, or what of it the deposit did not pay already, came in (收到价款); the entry."""
    if not fen:
        return None
    lines = [Line(BANK, fen, loan), Line(PROCEEDS, -fen, loan)]
    return post_entry(EntryKind.SALE, on, lines, f"disposal:{sale}:price", f"sale {sale}", at)


def book_distribution(
    key: int, found: Distribution, loan: str, owner: str, on: date, at: datetime
) -> tuple[int, Fen]:
    """The price distributed (价款分配); the entry, and what goes to the loan as a receipt.

    What goes to the loan passes the bank here: the receipt of the loan posts bank against the debt. A surplus moves to
    the trust bank in the same entry. Costs come back to where they were spent; others are owed what they got.
    """
    debt = found.paid(*(one.value for one in PartKind if one is not PartKind.COST))
    lines = [Line(PROCEEDS, found.proceeds_fen, loan), Line(BANK, -debt, loan), Line(COSTS, -found.paid("cost"), loan)]
    lines += [Line(PAYABLE, -one.paid_fen, loan, one.holder) for one in found.lines if one.holder != OURS]
    if found.surplus_to is Owner.LENDER:
        lines.append(Line(LOSS, -found.surplus_fen, loan))
    else:
        fen = found.surplus_fen
        lines += [Line(BANK, -fen, loan), Line(TRUST, fen, loan, owner), Line(SURPLUS, -fen, loan, owner)]
    told = merged(lines)
    entry = post_entry(EntryKind.PROCEEDS, on, told, f"disposal:{key}:distributed", f"distribution {key}", at)
    return entry, debt


def book_surplus(key: int, fen: Fen, loan: str, owner: str, on: date, at: datetime) -> int:
    """The surplus went out to its owner (余款付出); the entry."""
    lines = [Line(SURPLUS, fen, loan, owner), Line(TRUST, -fen, loan, owner)]
    memo = f"surplus of distribution {key}"
    return post_entry(EntryKind.SURPLUS_PAID, on, lines, f"disposal:{key}:surplus", memo, at)


def book_claim_back(key: int, fen: Fen, loan: str, owner: str, on: date, at: datetime) -> int:
    """A surplus that went out is owed back (余款追回): the owner owes it, the trust bank is made whole."""
    lines = [Line(RECEIVABLE, fen, loan, owner), Line(BANK, -fen, loan), Line(TRUST, fen, loan, owner),
             Line(SURPLUS, -fen, loan, owner)]  # fmt: skip
    memo = f"surplus of distribution {key} owed back"
    return post_entry("surplus_owed_back", on, lines, f"disposal:{key}:owed-back", memo, at)


def book_back(key: int, entries: Sequence[int], on: date, at: datetime) -> list[int]:
    """Entries of a distribution taken back (冲销分配); the entries that do so."""
    return [
        reverse_entry(entry, on, "sale rescinded", f"disposal:{key}:back:{entry}", at) for entry in reversed(entries)
    ]


def book_price_back(sale: int, fen: Fen, loan: str, on: date, at: datetime) -> int:
    """The price went back to the buyer (退还价款); the entry."""
    lines = [Line(PROCEEDS, fen, loan), Line(BANK, -fen, loan)]
    return post_entry(EntryKind.SALE, on, lines, f"disposal:{sale}:price-back", f"sale {sale} rescinded", at)


def merged(lines: Sequence[Line]) -> list[Line]:
    """Lines of one account, loan and party in one; none of nothing."""
    found: dict[tuple[str, str, str], int] = {}
    for one in lines:
        where = (one.account, one.loan, one.party)
        found[where] = found.get(where, 0) + one.fen
    return [Line(account, fen, loan, party) for (account, loan, party), fen in found.items() if fen]
