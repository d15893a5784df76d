"""The workbench (工作台): the queue, one case with everything a collector needs, one form to save and go on."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions as cases
from huilong.rooms.cases.queries import brief_of, case_row, live_of, opening_of, place_of, queue_of
from huilong.rooms.cases.terms import QueueTab, SkipReason
from huilong.rooms.contact import actions
from huilong.rooms.contact.queries import outcomes
from huilong.rooms.contact.queries.activities import call_open, my_day
from huilong.rooms.contact.queries.channels import policy
from huilong.rooms.contact.queries.desk import desk_case, script, suggestion
from huilong.rooms.contact.queries.lights import lights_of
from huilong.rooms.contact.terms import AskReason, Channel, Done
from huilong.rooms.contact.web_table import queue_rows
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import lender_name, may, names_of
from huilong.shell.context import case_doors
from huilong.shell.permission import require
from huilong.shell.templatetags.huilong import money
from huilong.shell.typed import typed_amount, typed_day, typed_or_none

PANE = "desk/_pane.html"


@never_cache
@require_GET
def workbench(request: HttpRequest) -> HttpResponse:
    """The workbench (工作台): the queue, and the case asked for, or the one that was open last."""
    require(request, "desk.work")
    at = timezone.now()
    number = request.GET.get("case", "") or opening_of(_user(request)) or ""
    values = _beside(request, at, number) | {"with_queue": False}
    if number:
        values |= _colleague(number, at) | _pane(request, number, at)
    return render(request, "desk/workbench.html", values)


@never_cache
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The queue alone, of the tab asked for (排队)."""
    require(request, "desk.work")
    return render(request, "desk/_queue.html", _queue(request, timezone.now()))


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The next case, opened (取下一案)."""
    require(request, "desk.work")
    return _next(request, timezone.now())


@require_POST
def open_one(request: HttpRequest, number: str) -> HttpResponse:
    """One case of the queue, opened (打开案件)."""
    require(request, "desk.work")
    return _opened(request, number, timezone.now())


@require_POST
def call(request: HttpRequest, number: str, person: int) -> HttpResponse:
    """Call somebody of the case (拨打), if the law and the house let it happen."""
    require(request, "desk.work")
    at = timezone.now()
    actions.dial(number, person, at)
    return _people(request, number, at, answered=True)


@require_POST
def ask(request: HttpRequest, number: str, person: int) -> HttpResponse:
    """Ask a second person that somebody may be called (申请联系)."""
    require(request, "desk.work")
    why, at = request.POST.get("why", ""), timezone.now()
    if why not in list(AskReason):
        raise Refusal(
            "ask-needs-reason", status=422, where="why", zh="请选择申请原因。",
            en="Choose why it should be let happen.",
            remedy_zh="请从列表中选择。", remedy_en="Choose one from the list.",
        )  # fmt: skip
    actions.ask_a_second_person(number, person, Channel.CALL, AskReason(why), at)
    messages.success(request, gettext("Asked. Your lead or compliance decides; then call again."))
    return _people(request, number, at, answered=True)


@require_POST
def save(request: HttpRequest, number: str) -> HttpResponse:
    """Write down what came of it and go on to the next case (保存并下一户); `stay` keeps the case open."""
    require(request, "desk.work")
    at = timezone.now()
    kept = actions.record_activity(number, _done(request), at)
    told: dict[str, Any] = {"undo": {"activity": kept, "number": number, "seconds": policy().undo_seconds}}
    if request.POST.get("stay"):
        return _opened(request, number, at, **told)
    return _next(request, at, **told)


@require_POST
def undo(request: HttpRequest, activity: int) -> HttpResponse:
    """Take back what was written down moments ago (撤销), and show its case again."""
    require(request, "desk.work")
    at = timezone.now()
    number = actions.undo_activity(activity, at)
    return _opened(request, number, at, undone=True)


@require_POST
def skip(request: HttpRequest, number: str) -> HttpResponse:
    """Pass the case over with a reason and go on (跳过)."""
    require(request, "desk.work")
    why = request.POST.get("why", "")
    if why not in list(SkipReason):
        raise Refusal(
            "skip-needs-reason", status=422, where="why", zh="跳过须选择原因。",
            en="A reason is needed to pass a case over.",
            remedy_zh="请从列表中选择。", remedy_en="Choose one from the list.",
        )  # fmt: skip
    at = timezone.now()
    cases.skip(number, SkipReason(why), at)
    return _next(request, at)


@require_POST
def seen(request: HttpRequest, number: str) -> HttpResponse:
    """The page still has the case open (心跳); 409 when it was let go meanwhile."""
    require(request, "desk.work")
    return HttpResponse(status=204 if cases.still_open(number, timezone.now()) else 409)


@never_cache
@require_GET
def figures(request: HttpRequest, number: str) -> HttpResponse:
    """The six figures as they are now (六项数字), fetched again whenever something happened to the case."""
    require(request, "desk.work")
    case = case_row(number)
    return render(request, "desk/_figures.html", {"case": case, "live": live_of(brief_of(case), timezone.now())})


@never_cache
@require_GET
def people(request: HttpRequest, number: str) -> HttpResponse:
    """The people with their lights as they are now (联系人)."""
    require(request, "desk.work")
    return _people(request, number, timezone.now(), answered=False)


def _people(request: HttpRequest, number: str, at: datetime, *, answered: bool) -> HttpResponse:
    """The people and the call alone, `answered` after an act on one: what is typed beside them is not touched."""
    case = case_row(number)
    return render(request, "desk/_people.html", {
        "case": case, "desk": {"people": lights_of(brief_of(case), at)}, "call": call_open(case.id, _user(request)),
        "asks": list(AskReason), "answered": answered,
    })  # fmt: skip


def _next(request: HttpRequest, at: datetime, **more: Any) -> HttpResponse:
    number = cases.get_next(at)
    if number is None:
        return render(request, "desk/_empty.html", _beside(request, at) | more)
    return _shown(request, number, at, **more)


def _opened(request: HttpRequest, number: str, at: datetime, **more: Any) -> HttpResponse:
    """A case that the reader chose, opened unless a colleague has it open, and shown."""
    return _shown(request, number, at, **_colleague(number, at), **more)


def _colleague(number: str, at: datetime) -> dict[str, str]:
    """Open a case for the reader; the name of the colleague who has it open now, if one does."""
    other = cases.open_case(number, at)
    return {"other": names_of([other]).get(other, "…") if other else ""}


def _shown(request: HttpRequest, number: str, at: datetime, **more: Any) -> HttpResponse:
    """A case that is open already, with what changes beside it."""
    response = render(request, PANE, _pane(request, number, at) | _beside(request, at, number) | more)
    response.headers["HX-Push-Url"] = f"/desk/?case={number}"
    return response


def _beside(request: HttpRequest, at: datetime, here: str = "") -> dict[str, Any]:
    """What changes beside the pane, which shows case `here`: the queue and how the day stands."""
    return _queue(request, at, here) | {"day": my_day(_user(request), timezone.localdate(at)), "with_queue": True}


def _queue(request: HttpRequest, at: datetime, here: str = "") -> dict[str, Any]:
    asked = request.GET.get("tab", "") or request.POST.get("tab", "")
    tab = QueueTab(asked) if asked in list(QueueTab) else QueueTab.ALL
    found = queue_of(_user(request), at, tab)
    return {
        "queue": found, "tab": tab, "tabs": [(one, found.counts[one]) for one in QueueTab],
        "rows": queue_rows(found.rows, here, at, get_token(request)),
    }  # fmt: skip


def _pane(request: HttpRequest, number: str, at: datetime) -> dict[str, Any]:
    """One case as the pane shows it, its view in the journal."""
    desk = desk_case(number, at)
    case, place = desk.case, place_of(desk.case.id)
    with transaction.atomic():
        record(verb="case.viewed", subject=("case", number), detail={"tab": "desk"}, at=at)
    first = next((one for one in desk.people if one.ok), desk.people[0] if desk.people else None)
    values = {
        "lender": lender_name() or gettext("the lender"), "agent": getattr(request.user, "display_name", ""),
        "days": desk.live.past_due_days,
        "amount": money(desk.live.due_fen), "promised": "",
    }  # fmt: skip
    return {
        "case": case, "desk": desk, "live": desk.live, "place": place, "outcomes": outcomes(),
        "script": script(first.role if first else "", values), "suggestion": suggestion(desk, place.why),
        "doors": case_doors(number, _may(request)),
        "skips": list(SkipReason), "today": timezone.localdate(at), "asks": list(AskReason),
        "call": call_open(case.id, _user(request)),
    }  # fmt: skip


def _done(request: HttpRequest) -> Done:
    """What the form says; a field that cannot be read is refused with its name."""
    post = request.POST
    person = post.get("person", "")
    return Done(
        outcome=post.get("outcome", ""), reason=post.get(f"reason-{post.get('outcome', '')}", ""),
        amount_fen=typed_or_none(typed_amount, post, "amount"),
        on=typed_or_none(typed_day, post, "on"),
        again_at=_moment(post.get("again", "")),
        note=post.get("note", ""), person=int(person) if person.isdecimal() and len(person) < 15 else None,
        call=post.get("call", ""), incoming=post.get("incoming") == "1",
    )  # fmt: skip


def _moment(text: str) -> datetime | None:
    """A local time as a browser's field gives it, `2026-01-31T15:30`."""
    if not text.strip():
        return None
    try:
        return timezone.make_aware(datetime.fromisoformat(text.strip()).replace(tzinfo=None))
    except ValueError:
        raise Refusal(
            "bad-time", status=422, where="time", zh=f"无法识别的时间:{text[:20]}。",
            en=f"This is no time: {text[:20]}.",
            remedy_zh="请使用 2026-01-31T15:30 这样的格式。", remedy_en="Write it like 2026-01-31T15:30.",
        ) from None  # fmt: skip


def _user(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _may(request: HttpRequest) -> Any:
    return lambda permission: may(request.user, permission)


doors = [
    path("", workbench, name="workbench"),
    path("queue", queue, name="queue"),
    path("next", take_next, name="next"),
    path("undo/<int:activity>", undo, name="undo"),
    path("<str:number>/figures", figures, name="figures"),
    path("<str:number>/people", people, name="people"),
    path("<str:number>/open", open_one, name="open"),
    path("<str:number>/call/<int:person>", call, name="call"),
    path("<str:number>/ask/<int:person>", ask, name="ask"),
    path("<str:number>/done", save, name="save"),
    path("<str:number>/skip", skip, name="skip"),
    path("<str:number>/seen", seen, name="seen"),
]
