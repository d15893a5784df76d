"""Fineract's scenarios (dated events) told as our facts, or a reason why the law does not cover them."""

import calendar
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from huilong.kernel.money import yuan
from huilong.rooms.book.rules.contract import contract_of
from huilong.rooms.book.rules.facts import facts_of
from huilong.rooms.book.rules.position import position
from huilong.rooms.book.terms import Position
from tests.vectors.published import fineract_terms, money

Event = dict[str, Any]

FIRST, EXTRA = 100, 500
"""The numbers of the first instalment and of the row after the last; down payments are numbered from 0."""
DEFAULT_STRATEGY = "PENALTIES_FEES_INTEREST_PRINCIPAL_ORDER"


class NotCovered(Exception):
    """The law does not answer this scenario; the message is the reason counted in the report."""


def terms_of(given: dict[str, Any]) -> dict[str, Any]:
    """The terms of a pool scenario in the keys of the other published documents."""
    one = given["kind"]
    if one == "create_loan":
        every = f"{given['repaymentEvery']} {given['repaymentFrequencyType']}"
        found = {
            "product": given["LoanProduct"], "principal": given["with Principal"],
            "submitted_on": given["submitted on date"], "annual_rate": given["ANNUAL interest rate %"],
            "repayments": int(given["numberOfRepayments"]), "every": every, "strategy": given["Payment strategy"],
        }  # fmt: skip
        found["plain"] = not any(
            float(given[key]) for key in ("graceOnPrincipalPayment", "graceOnInterestPayment", "interest free period")
        )
        return found
    found = {"product": "LP1", "principal": "1000", "submitted_on": given["date"], "annual_rate": "0", "plain": True}
    found |= {"repayments": 1, "every": "30 DAYS", "strategy": DEFAULT_STRATEGY}
    if one == "create_loan_simple":
        found |= {"principal": given["principal"], "repayments": int(given["n"]), "every": "1 MONTHS"}
    if one == "create_loan_days":
        found["every"] = f"{given['days']} DAYS"
    return found


def later(start: date, every: str, times: int) -> date:
    """`start` moved on by `times` periods such as '15 DAYS' or '1 MONTHS' (clamped to the month's end)."""
    count, unit = every.split()
    if unit == "DAYS":
        return start + timedelta(days=int(count) * times)
    months = start.month - 1 + int(count) * times
    year, month = start.year + months // 12, months % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def quarter(principal: Decimal) -> Decimal:
    """The down payment: a quarter, to the unit."""
    return (principal / 4).quantize(Decimal(1), ROUND_HALF_UP)


def built(terms: dict[str, Any], principal: Decimal, start: date) -> list[dict[str, Any]]:
    """The schedule of an interest-free loan as input for the law: a down payment of a quarter, then equal parts."""
    rows = []
    left = principal
    if "DOWNPAYMENT" in terms["product"]:
        down = quarter(principal)
        rows.append({"no": 0, "due": start.isoformat(), "principal": down, "down_payment": True})
        left -= down
    count = terms["repayments"]
    finest = Decimal("0.01") if "INTEREST_FLAT" in terms["product"] else Decimal(1)
    part = (left / count).quantize(finest)
    for i in range(count):
        due = later(start, terms["every"], i + 1).isoformat()
        rows.append({"no": FIRST + i, "due": due, "principal": left if i == count - 1 else part})
        left -= part
    return rows


