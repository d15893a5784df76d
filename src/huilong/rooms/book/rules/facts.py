"""Facts in, state out: the public interchange format of `huilong age` (docs/how-to/facts.md), in and out of terms."""

from collections.abc import Callable
from datetime import date
from typing import Any

from huilong.kernel.days import BEFORE_ALL, day_number
from huilong.kernel.money import yuan
from huilong.rooms.book.rules.contract import (
    COMPONENTS,
    choice,
    contract_of,
    day,
    flag,
    keys,
    money,
    refuse,
    rows,
    whole,
)
from huilong.rooms.book.rules.position import position
from huilong.rooms.book.terms import (
    Charge,
    Components,
    Instalment,
    LoanFacts,
    Pause,
    Position,
    Receipt,
    Reversal,
    Schedule,
    Waiver,
)

CURRENCIES = {"CNY": 0, "USD": 1, "EUR": 2, "INR": 3, "GBP": 4, "HKD": 5}


def answer(value: Any) -> Any:
    """Answer a facts document: one loan or a list of loans; the answer has the same form. Refuses with a key's path."""
    if isinstance(value, list):
        return [_answer_loan(loan, f"[{i}]") for i, loan in enumerate(value)]
    return _answer_loan(value, "")


def _answer_loan(value: Any, where: str) -> dict[str, Any]:
    dot = f"{where}." if where else ""
    loan = keys(
        value,
        where or "(top)",
        {"loan", "instalments", "ask"},
        {
            "currency",
            "terms",
            "charges",
            "receipts",
            "reversals",
            "waivers",
            "pauses",
            "schedules",
            "write_off_on",
        },
    )
    contract = contract_of(loan.get("terms", {}), f"{dot}terms")
    facts = facts_of(loan, dot)
    asks = []
    for i, ask in enumerate(rows(loan["ask"], f"{dot}ask")):
        at = f"{dot}ask[{i}]"
        keys(ask, at, {"on"}, {"known_by", "why"})
        known_by = day(ask["known_by"], f"{at}.known_by") if ask.get("known_by") is not None else None
        why = bool(flag(ask.get("why", False), f"{at}.why"))
        asks.append(position_json(position(facts, contract, day(ask["on"], f"{at}.on"), known_by, why)))
    return {"loan": facts.loan, "positions": asks}


def facts_of(loan: Any, dot: str) -> LoanFacts:
    """The facts of one loan document; `dot` prefixes the paths in refusals."""
    if not isinstance(loan["loan"], str) or not loan["loan"]:
        raise refuse(f"{dot}loan", "应为非空字符串", "must be a non-empty string")
    choice(loan.get("currency", "CNY"), f"{dot}currency", CURRENCIES)

    def each(name: str, read: Callable[[Any, str], Any]) -> tuple[Any, ...]:
        path = f"{dot}{name}"
        return tuple(read(row, f"{path}[{i}]") for i, row in enumerate(rows(loan.get(name, []), path)))

    found = LoanFacts(
        loan=loan["loan"],
        currency=loan.get("currency", "CNY"),
        instalments=each("instalments", _instalment),
        charges=each("charges", _charge),
        receipts=each("receipts", _receipt),
        reversals=each("reversals", _reversal),
        waivers=each("waivers", _waiver),
        pauses=each("pauses", _pause),
        schedules=each("schedules", _schedule),
        write_off_on=day(loan["write_off_on"], f"{dot}write_off_on") if loan.get("write_off_on") else None,
    )
    _check_keys(found, dot)
    return found


def _check_keys(facts: LoanFacts, dot: str) -> None:
    """Refuse duplicate numbers and ids, and reversals of receipts that are not there or too small."""
    versions = [("instalments", facts.instalments)]
    versions += [(f"schedules[{i}].instalments", s.instalments) for i, s in enumerate(facts.schedules)]
    for name, instalments in versions:
        _once([str(i.no) for i in instalments], f"{dot}{name}", "no")
    _once([c.id for c in facts.charges], f"{dot}charges", "id")
    _once([r.id for r in facts.receipts], f"{dot}receipts", "id")
    _once([s.start.isoformat() for s in facts.schedules], f"{dot}schedules", "from")
    amounts = {r.id: r.amount for r in facts.receipts}
    for i, reversal in enumerate(facts.reversals):
        at = f"{dot}reversals[{i}]"
        if reversal.receipt not in amounts:
            raise refuse(f"{at}.receipt", "没有这笔回款", f"there is no receipt {reversal.receipt!r}")
        if (reversal.amount or 0) > amounts[reversal.receipt]:
            raise refuse(f"{at}.amount", "冲正金额大于回款", "is more than the receipt")


def _once(names: list[str], where: str, key: str) -> None:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            raise refuse(f"{where}[{i}].{key}", f"重复:{name}", f"is a duplicate: {name}")
        seen.add(name)


