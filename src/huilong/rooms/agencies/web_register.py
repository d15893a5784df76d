"""Pages of the register (机构准入页): firms, one firm with papers and contracts, the published list for everybody."""

import re
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.rules.shown import FIELDS, USUAL
from huilong.rooms.agencies.rules.standing import NEEDED, NOTICE_DAYS
from huilong.rooms.agencies.terms import ContractTerms, FeeForm, FeeTerms, FirmPaper, FirmRow, FirmState, StepReason
from huilong.rooms.agencies.terms.rating import BreachKind
from huilong.rooms.people.queries import may, organisations_of_kind
from huilong.shell.permission import require
from huilong.shell.typed import typed_day, typed_member

PPM_OF_PERCENT = 10_000
STOPS = (StepReason.BREACH, StepReason.PAPERS, StepReason.REVIEW, StepReason.OWN_WISH)
ENDS = (StepReason.CONTRACT_OVER, StepReason.OWN_WISH, StepReason.BREACH, StepReason.REVIEW)


@require_GET
def firms(request: HttpRequest) -> HttpResponse:
    """The firms on the register (机构名录): where each stands and what it lacks; those not entered yet."""
    require(request, "agency.view")
    on = timezone.localdate()
    rows = queries.firms(on)
    known = {one.organisation for one in rows}
    standing = queries.standings(known, on)
    return render(request, "agencies/firms.html", {
        "rows": [(one, standing[one.organisation]) for one in rows], "published": queries.published(),
        "manages": may(request.user, "agency.manage"),
        "others": [one for trade in NEEDED for one in organisations_of_kind(trade) if one.id not in known],
    })  # fmt: skip


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a firm as an applicant (登记机构)."""
    require(request, "agency.manage")
    form, text = request.POST, request.POST.get("organisation", "")
    organisation = int(text) if text.isdecimal() and len(text) < 10 else 0
    actions.enter(organisation, credit_code=form.get("credit_code", ""), contact=form.get("contact", ""),
                  address=form.get("address", ""), at=timezone.now())  # fmt: skip
    return redirect("firms:firm", organisation)


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the approved list as it stands (公示名单)."""
    require(request, "agency.manage")
    count = actions.publish(timezone.now())
    messages.success(request, gettext("The list is published: %(n)s firms.") % {"n": count})
    return redirect("firms:list")


@require_GET
def firm(request: HttpRequest, firm_id: int) -> HttpResponse:
    """One firm (机构): its state and its history, papers with their last days, contracts, batches, deletions."""
    require(request, "agency.view")
    one, on = _firm(firm_id), timezone.localdate()
    papers = queries.papers_of([firm_id])
    return render(request, "agencies/firm.html", {
        "firm": one, "on": on, "standing": queries.may_receive(firm_id, on), "papers": papers,
        "soon": on + timedelta(days=max(NOTICE_DAYS)),
        "reach": queries.reach_of([firm_id]).get(firm_id), "contracts": queries.contracts_of(firm_id),
        "batches": queries.batches(firm_id) if may(request.user, "placement.view") else (),
        "deletions": queries.deletions(firm_id) if may(request.user, "placement.view") else (),
        "steps": queries.steps_of(firm_id), "consents": queries.consents_of(firm_id),
        "manages": may(request.user, "agency.manage"), "kinds": list(FirmPaper), "forms": list(FeeForm)[:2],
        "fields": [(name, label, name in USUAL) for name, label in FIELDS.items()],
        "stops": STOPS, "ends": ENDS, "breaches": list(BreachKind),
        "may_ask": one.state in (FirmState.APPLICANT, FirmState.SUSPENDED), "others": queries.firms(on),
    })  # fmt: skip


