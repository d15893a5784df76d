"""Pages of flags (特殊情形页): the flags of a case, setting one, ending one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huilong.kernel.values import ENUMS
from huilong.rooms.cases import actions, queries
from huilong.rooms.cases.rules.flags import CHANNELS, in_force
from huilong.rooms.cases.terms import FlagEnd, FlagKind
from huilong.rooms.people.queries import names_of
from huilong.rooms.vault.queries import people_of
from huilong.shell.permission import require
from huilong.shell.typed import typed_day, typed_member, typed_or_none


def flags_shown(detail: Any, loan: Any, values: dict[str, Any]) -> dict[str, Any]:
    """What the tab of flags shows: those in force first, the people they may concern, what can be chosen."""
    today = timezone.localdate()
    rows = queries.flags_of(detail.case.id)
    keys = {int(one.set_by[5:]) for one in rows if one.set_by.startswith("user:")}
    known = {f"user:{key}": name for key, name in names_of(keys).items()}
    people = [] if loan is None else people_of([loan.loan_id]).get(loan.loan_id, [])
    channels = {one.code: one for one in ENUMS["Channel"] if one.code in CHANNELS}
    shown = [
        {"flag": one, "channels": [channels[code] for code in one.detail.get("channels", ()) if code in channels],
          "in_force": in_force(one, today), "by": known.get(one.set_by, ""),
         "whom": next((person.name for person in people if person.id == one.person), "")}
        for one in rows
    ]  # fmt: skip
    return {
        "flags": sorted(shown, key=lambda one: not one["in_force"]), "flag_kinds": list(FlagKind), "today": today,
        "flag_people": people, "channels": channels.values(), "flag_ends": [FlagEnd.OVER, FlagEnd.MISTAKEN],
    }  # fmt: skip


@require_POST
def set_flag(request: HttpRequest, number: str) -> HttpResponse:
    """Set a flag on a case (登记特殊情形)."""
    require(request, "flag.set")
    queries.case_detail(number)
    kind = typed_member(FlagKind, request.POST, "kind")
    person = request.POST.get("person", "")
    actions.set_flag(
        number, kind, since=typed_or_none(typed_day, request.POST, "since") or timezone.localdate(),
        until=typed_or_none(typed_day, request.POST, "until"),
        evidence=request.POST.get("evidence", ""), note=request.POST.get("note", ""),
        person=int(person) if person.isdecimal() and len(person) < 18 else None, detail=_detail(request, kind),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("The flag is set."))
    return redirect(reverse("cases:case", args=[number]) + "?tab=flags")


@require_POST
def end_flag(request: HttpRequest, flag_id: int) -> HttpResponse:
    """End a flag with a reason (终止特殊情形)."""
    require(request, "flag.end")
    number = actions.end_flag(flag_id, typed_member(FlagEnd, request.POST, "why"), at=timezone.now())
    messages.success(request, gettext("The flag has ended."))
    return redirect(reverse("cases:case", args=[number]) + "?tab=flags")


def _detail(request: HttpRequest, kind: FlagKind) -> dict[str, Any]:
    """What a flag of this kind says beside its days."""
    if kind is FlagKind.HOLD:
        return {"channels": request.POST.getlist("channels")}
    if kind is FlagKind.AGREED_HOURS:
        return {"from": request.POST.get("from", ""), "to": request.POST.get("to", "")}
    return {}


doors = [
    path("<str:number>/flags/set", set_flag, name="set_flag"),
    path("flags/<int:flag_id>/end", end_flag, name="end_flag"),
]
