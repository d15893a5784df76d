"""Pages of holding (分案页): give cases out, one or a whole filtered list; take them back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huilong.kernel.acting import Acting, acting
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions, queries
from huilong.rooms.cases.rules.holding import WORKERS
from huilong.rooms.cases.terms import CaseFilter, DutyEnd, DutyKind, Holder
from huilong.rooms.cases.web_table import CASES
from huilong.rooms.people.queries import colleagues, may, teams
from huilong.rooms.people.terms import OrganisationKind
from huilong.shell.filters import read_all
from huilong.shell.permission import require

MOST_AT_ONCE = 5000
"""Cases given out by one form."""


def _me() -> Acting:
    """Who acts; a page behind the sign-in always knows."""
    who = acting()
    if who is None:
        raise PermissionDenied
    return who


def holders(kind: DutyKind = DutyKind.COLLECT) -> list[tuple[str, str]]:
    """Who a case can be given to for this kind of work, as (value, name): people, then teams."""
    people = [
        (f"{one.organisation}.{one.team or ''}.{one.id}", " · ".join(filter(None, (one.name, one.team_name,
         "" if one.organisation_kind is OrganisationKind.LENDER else one.organisation_name))))
        for one in colleagues(WORKERS[kind])
    ]  # fmt: skip
    return people + [(f"{one.organisation}.{one.id}.", f"{one.organisation_name} · {one.name}") for one in teams()]


def _holder(request: HttpRequest) -> Holder:
    """The holder a form names; a value that no form of ours sends is refused."""
    parts = request.POST.get("holder", "").split(".")
    readable = all(part == "" or (part.isdecimal() and len(part) < 10) for part in parts)
    if len(parts) != 3 or not parts[0] or not readable:
        raise Refusal(
            "no-holder", status=422, where="holder", zh="请选择持有人。", en="Choose who shall hold the cases.",
            remedy_zh="请从列表中选择一位同事或一个小组。", remedy_en="Choose a colleague or a team from the list.",
        )  # fmt: skip
    return Holder(int(parts[0]), int(parts[1]) if parts[1] else None, int(parts[2]) if parts[2] else None)


def _kind(request: HttpRequest) -> DutyKind:
    asked = request.POST.get("kind", DutyKind.COLLECT.value)
    return DutyKind(asked) if asked in list(DutyKind) else DutyKind.COLLECT


def _refuse_placing(request: HttpRequest, to: Holder) -> None:
    """Only who may place gives cases to another organisation."""
    if to.organisation != _me().organisation and not may(request.user, "case.place"):
        raise PermissionDenied


@require_POST
def assign_found(request: HttpRequest) -> HttpResponse:
    """Give all cases a filter finds to one holder (批量分案); refused when the list has changed meanwhile."""
    require(request, "case.assign")
    asked, mistakes = read_all(CASES.filters, request.GET)
    to, counted = _holder(request), request.POST.get("counted", "")
    _refuse_placing(request, to)
    found = queries.numbers_found(CaseFilter(**asked), most=MOST_AT_ONCE)
    if mistakes or counted != str(len(found)):
        raise Refusal(
            "list-changed", zh="列表已变化,未分派任何案件。", en="The list has changed; no case was given out.",
            remedy_zh=f"请刷新列表;一次最多分派 {MOST_AT_ONCE} 件。",
            remedy_en=f"Reload it; at most {MOST_AT_ONCE} cases go at once.",
        )  # fmt: skip
    moved = actions.assign(found, to, _kind(request), actor=_me().actor, at=timezone.now())
    messages.success(request, gettext("Cases given out: %(n)s.") % {"n": moved})
    return redirect(f"{reverse('cases:list')}?{request.GET.urlencode()}")


@require_POST
def assign_one(request: HttpRequest, number: str) -> HttpResponse:
    """Give one case to a holder (分案)."""
    require(request, "case.assign")
    to = _holder(request)
    _refuse_placing(request, to)
    actions.assign([number], to, _kind(request), actor=_me().actor, at=timezone.now())
    messages.success(request, gettext("The case was given out."))
    return redirect(_after(number))


@require_POST
def give_back(request: HttpRequest, number: str) -> HttpResponse:
    """Recall a case, or give back one's own (撤案、退案)."""
    require(request, "case.view")
    kind, me = _kind(request), _me()
    why = DutyEnd.RECALLED if may(request.user, "case.place") else DutyEnd.RETURNED
    if why is DutyEnd.RETURNED and not queries.holds(number, kind, me.user, me.organisation):
        raise PermissionDenied
    actions.recall([number], kind, actor=me.actor, at=timezone.now(), why=why)
    messages.success(request, gettext("The case went home to the team that takes new cases."))
    return redirect(_after(number) if why is DutyEnd.RECALLED else reverse("cases:list"))


def _after(number: str) -> str:
    return f"{reverse('cases:case', args=[number])}?tab=holders"


doors = [
    path("assign", assign_found, name="assign_found"),
    path("<str:number>/assign", assign_one, name="assign"),
    path("<str:number>/give-back", give_back, name="give_back"),
]
