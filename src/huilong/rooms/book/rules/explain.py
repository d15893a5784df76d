"""Why (为什么): the trace of the ageing law told in sentences, in Chinese and English.

Every instalment, charge, receipt, penalty day-range and rounding that leads to the figure is one Reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huilong.kernel.days import day_date
from huilong.kernel.money import Fen, yuan
from huilong.rooms.book.rules.penalty import (
    TRACE_APPLIED,
    TRACE_CHARGE,
    TRACE_PENALTY,
    TRACE_ROUNDING,
    TRACE_SCHEDULE,
    TRACE_UNAPPLIED,
    TRACE_WAIVED,
)
from huilong.rooms.book.rules.shapes import DUE_ON, HEAD, NO, OWED, SLOTS, TRACE_WIDTH, TRACED, WIDTH, Ints
from huilong.rooms.book.terms import Charge, LoanFacts, Reason, Receipt

COMPONENT_ZH = ("本金", "利息", "费用", "罚息")
COMPONENT_EN = ("principal", "interest", "fee", "penalty")
STEP_ZH = ("逾期期次", "当日到期", "提前还款")
STEP_EN = ("past due", "due that day", "in advance")


@dataclass(frozen=True)
class Tale:
    """What the sentences refer to: the facts, the charges and receipts as they were laid, the day asked."""

    facts: LoanFacts
    charges: list[Charge]
    receipts: list[tuple[Receipt, Fen]]
    on: date
    lapsed: Fen


def number(desk: Ints, slot: int) -> int:
    """The instalment number of a slot."""
    return int(desk[HEAD + WIDTH * slot + NO])


def owed(desk: Ints, slot: int) -> Ints:
    """The four components owed in a slot, in fen."""
    at = HEAD + WIDTH * slot + OWED
    return desk[at : at + 4]


def reasons(tale: Tale, desk: Ints, trace: Ints) -> tuple[Reason, ...]:
    """The trace on the desk as sentences, in the order the law took its steps, then what is left and from when."""
    told = [_reversed(receipt, net) for receipt, net in tale.receipts if net < receipt.amount]
    for row in range(desk[TRACED]):
        kind, *numbers = trace[TRACE_WIDTH * row : TRACE_WIDTH * (row + 1)]
        told.append(TELL[kind](tale, desk, numbers))
    told += [_left(desk, i) for i in range(desk[SLOTS]) if any(owed(desk, i))]
    if tale.facts.write_off_on is not None and tale.facts.write_off_on <= tale.on:
        told.append(_written_off(tale.facts.write_off_on))
    if tale.lapsed:
        told.append(
            Reason(
                "lapsed",
                tale.on,
                tale.lapsed,
                f"减免 {yuan(tale.lapsed)} 元没有可减的欠款,未使用。",
                f"A waiver of {yuan(tale.lapsed)} found nothing to waive and was not used.",
            )
        )
    return tuple(told)


def _reversed(receipt: Receipt, net: Fen) -> Reason:
    back = receipt.amount - net
    return Reason(
        "reversed",
        receipt.on,
        back,
        f"{receipt.on} 回款 {receipt.id} 共 {yuan(receipt.amount)} 元,其中 {yuan(back)} 元已冲正,视同未收到。",
        f"Receipt {receipt.id} of {yuan(receipt.amount)} on {receipt.on}: {yuan(back)} was taken back.",
    )


def _written_off(day: date) -> Reason:
    zh, en = f"{day} 已核销,此后不再计罚息。", f"Written off on {day}: no penalty after that."
    return Reason("written_off", day, 0, zh, en)


def _left(desk: Ints, i: int) -> Reason:
    left = owed(desk, i)
    due = day_date(desk[HEAD + WIDTH * i + DUE_ON])
    zh = "、".join(f"{COMPONENT_ZH[c]} {yuan(left[c])}" for c in range(4) if left[c])
    en = ", ".join(f"{COMPONENT_EN[c]} {yuan(left[c])}" for c in range(4) if left[c])
    return Reason(
        "left",
        due,
        sum(left),
        f"第 {number(desk, i)} 期({due} 到期)尚欠 {zh} 元。",
        f"Instalment {number(desk, i)} (due {due}) still owes {en}.",
    )


def _penalty(tale: Tale, desk: Ints, n: list[int]) -> Reason:
    slot, first, last, days, base, ppb, exact, rest = n
    a_day = (Decimal(ppb) / 10**9).normalize()
    exactly = (Decimal(base) * ppb * days / 10**9 / 100).normalize()
    total = (Decimal(exact) * 10**9 + rest) / 10**9 / 100
    return Reason(
        "penalty",
        day_date(last),
        0,
        f"第 {number(desk, slot)} 期 {day_date(first)} 至 {day_date(last)} 计罚息 {days} 天:"
        f"{yuan(base)} × {a_day:f}/日 × {days} = {exactly:f} 元,累计 {total.normalize():f} 元。",
        f"Instalment {number(desk, slot)}: penalty for {days} days, {day_date(first)} to {day_date(last)}: "
        f"{yuan(base)} × {a_day:f} a day × {days} = {exactly:f}; {total.normalize():f} so far.",
    )


def _rounding(tale: Tale, desk: Ints, n: list[int]) -> Reason:
    slot, day, exact, rest, rounded, grown = n[:6]
    total = ((Decimal(exact) * 10**9 + rest) / 10**9 / 100).normalize()
    return Reason(
        "rounding",
        day_date(day),
        grown,
        f"第 {number(desk, slot)} 期累计罚息 {total:f} 元舍入为 {yuan(rounded)} 元,"
        f"{day_date(day)} 新计 {yuan(grown)} 元。",
        f"Instalment {number(desk, slot)}: penalty {total:f} rounds to {yuan(rounded)}; "
        f"{yuan(grown)} posted by {day_date(day)}.",
    )


def _applied(tale: Tale, desk: Ints, n: list[int]) -> Reason:
    slot, day, component, take, receipt, step, left = n[:7]
    zh_name, en_name = "重组结转款", "Money carried over by the restructure"
    if receipt >= 0:
        zh_name = f"回款 {tale.receipts[receipt][0].id}"
        en_name = f"Receipt {tale.receipts[receipt][0].id}"
    return Reason(
        "applied",
        day_date(day),
        take,
        f"{day_date(day)} {zh_name} 按「{STEP_ZH[step]}」还第 {number(desk, slot)} 期{COMPONENT_ZH[component]} "
        f"{yuan(take)} 元,该项余 {yuan(left)} 元。",
        f"{en_name} on {day_date(day)} paid {yuan(take)} of instalment {number(desk, slot)}'s "
        f"{COMPONENT_EN[component]} ({STEP_EN[step]}); {yuan(left)} of it left.",
    )


def _unapplied(tale: Tale, desk: Ints, n: list[int]) -> Reason:
    day, left = n[1], n[3]
    return Reason(
        "unapplied",
        day_date(day),
        left,
        f"{day_date(day)} 回款余 {yuan(left)} 元无欠款可入,记为溢缴。",
        f"On {day_date(day)} {yuan(left)} found nothing owed and stays unapplied.",
    )


def _waived(tale: Tale, desk: Ints, n: list[int]) -> Reason:
    slot, day, component, take = n[:4]
    return Reason(
        "waived",
        day_date(day),
        take,
        f"{day_date(day)} 减免第 {number(desk, slot)} 期{COMPONENT_ZH[component]} {yuan(take)} 元。",
        f"On {day_date(day)} {yuan(take)} of instalment {number(desk, slot)}'s {COMPONENT_EN[component]} was waived.",
    )


def _schedule(tale: Tale, desk: Ints, n: list[int]) -> Reason:
    day, slots = n[1], n[2]
    return Reason(
        "schedule",
        day_date(day),
        0,
        f"{day_date(day)} 起执行新的还款计划,共 {slots} 期;已还金额按期次结转。",
        f"From {day_date(day)} a new schedule of {slots} instalments is in force; payments carry over by number.",
    )


def _charge(tale: Tale, desk: Ints, n: list[int]) -> Reason:
    slot, due, component, amount, c = n[:5]
    name = tale.charges[c].id
    return Reason(
        "charge",
        day_date(due),
        amount,
        f"收费 {name}({COMPONENT_ZH[component]},{day_date(due)} 到期)共 {yuan(amount)} 元,"
        f"计入第 {number(desk, slot)} 期。",
        f"Charge {name} of {yuan(amount)} ({COMPONENT_EN[component]}, due {day_date(due)}) "
        f"is borne by instalment {number(desk, slot)}.",
    )


TELL: dict[int, Callable[[Tale, Ints, list[int]], Reason]] = {
    TRACE_PENALTY: _penalty,
    TRACE_ROUNDING: _rounding,
    TRACE_APPLIED: _applied,
    TRACE_UNAPPLIED: _unapplied,
    TRACE_WAIVED: _waived,
    TRACE_SCHEDULE: _schedule,
    TRACE_CHARGE: _charge,
}
