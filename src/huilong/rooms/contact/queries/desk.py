"""What the workbench shows of one case (工作台): in one place, so that a page is one call and a few queries."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from huilong.kernel.money import grouped
from huilong.kernel.refusal import Says
from huilong.rooms.cases.queries import brief_of, case_row, live_of, promises_of, standing_flags
from huilong.rooms.cases.terms import CaseBrief, CaseRow, FlagRow, LivePosition, PromiseRow, PromiseState, QueueReason
from huilong.rooms.contact.queries.activities import activities_of
from huilong.rooms.contact.queries.lights import lights_of
from huilong.rooms.contact.terms import ActivityRow, PersonLight

SCRIPT = Path(__file__).resolve().parents[1] / "script.yaml"


@dataclass(frozen=True)
class Step:
    """One step of a script (话术步骤): what it is for, and what is said."""

    title: Says
    text: Says


@dataclass(frozen=True)
class Suggestion:
    """What to do next with a case, and why (建议动作)."""

    act: Says
    why: tuple[Says, ...]


@dataclass(frozen=True)
class DeskCase:
    """One case on the desk (工作台案件). Its flags are those that stand, newest first, their notes left sealed."""

    case: CaseRow
    brief: CaseBrief
    live: LivePosition
    people: tuple[PersonLight, ...]
    flags: tuple[FlagRow, ...]
    promises: tuple[PromiseRow, ...]
    activities: tuple[ActivityRow, ...]


def desk_case(number: str, at: datetime) -> DeskCase:
    """One case as the desk shows it at a moment. Raises Refusal `no-such-case`."""
    case = case_row(number)
    brief, flags = brief_of(case), standing_flags(case.id)
    return DeskCase(
        case, brief, live_of(brief, at), lights_of(brief, at, flags), flags[::-1], promises_of(brief.id),
        activities_of(brief.id),
    )  # fmt: skip


def suggestion(desk: DeskCase, why: tuple[QueueReason, ...]) -> Suggestion:
    """What to do next (建议动作), until a strategy decides: by the lights, the promises and the queue's reasons."""
    reasons = [Says(one.word.zh, one.word.en) for one in why]
    broken = [one for one in desk.promises if one.state in (PromiseState.BROKEN, PromiseState.PART_KEPT)]
    if broken:
        last = broken[0]
        reasons.append(Says(
            f"{last.due_on} 承诺的 {grouped(last.amount_fen)} 元只到 {grouped(last.kept_fen)} 元",
            f"of {grouped(last.amount_fen)} promised by {last.due_on}, {grouped(last.kept_fen)} came",
        ))  # fmt: skip
    callable_now = [one for one in desk.people if one.ok]
    if desk.live.due_fen <= 0:
        return Suggestion(Says("今日已还清,无需联系", "Paid today: nobody needs to be contacted"), ())
    if callable_now and callable_now[0].role in ("borrower", "co_borrower"):
        return Suggestion(Says("电话联系本人,争取还款承诺", "Call the borrower and ask for a promise"), tuple(reasons))
    act = Says("现在不可拨打,可改用信函或稍后再办", "No call now: write, or come back later")
    if callable_now:
        act = Says("联系允许联系的人,仅请转告", "Call who may be called, for a message only")
    return Suggestion(act, tuple(reasons))


def script(role: str, values: dict[str, Any]) -> tuple[Step, ...]:
    """What is said to a person of this role (话术), filled in: nothing of the debt to a third party."""
    told = _script()["debtor" if role in ("borrower", "co_borrower", "guarantor", "") else "third"]
    steps = []
    for one in told:
        (title_zh, zh), (title_en, en) = (one[tongue].split("|", 1) for tongue in ("zh", "en"))
        steps.append(Step(Says(title_zh, title_en), Says(zh.format(**values), en.format(**values))))
    return tuple(steps)


@cache
def _script() -> dict[str, list[dict[str, str]]]:
    read: dict[str, list[dict[str, str]]] = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    return read
