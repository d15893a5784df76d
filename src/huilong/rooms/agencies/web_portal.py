"""The firms' portal (机构门户): own batches and cases, masked; results in; giving back; deletion; one's people."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.acting import Acting, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.actions.exchange import FORMS
from huilong.rooms.agencies.rules.shown import FIELDS
from huilong.rooms.agencies.terms import EndReason
from huilong.rooms.agencies.terms.work import RowIn, Via
from huilong.rooms.cases.queries import open_rows
from huilong.rooms.contact.queries.outcomes import outcomes
from huilong.rooms.people.queries import colleagues, gates_of, may
from huilong.rooms.people.terms import GateKind, Role
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day, typed_member, typed_or_none

SHOWN = 200
MEDIA = {"csv": "text/csv; charset=utf-8",
         "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}  # fmt: skip
RETURNS = (
    EndReason.UNREACHABLE, EndReason.NO_CAPACITY, EndReason.CONFLICT, EndReason.COMPLAINT, EndReason.DISPUTE,
    EndReason.HARDSHIP, EndReason.MISTAKE, EndReason.AGREED,
)  # fmt: skip


def _me() -> Acting:
    who = acting()
    if who is None:
        raise PermissionDenied
    return who


def _head(name: str) -> str:
    """What a field is called on a page, which shows yuan where files hold fen."""
    return FIELDS[name].replace("(分)", "(元)")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One's firm (机构首页): its batches and cases, files brought in, deletions to declare, its standing."""
    require(request, "agency.portal")
    me, on = _me(), timezone.localdate()
    chosen = request.GET.get("batch") or None
    cases = queries.cases_shown(me.organisation, batch=chosen)
    names = [name for name in FIELDS if any(name in one.values for one in cases)]
    return render(request, "agencies/portal.html", {
        "batches": queries.batches(me.organisation), "cases": cases[:SHOWN], "total": len(cases), "chosen": chosen,
        "heads": [(name, _head(name)) for name in names], "on": on, "forms": FORMS,
        "firm": queries.firm_row(me.organisation, on), "standing": queries.may_receive(me.organisation, on),
        "deletions": queries.deletions(me.organisation), "files": queries.work_files(me.organisation),
        "leads": may(request.user, "placement.view"),
    })  # fmt: skip


@require_GET
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One placed case (委外案件): the contract's fields, the form of a result, giving it back."""
    require(request, "agency.portal")
    one = _case(number)
    return render(request, "agencies/portal_case.html", {
        "case": one, "rows": [(_head(name), name, value) for name, value in one.values.items()],
        "outcomes": outcomes(), "returns": RETURNS, "others": queries.consents_of(_me().organisation),
        "leads": may(request.user, "placement.view"), "now": timezone.now(),
    })  # fmt: skip


@require_POST
def result(request: HttpRequest, number: str) -> HttpResponse:
    """Write down what came of a case (登记结果)."""
    require(request, "placement.work")
    _case(number)
    form, now = request.POST, timezone.now()
    code, _dot, reason = form.get("outcome", "").partition(".")
    row = RowIn(
        1, f"page-{_me().user}-{number}-{form.get('nonce', '') or now.isoformat()}"[:80], number, code, reason,
        typed_or_none(typed_amount, form, "amount"), typed_or_none(typed_day, form, "on"), form.get("note", ""),
    )  # fmt: skip
    came = actions.take_results([row], Via.PAGE, now)
    for one in came.refused:
        raise Refusal(one.code, status=422, zh=one.zh, en=one.en)
    messages.success(request, gettext("Written down."))
    return redirect("portal:case", number)


@require_POST
def results(request: HttpRequest) -> HttpResponse:
    """Take a file of results in (上传结果文件); the rows that were not taken are listed with their reasons."""
    require(request, "placement.work")
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise Refusal("file-missing", status=422, where="file", zh="请选择结果文件。", en="Choose a file of results.")
    came = actions.take_file(file.name or "results.csv", file.read(), timezone.now())
    return redirect("portal:file", came.file)


