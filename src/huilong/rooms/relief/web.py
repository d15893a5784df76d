"""Pages of relief (减免页): the offer builder of a case, one offer with its way up, the list of what waits."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.cases.terms import CaseDetail
from huilong.rooms.compliance.terms import Verdict
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.people.terms import Role
from huilong.rooms.relief import actions, queries
from huilong.rooms.relief.terms import (
    OPEN,
    RUNNING,
    DecisionReason,
    OfferRow,
    OfferState,
    ReliefKind,
    StepDecision,
)
from huilong.rooms.relief.web_table import (
    DEFAULTS,
    FIELDS,
    KIND_OF,
    OFFERS,
    PARTS,
    OfferSource,
    expiry_from,
    expiry_offered,
    terms_from,
)
from huilong.shell.context import case_doors
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.typed import typed_member

FIGURES = {
    "owed": _("Owed in all"), "overdue": _("Overdue"), "past_due_days": _("Days past due"),
    "principal": _("Principal left"), "monthly": _("Due within a month"), "last_due": _("Last due day"),
}  # fmt: skip
COMPONENTS = {"principal": _("Principal"), "interest": _("Interest"), "fee": _("Fees"), "penalty": _("Penalty")}


@require_GET
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """The relief of a case (案件减免): the offers made, and the builder; with `work`, what the terms come to."""
    require(request, "relief.view")
    detail, now = case_detail(number), timezone.now()
    with transaction.atomic():
        seen = {"tab": "relief"}
        record(verb="case.viewed", subject=("case", number), actor=f"user:{request.user.pk}", detail=seen)
    kind = typed_member(ReliefKind, request.GET, "kind") if request.GET.get("kind") else ReliefKind.WAIVER
    loans = [one for one in detail.loans if one.left_on is None]
    told: dict[str, Any] = {
        "case": detail.case, "doors": case_doors(number, partial(may, request.user)), "kind": kind,
        "kinds": list(ReliefKind), "loans": loans, "offers": queries.offers_of(number, now), "parts": _parts(request),
        "loan_id": request.GET.get("loan_id") or next((one.loan_id for one in loans), ""),
        "may_offer": may(request.user, "relief.offer"),
        "fields": [
            {"name": name, "label": label, "type": KIND_OF.get(name, "text"),
             "value": request.GET.get(name, DEFAULTS.get(name, ""))}
            for name, label in FIELDS[kind]
        ],
        **expiry_offered(request.GET, timezone.localdate(now)),
    }  # fmt: skip
    if "work" in request.GET:
        told |= _worked_out(request, detail, kind, now)
    return render(request, "relief/of_case.html", told)


def _worked_out(request: HttpRequest, detail: CaseDetail, kind: ReliefKind, now: datetime) -> dict[str, Any]:
    """What the terms asked for come to, who must agree, and what the law says; or why they are refused."""
    loan_id = _loan_of(detail, request.GET.get("loan_id", ""))
    try:
        made = queries.work_out(loan_id, terms_from(kind, request.GET), timezone.localdate(now))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        return {"refusal": refusal}
    law = queries.law_says(made, len(detail.loans))
    effect = made.proposal.effect
    asked = [(name, value) for name in request.GET for value in request.GET.getlist(name) if name != "work"]
    return {
        "made": made, "law": law, "way": made.way(Role(request.user.role), law),  # type: ignore[union-attr]
        "figures": [
            (name, label, getattr(effect.before, name), getattr(effect.after, name)) for name, label in FIGURES.items()
        ],
        "given_up": [(label, getattr(effect.given_up, name)) for name, label in COMPONENTS.items()],
        "rate": None if effect.rate_ppm is None else effect.rate_ppm / 1_000_000, "asked": asked,
        "blocked": law is not None and law.verdict is Verdict.BLOCK,
    }  # fmt: skip


@require_POST
def make(request: HttpRequest, number: str) -> HttpResponse:
    """Draft an offer and ask for it (提交方案)."""
    require(request, "relief.offer")
    detail, now = case_detail(number), timezone.now()
    kind = typed_member(ReliefKind, request.POST, "kind")
    key = actions.draft(
        number, _loan_of(detail, request.POST.get("loan_id", "")), terms_from(kind, request.POST),
        expiry_from(request.POST), user=request.user.pk, role=Role(request.user.role), at=now,  # type: ignore[union-attr, arg-type]
    )  # fmt: skip
    state = actions.ask(key, now)
    said = {OfferState.APPROVED: gettext("The offer is approved.")}
    messages.success(request, said.get(state, gettext("The offer waits for approval.")))
    return redirect(reverse("relief:offer", args=[key]))


@require_GET
def offers(request: HttpRequest) -> HttpResponseBase:
    """The offers the reader sees (减免方案列表); `mine` keeps those that wait for the reader."""
    require(request, "relief.view")
    source = OfferSource(request.user.pk or 0, request.user.role, timezone.now())  # type: ignore[union-attr]
    return list_page(request, OFFERS, source, may=partial(may, request.user), log=_never_exported)


def _never_exported(request: HttpRequest, detail: dict[str, Any]) -> None:
    raise PermissionDenied


@require_GET
def one_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """One offer (方案详情): what it changes, who agreed, and what the reader may do with it."""
    require(request, "relief.view")
    row = queries.offer_row(offer_id, timezone.now())
    effect, may_offer = row.effect, may(request.user, "relief.offer")
    people = {row.made_by, *(step.decided_by for step in row.steps if step.decided_by)}
    return render(request, "relief/offer.html", {
        "offer": row, "names": names_of(people), "facts": queries.agreed_facts_of(offer_id),
        "figures": [(name, label, effect["before"][name], effect["after"][name]) for name, label in FIGURES.items()],
        "given_up": [(label, effect["given_up"][name]) for name, label in COMPONENTS.items()],
        "decides": _decides(request, row), "reasons": list(DecisionReason),
        "may_accept": may_offer and row.state is OfferState.APPROVED, "may_withdraw": may_offer and row.state in OPEN,
        "may_set": may_offer and row.state in (OfferState.APPROVED, *RUNNING) and not row.file_id,
    })  # fmt: skip


def _decides(request: HttpRequest, row: OfferRow) -> bool:
    """Whether the step that waits is the reader's to decide."""
    decided = {step.decided_by for step in row.steps}
    mine = row.waits_for == request.user.role  # type: ignore[union-attr]
    return row.state is OfferState.ASKED and mine and request.user.pk not in {row.made_by, *decided}


