"""Pages of moving cases between people (改派页): choose, see what would come of it, confirm, undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.book.queries import contract
from huilong.rooms.cases.actions.moving import move, move_back
from huilong.rooms.cases.queries.moving import plan_of
from huilong.rooms.cases.rules.sharing import Share
from huilong.rooms.cases.terms import Holder
from huilong.rooms.cases.terms.moving import MoveFilter
from huilong.rooms.contact.queries.led import led, teams_led
from huilong.rooms.contact.web_lead import who_acts
from huilong.rooms.people.queries import gates_of, may, names_of
from huilong.rooms.people.terms import GateKind
from huilong.shell.filters import Choice, Filter, Flag, Span, read_all
from huilong.shell.permission import require

MOST_AT_ONCE = 5000
"""Cases moved by one form."""
UNDO_FOR = timedelta(minutes=10)
SESSION = "moved_at"
GATES = frozenset({GateKind.NDA, GateKind.TRAINING})
"""What somebody needs to have passed before being given cases; what is missing is said, not refused."""
SHARES = {Share.EVEN: _("equal numbers"), Share.AMOUNT: _("equal amounts")}


def _buckets() -> list[tuple[int, str]]:
    return list(enumerate(contract().bucket_names, start=1))


FILTERS: tuple[Filter, ...] = (
    Choice("buckets", _("Bucket"), choices=_buckets, everything=_("All buckets"), number=True, many=True),
    Span("amount", _("Overdue"), "money", low="least_fen", high="most_fen"),
    Span("days", _("Days"), "number", low="least_days", high="most_days"),
    Flag("broken", _("Broken promises")),
    Flag("unworked", _("Not worked today")),
)


@dataclass(frozen=True)
class Option:
    """Somebody, or a team, that gives or takes cases: as a form names it, and as a reader does."""

    value: str
    name: str
    holder: Holder


def _options() -> list[Option]:
    """Those whose work the reader leads, then their teams."""
    who = who_acts()
    people = led(who)
    found = [
        Option(f"u{one.id}", " · ".join(filter(None, (one.name, one.team_name))),
               Holder(one.organisation, one.team, one.id)) for one in people
    ]  # fmt: skip
    return found + [
        Option(f"t{one.id}", gettext("%(team)s, with nobody") % {"team": one.name}, Holder(one.organisation, one.id))
        for one in teams_led(who, people)
    ]


def _chosen(options: Sequence[Option], query: QueryDict, field: str) -> list[Option]:
    """The options a form names; one that is not the reader's is refused."""
    asked, known = query.getlist(field), {one.value: one for one in options}
    if strangers := [value for value in asked if value not in known]:
        raise Refusal(
            "no-holder", status=422, where=field, zh="请从列表中选择持有人。", en="Choose holders of the list.",
            remedy_zh="该持有人已停用或不归您管理。", remedy_en="This one left, or is not of your people.",
        ) from ValueError(strangers[0])  # fmt: skip
    return [known[value] for value in dict.fromkeys(asked)]


@dataclass(frozen=True)
class Asked:
    """What a form asks to move (改派条件)."""

    givers: list[Option]
    takers: list[Option]
    filter: MoveFilter
    how: Share
    mistakes: dict[str, str]

    @property
    def whole(self) -> bool:
        """Whether it says from whom and to whom, and nothing unreadable."""
        return bool(self.givers and self.takers and not self.mistakes)


def _asked(options: Sequence[Option], query: QueryDict) -> Asked:
    narrowed, mistakes = read_all(FILTERS, query)
    how = query.get("how", Share.EVEN)
    givers, takers = (_chosen(options, query, field) for field in ("from", "to"))
    return Asked(givers, takers, MoveFilter(**narrowed), Share(how) if how in list(Share) else Share.EVEN, mistakes)


