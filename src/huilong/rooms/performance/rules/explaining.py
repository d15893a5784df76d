"""Explaining an allocation (分派说明): why this person, and what the next best would have given up, in a sentence.

Another may bring more of a single case and still not get it: his time and his fair share have a price, found with the
allocation, and cases that are worth more to him pay it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from huilong.kernel.money import yuan
from huilong.kernel.refusal import Says
from huilong.rooms.performance.rules.allocation import Allocation
from huilong.rooms.performance.rules.problem import FIRST_BUCKET, MINUTES, NOBODY, PPM, RECOVERY, Ints, Problem, Reals
from huilong.rooms.performance.terms import AllocationReason

AT_ONCE = 4_096
NONE = np.iinfo(np.int64).min


def explained(problem: Problem, found: Allocation) -> Iterator[tuple[AllocationReason, dict[str, Any]]]:
    """Case by case, in order: why it goes there, and the figures of the sentence (逐案说明), places for people.

    `value`: what it brings there, fen; `next`, `next_value`: of all others able, who would bring most, and how much;
    `price`: what their time and share of this case would be worth elsewhere, fen; `minutes`.
    """
    usable = problem.usable()
    for begin in range(0, problem.cases, AT_ONCE):
        rows = np.arange(begin, min(begin + AT_ONCE, problem.cases))
        profile, to = problem.profile[rows], found.to[rows]
        value = problem.recovery[rows, None] * problem.lift[problem.bucket[profile]][:, problem.grade] // PPM
        value = np.where(usable[profile], value, NONE)
        cost = _price_of(problem, found.price, rows)
        others = value.copy()
        given = to >= 0
        others[np.nonzero(given)[0], to[given]] = NONE
        nxt = others.argmax(axis=1)
        able = usable[profile].sum(axis=1)
        for at, case in enumerate(rows):
            yield _one(problem, int(case), int(to[at]), value[at], int(nxt[at]), others[at], cost[at], int(able[at]))


def _one(
    problem: Problem, case: int, to: int, value: Ints, nxt: int, others: Ints, cost: Reals, able: int
) -> tuple[AllocationReason, dict[str, Any]]:
    if to == NOBODY:
        return AllocationReason.NO_ROOM, {"able": able}
    told: dict[str, Any] = {
        "value": int(value[to]), "able": able, "minutes": int(problem.minutes[problem.profile[case]]),
    }  # fmt: skip
    if others[nxt] != NONE:
        told |= {"next": nxt, "next_value": int(others[nxt]), "price": round(max(0.0, float(cost[nxt] - cost[to])))}
    stays, best = problem.holder[case] == to, others[nxt] == NONE or value[to] >= others[nxt]
    if able == 1:
        return AllocationReason.ONLY_ABLE, told
    if best:
        return AllocationReason.STAYS if stays else AllocationReason.BRINGS_MOST, told
    if stays and value[to] + problem.bonus[case] >= others[nxt]:
        return AllocationReason.HOLDER, told
    return AllocationReason.EVENS_OUT, told


def _price_of(problem: Problem, price: Reals, rows: Ints) -> Reals:
    """What each person's room for each of these cases is worth, fen; [cases, people]."""
    profile = problem.profile[rows]
    of_bucket = price[:, FIRST_BUCKET + problem.bucket[profile]].T
    minutes = problem.minutes[profile][:, None] * price[None, :, MINUTES]
    return minutes + price[None, :, 1] + problem.recovery[rows][:, None] * price[None, :, RECOVERY] + of_bucket


def sentence(reason: AllocationReason, told: Mapping[str, Any], who: str, next_one: str) -> Says:
    """The sentence of one line (一句话说明), `who` and `next_one` by name."""
    if reason is AllocationReason.NO_ROOM:
        if not told.get("able"):
            return Says("没有人具备所需的技能、语言、地区或上岗条件。",
                        "Nobody has the skill, language, region or gates it needs.")  # fmt: skip
        return Says("胜任者的时间或案量已满。", "Everybody able to it is full.")
    value = yuan(told["value"])
    zh, en = f"分给{who}:预期回收 {value} 元", f"To {who}: {value} yuan expected"
    if "next" not in told:
        return Says(f"{zh};没有其他人胜任。", f"{en}; nobody else is able to it.")
    less = told["value"] - told["next_value"]
    if less >= 0:
        more_zh, more_en = _how_much_less(less)
        return Says(f"{zh};次优{next_one}{more_zh}。", f"{en}; {next_one}, next best, {more_en}.")
    gives = yuan(-less)
    if reason is AllocationReason.HOLDER:
        return Says(
            f"{zh},熟悉案件;{next_one}可多回 {gives} 元,不抵换人的损失。",
            f"{en}, and the case is known; {next_one} would bring {gives} more, less than a change costs.",
        )
    return Says(
        f"{zh};{next_one}可多回 {gives} 元,但其 {told['minutes']} 分钟与份额用在别的案件上更值"
        f"(约 {yuan(told['price'])} 元)。",
        f"{en}; {next_one} would bring {gives} more, but {told['minutes']} minutes and the share of the mix are worth"
        f" more on other cases (about {yuan(told['price'])}).",
    )  # fmt: skip


def _how_much_less(less: int) -> tuple[str, str]:
    if less == 0:
        return "回收相同", "would bring the same"
    return f"会少 {yuan(less)} 元", f"would bring {yuan(less)} less"
