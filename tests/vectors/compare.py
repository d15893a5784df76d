"""What Fineract's checks say, against the law's position at that moment: the differences, or None if not comparable."""

from collections.abc import Callable
from typing import Any

from huilong.kernel.money import yuan
from huilong.rooms.book.terms import InstalmentState, Position
from tests.vectors.fineract import Telling
from tests.vectors.published import FINERACT_BUCKETS, money

Check = dict[str, Any]
DATES = {"Date", "Paid date"}
RECEIPTS = {"Repayment", "Down Payment", "Merchant Issued Refund", "Goodwill Credit", "Payout Refund"}


class Moment:
    """The facts told so far, the day asked, and the day upstream last looked at the loan (its run or a movement)."""

    def __init__(self, told: Telling, on: str, looked_on: str, ran: bool) -> None:
        self.told = told
        self.on = on
        self.looked_on = min(looked_on, on)
        self.ran = ran

    def now(self) -> Position:
        """The position on the day asked."""
        return self.told.position(self.on)

    def then(self) -> Position:
        """The position on the day upstream last looked."""
        return self.told.position(self.looked_on)


def differing(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """The keys on which two rows differ, in words."""
    return [f"{key} {expected[key]}, we say {found[key]}" for key in expected if expected[key] != found[key]]


def outstanding(moment: Moment, check: Check) -> list[str]:
    """All that is owed."""
    return differing({"outstanding": money(check["amount"])}, {"outstanding": yuan(moment.now().outstanding.total)})


def overpaid(moment: Moment, check: Check) -> list[str]:
    """What found nothing owed."""
    return differing({"overpaid": money(check["amount"])}, {"overpaid": yuan(moment.now().unapplied)})


def overdue(moment: Moment, check: Check) -> list[str]:
    """All that is past due."""
    return differing({"overdue": money(check["amount"])}, {"overdue": yuan(moment.now().overdue.total)})


def status(moment: Moment, check: Check) -> list[str] | None:
    """Active, closed with nothing owed, or overpaid."""
    if check["status"] not in ("ACTIVE", "CLOSED_OBLIGATIONS_MET", "OVERPAID"):
        return None
    found = moment.now()
    said = "ACTIVE" if found.outstanding.total else "OVERPAID" if found.unapplied else "CLOSED_OBLIGATIONS_MET"
    return differing({"status": check["status"]}, {"status": said})


def instalment_row(one: InstalmentState) -> dict[str, Any]:
    """An instalment in the words of upstream's table."""

    def due(kind: str) -> int:
        return int(getattr(one.owed, kind) + getattr(one.paid, kind) + getattr(one.waived, kind))

    kinds = {"Principal due": "principal", "Interest": "interest", "Fees": "fee", "Penalties": "penalty"}
    row = {title: yuan(due(kind)) for title, kind in kinds.items()}
    row |= {"Due": yuan(sum(due(kind) for kind in kinds.values())), "Paid": yuan(one.paid.total)}
    row |= {"In advance": yuan(one.in_advance), "Late": yuan(one.late), "Outstanding": yuan(one.owed.total)}
    row["Waived"] = yuan(one.waived.total)
    return row | {"Date": one.due.isoformat(), "Paid date": one.paid_on.isoformat() if one.paid_on else None}


def schedule(moment: Moment, check: Check) -> list[str]:
    """The table of instalments, row by row."""
    rows = [row for row in check["rows"] if row["Nr"] is not None]
    found = [instalment_row(one) for one in moment.now().instalments]
    wrong = [] if len(rows) == len(found) else [f"{len(rows)} rows, we have {len(found)}"]
    for row, ours in zip(rows, found, strict=False):
        expected = {key: row[key] if key in DATES else money(row[key] or 0) for key in ours if key in row}
        wrong += [f"row {row['Nr']} {d}" for d in differing(expected, ours)]
    return wrong


def totals(moment: Moment, check: Check) -> list[str]:
    """The sums of the table."""
    rows = [instalment_row(one) for one in moment.now().instalments]
    expected = {key: money(value) for key, value in check["rows"][0].items()}
    found = {key: money(sum(float(row[key]) for row in rows)) for key in expected}
    return differing(expected, found)


def transactions(moment: Moment, check: Check) -> list[str]:
    """Where each receipt went; the rows of receipts taken back keep only their day and amount."""
    applied = {r.id: r.applied for r in moment.now().receipts}
    rows = [row for row in check["rows"] if row["Transaction Type"] in RECEIPTS]
    said = []
    for row in rows:
        split = tuple(money(row[kind]) for kind in ("Principal", "Interest", "Fees", "Penalties"))
        said.append((row["Transaction date"], money(row["Amount"]), split))
    wrong = []
    for receipt in moment.told.receipts:
        if receipt["back"]:
            match = [s for s in said if s[:2] == (receipt["on"], receipt["amount"])]
            ours: Any = (receipt["on"], receipt["amount"])
        else:
            split_of = applied[receipt["id"]]
            kinds = ("principal", "interest", "fee", "penalty")
            ours = (receipt["on"], receipt["amount"], tuple(yuan(getattr(split_of, kind)) for kind in kinds))
            match = [s for s in said if s == ours]
        if match:
            said.remove(match[0])
        else:
            wrong.append(f"no receipt {ours} among {said}")
    return wrong or [f"a receipt we do not have: {s}" for s in said]


def transaction(moment: Moment, check: Check) -> list[str]:
    """Where the receipts of one day went; upstream names only some of the day's."""
    found = moment.now().receipts
    kinds = ("principal", "interest", "fee", "penalty")
    ours = [(r.on.isoformat(), tuple(yuan(getattr(r.applied, kind)) for kind in kinds)) for r in found]
    wrong = []
    for row in check["rows"]:
        split = tuple(money(row[kind]) for kind in ("Principal", "Interest", "Fees", "Penalties"))
        if row["Transaction Type"] in RECEIPTS and (check["date"], split) not in ours:
            wrong.append(f"no receipt {split} among {ours}")
    return wrong


def charges(moment: Moment, check: Check) -> list[str]:
    """What was charged, paid, waived and is left, fees and penalties each in sum."""
    found = moment.now()
    if any(float(row["Outstanding"]) < 0 for row in check["rows"]):
        return ["a negative charge"]
    wrong = []
    for kind, is_penalty in (("fee", "false"), ("penalty", "true")):
        rows = [row for row in check["rows"] if row["isPenalty"] == is_penalty]
        expected = {key: money(sum(float(r[key]) for r in rows)) for key in ("Paid", "Waived", "Outstanding")}
        sums = {"Paid": "paid", "Waived": "waived", "Outstanding": "owed"}
        ours = {k: yuan(sum(getattr(getattr(i, of), kind) for i in found.instalments)) for k, of in sums.items()}
        wrong += [f"{kind} {d}" for d in differing(expected, ours)]
    return wrong


def bucket_for(days: int) -> str:
    """The bucket of so many days delinquent."""
    return next((name for name, first, last in FINERACT_BUCKETS if first <= days <= (last or days)), "NO_DELINQUENCY")


def range_(moment: Moment, check: Check) -> list[str]:
    """The bucket and the delinquent date that upstream's last look left."""
    found = moment.then()
    said = {"range": found.bucket or "NO_DELINQUENCY"}
    expected = {"range": check["range"]}
    if check["range"] != "NO_DELINQUENCY":
        expected["since"] = check["delinquent_date"]
        said["since"] = found.delinquent_since.isoformat() if found.delinquent_since else ""
    return differing(expected, said)


def loan_delinquency(moment: Moment, check: Check) -> list[str]:
    """Days, amount and date; the bucket only where upstream's agrees with its own days (it can lag)."""
    row = check["rows"][0]
    found = moment.now()
    since = found.delinquent_since.isoformat() if found.delinquent_since else None
    ours = {
        "delinquentDays": str(found.delinquent_days), "pastDueDays": str(found.past_due_days),
        "delinquentAmount": yuan(found.delinquent_amount), "delinquentDate": since,
        "classification": found.bucket or "NO_DELINQUENCY",
    }  # fmt: skip
    expected = dict(row) | {"delinquentAmount": money(row["delinquentAmount"])}
    if row["classification"] != bucket_for(int(row["delinquentDays"])):
        del expected["classification"]
    return differing(expected, ours)


def installment_delinquency(moment: Moment, check: Check) -> list[str] | None:
    """The unpaid amounts by bucket that upstream's last look left; no run yet, nothing to compare."""
    if not moment.ran:
        return None
    expected = {row["Range"]: money(row["Amount"]) for row in check.get("rows", [])}
    found = {name: yuan(amount) for name, amount in moment.then().buckets.items()}
    return [] if found == expected else [f"buckets {expected}, we say {found}"]


COMPARE: dict[str, Callable[[Moment, Check], list[str] | None]] = {
    "outstanding": outstanding, "overpaid": overpaid, "overdue": overdue, "status": status, "schedule": schedule,
    "totals": totals, "transactions": transactions, "transaction": transaction, "charges": charges, "range": range_,
    "loan_delinquency": loan_delinquency, "installment_delinquency": installment_delinquency,
    "no_installment_delinquency": installment_delinquency,
}  # fmt: skip
