"""Explaining (变价款说明): how a surplus or deficiency came about, so that anybody can recompute it.

UCC § 9-616(c) names six lines and their order; the Chinese form says the same in the order the money was paid.
"""

from collections.abc import Sequence
from datetime import date

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal.terms.proceeds import OURS, Distribution, Explanation, PartKind

MOST_DAYS_BEFORE_TAKING = 35
"""UCC § 9-616(c)(1)(A): a figure fixed after default is of a day not more than 35 days before taking."""
ANSWER_DAYS = 14
"""UCC § 9-616(b)(1)(B): a request is answered within 14 days."""
PRINCIPAL_PERCENT = 10


def explanation(
    found: Distribution, *, as_of: date, taken_on: date, credits: Sequence[tuple[str, Fen]] = ()
) -> Explanation:
    """The six lines of a distribution (9-616 说明). `credits`: rebates that were taken off the secured debt.

    Raises Refusal `explanation-day` where the debt is of a day too long before the taking.
    """
    if (taken_on - as_of).days > MOST_DAYS_BEFORE_TAKING:
        raise Refusal(
            "explanation-day", rule="US-UCC-616", status=422, where="as_of",
            zh=f"欠款基准日不得早于占有车辆之日前 {MOST_DAYS_BEFORE_TAKING} 天。",
            en=f"The debt is of a day not more than {MOST_DAYS_BEFORE_TAKING} days before the vehicle was taken.",
            remedy_zh="请按更近的日期计算欠款。", remedy_en="Work the debt out as of a later day.",
        )  # fmt: skip
    own = [one for one in found.lines if one.holder == OURS]
    off = sum(fen for _, fen in credits)
    secured = sum(one.claim_fen for one in own if one.kind != PartKind.COST) + off
    expenses: dict[str, Fen] = {}
    for one in own:
        if one.kind == PartKind.COST:
            expenses[one.what] = expenses.get(one.what, 0) + one.claim_fen
    balance = secured - found.proceeds_fen
    return Explanation(
        secured, as_of, found.proceeds_fen, balance, tuple(expenses.items()), tuple(credits),
        balance + sum(expenses.values()) - off,
        tuple((one.holder, one.paid_fen) for one in found.lines if one.holder != OURS),
    )  # fmt: skip


def least_damages(credit_service_charge: Fen, principal: Fen) -> Fen:
    """What a consumer gets at least where the rules of Part 6 were broken (UCC § 9-625(c)(2) 最低赔偿), fen.

    >>> least_damages(400_000, 2_000_000)
    600000
    """
    return credit_service_charge + principal * PRINCIPAL_PERCENT // 100


def slips(found: Distribution) -> list[str]:
    """What is wrong in the arithmetic of a distribution (验算): nothing, if it is right."""
    wrong = [f"line {one.no}: {one.paid_fen} of {one.claim_fen}" for one in found.lines
             if not 0 <= one.paid_fen <= one.claim_fen]  # fmt: skip
    if sum(one.paid_fen for one in found.lines) + found.surplus_fen != found.proceeds_fen:
        wrong.append("paid and surplus do not make the proceeds")
    if sum(one.left_fen for one in found.lines if one.holder == OURS) != found.deficiency_fen:
        wrong.append("what the lender's lines leave is not the deficiency")
    if found.surplus_fen and any(one.left_fen for one in found.lines):
        wrong.append("a surplus while a claim is unpaid")
    before: dict[int, Fen] = {}
    for one in found.lines:
        before[one.rank] = before.get(one.rank, 0) + one.left_fen
    short = False
    for rank in sorted(before):
        if short and any(one.paid_fen for one in found.lines if one.rank == rank):
            wrong.append(f"rank {rank} was paid while one before it is short")
        short = short or before[rank] > 0
    return wrong
