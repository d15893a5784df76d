"""The page of leave and skills (能力与请假页): what each is able to, who is away, when the house is closed."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.performance import actions, queries
from huilong.rooms.performance.terms import LeaveKind, Seniority
from huilong.rooms.performance.web_frame import mine, one_of_mine, who_acts
from huilong.shell.permission import require
from huilong.shell.typed import typed_day, typed_member

AHEAD = timedelta(days=90)
PAGE = 100


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """What people are able to and when they are away (能力与请假)."""
    require(request, "plan.manage")
    today = timezone.localdate()
    everybody, house = mine(today), queries.policy()
    language = get_language() or "zh-hans"
    number = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    pages = max(1, -(-len(everybody) // PAGE))
    number = min(max(1, number), pages)
    chosen = one_of_mine(request.GET["person"], everybody) if request.GET.get("person") else None
    names = {one.person: one.name for one in everybody}
    away = queries.leave_of(names, today)
    off = queries.days_off(today, today + AHEAD)
    return render(request, "performance/people.html", {
        "people": everybody[(number - 1) * PAGE : number * PAGE], "number": number, "pages": pages,
        "everybody": everybody, "chosen": chosen,
        "skills": [(code, says.in_language(language)) for code, says in house.skills.items()],
        "spoken": [(code, says.in_language(language)) for code, says in house.languages.items()],
        "grades": list(Seniority), "kinds": list(LeaveKind), "today": today,
        "away": [(key, names[who], kind, first, last) for key, who, kind, first, last in away],
        "closures": sorted(off.closures), "made_up": sorted(day for day in off.made_up if day >= today),
        "may_close": who_acts().role == Role.MANAGER,
    })  # fmt: skip


@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Note what somebody is able to (登记能力)."""
    require(request, "plan.manage")
    now = timezone.now()
    one = one_of_mine(request.POST.get("person", ""), mine(timezone.localdate(now)))
    actions.note_facts(
        one.person, minutes_a_day=_number(request, "minutes_a_day"), most_cases=_number(request, "most_cases"),
        seniority=typed_member(Seniority, request.POST, "seniority"), skills=request.POST.getlist("skill"),
        languages=request.POST.getlist("language"), regions=_regions(request.POST.get("regions", "")), at=now,
    )  # fmt: skip
    messages.success(request, gettext("Noted."))
    return redirect(reverse("performance:people"))


def _regions(text: str) -> list[str]:
    told = [part.strip()[:64] for part in text.replace(",", ",").replace("、", ",").split(",")]
    return [part for part in told if part][:60]


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "").strip()
    if not text.isdecimal() or len(text) > 7:
        raise Refusal(
            "unreadable", status=422, where=name, zh=f"字段 {name} 须为整数。", en=f"{name} is a whole number.",
            remedy_zh="请填写数字,例如 420。", remedy_en="Write a number such as 420.",
        )  # fmt: skip
    return int(text)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Note leave, or take it back (登记或撤销请假)."""
    require(request, "plan.manage")
    now = timezone.now()
    if request.POST.get("withdraw"):
        key = request.POST["withdraw"]
        mine_now = {one.person for one in mine(timezone.localdate(now))}
        known = {str(row[0]) for row in queries.leave_of(mine_now, timezone.localdate(now))}
        actions.withdraw_leave(int(key) if key in known else 0, now)
        messages.success(request, gettext("The leave was taken back."))
        return redirect(reverse("performance:people"))
    one = one_of_mine(request.POST.get("person", ""), mine(timezone.localdate(now)))
    actions.plan_leave(
        one.person, typed_member(LeaveKind, request.POST, "kind"), typed_day(request.POST, "first_on"),
        typed_day(request.POST, "last_on"), now,
    )  # fmt: skip
    messages.success(request, gettext("The leave is noted; plans and allocations leave it out."))
    return redirect(reverse("performance:people"))


@require_POST
def closure(request: HttpRequest) -> HttpResponse:
    """Close the house on a day, or open it again (登记或取消停业日)."""
    require(request, "plan.manage")
    if who_acts().role != Role.MANAGER:
        raise PermissionDenied
    on = typed_day(request.POST, "on")
    if request.POST.get("verb") == "open":
        actions.open_on(on, timezone.now())
    else:
        actions.close_on(on, timezone.now())
    messages.success(request, gettext("Noted."))
    return redirect(reverse("performance:people"))


doors = [
    path("performance/people/", people, name="people"),
    path("performance/people/note", note, name="note"),
    path("performance/people/leave", leave, name="leave"),
    path("performance/people/closure", closure, name="closure"),
]
