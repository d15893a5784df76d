"""Costs of a recovery in the accounts (收车费用记账): owed to a firm, taken back with their charge, paid back to us.

The law is asked where a charge is made or redeemed; here its money is written down.
"""

from collections.abc import Iterable
from datetime import date, datetime

from huilong.rooms.ledger import actions as ledger
from huilong.rooms.ledger import queries as accounts
from huilong.rooms.ledger.rules.chart import BANK, COSTS, REFUND_OWED, TO_FIRM
from huilong.rooms.ledger.rules.entry import first_open
from huilong.rooms.ledger.rules.parties import firm
from huilong.rooms.ledger.terms import EntryKind, Line, NewEntry
from huilong.rooms.repossession.models import Charge, ChargePayment
from huilong.rooms.repossession.terms.yard import StandingCharge


def enter_charge(one: Charge, at: datetime) -> None:
    """A cost is owed to the yard, or else to the team that took the vehicle (费用入账)."""
    order = one.order
    bears = one.stay.yard.organisation_id if one.stay is not None else order.crew.organisation_id if order.crew else 0
    lines = _pair(COSTS, TO_FIRM, one.amount_fen, order.loan_id, firm(bears) if bears else "")
    ledger.put_entry(NewEntry(EntryKind.RECOVERY_COST, _day(one.on), lines, _key(one.pk), one.kind), at)


def take_back_charges(charges: Iterable[StandingCharge], loan: str, why: str, on: date, at: datetime) -> None:
    """What was charged is taken back, what the borrower had paid of it is owed back to him (费用冲销)."""
    for one in charges:
        if (entry := accounts.entry_of_key(_key(one.key))) is not None:
            ledger.put_entry(ledger.taking_back(entry.id, _day(on), why, f"back:{_key(one.key)}"), at)
        if one.paid_fen:
            lines = _pair(COSTS, REFUND_OWED, one.paid_fen, loan, _key(one.key))
            key = f"{_key(one.key)}:owed_back"
            ledger.put_entry(NewEntry(EntryKind.RECOVERY_COST_OWED_BACK, _day(on), lines, key, why), at)


def enter_payment(one: ChargePayment, loan: str, on: date, at: datetime) -> None:
    """The borrower paid a cost (费用实收)."""
    lines = _pair(BANK, COSTS, one.fen, loan, _key(one.charge_id))
    ledger.put_entry(NewEntry(EntryKind.RECOVERY_COST_PAID, _day(on), lines, f"{_key(one.charge_id)}:paid"), at)


def _pair(debit: str, credit: str, fen: int, loan: str, party: str) -> tuple[Line, Line]:
    return Line(debit, fen, loan, party), Line(credit, -fen, loan, party)


def _key(charge: int) -> str:
    return f"charge:{charge}"


def _day(on: date) -> date:
    return first_open(on, accounts.closed_through())
