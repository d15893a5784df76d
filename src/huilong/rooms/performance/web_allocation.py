"""Pages of allocation (分派页): work one out, look at what would come of it, accept, undo; the verbs of holding."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.queries import may, names_of
from huilong.rooms.performance import actions, queries
from huilong.rooms.performance.actions.allocating import UNDO_FOR
from huilong.rooms.performance.queries.runs import LinePage
from huilong.rooms.performance.rules.explaining import sentence
from huilong.rooms.performance.terms import AllocationReason, AllocationState, HoldingVerb, LineRow, RunRow
from huilong.rooms.performance.web_frame import log_export, mine, teams_led, who_acts
from huilong.shell.filters import Choice, Flag, Hidden
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words

WAYS = {
    "ours": _("This allocation"), "in_turn": _("Dealt in turn"), "greedy": _("Greedy, largest first"),
    "today": _("As held today"),
}  # fmt: skip
VERBS = (
    (HoldingVerb.RETAIN_CASES, _("Stays with the holder past the end: move the last day of a placement."),
     "placements:list", "placement.manage"),
    (HoldingVerb.TRANSFER, _("Goes to another holder inside, with a preview; undone for ten minutes."),
     "lead:reassign", "desk.lead"),
    (HoldingVerb.GIVE_BACK, _("The holder gives it back to the team that takes new cases: on the case, under holders."),
     "cases:list", "case.view"),
    (HoldingVerb.TAKE_BACK, _("The owner takes it back, from a firm by ending its placement."),
     "placements:list", "placement.manage"),
)  # fmt: skip


@require_GET
def allocation(request: HttpRequest) -> HttpResponse:
    """Where allocations begin (分派): teams to choose, recent ones, empty groups, what each verb of holding means."""
    require(request, "allocation.run")
    today = timezone.localdate()
    runs = queries.recent_runs()
    return render(request, "performance/allocation.html", {
        "teams": teams_led(today), "runs": runs, "names": names_of({one.made_by for one in runs}),
        "empty": queries.empty_groups(today),
        "verbs": [(verb, means, _address(name, permission, request)) for verb, means, name, permission in VERBS],
    })  # fmt: skip


def _address(name: str, permission: str, request: HttpRequest) -> str:
    try:
        return reverse(name) if may(request.user, permission) else ""
    except NoReverseMatch:
        return ""


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Work an allocation out (测算分派)."""
    require(request, "allocation.run")
    now = timezone.now()
    known = {str(one.id): one.id for one in teams_led(timezone.localdate(now))}
    asked = [known[text] for text in request.POST.getlist("team") if text in known]
    if not asked or len(asked) != len(set(request.POST.getlist("team"))):
        raise Refusal(
            "no-team", status=422, where="team", zh="请选择小组。", en="Choose teams.",
            remedy_zh="请从列表中选择。", remedy_en="Choose from the list.",
        )  # fmt: skip
    key = actions.propose(asked, timezone.localdate(now), now)
    return redirect(f"{reverse('performance:run')}?run={key}")


class LineSource:
    """The lines of an allocation as a table reads them (分派明细来源)."""

    def __init__(self, run: int) -> None:
        self.run = run

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> LinePage:
        """One page of lines."""
        return queries.line_page(self.run, changed=bool(asked.get("changed")), reason=asked.get("reason") or "",
                                 sort=sort, page=number, size=size)  # fmt: skip

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[LineRow]:
        """Every line, for an export."""
        return queries.each_line(self.run, changed=bool(asked.get("changed")), reason=asked.get("reason") or "",
                                 sort=sort)  # fmt: skip