@require_POST
def decide(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Approve or refuse the step that waits (审批)."""
    require(request, "relief.view")
    queries.offer_row(offer_id, timezone.now())
    state = actions.decide(
        offer_id, typed_member(StepDecision, request.POST, "decision"),
        typed_member(DecisionReason, request.POST, "why"), user=request.user.pk or 0,
        role=Role(request.user.role), at=timezone.now(),  # type: ignore[union-attr]
    )  # fmt: skip
    said = {
        OfferState.APPROVED: gettext("The offer is approved."), OfferState.REFUSED: gettext("The offer is refused."),
    }  # fmt: skip
    messages.success(request, said.get(state, gettext("The offer waits for the next level.")))
    return redirect(reverse("relief:offer", args=[offer_id]))


@require_POST
def accept(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Note that the borrower agreed (借款人同意)."""
    require(request, "relief.offer")
    queries.offer_row(offer_id, timezone.now())
    actions.accept(offer_id, timezone.now())
    messages.success(request, gettext("The borrower agreed; the night takes it into the book."))
    return redirect(reverse("relief:offer", args=[offer_id]))


@require_POST
def withdraw(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Take an offer back (撤回方案)."""
    require(request, "relief.offer")
    queries.offer_row(offer_id, timezone.now())
    actions.withdraw(offer_id, timezone.now())
    messages.success(request, gettext("The offer was withdrawn."))
    return redirect(reverse("relief:offer", args=[offer_id]))


@require_POST
def agreement(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Set the agreement in type and keep it on the case (生成减免协议)."""
    require(request, "relief.offer")
    actions.keep_agreement(offer_id, timezone.now())
    messages.success(request, gettext("The agreement is among the files of the case."))
    return redirect(reverse("relief:offer", args=[offer_id]))


def _parts(request: HttpRequest) -> list[tuple[str, str]]:
    """The payments typed so far, and empty rows for more."""
    typed = list(zip(request.GET.getlist("part_due"), request.GET.getlist("part_amount"), strict=False))[:PARTS]
    return typed + [("", "")] * (PARTS - len(typed))


def _loan_of(detail: CaseDetail, loan_id: str) -> str:
    """A loan of the case; another's answers like none."""
    if not any(one.loan_id == loan_id for one in detail.loans):
        raise Refusal(
            "not-of-this-case", status=404, where="loan_id", zh="案件中没有这笔借据。",
            en="This case has no such loan.",
        )  # fmt: skip
    return loan_id


_doors = [
    path("relief/", offers, name="list"),
    path("relief/<int:offer_id>/", one_offer, name="offer"),
    path("relief/<int:offer_id>/decide", decide, name="decide"),
    path("relief/<int:offer_id>/accept", accept, name="accept"),
    path("relief/<int:offer_id>/withdraw", withdraw, name="withdraw"),
    path("relief/<int:offer_id>/agreement", agreement, name="agreement"),
    path("cases/<str:number>/relief/", of_case, name="of_case"),
    path("cases/<str:number>/relief/make", make, name="make"),
]
urlpatterns = [path("", include((_doors, "relief")))]
