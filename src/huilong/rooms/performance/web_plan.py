"""Pages of the day's plan (日计划页): one's own day in order; for who leads, the team's first."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from huilong.rooms.book.queries import contract
from huilong.rooms.people.queries import may
from huilong.rooms.performance import queries
from huilong.rooms.performance.actions import next_working_day
from huilong.rooms.performance.queries.capacity import PLANNED
from huilong.rooms.performance.queries.plans import PlanPage, PlanRow, each_planned
from huilong.rooms.performance.terms import PlanStanding
from huilong.rooms.performance.web_frame import log_export, mine, one_of_mine, who_acts
from huilong.shell.filters import Choice, Hidden, read_value
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import ppm, words


def _bucket(row: PlanRow) -> str:
    names = contract().bucket_names
    return names[row.bucket - 1] if 0 < row.bucket <= len(names) else ""


def _reasons(row: PlanRow) -> str:
    return " · ".join(str(words(one)) for one in row.reasons)


def _offer(row: PlanRow) -> str | None:
    return None if row.offer_limit_ppm is None else ppm(row.offer_limit_ppm)


def _done(row: PlanRow) -> Any:
    return _("worked") if row.worked else words(row.state)


PLAN = Table(
    key="plan", title=_("Plan of the day"), order="place", export_permission="case.export",
    empty=_("No act is planned for this day: the night makes the plan of the next working day."),
    way_out=(_("To the workbench"), "desk:workbench"),
    columns=(
        Column("place", _("Order of the day"), "number", value=lambda row: row.place or None),
        Column("number", _("Case"), href=lambda row: reverse("cases:case", args=[row.number])),
        Column("name_masked", _("Customer")),
        Column("bucket", _("Bucket"), value=_bucket),
        Column("past_due_days", _("Days past due"), "number"),
        Column("delinquent_fen", _("Overdue"), "money"),
        Column("channel", _("Channel"), "tag", value=lambda row: words(row.channel)),
        Column("offer_limit_ppm", _("Offer limit"), value=_offer),
        Column("reasons", _("Why"), value=_reasons),
        Column("minutes", _("Minutes"), "number"),
        Column("until_minute", _("Done by minute"), "number", value=lambda row: row.until_minute or None),
        Column("look_on", _("Asks from"), "date"),
        Column("state", _("State"), "tag", value=_done, red=lambda row: row.state is PlanStanding.NOT_LAWFUL),
    ),
    filters=(
        Choice("state", _("State"), choices=lambda: [(one.value, words(one)) for one in PlanStanding],
               everything=_("Any state")),
        Hidden("person", _("Colleague"), reads="number"), Hidden("on", _("Day")),
    ),
)  # fmt: skip


class PlanSource:
    """Somebody's plan as a table reads it (日计划来源)."""

    def __init__(self, person: int, on: date) -> None:
        self.person, self.on = person, on

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> PlanPage:
        """One page of the plan."""
        return queries.plan_page(self.person, self.on, state=asked.get("state") or "", page=number, size=size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[PlanRow]:
        """Every line, for an export."""
        return each_planned(self.person, self.on, asked.get("state") or "")


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponseBase:
    """The plan of a day (日计划): the reader's own, or that of somebody whose work the reader sees."""
    require(request, "plan.view")
    on = _day(request)
    people = mine(on, PLANNED)
    chosen = one_of_mine(request.GET["person"], people) if request.GET.get("person") else None
    me = who_acts().user
    if chosen is None:
        chosen = next((one for one in people if one.person == me), people[0] if people else None)
    figures = queries.planned_by_person([one.person for one in people], on)
    parts = queries.parts_for(chosen.person, on, on) if chosen else {}
    return list_page(
        request, PLAN, PlanSource(chosen.person if chosen else 0, on), may=partial(may, request.user), log=log_export,
        template="performance/plan.html", on=on, chosen=chosen, target=parts.get(on, 0),
        people=[(one, figures.get(one.person)) for one in people] if len(people) > 1 else [],
        next_day=next_working_day(on),
    )  # fmt: skip


def _day(request: HttpRequest) -> date:
    text = request.GET.get("on", "")
    try:
        on: date | None = read_value("date", text) if text else None
    except ValueError:
        on = None
    return on or timezone.localdate()


doors = [path("performance/plan/", plan, name="plan")]
