"""Pages of a case's people (案件客户资料页): see one value, find somebody exactly, ask for more or for erasure."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import queries
from huilong.rooms.vault import actions as vault
from huilong.rooms.vault.queries import people_of
from huilong.rooms.vault.terms import FIELDS, MaskedPerson, RevealPurpose
from huilong.shell.permission import require

LONGEST = 100
LABELS = {
    "name": _("Name"), "id_number": _("ID number"), "phone": _("Phone"), "address": _("Address"), "plate": _("Plate"),
    "employer": _("Employer"), "bank_card": _("Bank card"), "email": _("E-mail"),
}  # fmt: skip
PURPOSES = list(RevealPurpose)


def people_rows(people: list[MaskedPerson]) -> list[dict[str, Any]]:
    """The people as a table shows them: each with its cells, (field, masked value)."""
    return [{"person": one, "cells": [(field, getattr(one, field)) for field in FIELDS]} for one in people]


@never_cache
@require_POST
def reveal(request: HttpRequest, number: str, person: int) -> HttpResponse:
    """One value unmasked (查看明文), on a page of its own that no browser keeps."""
    require(request, "person.reveal")
    field = request.POST.get("field", "")
    loans = [loan.loan_id for loan in queries.case_detail(number).loans]
    of_case = {one.id: one for people in people_of(loans).values() for one in people}
    if person not in of_case or field not in FIELDS:
        raise Refusal(
            "no-such-person", status=404, zh="本案没有此人。", en="No such person in this case.",
            remedy_zh="请从案件的客户资料页查看。", remedy_en="Open the people tab of the case.",
        )  # fmt: skip
    seen = vault.reveal(person, field, purpose=request.POST.get("purpose", ""), at=timezone.now())
    told = {"number": number, "person": of_case[person], "label": LABELS[field], "seen": seen}
    return render(request, "cases/revealed.html", told)


@require_POST
def more(request: HttpRequest) -> HttpResponse:
    """Ask a second person for more values today (申请增加额度)."""
    require(request, "person.reveal")
    vault.ask_for_more(timezone.now())
    messages.success(request, gettext("Asked. A colleague of compliance decides."))
    return redirect(reverse("cases:list"))


@require_POST
def erase(request: HttpRequest, number: str) -> HttpResponse:
    """Ask a second person that a case's people be erased before their time (申请删除)."""
    require(request, "person.erase")
    for loan in queries.case_detail(number).loans:
        vault.ask_erasure(loan.loan_id, actor=request.user.pk or 0, at=timezone.now())
    messages.success(request, gettext("Asked. A colleague of compliance decides."))
    return redirect(f"{reverse('cases:case', args=[number])}?tab=people")


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find somebody by a whole value (精确查找); what was typed is in no URL."""
    require(request, "person.search")
    if request.method == "GET":
        return render(request, "cases/find.html", {})
    text = request.POST.get("text", "").strip()
    if not text or len(text) > LONGEST:
        raise Refusal(
            "nothing-to-find", status=422, where="text", zh="请输入完整的一项信息。", en="Write one whole value.",
            remedy_zh="姓名、证件号码、手机号、车牌号或银行卡号。",
            remedy_en="A name, an ID number, a phone, a plate or a bank card.",
        )  # fmt: skip
    people = vault.find_people(text, at=timezone.now())
    cases = queries.cases_of_loans([one.loan_id for one in people])
    found = [
        {"person": one, "label": LABELS[one.field], "number": cases[one.loan_id]}
        for one in people if one.loan_id in cases
    ]  # fmt: skip
    return render(request, "cases/find.html", {"found": found, "asked": True})


doors = [
    path("find", find, name="find"),
    path("people/more", more, name="more_looks"),
    path("<str:number>/people/<int:person>/reveal", reveal, name="reveal"),
    path("<str:number>/erase", erase, name="erase"),
]