@require_GET
def work_file(request: HttpRequest, work_id: int) -> HttpResponse:
    """A file of results (结果文件): what was taken, and every row that was not, with its reason."""
    require(request, "placement.work")
    return render(request, "agencies/portal_file.html", {"file": queries.work_file(work_id)})


@require_POST
def give_back(request: HttpRequest, number: str) -> HttpResponse:
    """Give a case back to the lender (退案)."""
    require(request, "placement.work")
    _case(number)
    actions.give_back([number], typed_member(EndReason, request.POST, "why"), timezone.now())
    messages.success(request, gettext("The case went back to the lender."))
    return redirect("portal:home")


@require_POST
def pass_on(request: HttpRequest, number: str) -> HttpResponse:
    """Pass a case on to another firm, where the lender agreed (转委托)."""
    require(request, "placement.view")
    _case(number)
    to = request.POST.get("to", "")
    actions.delegate(number, int(to) if to.isdecimal() and len(to) < 10 else 0, timezone.now())
    messages.success(request, gettext("Written down: the case was passed on."))
    return redirect("portal:case", number)


@require_POST
def exchange(request: HttpRequest) -> HttpResponse:
    """A batch as a file (交换文件): only the fields of the contract; it is noted who took it."""
    require(request, "placement.view")
    form, me = request.POST.get("form", "csv"), _me()
    batch = request.POST.get("batch", "")
    if form not in FORMS:
        raise PermissionDenied
    body = actions.exchange_file(me.organisation, batch, form, timezone.now())
    return HttpResponse(body, content_type=MEDIA[form], headers={
        "Content-Disposition": f'attachment; filename="batch.{form}"', "X-Content-Type-Options": "nosniff",
    })  # fmt: skip


@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Declare that all that was given of a batch is deleted (声明删除)."""
    require(request, "placement.view")
    key = actions.declare_deletion(request.POST.get("batch", ""), request.POST.get("means", ""), timezone.now())
    messages.success(request, gettext("The certificate is kept."))
    return redirect(f"{reverse('portal:home')}#deletion-{key}")


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """One's people and whether they may work (人员培训): training, exam and secrecy in force today."""
    require(request, "placement.view")
    me, on = _me(), timezone.localdate()
    rows: list[tuple[Any, frozenset[str]]] = [
        (one, gates_of(one.id, on))
        for one in colleagues((Role.AGENCY_AGENT, Role.AGENCY_MANAGER)) if one.organisation == me.organisation
    ]  # fmt: skip
    kinds = list(GateKind)
    return render(request, "agencies/portal_people.html", {
        "rows": [(one, [(kind, kind.value in gates) for kind in kinds]) for one, gates in rows], "kinds": kinds,
    })  # fmt: skip


def _case(number: str) -> Any:
    """A case of one's firm that one sees; refused alike where there is none and where it is another's."""
    found = queries.cases_shown(_me().organisation, number=number) if open_rows([number]) else []
    if not found:
        raise Refusal(
            "not-placed", status=404, zh=f"案件 {number} 未委外给本机构。",
            en=f"The case {number} is not placed with this firm.",
            remedy_zh="请从门户首页打开。", remedy_en="Open it from the portal.",
        )  # fmt: skip
    return found[0]


_doors = [
    path("", home, name="home"),
    path("people/", people, name="people"),
    path("results", results, name="results"),
    path("results/<int:work_id>/", work_file, name="file"),
    path("exchange", exchange, name="exchange"),
    path("delete", delete, name="delete"),
    path("<str:number>/", case, name="case"),
    path("<str:number>/result", result, name="result"),
    path("<str:number>/give-back", give_back, name="give_back"),
    path("<str:number>/pass-on", pass_on, name="pass_on"),
]
urlpatterns = [path("portal/", include((_doors, "portal")))]