@require_GET
def reassign(request: HttpRequest) -> HttpResponse:
    """Choose from whom, to whom and which; with both chosen, see what would come of it (改派预览)."""
    require(request, "desk.lead")
    require(request, "case.assign")
    options, query, now = _options(), request.GET, timezone.now()
    asked = _asked(options, query)
    told: dict[str, Any] = {
        "options": options, "givers": query.getlist("from"), "takers": query.getlist("to"), "how": asked.how,
        "shares": SHARES.items(), "fields": [one.drawn(query) | {"mistake": asked.mistakes.get(one.name, "")}
                                             for one in FILTERS], "query": query.urlencode(),
        "undo": _undoable(request, now) is not None, "most": MOST_AT_ONCE, "missing": bool(query) and not asked.whole,
    }  # fmt: skip
    if asked.whole:
        told |= _preview(asked, options, now)
    return render(request, "contact/reassign.html", told)


def _preview(asked: Asked, options: Sequence[Option], at: datetime) -> dict[str, Any]:
    """What would come of it: by receiver, what stays and who has it open, and what speaks against a receiver."""
    on = timezone.localdate(at)
    plan = plan_of([one.holder for one in asked.givers], [one.holder for one in asked.takers], asked.filter, asked.how,
                   on=on, at=at, most=MOST_AT_ONCE)  # fmt: skip
    names = {one.holder: one.name for one in options}
    opened = names_of({one.opened_by for one in plan.left_out if one.opened_by})
    return {
        "plan": plan, "left_out": [(one, opened.get(one.opened_by or 0, "")) for one in plan.left_out],
        "received": [(one, names[one.to], _lacking(one.to.user, on)) for one in plan.received],
    }  # fmt: skip


def _lacking(user: int | None, on: date) -> list[GateKind]:
    """The gates of which a receiver has none in force; a team needs none."""
    return [] if user is None else sorted(GATES - {GateKind(one) for one in gates_of(user, on)})


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Do what the preview showed (确认改派)."""
    require(request, "desk.lead")
    require(request, "case.assign")
    asked, now, who = _asked(_options(), request.GET), timezone.now(), who_acts()
    if not asked.whole:
        raise _nothing_chosen()
    if any(one.holder.organisation != who.organisation for one in asked.takers) and not may(request.user, "case.place"):
        raise PermissionDenied
    moved = move(
        [one.holder for one in asked.givers], [one.holder for one in asked.takers], asked.filter, asked.how,
        fingerprint=request.POST.get("fingerprint", ""), actor=who.actor, on=timezone.localdate(now), at=now,
        most=MOST_AT_ONCE,
    )  # fmt: skip
    if moved:
        request.session[SESSION] = now.isoformat()
    messages.success(request, gettext("Cases moved: %(n)s.") % {"n": moved})
    return redirect(reverse("lead:reassign"))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Give back what one moved within the last minutes (撤销改派)."""
    require(request, "desk.lead")
    require(request, "case.assign")
    now = timezone.now()
    moved = _undoable(request, now)
    if moved is None:
        raise Refusal(
            "undo-too-late", zh="已超过撤销时限。", en="It is too late to undo.",
            remedy_zh="十分钟内可撤销;请改用改派。", remedy_en="Ten minutes are given; move the cases again instead.",
        )  # fmt: skip
    back = move_back(moved, actor=who_acts().actor, at=now)
    del request.session[SESSION]
    messages.success(request, gettext("Cases given back: %(n)s.") % {"n": back})
    return redirect(reverse("lead:reassign"))


def _undoable(request: HttpRequest, now: datetime) -> datetime | None:
    """The instant of one's last move, while it may be undone."""
    said = request.session.get(SESSION)
    moved = datetime.fromisoformat(said) if said else None
    return moved if moved is not None and now - moved <= UNDO_FOR else None


def _nothing_chosen() -> Refusal:
    return Refusal(
        "nothing-chosen", status=422, zh="请选择转出人与接收人。", en="Choose from whom and to whom.",
        remedy_zh="预览后再确认。", remedy_en="Look at the preview, then confirm.",
    )  # fmt: skip


doors = [
    path("reassign/", reassign, name="reassign"),
    path("reassign/confirm", confirm, name="confirm"),
    path("reassign/undo", undo, name="undo"),
]
