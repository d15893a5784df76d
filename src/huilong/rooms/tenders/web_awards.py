"""Pages of evaluation and award (评标定标页): checks, scores, the split with its gap, what limits cost, placing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.tenders import actions, queries
from huilong.rooms.tenders.models import Award
from huilong.rooms.tenders.queries import Evaluation, TenderRow
from huilong.rooms.tenders.rules.reasons import sentence, shares
from huilong.rooms.tenders.rules.told import plan_of_told, reason_of
from huilong.rooms.tenders.terms import Plan, TenderStage
from huilong.shell.permission import require

LIMITS = {
    "concentration": _("the most one firm may get"), "fairness": _("samples for everybody"),
    "winners": _("the number of winners"), "least": _("the least of a winner"),
}  # fmt: skip
OPENED = (TenderStage.EVALUATING, TenderStage.PROPOSED, TenderStage.AWARDED)


@require_GET
def evaluation(request: HttpRequest, number: str) -> HttpResponse:
    """Bids as opened, checked and scored (评标表), and the award if one is proposed."""
    require(request, "tender.view")
    if not may(request.user, "tender.manage") and not may(request.user, "approval.view"):
        require(request, "tender.manage")
    now = queries.clock()
    tender = queries.tender_row(number, now)
    if tender.stage not in OPENED:
        raise Refusal(
            "tender-stage", zh="投标尚未全部开启。", en="Bids are not all open yet.",
            remedy_zh="请等待开标截止。", remedy_en="Wait until opening ends.",
        )  # fmt: skip
    award = queries.award_of(tender.id)
    found = queries.evaluation_of(tender, _standings(tender, award, now))
    firms = queries.invited(tender.id)
    return render(request, "tenders/evaluation.html", {
        "tender": tender, "firms": firms, "checked": found.checked, "rows": _rows(found, firms),
        "weights": [(one, weight) for one, weight in tender.rules.weights.items() if weight],
        "manages": may(request.user, "tender.manage"), "judging": tender.stage is TenderStage.EVALUATING,
        "award": award, **(_award(tender, award, firms) if award else {}),
    })  # fmt: skip


def _standings(tender: TenderRow, award: Award | None, now: datetime) -> Mapping[int, Any]:
    """What was known of the firms when an award was proposed; now, before that."""
    if award is not None:
        return queries.kept_standings(award)
    firms = {one.organisation for one in queries.sealed_of(tender.id)}
    return queries.standings(firms, timezone.localdate(now))


def _rows(found: Evaluation, firms: Mapping[int, str]) -> list[dict[str, Any]]:
    scored = {one.firm: one for one in found.scores}
    rows = [
        {"firm": firm, "name": firms.get(firm, ""), "one": one, "score": scored.get(firm)}
        for firm, one in found.checked.items()
    ]
    return sorted(rows, key=lambda row: row["score"].rank if row["score"] else 10_000)


def _award(tender: TenderRow, award: Award, firms: Mapping[int, str]) -> dict[str, Any]:
    """The award as the page shows it: the split by firm and stratum, the reserve, what limits cost, reasons."""
    plan = plan_of_told(award.plan)
    reserve = plan_of_told(award.reserve) if award.reserve else None
    return {
        "plan": plan, "split": _split(tender, plan, firms), "reserve": reserve,
        "reserve_split": [(firms.get(firm, ""), n) for firm, n in sorted(shares(reserve).items())] if reserve else [],
        "prices": [(LIMITS[name], fen) for name, fen in award.prices.items() if name in LIMITS],
        "outcomes": [
            {"one": one, "name": one.organisation.name, "cases": sum(one.cases.values()),
             "reasons": [sentence(reason_of(told)) for told in one.reasons]}
            for one in queries.outcomes_of(award.pk)
        ],
        "people": names_of({award.proposed_by, *([award.decided_by] if award.decided_by else [])}),
        "placeable": tender.stage is TenderStage.AWARDED,
    }  # fmt: skip


def _split(tender: TenderRow, plan: Plan, firms: Mapping[int, str]) -> dict[str, Any]:
    winners = sorted(shares(plan), key=lambda firm: -plan.of(firm))
    return {
        "winners": [(firms.get(firm, ""), plan.of(firm)) for firm in winners],
        "rows": [
            (one, [plan.cases.get((one.code, firm), 0) for firm in winners], plan.shadow.get(one.code, 0))
            for one in tender.strata
        ],
    }  # fmt: skip


@require_POST
def mark(request: HttpRequest, number: str, firm: int) -> HttpResponse:
    """Give a bidder marks (评委评分)."""
    require(request, "tender.manage")
    points = request.POST.get("points", "")
    given = int(points) * 1_000 if points.isdecimal() and len(points) < 4 else -1
    actions.mark(number, firm, given, request.POST.get("reason", ""), queries.clock())
    messages.success(request, gettext("Your marks are kept."))
    return redirect("tenders:evaluation", number=number)


@require_POST
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Work the award out and ask a second person for it (提交定标)."""
    require(request, "tender.manage")
    actions.propose(number, queries.clock())
    messages.success(request, gettext("The award waits for a second person."))
    return redirect("tenders:evaluation", number=number)


@require_POST
def place(request: HttpRequest, number: str, firm: int) -> HttpResponse:
    """Sign with a winner and place its cases (签约并委派)."""
    require(request, "placement.manage")
    actions.place_winner(number, firm, queries.clock())
    messages.success(request, gettext("The cases are placed with the winner."))
    return redirect("tenders:evaluation", number=number)


BONDS = {"take": actions.take_bond, "return": actions.return_bond, "forfeit": actions.forfeit_bond}


@require_POST
def bond(request: HttpRequest, number: str, firm: int) -> HttpResponse:
    """Take, return or forfeit a bid bond (投标保证金)."""
    require(request, "ledger.post")
    move = BONDS.get(request.POST.get("move", ""))
    if move is None:
        raise Refusal("no-choice", status=422, where="move", zh="请从列表中选择。", en="Choose one of the list.")
    move(number, firm, queries.clock())
    messages.success(request, gettext("The bond is noted and posted."))
    return redirect("tenders:tender", number=number)


award_doors = [
    path("tenders/<str:number>/evaluation", evaluation, name="evaluation"),
    path("tenders/<str:number>/marks/<int:firm>", mark, name="mark"),
    path("tenders/<str:number>/propose", propose, name="propose"),
    path("tenders/<str:number>/place/<int:firm>", place, name="place"),
    path("tenders/<str:number>/bonds/<int:firm>", bond, name="bond"),
]