def _lines(names: Mapping[int, str]) -> Table:
    return Table(
        key="allocation", title=_("Cases of the allocation"), order="-value_fen", export_permission="case.export",
        empty=_("No case is in this allocation."), way_out=(_("Back to allocation"), "performance:allocation"),
        columns=(
            Column("number", _("Case"), href=lambda row: reverse("cases:case", args=[row.number]), sort="number"),
            Column("before", _("Held by"), value=lambda row: names.get(row.before or 0, ""), sort="before"),
            Column("after", _("Goes to"), value=lambda row: names.get(row.after or 0, "—"), sort="after"),
            Column("value_fen", _("Expected"), "money", sort="value_fen"),
            Column("reason", _("Why"), "tag", value=lambda row: words(row.reason), sort="reason",
                   red=lambda row: row.reason is AllocationReason.NO_ROOM),
            Column("sentence", _("In a sentence"), value=lambda row: told_of(row, names)),
        ),
        filters=(
            Flag("changed", _("Changes hands")),
            Choice("reason", _("Why"), choices=lambda: [(one.value, words(one)) for one in AllocationReason],
                   everything=_("Any reason")),
            Hidden("run", _("Allocation"), reads="number"),
        ),
    )  # fmt: skip


def told_of(row: LineRow, names: Mapping[int, str]) -> str:
    """The sentence of a line in the reader's language (一句话说明)."""
    told = {**row.told, "value": row.value_fen}
    next_one = names.get(row.told.get("next", 0), "")
    return sentence(row.reason, told, names.get(row.after or 0, ""), next_one).in_language(get_language() or "zh-hans")


@require_http_methods(["GET", "POST"])
def run(request: HttpRequest) -> HttpResponseBase:
    """One allocation (分派方案): the ways compared, consequences by person, samples, every line."""
    require(request, "allocation.run")
    row = queries.run_row(_key(request.GET.get("run", "")))
    consequences = queries.consequences(row.id)
    samples = queries.samples(row.id)
    own, now = row.made_by == who_acts().user, timezone.now()
    names = {one.person: one.name for one in mine(timezone.localdate(now))}
    names |= names_of({who for who, *_ in consequences if who and who not in names})
    return list_page(
        request, _lines(names), LineSource(row.id), may=partial(may, request.user), log=log_export,
        template="performance/run.html", run=row, ways=_ways(row), names=names,
        consequences=[(names.get(who or 0, ""), *figures) for who, *figures in consequences],
        samples=[(one, told_of(one, names)) for one in samples],
        moves=sum(one[2] for one in consequences if one[0]), may_accept=own and row.state is AllocationState.PROPOSED,
        may_undo=own and row.state is AllocationState.ACCEPTED and row.accepted_at is not None
        and now - row.accepted_at <= UNDO_FOR,
    )  # fmt: skip


def _ways(row: RunRow) -> list[tuple[Any, Mapping[str, Any], int]]:
    """Each way with its figures and how much less it brings than this one."""
    ours = row.figures["ways"]["ours"]["recovery_fen"]
    found = row.figures["ways"]
    return [(label, found[name], ours - found[name]["recovery_fen"]) for name, label in WAYS.items() if name in found]


def _key(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 15 else 0


@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """Move the cases as shown (执行分派)."""
    require(request, "allocation.run")
    require(request, "case.assign")
    key, now = _key(request.POST.get("run", "")), timezone.now()
    moved = actions.accept(key, timezone.localdate(now), now)
    messages.success(request, gettext("Cases moved: %(n)s.") % {"n": moved})
    return redirect(f"{reverse('performance:run')}?run={key}")


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Give back what an allocation moved (撤销分派)."""
    require(request, "allocation.run")
    require(request, "case.assign")
    key = _key(request.POST.get("run", ""))
    back = actions.undo(key, timezone.now())
    messages.success(request, gettext("Cases given back: %(n)s.") % {"n": back})
    return redirect(f"{reverse('performance:run')}?run={key}")


doors = [
    path("performance/allocation/", allocation, name="allocation"),
    path("performance/allocation/propose", propose, name="propose"),
    path("performance/allocation/run", run, name="run"),
    path("performance/allocation/accept", accept, name="accept"),
    path("performance/allocation/undo", undo, name="undo"),
]
