"""Verbs of allocation (分派): propose, accept as it was shown or not at all, undo for some minutes, drop."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from huilong.kernel.acting import Acting, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions import assign
from huilong.rooms.cases.actions.moving import move_back
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.journal.actions import record
from huilong.rooms.performance.models import Allocation, AllocationLine
from huilong.rooms.performance.queries.proposing import Proposal, fingerprint, people_of, proposal
from huilong.rooms.performance.queries.runs import moving, stored
from huilong.rooms.performance.queries.workable import workable
from huilong.rooms.performance.rules.explaining import explained
from huilong.rooms.performance.terms import AllocationState

UNDO_FOR = timedelta(minutes=10)
AT_ONCE = 5_000


def me() -> Acting:
    """Who acts; refuses nobody."""
    who = acting()
    if who is None or not who.user:
        raise Refusal(
            "nobody-acts", status=403, zh="未说明由谁办理。", en="Nobody said who works.",
            remedy_zh="请登录后办理。", remedy_en="Sign in first.",
        )  # fmt: skip
    return who


def propose(teams: Collection[int], on: date, at: datetime) -> int:
    """Work an allocation of these teams' cases out and keep it to be looked at (提出分派方案); its key.

    Nothing moves. Refuses (`nobody-works`) where nobody of these teams can take any case.
    """
    who = me()
    if not any(one.licensed and one.minutes for one in people_of(teams, on)):
        raise Refusal(
            "nobody-works", status=409, zh="所选小组当日无人可接案。",
            en="Nobody of these teams can take cases that day.",
            remedy_zh="请检查请假、上岗条件与能力资料。", remedy_en="Look at leave, gates and working facts.",
        )  # fmt: skip
    worked = proposal(teams, on, at)
    with transaction.atomic():
        Allocation.objects.filter(made_by=who.user, state=AllocationState.PROPOSED).update(
            state=AllocationState.DROPPED
        )
        run = _kept(worked, sorted(teams), who.user, on, at)
        told = {"cases": run.cases, "people": run.people, "gap_ppm": run.gap_ppm}
        record(verb="allocation.proposed", subject=("allocation", run.pk), at=at, detail=told)
    return run.pk


def _kept(worked: Proposal, teams: list[int], user: int, on: date, at: datetime) -> Allocation:
    found, made = worked.found, worked.made
    run = Allocation.objects.create(
        on=on, made_by=user, made_at=at, fingerprint=worked.fingerprint, cases=len(made.cases), people=len(made.people),
        left_out=len(made.left_out), incumbent_fen=found.worth.total, bound_fen=found.bound, gap_ppm=found.gap_ppm,
        seconds=worked.seconds, exact=found.exact, figures={"ways": worked.ways, "teams": teams},
    )  # fmt: skip
    batch: list[AllocationLine] = []
    for case, to, (reason, told) in zip(made.cases, found.to.tolist(), explained(made.problem, found), strict=True):
        kept: dict[str, Any] = dict(told)
        if "next" in kept:
            kept["next"] = made.people[kept["next"]].person
        batch.append(AllocationLine(
            run=run, case_id=case.key, before=case.holder, after=made.people[to].person if to >= 0 else None,
            value_fen=kept.pop("value", 0), reason=reason.value, told=kept,
        ))  # fmt: skip
        if len(batch) == AT_ONCE:
            AllocationLine.objects.bulk_create(batch)
            batch = []
    AllocationLine.objects.bulk_create(batch)
    return run


def accept(key: int, on: date, at: datetime) -> int:
    """Move the cases as an allocation showed it (执行分派方案); how many changed hands.

    Refuses when the desk has changed since (`list-changed`), or it is no open proposal; then nothing moves.
    """
    who = me()
    with transaction.atomic():
        run = stored(key, lock=True)
        if run.state != AllocationState.PROPOSED or run.made_by != who.user:
            raise _not_open()
        teams = run.figures["teams"]
        people = people_of(teams, on)
        if run.on != on or fingerprint(workable(teams, on, at, lock=True), people) != run.fingerprint:
            raise Refusal(
                "list-changed", zh="方案提出之后案件或人员已变化,未转移任何案件。",
                en="Cases or people have changed since it was worked out; none was moved.",
                remedy_zh="请重新测算后再确认。", remedy_en="Work it out again and confirm that.",
            )  # fmt: skip
        place = {one.person: Holder(one.organisation, one.team, one.person) for one in people}
        moved = sum(
            assign(numbers, place[person], DutyKind.COLLECT, actor=who.actor, at=at)
            for person, numbers in moving(key).items()
        )
        run.state, run.accepted_at, run.accepted_by = AllocationState.ACCEPTED.value, at, who.user
        run.save(update_fields=["state", "accepted_at", "accepted_by"])
        record(verb="allocation.accepted", subject=("allocation", key), at=at, detail={"moved": moved})
    return moved


def undo(key: int, at: datetime) -> int:
    """Give back what an allocation moved (撤销分派), within some minutes; how many. What moved on since stays."""
    who = me()
    with transaction.atomic():
        run = stored(key, lock=True)
        if run.state != AllocationState.ACCEPTED or run.accepted_by != who.user or run.accepted_at is None:
            raise _not_open()
        if at - run.accepted_at > UNDO_FOR:
            raise Refusal(
                "undo-too-late", zh="已超过撤销时限。", en="It is too late to undo.",
                remedy_zh="十分钟内可撤销;请改用改派。",
                remedy_en="Ten minutes are given; move the cases again instead.",
            )  # fmt: skip
        back = move_back(run.accepted_at, actor=who.actor, at=at)
        run.state, run.undone_at = AllocationState.UNDONE.value, at
        run.save(update_fields=["state", "undone_at"])
        record(verb="allocation.undone", subject=("allocation", key), at=at, detail={"back": back})
    return back


def _not_open() -> Refusal:
    return Refusal(
        "allocation-not-open", status=409, zh="该方案已处理,或不是由您提出。",
        en="This allocation was dealt with already, or is not yours.",
        remedy_zh="请查看近期方案,或重新测算。", remedy_en="Look at the recent ones, or work out a new one.",
    )  # fmt: skip