@require_POST
def note_paper(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Note a paper, with its scan if one is given (登记资料)."""
    require(request, "agency.manage")
    _firm(firm_id)
    form, now, detail = request.POST, timezone.now(), dict[str, Any]()
    kind = typed_member(FirmPaper, form, "kind")
    if kind is FirmPaper.CONDUCT:
        detail = {"violent": form.get("violent") == "yes"}
    key = actions.note_paper(firm_id, kind, number=form.get("number", ""), from_on=typed_day(form, "from_on"),
                             to_on=typed_day(form, "to_on"), at=now, detail=detail)  # fmt: skip
    file = request.FILES.get("file")
    if file is not None and not isinstance(file, list):
        actions.keep_scan(key, file.name or "scan", file.read(), now)
    messages.success(request, gettext("The paper is noted."))
    return redirect("firms:firm", firm_id)


@require_GET
def scan(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A paper's scan, for saving (资料扫描件)."""
    require(request, "agency.manage")
    media, body = actions.open_scan(paper_id, timezone.now())
    return HttpResponse(body, content_type=media, headers={
        "Content-Disposition": f'attachment; filename="paper-{paper_id}"', "X-Content-Type-Options": "nosniff",
    })  # fmt: skip


@require_POST
def sign(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Keep a contract (登记合同): a share of what is collected; other forms come with an award."""
    require(request, "agency.manage")
    _firm(firm_id)
    form = request.POST
    fee = FeeTerms(FeeForm.RATE, rate_ppm=round(_number(form.get("percent", ""), "percent") * PPM_OF_PERCENT))
    terms = ContractTerms(
        fields=tuple(form.getlist("fields")), tiers=tuple(int(one) for one in form.getlist("tiers") if one in "123"),
        most_days=int(_number(form.get("most_days", "184"), "most_days")),
        bans_third_parties=form.get("bans") == "yes", bans_unlawful=form.get("bans") == "yes",
        notice_given=form.get("notice") == "yes",
    )  # fmt: skip
    actions.sign_contract(firm_id, form.get("number", ""), typed_day(form, "from_on"), typed_day(form, "to_on"), fee,
                          terms, at=timezone.now())  # fmt: skip
    messages.success(request, gettext("The contract is kept."))
    return redirect("firms:firm", firm_id)


@require_POST
def reach(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Note what the firm can take (登记承接能力)."""
    require(request, "agency.manage")
    _firm(firm_id)
    form = request.POST
    actions.note_reach(
        firm_id, regions=_places(form.get("regions", "")), offices=_places(form.get("offices", "")),
        most_cases=int(text) if (text := form.get("most_cases", "").strip()).isdecimal() and len(text) < 10 else 0,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("It is noted. Tenders count by it from now on."))
    return redirect("firms:firm", firm_id)


def _places(text: str) -> list[str]:
    return re.split(r"[,,、;;\s]+", text[:4000])


@require_POST
def move(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Ask for approval, suspend, or end (准入、暂停、清退). A breach takes everything back at once."""
    require(request, "agency.manage")
    one, now, verb = _firm(firm_id), timezone.now(), request.POST.get("verb", "")
    if verb == "approve":
        why = StepReason.CHECKED if one.state is FirmState.APPLICANT else StepReason.CURED
        actions.ask_to_approve(firm_id, why, at=now)
        messages.success(request, gettext("Asked: a second person has to agree."))
        return redirect("firms:firm", firm_id)
    why = typed_member(StepReason, request.POST, "why")
    act = actions.end_firm if verb == "end" else actions.suspend
    breach = typed_member(BreachKind, request.POST, "breach") if request.POST.get("breach") else BreachKind.CONDUCT
    back = act(firm_id, why, note=request.POST.get("note", ""), at=now, breach=breach)
    told = ngettext("Done. %(n)s case came back.", "Done. %(n)s cases came back.", back)
    messages.success(request, told % {"n": back})
    return redirect("firms:firm", firm_id)


@require_POST
def agree(request: HttpRequest, firm_id: int) -> HttpResponse:
    """Agree that the firm passes work on to another (同意转委托)."""
    require(request, "agency.manage")
    _firm(firm_id)
    to = request.POST.get("to", "")
    actions.consent(firm_id, int(to) if to.isdecimal() and len(to) < 10 else 0, typed_day(request.POST, "from_on"),
                    typed_day(request.POST, "to_on"), timezone.now())  # fmt: skip
    messages.success(request, gettext("The consent is kept."))
    return redirect("firms:firm", firm_id)


@login_not_required
@require_GET
def partners(request: HttpRequest) -> HttpResponse:
    """The approved firms, for everybody (合作机构公示): borrowers see here who really works for the lender."""
    return render(request, "agencies/partners.html", {"firms": queries.public_list()})


def _firm(firm_id: int) -> FirmRow:
    found = queries.firm_row(firm_id, timezone.localdate())
    if found is None:
        raise Refusal(
            "no-such-firm", status=404, zh="没有登记这家机构。", en="There is no such firm on the register.",
            remedy_zh="请先在机构名录登记。", remedy_en="Enter it in the list of firms first.",
        )  # fmt: skip
    return found


def _number(text: str, where: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 < found <= 1000:
        raise Refusal("unreadable", status=422, where=where, zh=f"字段 {where} 须为数字。", en=f"{where} is a number.")
    return found


_doors = [
    path("", firms, name="list"),
    path("enter", enter, name="enter"),
    path("publish", publish, name="publish"),
    path("<int:firm_id>/", firm, name="firm"),
    path("<int:firm_id>/paper", note_paper, name="paper"),
    path("<int:firm_id>/contract", sign, name="contract"),
    path("<int:firm_id>/reach", reach, name="reach"),
    path("<int:firm_id>/move", move, name="move"),
    path("<int:firm_id>/delegation", agree, name="agree"),
    path("papers/<int:paper_id>/scan", scan, name="scan"),
]
urlpatterns = [path("firms/", include((_doors, "firms"))), path("partners/", partners, name="partners")]
