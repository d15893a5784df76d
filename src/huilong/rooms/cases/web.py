"""Pages of cases (案件页): the list, and one case with its loans, the why of its position and its timeline."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from huilong.rooms.cases import queries
from huilong.rooms.cases.terms import DutyKind
from huilong.rooms.cases.web_export import refuse_unapproved_export
from huilong.rooms.cases.web_flags import doors as flag_doors
from huilong.rooms.cases.web_flags import flags_shown
from huilong.rooms.cases.web_holding import doors as holding_doors
from huilong.rooms.cases.web_holding import holders
from huilong.rooms.cases.web_people import LABELS, PURPOSES, people_rows
from huilong.rooms.cases.web_people import doors as people_doors
from huilong.rooms.cases.web_table import CASES, CaseSource, bucket_of
from huilong.rooms.journal import actions as journal
from huilong.rooms.journal import queries as traces
from huilong.rooms.journal.rules.verbs import said
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.vault import queries as vault
from huilong.rooms.vault.terms import RevealPurpose
from huilong.shell.context import case_doors, list_doors
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.templatetags.huilong import words
from huilong.shell.typed import typed_day, typed_or_none


def journal_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    """Write an export of cases into the journal (导出留痕)."""
    refuse_unapproved_export(request, detail)
    journal.record_export(detail)


@require_http_methods(["GET", "POST"])
def case_list(request: HttpRequest) -> HttpResponseBase:
    """The case list (案件列表); a posted `export` takes it away as a file."""
    require(request, "case.view")
    giving: dict[str, Any] = {"found_doors": list_doors("cases", partial(may, request.user))}
    if may(request.user, "case.assign"):
        giving |= {"bulk": "cases/_assign_found.html", "holders": holders()}
    return list_page(request, CASES, CaseSource(), may=partial(may, request.user), log=journal_export, **giving)


HOUSE = {"night": _("the night"), "system": _("the system")}
TABS = {
    "position": _("Position and why"),
    "schedule": _("Schedule"),
    "receipts": _("Receipts"),
    "timeline": _("Timeline"),
    "flags": _("Flags"),
    "people": _("People"),
    "holders": _("Holders"),
}


@require_GET
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """One case (案件详情): six figures, its loans, and one tab; `on` and `known_by` ask as of other days."""
    require(request, "case.view")
    detail = queries.case_detail(number)
    tab = request.GET.get("tab", "position")
    tab = tab if tab in TABS else "position"
    chosen = request.GET.get("loan", "")
    loan = next((one for one in detail.loans if one.loan_id == chosen), detail.loans[0] if detail.loans else None)
    values = {
        "case": detail.case,
        "loans": detail.loans,
        "loan": loan,
        "tab": tab,
        "tabs": TABS,
        "doors": case_doors(number, partial(may, request.user)),
        "bucket": bucket_of(detail.case),
        "asked_on": typed_or_none(typed_day, request.GET, "on"),
        "asked_known_by": typed_or_none(typed_day, request.GET, "known_by"),
    }
    values |= FILL[tab](detail, loan, values)
    if tab == "flags":
        values |= {"may_set": may(request.user, "flag.set"), "may_end": may(request.user, "flag.end")}
    if tab == "holders" and may(request.user, "case.assign"):
        values["holders"] = [option for kind in DutyKind for option in holders(kind)]
    if tab == "people" and may(request.user, "person.reveal"):
        values["purposes"] = PURPOSES
    values["may_erase"] = detail.case.state == "closed" and may(request.user, "person.erase")
    with transaction.atomic():
        seen = {"tab": tab}
        journal.record(verb="case.viewed", subject=("case", number), actor=f"user:{request.user.pk}", detail=seen)
    return render(request, "cases/case.html", values)


def _position(detail: Any, loan: Any, values: dict[str, Any]) -> dict[str, Any]:
    if loan is None:
        return {}
    on = values["asked_on"] or detail.case.figures_on
    position = queries.explained(loan.loan_id, on, values["asked_known_by"])
    due = [one for one in position.why if one.kind == "left" and one.on and one.on < on]
    return {
        "position": position, "on": on, "owed": due, "steps": [one for one in position.why if one.kind != "left"],
    }  # fmt: skip


def _timeline(detail: Any, loan: Any, values: dict[str, Any]) -> dict[str, Any]:
    subjects = [("case", detail.case.id), ("case", detail.case.number)]
    subjects += [("loan", one.loan_id) for one in detail.loans]
    found = traces.timeline(subjects)
    keys = {int(one.actor[5:]) for one in found if one.actor.startswith("user:")}
    names = {f"user:{key}": name for key, name in names_of(keys).items()}
    told: list[dict[str, Any]] = [
        {"at": one.at, "who": names.get(one.actor) or HOUSE.get(one.actor, one.actor), "says": said(one.verb),
         "place": one.place, "more": _more(one.detail)}
        for one in found
    ]  # fmt: skip
    return {"events": detail.events, "traces": told}


def _more(detail: dict[str, Any]) -> str:
    """Which field was seen and what for, of a look at somebody."""
    field, purpose = detail.get("field", ""), detail.get("purpose", "")
    told = [str(LABELS.get(field, ""))] if field else []
    if purpose in list(RevealPurpose):
        told.append(str(words(RevealPurpose(purpose))))
    return " · ".join(filter(None, told))


def _people(detail: Any, loan: Any, values: dict[str, Any]) -> dict[str, Any]:
    people = [] if loan is None else vault.people_of([loan.loan_id]).get(loan.loan_id, [])
    return {"people": people_rows(people), "labels": LABELS.values()}


def _holders(detail: Any, loan: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {"duties": queries.duties_of(detail.case.id), "kinds": list(DutyKind)}


FILL = {
    "position": _position, "schedule": _position, "receipts": _position, "timeline": _timeline, "people": _people,
    "holders": _holders, "flags": flags_shown,
}  # fmt: skip

_doors = [
    path("", case_list, name="list"),
    *people_doors,
    *holding_doors,
    *flag_doors,
    path("<str:number>/", case_page, name="case"),
]
urlpatterns = [path("cases/", include((_doors, "cases")))]
