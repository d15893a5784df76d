"""Pages of weekly packs (周会材料页): the list, making one, its preview, taking it away; schedules and deliveries."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.acting import Acting, acting
from huilong.rooms.people.queries import colleagues, may, names_of, teams
from huilong.rooms.people.rules.permissions import REACH
from huilong.rooms.people.terms import Reach, Role
from huilong.rooms.reports import actions
from huilong.rooms.reports.actions.scheduling import readers
from huilong.rooms.reports.queries import packs
from huilong.rooms.reports.terms.packs import CellKind, PackForm, PackRow
from huilong.shell.permission import require
from huilong.shell.typed import typed_member

MEDIA = {
    PackForm.PDF: "application/pdf",
    PackForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SIZE = 50
LANGUAGES = {"zh-hans": "中文", "en": "English"}


@require_GET
def pack_list(request: HttpRequest) -> HttpResponse:
    """The packs one may read (材料列表), and those one was told of."""
    require(request, "report.view")
    page = _page(request)
    found, total = packs.packs_page(page=page, size=SIZE)
    named = {one.id: one.name for one in teams()}
    makers = names_of([int(one.made_by[5:]) for one in found if one.made_by.startswith("user:")])
    return render(request, "reports/packs.html", {
        "packs": [{"row": one, "scope": named.get(one.team, "") if one.team else "", "files": _files(one),
                   "maker": _maker(one, makers)} for one in found],
        "told": packs.notices_for(int(request.user.pk or 0)), "address": packs.mailbox_of(int(request.user.pk or 0)),
        "pages": _pages(page, total), "may_schedule": may(request.user, "report.schedule"),
        "whole": _sees_all(request),
    })  # fmt: skip


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make the pack of the newest whole week now (立即生成); who sees a team gets that of the team."""
    require(request, "report.view")
    team = None if _sees_all(request) else _own_team(request)
    made = actions.make_pack(timezone.now(), team=team)
    messages.success(request, _("The pack is there."))
    return redirect("reports:pack", made.id)


@require_GET
def preview(request: HttpRequest, weekly_id: int) -> HttpResponse:
    """A pack as it was kept (材料预览), every number with the list it opens to."""
    require(request, "report.view")
    row = packs.pack_row(weekly_id)
    told = packs.pack_content(weekly_id, translation.get_language() or "en")
    sections = [
        {**section, "tables": [
            {**table, "rows": [[_drawn(cell) for cell in line] for line in packs.cells_of(table["rows"])]}
            for table in section["tables"]
        ]}
        for section in told["sections"]
    ]  # fmt: skip
    actions.mark_read(weekly_id, int(request.user.pk or 0), timezone.now())
    return render(request, "reports/pack.html", {"row": row, "pack": told, "sections": sections, "files": _files(row)})


@require_POST
def take(request: HttpRequest, weekly_id: int) -> HttpResponse:
    """Take a pack away as a file (下载材料); it is journaled."""
    require(request, "report.view")
    form = typed_member(PackForm, request.POST, "form")
    language = request.POST.get("language", "")
    language = language if language in LANGUAGES else "zh-hans"
    body, sha256 = actions.take_pack(weekly_id, form, language, timezone.now())
    row = packs.pack_row(weekly_id)
    response = HttpResponse(body, content_type=MEDIA[form])
    response.headers["Content-Disposition"] = f'attachment; filename="huilong-{row.on}-{language}.{form.value}"'
    response.headers["X-Content-SHA256"] = sha256
    return response


@require_POST
def mailbox(request: HttpRequest) -> HttpResponse:
    """Keep the address one takes reports at (收件邮箱)."""
    require(request, "report.view")
    actions.keep_mailbox(request.POST.get("address", ""), _who(), timezone.now())
    messages.success(request, _("Your address is kept."))
    return redirect("reports:packs")


@require_GET
def schedule_list(request: HttpRequest) -> HttpResponse:
    """The schedules, and what became of deliveries (投递计划与记录)."""
    require(request, "report.schedule")
    page = _page(request)
    found, total = packs.deliveries_page(page=page, size=SIZE)
    kept = packs.schedules()
    people = names_of({*(one.user for one in found), *(user for one in kept for user in one.users)})
    return render(request, "reports/schedules.html", {
        "schedules": [{"row": one, "day": _weekday(one.weekday), "roles": [Role(role) for role in one.roles],
                       "users": [people.get(user, str(user)) for user in one.users]} for one in kept],
        "deliveries": [{"row": one, "name": people.get(one.user, str(one.user))} for one in found],
        "days": [(n, _weekday(n)) for n in range(7)], "hours": range(24), "readers": readers(),
        "people": colleagues(readers()), "pages": _pages(page, total),
    })  # fmt: skip


@require_POST
def schedule_new(request: HttpRequest) -> HttpResponse:
    """Set a schedule up (设定投递计划)."""
    require(request, "report.schedule")
    actions.schedule(
        _number(request, "weekday"), _number(request, "hour"), request.POST.getlist("roles"),
        [int(one) for one in request.POST.getlist("users") if one.isdecimal()],
        attach=request.POST.get("attach") == "1", by=_who(), at=timezone.now(),
    )  # fmt: skip
    messages.success(request, _("The schedule is set up."))
    return redirect("reports:schedules")


@require_POST
def schedule_stop(request: HttpRequest, schedule_id: int) -> HttpResponse:
    """Stop a schedule (停止投递计划)."""
    require(request, "report.schedule")
    actions.unschedule(schedule_id, timezone.now())
    messages.success(request, _("The schedule is stopped."))
    return redirect("reports:schedules")


def _drawn(cell: Any) -> dict[str, Any]:
    """A cell as the template draws it."""
    return {"cell": cell, "kind": cell.kind.value, "right": cell.kind is not CellKind.TEXT,
            "url": f"/{cell.opens}" if cell.opens else ""}  # fmt: skip


def _files(row: PackRow) -> list[dict[str, Any]]:
    return [{"form": form, "language": language, "word": LANGUAGES.get(language, language), "sha256": sha256}
            for form, language, sha256 in row.files]  # fmt: skip


def _maker(row: PackRow, named: dict[int, str]) -> str:
    return named.get(int(row.made_by[5:]), row.made_by) if row.made_by.startswith("user:") else _("the house")


def _weekday(number: int) -> str:
    return [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")][number]


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def _pages(page: int, total: int) -> dict[str, int | None]:
    last = max(1, -(-total // SIZE))
    return {"page": page, "last": last, "before": page - 1 if page > 1 else None,
            "after": page + 1 if page < last else None, "total": total}  # fmt: skip


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 4 else -1


def _sees_all(request: HttpRequest) -> bool:
    return REACH[Role(request.user.role)] is Reach.HOUSE  # type: ignore[union-attr]


def _own_team(request: HttpRequest) -> int:
    """The reader's own team; one without has no pack: no team is 0."""
    return int(getattr(request.user, "team_id", None) or 0)


def _who() -> Acting:
    who = acting()
    assert who is not None  # noqa: S101 - the door said who acts
    return who


doors = [
    path("packs/", pack_list, name="packs"), path("packs/make", make, name="make_pack"),
    path("packs/mailbox", mailbox, name="mailbox"), path("packs/<int:weekly_id>/", preview, name="pack"),
    path("packs/<int:weekly_id>/take", take, name="take_pack"), path("schedules/", schedule_list, name="schedules"),
    path("schedules/new", schedule_new, name="new_schedule"),
    path("schedules/<int:schedule_id>/stop", schedule_stop, name="stop_schedule"),
]  # fmt: skip
