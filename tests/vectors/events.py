"""Fineract's events, each taken into the facts of a scenario, or refused with the reason why it is not covered."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.vectors.fineract import Event, NotCovered, Telling, built, quarter
from tests.vectors.published import money

IN_ADVANCE_ELSEWHERE = {"GOODWILL_CREDIT": "the last instalment", "MERCHANT_ISSUED_REFUND": "all instalments evenly"}
IGNORED = {"approve", "run_cob", "run_delinquency_job", "global_config"}
NOT_COVERED = {
    "reage": "re-age: upstream makes a new schedule",
    "reage_undo": "re-age: upstream makes a new schedule",
    "reamortize": "re-amortise: upstream spreads what is past due over what is not",
    "payoff": "interest recalculated by upstream",
    "adjust_repayment": "a receipt restated in place",
}


def tell(told: Telling, event: Event) -> None:
    """Take one event into the facts."""
    name = event["do"]
    if name in NOT_COVERED:
        raise NotCovered(NOT_COVERED[name])
    if name not in IGNORED:
        TELL[name](told, event)


def disburse(told: Telling, event: Event) -> None:
    """Money lent: the schedule starts; a product with automatic down payment takes it at once.

    Where more was paid than lent, advanced allocation does not replay old receipts: the new schedule is in force from
    its day only, and takes what was overpaid then.
    """
    lent = sum(Decimal(d["amount"]) for d in told.disbursed)
    overpaid = sum(Decimal(r["amount"]) for r in told.receipts if not r["back"]) - lent
    told.disbursed.append(event)
    amount = Decimal(event["amount"])
    start = date.fromisoformat(told.disbursed[0]["date"])
    no_replay = told.terms["strategy"] == "ADVANCED_PAYMENT_ALLOCATION"
    if told.given is not None and overpaid > 0 and no_replay and len(told.disbursed) == 2:
        told.rows = built(told.terms, lent, start)
        told.lent_later = [{"from": event["date"], "rows": told.given}]
        told.settle()
    else:
        told.rows = built(told.terms, lent + amount, start) if told.given is None else told.given
    down = quarter(amount) - max(overpaid, 0)
    if "DOWNPAYMENT_AUTO" in told.terms["product"] and down > 0:
        told.receive(event["date"], down, "Down Payment")


def undo_disbursal(told: Telling, event: Event) -> None:
    """The loan is as it was before any money was lent."""
    told.disbursed.clear()
    told.receipts.clear()
    told.reversals.clear()
    told.claims.clear()
    told.lent_later.clear()
    told.settle()


def repayment(told: Telling, event: Event) -> None:
    """Money in."""
    told.receive(event["date"], event["amount"], "Repayment")


def credit(told: Telling, event: Event) -> None:
    """Money in that is not a repayment; upstream may apply what is in advance elsewhere (see `elsewhere`)."""
    if event["credit_type"] == "REFUND_BY_CASH":
        raise NotCovered("cash handed back: upstream takes it from the last instalments paid in advance")
    told.receive(event["date"], event["amount"], event["credit_type"].replace("_", " ").title())
    if told.terms["strategy"] == "ADVANCED_PAYMENT_ALLOCATION" and event["credit_type"] in IN_ADVANCE_ELSEWHERE:
        elsewhere(told, event["date"], IN_ADVANCE_ELSEWHERE[event["credit_type"]])


def elsewhere(told: Telling, on: str, where: str) -> None:
    """Refuse a receipt whose part in advance upstream would apply to `where` instead of the next instalment."""
    found = told.position(on)
    name = told.receipts[-1]["id"]
    in_advance = any(w.kind == "applied" and f"Receipt {name} " in w.en and "(in advance)" in w.en for w in found.why)
    if in_advance and sum(i.owed.total for i in found.instalments):
        raise NotCovered(f"in advance to {where}: the law pays in due order")


def allocation_rule(told: Telling, event: Event) -> None:
    """Where upstream applies what is in advance."""
    elsewhere_rule = {"LAST_INSTALLMENT": "the last instalment", "REAMORTIZATION": "all instalments evenly"}
    if event["rule"] in elsewhere_rule and not told.disbursed:
        raise NotCovered(f"in advance to {elsewhere_rule[event['rule']]}: the law pays in due order")


def charge(told: Telling, event: Event) -> None:
    """A fee or a penalty due on a day."""
    add_charge(told, event["date"], event["amount"], "penalty" if "NSF" in event["charge"] else "fee")


def charge_nsf(told: Telling, event: Event) -> None:
    """The penalty for a returned payment: 10."""
    add_charge(told, event["date"], 10, "penalty")


def charge_pct(told: Telling, event: Event) -> None:
    """A fee in per cent of all principal and interest."""
    owed = sum(Decimal(r["principal"]) + Decimal(r.get("interest", 0)) for r in told.rows)
    add_charge(told, event["date"], owed * Decimal(event["pct"]) / 100, "fee")


def add_charge(told: Telling, due: str, amount: Any, kind: str) -> None:
    """Add a charge."""
    told.charges.append({"id": f"C{len(told.charges):03}", "kind": kind, "due": due, "amount": money(amount)})


def charge_waive(told: Telling, event: Event) -> None:
    """The last charge is given up."""
    last = told.charges[-1]
    told.waivers.append({"on": event["on"], "kind": last["kind"], "amount": last["amount"]})


def undo_repayment(told: Telling, event: Event) -> None:
    """The n-th repayment of the loan, or the last one of a day, is taken back."""
    made = [r for r in told.receipts if r["kind"] == "Repayment"]
    if event["do"] == "undo_repayment":
        told.take_back(made[int(event["nth"]) - 1])
    else:
        told.take_back([r for r in made if r["on"] == event["date"] and not r["back"]][-1])


def undo_transaction(told: Telling, event: Event) -> None:
    """The n-th transaction of a day, or the n-th repayment of it, is taken back."""
    made = [r for r in told.receipts if r["on"] == event["date"]]
    nth = int(event["nth"])
    if event.get("type") == "Repayment":
        made = [r for r in made if r["kind"] == "Repayment"]
    elif any(d["date"] == event["date"] for d in told.disbursed):
        nth -= 1
    if not 0 < nth <= len(made):
        raise NotCovered("an undone transaction that is not a receipt")
    told.take_back(made[nth - 1])


def chargeback(told: Telling, event: Event) -> None:
    """Money of an old receipt claimed back."""
    if "CREDIT_ALLOCATION" in told.terms["product"] and told.charges:
        raise NotCovered("a chargeback split over fees and penalties by upstream's credit allocation")
    told.claim(event["on"], Decimal(event["amount"]))


def credit_balance_refund(told: Telling, event: Event) -> None:
    """An overpayment paid back."""
    told.claim(event["date"], Decimal(event["amount"]))


def refund(told: Telling, event: Event) -> None:
    """A merchant's refund: money in."""
    told.receive(event["date"], event["amount"], "Refund")