def _known(row: Any, where: str, otherwise: int = BEFORE_ALL) -> int:
    """The day number a row was known: as stated, or when it happened."""
    if row.get("known_on") is None:
        return otherwise
    return day_number(day(row["known_on"], f"{where}.known_on"))


def _text(value: Any, where: str) -> str:
    if isinstance(value, str) and 0 < len(value) <= 100:
        return value
    raise refuse(where, "应为 1–100 个字符的字符串", "must be a string of 1 to 100 characters")


def _instalment(row: Any, at: str) -> Instalment:
    keys(row, at, {"no", "due"}, {"principal", "interest", "fee", "down_payment"})
    return Instalment(
        no=whole(row["no"], f"{at}.no", 0, 100_000),
        due=day(row["due"], f"{at}.due"),
        principal=money(row.get("principal", "0"), f"{at}.principal"),
        interest=money(row.get("interest", "0"), f"{at}.interest"),
        fee=money(row.get("fee", "0"), f"{at}.fee"),
        down_payment=bool(flag(row.get("down_payment", False), f"{at}.down_payment")),
    )


def _charge(row: Any, at: str) -> Charge:
    keys(row, at, {"id", "kind", "due", "amount"}, {"known_on"})
    choice(row["kind"], f"{at}.kind", COMPONENTS)
    due = day(row["due"], f"{at}.due")
    return Charge(_text(row["id"], f"{at}.id"), row["kind"], due, money(row["amount"], f"{at}.amount"), _known(row, at))


def _receipt(row: Any, at: str) -> Receipt:
    keys(row, at, {"id", "on", "amount"}, {"known_on"})
    on = day(row["on"], f"{at}.on")
    known = _known(row, at, day_number(on))
    return Receipt(_text(row["id"], f"{at}.id"), on, money(row["amount"], f"{at}.amount"), known)


def _reversal(row: Any, at: str) -> Reversal:
    keys(row, at, {"receipt", "on"}, {"amount", "known_on"})
    on = day(row["on"], f"{at}.on")
    amount = None if row.get("amount") is None else money(row["amount"], f"{at}.amount")
    return Reversal(_text(row["receipt"], f"{at}.receipt"), on, amount, _known(row, at, day_number(on)))


def _waiver(row: Any, at: str) -> Waiver:
    keys(row, at, {"on", "kind", "amount"}, {"id", "known_on"})
    on = day(row["on"], f"{at}.on")
    choice(row["kind"], f"{at}.kind", COMPONENTS)
    amount = money(row["amount"], f"{at}.amount")
    return Waiver(on, row["kind"], amount, str(row.get("id", "")), _known(row, at, day_number(on)))


def _pause(row: Any, at: str) -> Pause:
    keys(row, at, {"from", "to"}, {"id", "known_on"})
    start, end = day(row["from"], f"{at}.from"), day(row["to"], f"{at}.to")
    if end < start:
        raise refuse(f"{at}.to", "早于开始日", "is before from")
    return Pause(start, end, _known(row, at, day_number(start)))


def _schedule(row: Any, at: str) -> Schedule:
    keys(row, at, {"from", "instalments"}, {"known_on"})
    start = day(row["from"], f"{at}.from")
    found = rows(row["instalments"], f"{at}.instalments")
    instalments = tuple(_instalment(r, f"{at}.instalments[{i}]") for i, r in enumerate(found))
    return Schedule(start, instalments, _known(row, at, day_number(start)))


def components_json(amounts: Components) -> dict[str, str]:
    """Four amounts as decimal strings."""
    return {name: yuan(getattr(amounts, name)) for name in COMPONENTS}


def _date(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def position_json(found: Position) -> dict[str, Any]:
    """A position in the words of the interchange format; amounts are decimal strings, dates ISO."""
    told: dict[str, Any] = {
        "on": found.on.isoformat(),
        "past_due_days": found.past_due_days,
        "delinquent_days": found.delinquent_days,
        "delinquent_amount": yuan(found.delinquent_amount),
        "delinquent_since": _date(found.delinquent_since),
        "bucket": found.bucket,
        "buckets": {name: yuan(amount) for name, amount in found.buckets.items()},
        "overdue": components_json(found.overdue),
        "outstanding": components_json(found.outstanding),
        "unapplied": yuan(found.unapplied),
        "instalments": [
            {
                "no": i.no,
                "due": i.due.isoformat(),
                "paid": yuan(i.paid.total),
                "in_advance": yuan(i.in_advance),
                "late": yuan(i.late),
                "waived": yuan(i.waived.total),
                "outstanding": yuan(i.owed.total),
                "paid_on": _date(i.paid_on),
            }
            for i in found.instalments
        ],
        "receipts": [
            {"id": r.id, "applied": components_json(r.applied) | {"unapplied": yuan(r.unapplied)}}
            for r in found.receipts
        ],
    }
    if found.why:
        told["why"] = [{"kind": w.kind, "on": _date(w.on), "zh": w.zh, "en": w.en} for w in found.why]
    return told
