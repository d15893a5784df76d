"""Verbs of moving cases between people (改派): as a plan was shown, or not at all; and back again."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions.holding import assign
from huilong.rooms.cases.queries.moving import moved_at, plan_of
from huilong.rooms.cases.rules.sharing import Share
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.cases.terms.moving import MoveFilter


def move(
    givers: Collection[Holder], takers: Sequence[Holder], asked: MoveFilter, how: Share, *, fingerprint: str,
    actor: str, on: date, at: datetime, most: int,
) -> int:
    """Move cases as the plan with this fingerprint showed it (改派); how many changed hands.

    Refuses (`list-changed`) when the desk has changed since, and what `assign` refuses; then nothing moves at all.
    """  # fmt: skip
    with transaction.atomic():
        plan = plan_of(givers, takers, asked, how, on=on, at=at, most=most, lock=True)
        if plan.fingerprint != fingerprint:
            raise Refusal(
                "list-changed", zh="预览之后案件已变化,未改派任何案件。",
                en="The cases have changed since the preview; none was moved.",
                remedy_zh="请重新预览后再确认。", remedy_en="Look at the new preview and confirm that.",
            )  # fmt: skip
        return sum(
            assign(numbers, to, DutyKind.COLLECT, actor=actor, at=at) for to, numbers in plan.given.items()
        )


def move_back(moved: datetime, *, actor: str, at: datetime) -> int:
    """Give back what `actor` moved at the instant `moved` (撤销改派), to who held it before; how many.

    What was moved on since stays. Refuses (`nothing-to-undo`) when nothing is left to give back.
    """
    with transaction.atomic():
        before = moved_at(actor, moved)
        if not before:
            raise Refusal(
                "nothing-to-undo", zh="没有可撤销的改派。", en="There is no move to undo.",
                remedy_zh="案件可能已再次改派,请在案件列表中处理。",
                remedy_en="The cases may have moved on; look in the case list.",
            )  # fmt: skip
        return sum(assign(numbers, to, DutyKind.COLLECT, actor=actor, at=at) for to, numbers in before.items())
