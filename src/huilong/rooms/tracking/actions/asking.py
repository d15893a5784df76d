"""Asking the law before somebody looks where a vehicle is, or a device is put in (定位前裁决)."""

from collections.abc import Mapping
from datetime import datetime

from huilong.kernel.acting import acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_brief, holds
from huilong.rooms.cases.terms import DutyKind
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted
from huilong.rooms.compliance.terms import Fact, Wanted
from huilong.rooms.people.queries import organisation_named
from huilong.rooms.tracking.queries import policy
from huilong.rooms.tracking.rules.locating import Told, locating_facts, sharing_facts, stage_told
from huilong.rooms.tracking.terms import LocatingStage, LookPurpose, Standing

LOCATE, SHARE, ENABLE = "gps.locate", "gps.share", "gps.enable"


def facts_from(told: Told, at: datetime) -> Mapping[str, Fact]:
    """Facts as the law takes them."""
    return {name: Fact(value, source, at) for name, (value, source) in told.items()}


def is_outside() -> bool:
    """Whether the one who acts is of an organisation other than the lender; so is one of whom nothing is known."""
    who = acting()
    place = organisation_named(who.organisation) if who and who.organisation else None
    return place is None or not place.is_lender


def ask_to_locate(
    number: str, loan_id: str, standing: Standing, purpose: LookPurpose, points: int, at: datetime
) -> tuple[int, ...]:
    """The verdicts that permit a look at one vehicle (查询位置裁决), their keys. Raises Refusal after they are stored.

    Whoever is outside the lender is asked for `gps.share` too, with the points wanted. A purpose that does not fit the
    stage is refused by name, the law having been asked.
    """
    case = case_brief(number)
    wanted = [(LOCATE, locating_facts(standing, purpose))]
    if is_outside():
        wanted.append((SHARE, sharing_facts(points, _held(number), policy())))
    asked = [
        may_we(Wanted(action, case.borrower, loan_id, facts=facts_from(told, at), case=number), at)
        for action, told in wanted
    ]  # fmt: skip
    stage, fits = stage_told(standing.stages, purpose)
    if not fits and stage is not LocatingStage.PERFORMING:
        raise Refusal(
            "purpose-unfit", status=409, where="purpose", rule="CN-PI-006",
            zh=f"车辆处于“{stage.word.zh}”阶段,不能以“{purpose.word.zh}”为由查询位置。",
            en=f"The vehicle is at the stage “{stage.word.en}”: that does not go with the purpose “{purpose.word.en}”.",
            remedy_zh="请如实选择查询目的。", remedy_en="Choose the purpose you really have.",
        )  # fmt: skip
    for decision in asked:
        refuse_unless_permitted(decision)
    return tuple(decision.id for decision in asked)


def _held(number: str) -> bool:
    """Whether the one who acts, or his organisation, holds the case now for any kind of work."""
    who = acting()
    return who is not None and any(holds(number, kind, who.user, who.organisation) for kind in DutyKind)
