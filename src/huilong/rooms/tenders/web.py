"""Pages of tenders (招标页): the list, making one of a filtered list of cases, its data room, questions."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import count_cases
from huilong.rooms.cases.terms import CaseFilter
from huilong.rooms.cases.web_table import CASES
from huilong.rooms.people.queries import may
from huilong.rooms.people.terms import OrganisationKind
from huilong.rooms.tenders import actions, queries
from huilong.rooms.tenders.queries import TenderRow
from huilong.rooms.tenders.rules.told import WEIGHTS
from huilong.rooms.tenders.terms import Criterion, TenderStage
from huilong.rooms.tenders.web_awards import award_doors
from huilong.rooms.tenders.web_bids import bid_doors
from huilong.rooms.tenders.web_table import (
    HOURS,
    NUMBERS,
    PERCENTS,
    TENDERS,
    TenderSource,
    is_firm,
    moment_from,
    my_organisation,
    rule_lines,
    rules_from,
)
from huilong.shell.filters import read_all
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.typed import typed_day

MOST_UPLOAD = 10 * 1024 * 1024


@require_GET
def tenders(request: HttpRequest) -> HttpResponseBase:
    """The tenders the reader sees (招标列表): a firm those it is invited to."""
    require(request, "tender.view")
    return list_page(request, TENDERS, TenderSource(queries.clock()), may=partial(may, request.user), log=_no_export)


@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """What the reader's firm is told of tenders (招标消息): invitations, answers, papers, results."""
    require(request, "tender.bid")
    return render(request, "tenders/news.html", {"news": queries.news_of(my_organisation(), queries.clock())})