def refund_undo(told: Telling, event: Event) -> None:
    """The refund is taken back."""
    told.take_back([r for r in told.receipts if r["kind"] == "Refund"][-1])


def pause(told: Telling, event: Event) -> None:
    """Lateness stops counting."""
    told.pauses.append({"from": event["start"], "to": event["end"]})


def resume(told: Telling, event: Event) -> None:
    """The pause in force ends early."""
    for one in told.pauses:
        if one["from"] <= event["start"] <= one["to"]:
            one["to"] = event["start"]


def charge_off(told: Telling, event: Event) -> None:
    """Written off: the debt stays owed."""
    told.write_off_on = event["date"]


def charge_off_undo(told: Telling, event: Event) -> None:
    """Not written off after all."""
    told.write_off_on = None


def reschedule(told: Telling, event: Event) -> None:
    """A new schedule, which the law takes as given."""
    if told.given is None:
        raise NotCovered("rescheduled, and no published schedule to take as given")


def write_off(told: Telling, event: Event) -> None:
    """Upstream closes the loan; the law keeps it owed."""
    raise NotCovered("write-off accounting")


TELL: dict[str, Callable[[Telling, Event], None]] = {
    "disburse": disburse, "undo_disbursal": undo_disbursal, "repayment": repayment, "credit": credit,
    "allocation_rule": allocation_rule, "charge": charge, "charge_nsf": charge_nsf, "charge_pct": charge_pct,
    "charge_waive": charge_waive, "undo_repayment": undo_repayment, "undo_repayment_last": undo_repayment,
    "undo_transaction": undo_transaction,
    "chargeback": chargeback, "credit_balance_refund": credit_balance_refund, "refund": refund,
    "refund_undo": refund_undo, "pause": pause, "resume": resume, "charge_off": charge_off,
    "charge_off_undo": charge_off_undo, "reschedule": reschedule, "write_off": write_off,
}  # fmt: skip
