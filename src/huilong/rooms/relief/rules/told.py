"""Offers and facts as JSON (方案记录), and back: days in ISO, money in fen, nothing personal."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from huilong.rooms.book.terms import Components, Instalment
from huilong.rooms.relief.terms import Due, Effect, Part, PostingKind, Proposal, ReliefKind, Standing, Terms

FIRST_VERSION = 10_000
"""Versions of the schedule that relief makes are numbered from here; lenders count from 1."""


def terms_told(terms: Terms) -> dict[str, Any]:
    """The terms as JSON."""
    return {
        "waived": asdict(terms.waived), "months": terms.months, "amount": terms.amount,
        "first_due": terms.first_due and terms.first_due.isoformat(), "extra_months": terms.extra_months,
        "agreed_interest": terms.agreed_interest, "grace_days": terms.grace_days,
        "parts": [[part.due.isoformat(), part.amount] for part in terms.parts],
    }  # fmt: skip


def terms_of(kind: str, told: Mapping[str, Any]) -> Terms:
    """The terms from JSON."""
    return Terms(
        ReliefKind(kind), Components(**told["waived"]), told["months"], told["amount"],
        date.fromisoformat(told["first_due"]) if told["first_due"] else None, told["extra_months"],
        told["agreed_interest"], tuple(Part(date.fromisoformat(day), fen) for day, fen in told["parts"]),
        told["grace_days"],
    )  # fmt: skip


def effect_told(effect: Effect) -> dict[str, Any]:
    """The effect as JSON: figures before and after, what is given up, what is expected."""
    return {
        "before": _standing(effect.before), "after": _standing(effect.after), "given_up": asdict(effect.given_up),
        "given_up_fen": effect.given_up.total, "unearned": effect.unearned, "expected": effect.expected,
        "rate_ppm": effect.rate_ppm,
    }  # fmt: skip


def _standing(one: Standing) -> dict[str, Any]:
    return asdict(one) | {"last_due": one.last_due and one.last_due.isoformat()}


def dues_told(dues: Sequence[Due]) -> list[list[Any]]:
    """The dues as JSON."""
    return [[one.no, one.due.isoformat(), one.amount] for one in dues]


def dues_of(told: Sequence[Sequence[Any]]) -> tuple[Due, ...]:
    """The dues from JSON."""
    return tuple(Due(no, date.fromisoformat(day), fen) for no, day, fen in told)


Fact = tuple[PostingKind, dict[str, Any]]


def agreed_facts(made: Proposal, version: int) -> list[Fact]:
    """The facts of an offer the borrower agreed to (生效事实); a settlement has none before its money came."""
    facts = schedule_facts(made.schedule, made.on, version, made.terms.kind.value) if made.schedule else []
    return facts + waiver_facts(made.carried, made.on) + waiver_facts(made.waived, made.on)


def schedule_facts(schedule: Sequence[Instalment], on: date, version: int, reason: str) -> list[Fact]:
    """A version of the schedule in force from a day."""
    rows = [
        [one.no, one.due.isoformat(), one.principal, one.interest, one.fee, one.down_payment] for one in schedule
    ]
    told = {"version": version, "from": on.isoformat(), "reason": f"relief-{reason}", "instalments": rows}
    return [(PostingKind.SCHEDULE, told)]


def waiver_facts(waived: Components, on: date) -> list[Fact]:
    """What is given up on a day, a fact for each component."""
    return [
        (PostingKind.WAIVER, {"on": on.isoformat(), "kind": kind, "amount": fen})
        for kind, fen in asdict(waived).items() if fen
    ]  # fmt: skip