def _no_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    raise PermissionDenied


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a tender of the cases a filter finds (拟定招标)."""
    require(request, "tender.manage")
    asked, mistakes = read_all(CASES.filters, request.GET)
    count = count_cases(CaseFilter(**asked))
    if request.method == "GET":
        return render(request, "tenders/new.html", {
            "count": count, "query": request.GET.urlencode(), "weights": WEIGHTS.items(), "percents": PERCENTS.items(),
            "numbers": NUMBERS.items(), "trades": [OrganisationKind.AGENCY, OrganisationKind.LAW_FIRM],
        })  # fmt: skip
    if mistakes or request.POST.get("counted") != str(count):
        raise Refusal(
            "list-changed", zh="列表已变化,未生成招标。", en="The list has changed; no tender was made.",
            remedy_zh="请刷新列表。", remedy_en="Reload it.",
        )  # fmt: skip
    tier = request.POST.get("tier", "1")
    trade = request.POST.get("trade", "")
    number = actions.make_tender(
        CaseFilter(**asked), request.POST.get("title", ""), rules_from(request.POST),
        entry_on=typed_day(request.POST, "entry_on"), exit_on=typed_day(request.POST, "exit_on"),
        tier=int(tier) if tier in ("1", "2", "3") else 0, user=request.user.pk or 0, at=queries.clock(),
        trade=OrganisationKind(trade) if trade in ("agency", "law_firm") else OrganisationKind.AGENCY,
    )  # fmt: skip
    messages.success(request, gettext("The tender is drawn up. Look at its strata, then publish it."))
    return redirect("tenders:tender", number=number)


@require_GET
def one_tender(request: HttpRequest, number: str) -> HttpResponse:
    """One tender (招标详情): rules, strata, times, data room, questions; for the lender also who bid and the award."""
    require(request, "tender.view")
    now = queries.clock()
    tender = queries.tender_row(number, now)
    told = {**_told(tender), "papers": queries.papers_of(tender.id), "questions": queries.questions_of(tender.id),
            "now": now}  # fmt: skip
    actions.note_look(number, "room", now)
    if is_firm(request):
        mine = queries.sealed_of(tender.id, my_organisation())
        return render(request, "tenders/invited.html", {
            **told, "mine": mine, "outcome": queries.my_outcome(tender.id, my_organisation()),
            "may_ask": tender.stage is TenderStage.OPEN and tender.questions_until and now < tender.questions_until,
        })  # fmt: skip
    manages = may(request.user, "tender.manage")
    drafted = tender.stage is TenderStage.DRAFT
    return render(request, "tenders/tender.html", {
        **told, "firms": queries.invited(tender.id), "manages": manages, "sealed": queries.sealed_of(tender.id),
        "invitable": queries.invitable(timezone.localdate(now), OrganisationKind(tender.trade)) if drafted else [],
        "times": [(name, timezone.localtime(now) + timedelta(hours=h)) for name, h in HOURS.items()],
        "award": queries.award_of(tender.id), "may_post": may(request.user, "ledger.post"),
        "bonds": queries.bonds_of(tender.id) if tender.rules.bond_fen else [],
        "endable": manages and tender.stage not in (TenderStage.AWARDED, TenderStage.CANCELLED),
    })  # fmt: skip


def _told(tender: TenderRow) -> dict[str, Any]:
    """What both sides read of a tender."""
    return {
        "tender": tender, "rule_lines": rule_lines(tender.rules),
        "weights": [(one, tender.rules.weights.get(one, 0)) for one in Criterion if tender.rules.weights.get(one)],
        "stages": [one for one in TenderStage if one is not TenderStage.CANCELLED],
    }  # fmt: skip


@require_POST
def publish(request: HttpRequest, number: str) -> HttpResponse:
    """Publish a tender to the firms chosen (发布)."""
    require(request, "tender.manage")
    firms = [int(one) for one in request.POST.getlist("firm") if one.isdecimal() and len(one) < 10]
    now = queries.clock()
    actions.publish(
        number, firms, questions_until=moment_from(request.POST, "questions_until"),
        closes_at=moment_from(request.POST, "closes_at"), reveals_until=moment_from(request.POST, "reveals_until"),
        at=now,
    )  # fmt: skip
    messages.success(request, gettext("The tender is published. Nothing of it changes from now on."))
    return redirect("tenders:tender", number=number)


@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """End a tender without an award (终止招标)."""
    require(request, "tender.manage")
    actions.cancel(number, request.POST.get("why", ""), queries.clock())
    messages.success(request, gettext("The tender is cancelled."))
    return redirect("tenders:tender", number=number)


@require_POST
def add_paper(request: HttpRequest, number: str) -> HttpResponse:
    """Put a paper into the data room (上传资料)."""
    require(request, "tender.manage")
    sent = request.FILES.get("file")
    body = sent.read(MOST_UPLOAD + 1) if sent else b""
    name = sent.name or "" if sent else ""
    actions.add_paper(number, request.POST.get("title", ""), name, body, queries.clock())
    messages.success(request, gettext("The paper is in the data room."))
    return redirect("tenders:tender", number=number)


@require_GET
def paper(request: HttpRequest, number: str, paper_id: int) -> HttpResponse:
    """A paper of the data room, to be saved (下载资料); who took it is written down."""
    require(request, "tender.view")
    now = queries.clock()
    tender = queries.tender_row(number, now)
    name, body = queries.paper_body(tender.id, paper_id)
    actions.note_look(number, f"paper:{paper_id}", now)
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="tender-{paper_id}.{_ending(name)}"'
    return answer


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else "bin"


@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask a question (提问)."""
    require(request, "tender.bid")
    actions.ask(number, request.POST.get("text", ""), queries.clock())
    messages.success(request, gettext("The question is asked. Everybody invited will read question and answer."))
    return redirect("tenders:tender", number=number)


@require_POST
def answer(request: HttpRequest, number: str, question_id: int) -> HttpResponse:
    """Answer a question to all (答复)."""
    require(request, "tender.manage")
    actions.answer(number, question_id, request.POST.get("text", ""), queries.clock())
    messages.success(request, gettext("Everybody invited reads the answer now."))
    return redirect("tenders:tender", number=number)


_doors = [
    path("tenders/", tenders, name="list"),
    path("tenders/new", new, name="new"),
    path("tenders/news", news, name="news"),
    path("tenders/<str:number>/", one_tender, name="tender"),
    path("tenders/<str:number>/publish", publish, name="publish"),
    path("tenders/<str:number>/cancel", cancel, name="cancel"),
    path("tenders/<str:number>/papers", add_paper, name="add_paper"),
    path("tenders/<str:number>/papers/<int:paper_id>", paper, name="paper"),
    path("tenders/<str:number>/ask", ask, name="ask"),
    path("tenders/<str:number>/questions/<int:question_id>", answer, name="answer"),
    *bid_doors,
    *award_doors,
]
urlpatterns = [path("", include((_doors, "tenders")))]