class Telling:
    """The facts of one scenario as its events are told one by one (one `facts` document at the end)."""

    def __init__(self, terms: dict[str, Any], given: list[dict[str, Any]] | None, at_once: bool = False) -> None:
        self.terms = terms
        self.given = given
        self.at_once = at_once
        self.claims: list[tuple[str, Decimal]] = []
        self.replayed = False
        self.rows: list[dict[str, Any]] = []
        self.versions: list[dict[str, Any]] = []
        self.lent_later: list[dict[str, Any]] = []
        self.disbursed: list[dict[str, Any]] = []
        self.receipts: list[dict[str, Any]] = []
        self.reversals: list[dict[str, Any]] = []
        self.paid_back: list[dict[str, Any]] = []
        self.charges: list[dict[str, Any]] = []
        self.waivers: list[dict[str, Any]] = []
        self.pauses: list[dict[str, Any]] = []
        self.write_off_on: str | None = None

    def document(self) -> dict[str, Any]:
        """The facts document so far, with no question."""
        return {
            "loan": "L", "currency": "EUR", "terms": fineract_terms(self.terms), "instalments": texts(self.rows),
            "schedules": [{"from": v["from"], "instalments": texts(v["rows"])} for v in self.versions],
            "receipts": [{key: r[key] for key in ("id", "on", "amount")} for r in self.receipts],
            "reversals": [*self.reversals, *self.paid_back], "charges": self.charges, "waivers": self.waivers,
            "pauses": self.pauses, "write_off_on": self.write_off_on, "ask": [],
        }  # fmt: skip

    def position(self, on: str) -> Position:
        """The law's answer on `on` to the facts so far."""
        document = self.document()
        return position(facts_of(document, ""), contract_of(document["terms"]), date.fromisoformat(on), why=True)

    def receive(self, on: str, amount: Any, kind: str) -> None:
        """A receipt of any kind."""
        self.receipts.append(
            {"id": f"R{len(self.receipts):03}", "on": on, "amount": money(amount), "kind": kind, "back": False}
        )

    def claim(self, on: str, amount: Decimal) -> None:
        """Money that went back to the borrower on a day, by refund or chargeback."""
        self.claims.append((on, amount))
        self.settle()

    def settle(self) -> None:
        """Take each claim off what was overpaid by its day; the rest is owed anew from that day.

        Once a receipt taken back made upstream replay the loan, its table shows a claim whole, paid by the overpaid.
        """
        self.paid_back, self.versions = [], list(self.lent_later)
        for on, amount in self.claims:
            left = int(amount * 100)
            unapplied = {} if self.replayed else {r.id: r.unapplied for r in self.position(on).receipts}
            for receipt in reversed(self.receipts):
                part = min(left, unapplied.get(receipt["id"], 0))
                if part:
                    self.paid_back.append({"receipt": receipt["id"], "on": on, "amount": yuan(part)})
                    left -= part
            if left:
                self.restate(on, Decimal(left) / 100)

    def restate(self, on: str, amount: Decimal) -> None:
        """Owe `amount` of principal more from `on`: upstream's table shows it in the next instalment, or in one row
        after the last; its delinquency counts it from the day itself (`at_once`)."""
        rows = [dict(row) for row in (self.versions[-1]["rows"] if self.versions else self.rows)]
        bearers = [row for row in rows if row["due"] >= on and not row.get("down_payment")]
        extra = [row for row in rows if row["no"] == EXTRA]
        if self.at_once or not bearers + extra:
            rows.append({"no": EXTRA + len(self.versions) * self.at_once, "due": on, "principal": amount})
        else:
            bearer = (bearers + extra)[0]
            bearer["principal"] = Decimal(bearer["principal"]) + amount
            bearer["due"] = max(bearer["due"], on)
        if self.versions and self.versions[-1]["from"] == on:
            self.versions[-1]["rows"] = rows
        else:
            self.versions.append({"from": on, "rows": rows})

    def take_back(self, receipt: dict[str, Any]) -> None:
        """Reverse a receipt, as if it had never come; what had been paid back of it is owed anew."""
        receipt["back"] = True
        self.reversals.append({"receipt": receipt["id"], "on": receipt["on"]})
        self.replayed = self.replayed or bool(self.claims)
        self.settle()


def texts(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Schedule rows with their amounts as decimal strings."""
    return [row | {key: money(row[key]) for key in ("principal", "interest") if key in row} for row in rows]
