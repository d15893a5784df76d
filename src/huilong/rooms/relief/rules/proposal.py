"""An offer worked out (方案测算): what the terms make of a loan as it stands, by the same ageing law as the night's."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from huilong.kernel.days import FOREVER
from huilong.kernel.money import yuan
from huilong.kernel.refusal import Refusal
from huilong.rooms.book.rules.asof import receipts_as_of
from huilong.rooms.book.rules.contract import Contract
from huilong.rooms.book.rules.position import position
from huilong.rooms.book.terms import Components, Instalment, LoanFacts, Position, Receipt, Schedule, Waiver
from huilong.rooms.relief.rules.effect import annual_rate_ppm, held_within, plus, standing, waived_so_far
from huilong.rooms.relief.rules.schedule import extended, flexible, months_needed, rows_of
from huilong.rooms.relief.terms import NOTHING, Due, Effect, Part, Proposal, ReliefKind, Terms

KINDS = ("principal", "interest", "fee", "penalty")
MOST_MONTHS, MOST_PARTS = 60, 12


def propose(
    facts: LoanFacts, contract: Contract, terms: Terms, on: date, lent_on: date | None = None, watched: int = 3
) -> Proposal:
    """What an offer on these terms comes to on `on` (方案测算). `watched`: dues of an extension that keep or break it.

    Raises Refusal `relief-…` for terms that the loan, as it stands, does not carry.
    """
    before = position(facts, contract, on)
    if before.outstanding.total == 0:
        raise refuse("relief-nothing-owed", "kind", "该借据没有应还款。", "Nothing is owed on this loan.")
    _check(terms, before)
    if terms.kind is ReliefKind.SETTLEMENT:
        return _settlement(facts, contract, terms, before, lent_on)
    dawn = morning(facts, on)
    schedule = _restated(dawn, terms, position(dawn, contract, on))
    carried = carried_over(dawn, contract, on, schedule)
    with_plan = with_facts(facts, on, schedule, carried)
    after = position(with_facts(with_plan, on, (), terms.waived), contract, on)
    numbers = {one.no for one in schedule}
    dues = tuple(
        Due(one.no, one.due, one.owed.total)
        for one in sorted(after.instalments, key=lambda one: (one.due, one.no))
        if schedule and one.owed.total and one.no in numbers
    )
    count = {ReliefKind.WAIVER: 0, ReliefKind.EXTENSION: watched, ReliefKind.FLEXIBLE_PLAN: terms.months + 1}
    effect = Effect(
        standing(before), standing(after), terms.waived, 0, after.outstanding.total,
        annual_rate_ppm(after.instalments, lent_on, on),
    )  # fmt: skip
    return Proposal(terms, on, schedule, terms.waived, carried, dues, min(count[terms.kind], len(dues)), effect)


def _restated(facts: LoanFacts, terms: Terms, before: Position) -> tuple[Instalment, ...]:
    """The schedule as the terms restate it; nothing for a waiver."""
    rows = rows_of(facts, before)
    if terms.kind is ReliefKind.WAIVER:
        return ()
    open_rows = [row for row in rows if row.is_open]
    if not open_rows:
        raise refuse("relief-nothing-owed", "kind", "没有未还的期次。", "No instalment is unpaid.")
    if terms.kind is ReliefKind.EXTENSION:
        least = months_needed(rows, before.on)
        if terms.months < max(least, 1):
            raise refuse(
                "relief-too-short", "months", f"至少须展期 {max(least, 1)} 个月,否则最早一期仍为逾期。",
                f"It takes {max(least, 1)} months at least, or the oldest instalment stays past due.",
            )  # fmt: skip
        return extended(rows, terms.months, terms.agreed_interest)
    count, left = len(open_rows) + terms.extra_months, sum(row.left.total for row in open_rows)
    if terms.months >= count:
        raise refuse(
            "relief-too-long", "months", f"未还期次加延长共 {count} 期,较小金额须少于此数。",
            f"With the added ones there are {count} instalments: the smaller ones must be fewer.",
        )  # fmt: skip
    if terms.amount * count >= left:
        raise refuse(
            "relief-not-smaller", "amount", f"平均每期为 {yuan(left // count)} 元,弹性金额须小于此数。",
            f"Even instalments would be {yuan(left // count)}: the smaller ones must be below that.",
        )  # fmt: skip
    number = max(one.no for one in before.instalments) + 1
    return flexible(rows, terms.amount, terms.months, terms.first_due or before.on, terms.extra_months, number)


def _settlement(
    facts: LoanFacts, contract: Contract, terms: Terms, before: Position, lent_on: date | None
) -> Proposal:
    """A settlement: its parts come, and what is owed then beyond them is given up."""
    last = max(part.due for part in terms.parts)
    paid = replace(facts, receipts=(*facts.receipts, *_as_receipts(terms.parts)))
    then = position(paid, contract, last)
    given_up = plus(then.outstanding, Components(principal=then.unapplied), -1)
    if given_up.total <= 0:
        raise refuse(
            "relief-nothing-given", "parts", f"应还总额为 {yuan(before.outstanding.total)} 元,结清金额须小于此数。",
            f"What is owed comes to {yuan(before.outstanding.total)}: a settlement is for less.",
        )  # fmt: skip
    unearned = min(sum(one.owed.interest for one in then.instalments if one.due > last), given_up.interest)
    schedule, waived = closing(paid, contract, last)
    after = position(with_facts(paid, last, schedule, waived), contract, last)
    effect = Effect(
        standing(before), standing(after), replace(given_up, interest=given_up.interest - unearned), unearned,
        sum(part.amount for part in terms.parts), annual_rate_ppm(after.instalments, lent_on, last),
    )  # fmt: skip
    dues = tuple(Due(0, part.due, part.amount) for part in sorted(terms.parts, key=lambda one: one.due))
    return Proposal(terms, before.on, (), NOTHING, NOTHING, dues, len(dues), effect)


def closing(
    facts: LoanFacts, contract: Contract, on: date, known_by: date | None = None
) -> tuple[tuple[Instalment, ...], Components]:
    """What closes a loan whose settlement came (结清入账): everything due on `on`, and what is then owed given up.

    The new version comes first in the day, then what is given up, then the money of that day: so it pays what is left.
    """
    dawn = morning(facts, on)
    rows = rows_of(dawn, position(dawn, contract, on, known_by))
    schedule = tuple(replace(row.instalment, due=on) if row.is_open else row.instalment for row in rows)
    due = position(with_facts(facts, on, schedule, NOTHING), contract, on, known_by)
    return schedule, due.outstanding


def morning(facts: LoanFacts, on: date) -> LoanFacts:
    """The facts as a day begins (日初): a version of the schedule takes force before what else happens that day."""
    receipts = tuple(one for one in facts.receipts if one.on < on)
    return replace(facts, receipts=receipts, waivers=tuple(one for one in facts.waivers if one.on < on))


def carried_over(dawn: LoanFacts, contract: Contract, on: date, schedule: tuple[Instalment, ...]) -> Components:
    """What was given up before on charges, and would be owed again under a new version of the schedule (续免)."""
    if not schedule:
        return NOTHING
    before = position(dawn, contract, on)
    anew = position(with_facts(dawn, on, schedule, NOTHING), contract, on)
    return held_within(plus(anew.outstanding, before.outstanding, -1), waived_so_far(before))


def with_facts(facts: LoanFacts, on: date, schedule: tuple[Instalment, ...], waived: Components) -> LoanFacts:
    """The facts of a loan and, from `on`, a version of the schedule (if any) and what is given up (加入事实)."""
    versions = (*facts.schedules, Schedule(on, schedule)) if schedule else facts.schedules
    more = tuple(Waiver(on, kind, amount, f"~{kind}") for kind, amount in amounts(waived))
    return replace(facts, schedules=versions, waivers=(*facts.waivers, *more))


def amounts(of: Components) -> list[tuple[str, int]]:
    """The components that are not nothing, with their fen."""
    return [(kind, getattr(of, kind)) for kind in KINDS if getattr(of, kind)]


def money_in(facts: LoanFacts, on: date, known: int = FOREVER) -> list[tuple[date, int]]:
    """The money that came by a day, net of what was taken back (净回款)."""
    return [(one.on, net) for one, net in receipts_as_of(facts, on, known)]


def _as_receipts(parts: Iterable[Part]) -> tuple[Receipt, ...]:
    return tuple(Receipt(f"~part-{n}", part.due, part.amount) for n, part in enumerate(parts))


def _check(terms: Terms, before: Position) -> None:
    """Refuse terms that are out of bounds for their kind."""
    owed, kind = before.outstanding, terms.kind
    if kind is ReliefKind.SETTLEMENT:
        if not 1 <= len(terms.parts) <= MOST_PARTS or any(p.amount <= 0 or p.due < before.on for p in terms.parts):
            raise refuse("relief-parts", "parts", f"请填写 1 到 {MOST_PARTS} 笔今天起的付款。",
                         f"Name 1 to {MOST_PARTS} payments above zero, from today on.")  # fmt: skip
        return
    most = replace(owed, principal=0, interest=before.overdue.interest)
    if terms.waived != held_within(terms.waived, most):
        raise refuse(
            "relief-more-than-owed", "waived",
            f"最多可免:罚息 {yuan(most.penalty)}、费用 {yuan(most.fee)}、逾期利息 {yuan(most.interest)};本金不可免。",
            f"At most: penalty {yuan(most.penalty)}, fees {yuan(most.fee)}, overdue interest {yuan(most.interest)}; "
            "principal is given up by a settlement only.",
        )  # fmt: skip
    if kind is ReliefKind.WAIVER and terms.waived.total == 0:
        raise refuse("relief-nothing-given", "waived", "请填写减免金额。", "Say what is given up.")
    if kind in (ReliefKind.EXTENSION, ReliefKind.FLEXIBLE_PLAN) and not 1 <= terms.months <= MOST_MONTHS:
        raise refuse("relief-months", "months", f"月数应为 1 到 {MOST_MONTHS}。", f"1 to {MOST_MONTHS} months.")
    if kind is ReliefKind.FLEXIBLE_PLAN:
        if terms.amount <= 0 or not 0 <= terms.extra_months <= MOST_MONTHS:
            raise refuse("relief-amount", "amount", "请填写每期金额。", "Say the amount of the smaller payments.")
        if terms.first_due is None or not 0 < (terms.first_due - before.on).days <= 62:
            raise refuse("relief-first-due", "first_due", "首期应在明天起两个月内。",
                         "The first payment falls due within two months, from tomorrow on.")  # fmt: skip
    if terms.agreed_interest < 0 or not 0 <= terms.grace_days <= 15:
        raise refuse("relief-bounds", "grace_days", "宽限期为 0 到 15 天,利息不为负。", "0 to 15 days of grace.")


def refuse(code: str, where: str, zh: str, en: str) -> Refusal:
    """A refusal of an offer's terms, naming the field."""
    return Refusal(code, zh=zh, en=en, where=where, status=422)
