"""Evaluating and awarding (评标、定标): marks, a proposal, a second person, the draw, contracts and placements."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved
from huilong.rooms.tenders.actions.publishing import me, must_be
from huilong.rooms.tenders.models import Award, Dealt, Mark, Outcome, TenderCase
from huilong.rooms.tenders.queries import (
    TenderRow,
    cases_by_stratum,
    clock,
    evaluation_of,
    house_seed,
    kept_standings,
    standings,
    tender_row,
)
from huilong.rooms.tenders.queries.proposal import Proposal, work_out
from huilong.rooms.tenders.rules.draw import draw
from huilong.rooms.tenders.rules.told import plan_of_told, plan_told, reason_told, score_told, standing_told
from huilong.rooms.tenders.terms import FULL, Plan, TenderStage

BATCH = 5_000


def mark(number: str, firm: int, points: int, reason: str, at: datetime) -> None:
    """Give a bidder marks for what figures do not say (评委评分), in thousandths of a point, with the reason; once.

    Raises Refusal `tender-stage`, `mark-form`, `not-a-bidder`, `marked-already`.
    """
    tender = tender_row(number, at)
    must_be(tender, TenderStage.EVALUATING)
    if not 0 <= points <= FULL or not reason.strip():
        raise Refusal(
            "mark-form", status=422, zh="分数须在 0 至 100 之间,并说明理由。",
            en="Marks lie between 0 and 100 and have a reason.",
        )  # fmt: skip
    if firm not in evaluation_of(tender, {}).checked:
        raise Refusal("not-a-bidder", status=404, zh="该机构没有投标。", en="This firm did not bid.")
    with transaction.atomic():
        _row, made = Mark.objects.get_or_create(
            tender_id=tender.id, organisation_id=firm, by=me(),
            defaults={"points": points, "reason": reason.strip()[:300], "given_at": at},
        )  # fmt: skip
        if not made:
            raise Refusal("marked-already", zh="您已评过分。", en="You have given your marks.")
        record(verb="tender.marked", subject=("tender", number), detail={"firm": firm, "points": points}, at=at)


def propose(number: str, at: datetime) -> int:
    """Work the award out and ask a second person for it (提交定标); the key of the request.

    What the house knows of the firms is kept with it, so that the same can be worked out again. Raises Refusal
    `tender-stage`, `nobody-qualified`, `award-impossible`.
    """
    tender = tender_row(number, at)
    must_be(tender, TenderStage.EVALUATING)
    firms = evaluation_of(tender, {}).checked
    known = standings(firms, timezone.localdate(at))
    made = work_out(tender, evaluation_of(tender, known))
    with transaction.atomic():
        award = _kept(tender, made, at)
        told = {
            "tender": number, "value_fen": made.plan.value_fen, "bound_fen": made.plan.bound_fen,
            "gap_ppm": made.plan.gap_ppm, "winners": len({firm for _s, firm in made.plan.cases}),
        }  # fmt: skip
        asked = ask_approval(ApprovalKind.AWARD, f"tender:{number}", told | {"award": award.pk}, actor=me(), at=at)
        Award.objects.filter(pk=award.pk).update(approval=asked)
        record(verb="tender.proposed", subject=("tender", number), detail=told | {"award": award.pk}, at=at)
    return asked


def _kept(tender: TenderRow, made: Proposal, at: datetime) -> Award:
    award = Award.objects.create(
        tender_id=tender.id, plan=plan_told(made.plan), reserve=plan_told(made.reserve) if made.reserve else {},
        prices=dict(made.prices), value_fen=made.plan.value_fen, bound_fen=made.plan.bound_fen,
        gap_ppm=made.plan.gap_ppm, proposed_by=me(), proposed_at=at,
        standings={str(firm): standing_told(one) for firm, one in made.evaluation.standings.items()},
    )  # fmt: skip
    scores = {one.firm: one for one in made.evaluation.scores}
    Outcome.objects.bulk_create(
        Outcome(
            award=award, tender_id=tender.id, organisation_id=firm,
            score=score_told(scores[firm]) if firm in scores else None, cases=_of(made.plan, firm),
            reasons=[reason_told(one) for one in made.reasons.get(firm, ())],
        )
        for firm in made.evaluation.checked
    )  # fmt: skip
    return award


def approve_award(told: Approved) -> None:
    """Award because a second person agreed (定标): draw the cases with the seed, now shown, and tell every bidder.

    Placing with each winner follows (`place_winner`), each in a transaction of its own. Raises Refusal `award-gone`.
    """
    number = told.subject.partition(":")[2]
    tender = tender_row(number, clock())
    award = _waiting(told)
    if award is None or tender.stage is not TenderStage.PROPOSED:
        raise Refusal("award-gone", zh="这项定标申请已失效。", en="This award does not wait any more.")
    seed = evaluation_of(tender, kept_standings(award)).seed
    dealt = draw(seed, cases_by_stratum(tender.id), plan_of_told(award.plan).cases)
    with transaction.atomic():
        Award.objects.filter(pk=award.pk).update(
            approved=True, decided_by=told.decided_by, decided_at=told.at, seed=house_seed(tender.id)
        )
        _keep_dealt(award, tender, dealt)
        Outcome.objects.filter(award=award).update(told_at=told.at)
        detail = {"award": award.pk, "cases": len(dealt), "seed": house_seed(tender.id), "draw": seed}
        record(verb="tender.awarded", subject=("tender", number), detail=detail, at=told.at)


def refuse_award(told: Approved) -> None:
    """Close a proposal because a second person said no (驳回定标): the tender is evaluated again."""
    award = _waiting(told)
    if award is None:
        return
    with transaction.atomic():
        Award.objects.filter(pk=award.pk).update(approved=False, decided_by=told.decided_by, decided_at=told.at)
        number = told.subject.partition(":")[2]
        record(verb="tender.award_refused", subject=("tender", number), detail={"award": award.pk}, at=told.at)


def _waiting(told: Approved) -> Award | None:
    key = int(told.detail.get("award", 0))
    return Award.objects.select_for_update(no_key=True).filter(pk=key, approved=None).first()


def _keep_dealt(award: Award, tender: TenderRow, dealt: Mapping[str, int]) -> None:
    keys = TenderCase.objects.filter(tender_id=tender.id).values_list("case__number", "case_id", "stratum")
    Dealt.objects.bulk_create(
        (
            Dealt(award=award, case_id=key, organisation_id=dealt[case], stratum=stratum)
            for case, key, stratum in keys if case in dealt
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _of(plan: Plan, firm: int) -> dict[str, int]:
    return {stratum: n for (stratum, who), n in sorted(plan.cases.items()) if who == firm}
