"""The borrower's file (档案页): what is known of the borrower, who stands beside the loan, papers, what is missing."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.money import grouped
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.queries import case_detail
from huilong.rooms.cases.queries.circumstances import holds_on
from huilong.rooms.cases.terms import CaseDetail, FlagKind
from huilong.rooms.files import actions, queries
from huilong.rooms.files.rules.relations import RELATIONS, shown
from huilong.rooms.files.terms import FileKind, FileRow, LearnedKind, LearnedRow, LearnedSource, Residence
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import MaskedPerson
from huilong.shell.context import case_doors
from huilong.shell.filters import read_value
from huilong.shell.permission import require
from huilong.shell.templatetags.huilong import words

MOST_PAPERS = 200
FORMS = {"income": _("Monthly income"), "residence": _("Residence"), "work": _("Work")}
"""The small forms of the page: what each of them notes."""


@require_GET
def borrower(request: HttpRequest, number: str) -> HttpResponse:
    """The borrower's file (档案): masked as the vault shows people, with what was learned; reading it is a look."""
    require(request, "case.view")
    detail, on = case_detail(number), timezone.localdate()
    with transaction.atomic():
        seen = {"tab": "borrower"}
        record(verb="case.viewed", subject=("case", number), actor=f"user:{request.user.pk}", detail=seen)
    people = _people(detail)
    learned = queries.learned_of(detail.case.id)
    kinds = queries.kinds_of_papers(detail.case.id)
    common_debt = holds_on(detail.case.id, FlagKind.COMMON_DEBT, on)
    names = names_of({row.learned_by for row in learned})
    papers = _papers(number) if may(request.user, "file.view") else []
    return render(request, "files/borrower.html", {
        "case": detail.case, "doors": case_doors(number, partial(may, request.user)), "on": on,
        "complete": queries.completeness_of(detail.case.product, kinds, learned, people),
        "people": [{"person": one, "use": RELATIONS[one.role].use} for one in people
                   if shown(one.role, common_debt=common_debt)],
        "hidden": any(not shown(one.role, common_debt=common_debt) for one in people),
        "standing": [_told(row, names) for row in learned if row.standing],
        "before": [_told(row, names) for row in learned if not row.standing],
        "papers": papers, "by_kind": _by_kind(papers),
        "forms": FORMS.items() if may(request.user, "file.add") else [],
        "sources": list(LearnedSource), "residences": list(Residence),
        "works": (LearnedKind.EMPLOYER, LearnedKind.OCCUPATION),
    })  # fmt: skip


def _people(detail: CaseDetail) -> list[MaskedPerson]:
    """The people of the case's loans, each once, masked."""
    of_loans = people_of([loan.loan_id for loan in detail.loans])
    found: dict[tuple[Any, ...], MaskedPerson] = {}
    for loan in detail.loans:
        for one in of_loans.get(loan.loan_id, []):
            found.setdefault((one.role, one.name, one.id_number, one.phone), one)
    return list(found.values())


def _papers(number: str) -> list[FileRow]:
    """The files of the case that still count."""
    return [row for row in queries.files_of(number, sort="kind", size=MOST_PAPERS).rows if row.withdrawn_at is None]


def _by_kind(papers: list[FileRow]) -> list[tuple[FileKind, list[FileRow]]]:
    found = [(kind, [row for row in papers if row.kind is kind]) for kind in FileKind]
    return [(kind, rows) for kind, rows in found if rows]


def _told(row: LearnedRow, names: Mapping[int, str]) -> dict[str, Any]:
    """A thing learned, as a line says it."""
    return {"row": row, "says": _says(row), "by": names.get(row.learned_by, "")}


def _says(row: LearnedRow) -> str:
    value = row.value
    if row.kind is LearnedKind.INCOME:
        return f"¥{grouped(value['fen'])}"
    if row.kind is LearnedKind.RESIDENCE:
        said = str(words(Residence(value["type"])))
        since = value["since"]
        return gettext("%(type)s, since %(since)s") % {"type": said, "since": since} if since else said
    return str(value["name"])


@require_POST
def learn(request: HttpRequest, number: str) -> HttpResponse:
    """Note what was learned (登记客户情况)."""
    require(request, "file.add")
    case_detail(number)
    form = request.POST
    kind, value = _value(form)
    source = form.get("source", "")
    if source not in list(LearnedSource):
        raise _unreadable("source")
    evidence = form.get("evidence", "")
    if evidence and not (evidence.isdecimal() and len(evidence) < 19):
        raise _unreadable("evidence")
    actions.learn(number, kind, value, source=LearnedSource(source), evidence=int(evidence) if evidence else None,
                  on=_day(form.get("said_on", "")), at=timezone.now())  # fmt: skip
    messages.success(request, gettext("It is noted."))
    return redirect(reverse("files:borrower", args=[number]))


def _value(form: Any) -> tuple[LearnedKind, dict[str, Any]]:
    """What a form notes: its kind, and the value in the form the room keeps it."""
    asked = form.get("kind", "")
    if asked not in list(LearnedKind):
        raise _unreadable("kind")
    kind = LearnedKind(asked)
    if kind is LearnedKind.INCOME:
        try:
            return kind, {"fen": read_value("money", form.get("income", ""))}
        except ValueError:
            raise _unreadable("income") from None
    if kind is LearnedKind.RESIDENCE:
        return kind, {"type": form.get("type", ""), "since": form.get("since", "")}
    return kind, {"name": form.get("name", "")}


def _day(text: str) -> date:
    try:
        day: date = read_value("date", text)
    except ValueError:
        raise _unreadable("said_on") from None
    return day


def _unreadable(where: str) -> Refusal:
    return Refusal(
        "learned-unreadable", status=422, where=where, zh="请把表单填完整。", en="Fill the form in.",
        remedy_zh="选择来源,填写内容与日期。", remedy_en="Choose a source, and give the value and the day.",
    )  # fmt: skip


doors = [
    path("cases/<str:number>/file/", borrower, name="borrower"),
    path("cases/<str:number>/file/learn", learn, name="learn"),
]
