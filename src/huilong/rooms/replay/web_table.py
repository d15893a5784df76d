"""Lists and the chart of replay (回放列表与日图): replays, the nights of one, what was struck out night by night."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huilong.rooms.replay import queries
from huilong.rooms.replay.terms import NightResult, ReplayState, StruckBy
from huilong.rooms.strategy.rules.naming import treatment_says
from huilong.rooms.strategy.terms import table_says
from huilong.shell.filters import Choice
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Source, Table
from huilong.shell.templatetags.huilong import words

WIDTH, HEIGHT = 720, 120
ROUND, MOST_STEPS = (1, 2, 5), 5


def members(enum: Any) -> list[tuple[str, Any]]:
    """The members of an enum as a filter offers them."""
    return [(one.value, words(one)) for one in enum]


def treated(name: str) -> str:
    """A treatment, logged by its codes, in the reader's words."""
    said: str = words(treatment_says(name.split()))
    return said


REPLAYS = Table(
    key="replays", title=_("Replays"), order="-id", export_permission="replay.view",
    empty=_("No replay yet: choose a draft and its nights above."),
    columns=(
        Column("id", _("Number"), "number", sort="id", href=lambda row: reverse("replay:run", args=[row.pk])),
        Column("title", _("Draft"), value=lambda row: table_says(row.title), sort="title",
               href=lambda row: reverse("replay:run", args=[row.pk])),
        Column("first", _("First night"), "date", sort="first"),
        Column("last", _("Last night"), "date", sort="last"),
        Column("state", _("State"), "tag", value=lambda row: ReplayState(row.state), sort="state",
               red=lambda row: row.state == ReplayState.FAILED),
        Column("loans", _("Loans"), "number", sort="loans"),
        Column("treated", _("Treated"), "number", sort="treated"),
        Column("cost_fen", _("Cost"), "money", sort="cost_fen"),
        Column("asked_at", _("Asked"), "moment", sort="asked_at"),
    ),
    filters=(Choice("state", _("State"), choices=partial(members, ReplayState), everything=_("Any state")),),
)  # fmt: skip

NIGHTS = Table(
    key="replay-nights", title=_("Nights of the replay"), order="on", export_permission="replay.view",
    empty=_("No night was decided yet."),
    columns=(
        Column("on", _("Night"), "date", sort="on"),
        Column("borrowers", _("Borrowers past due"), "number", sort="borrowers"),
        Column("wanted", _("Wanted"), "number", sort="wanted"),
        Column("treated", _("Treated"), "number", sort="treated"),
        Column("by_treatment", _("By treatment"),
               value=lambda row: ", ".join(f"{treated(name)} {n}" for name, n in sorted(row.by_treatment.items()))),
        Column("minutes", _("Minutes"), "number", sort="minutes"),
        Column("left_minutes", _("Minutes left"), "number"),
        Column("cost_fen", _("Cost"), "money", sort="cost_fen"),
        Column("left_fen", _("Budget left"), "money"),
    ),
)  # fmt: skip

STRUCK = Table(
    key="replay-struck", title=_("Struck out"), order="on", export_permission="replay.view",
    empty=_("Nothing was struck out: every treatment the draft wanted could be done."),
    columns=(
        Column("on", _("Night"), "date", sort="on"),
        Column("by", _("Reason"), "tag", value=lambda row: StruckBy(row.by), sort="by"),
        Column("rule", _("Rule"), sort="rule"),
        Column("treatment", _("Treatment"), value=lambda row: treated(row.treatment), sort="treatment"),
        Column("count", _("Treatments"), "number", sort="count"),
    ),
    filters=(Choice("by", _("Reason"), choices=partial(members, StruckBy), everything=_("Any reason")),),
)  # fmt: skip


def source_of(rows: Callable[[], QuerySet[Any]], field: str = "") -> Source:
    """The rows of a list, narrowed by the one choice it has."""
    def narrow(found: QuerySet[Any], asked: Any) -> QuerySet[Any]:
        return found.filter(**{field: asked[field]}) if field and asked.get(field) else found

    return QuerySetSource(rows, narrow)


def table_of(key: int, table: Table) -> tuple[Table, Source]:
    """A list of one replay, titled by it, and its rows."""
    rows = queries.night_rows if table is NIGHTS else queries.struck_rows
    return table, source_of(partial(rows, key), "by" if table is STRUCK else "")


@dataclass(frozen=True)
class Bar:
    """One night of the chart: where its bars stand, and what they say."""

    x: float
    width: float
    treated_y: float
    treated_height: float
    struck_y: float
    struck_height: float
    night: NightResult
    struck: int


def chart_of(nights: Sequence[NightResult]) -> dict[str, Any]:
    """A bar a night: treated below, struck out on top; the marks of its axis, its first, middle and last night."""
    counts = [(one, sum(each.count for each in one.struck)) for one in nights]
    most = max((one.treated + struck for one, struck in counts), default=0) or 1
    marks = scale(most)
    top, step = marks[0], WIDTH / max(len(nights), 1)
    bars = []
    for place, (one, struck) in enumerate(counts):
        treated, out = HEIGHT * one.treated / top, HEIGHT * struck / top
        bars.append(Bar(
            round(place * step, 2), round(max(step * 0.8, 0.5), 2), round(HEIGHT - treated, 2), round(treated, 2),
            round(HEIGHT - treated - out, 2), round(out, 2), one, struck,
        ))  # fmt: skip
    days = [one.on for one in nights]
    return {
        "bars": bars, "width": WIDTH, "height": HEIGHT, "most": most,
        "lines": [(mark, round(HEIGHT - HEIGHT * mark / top, 2)) for mark in marks],
        "days": [days[0], days[len(days) // 2], days[-1]] if len(days) > 2 else days,
    }  # fmt: skip


def scale(most: int) -> list[int]:
    """The marks of an axis from its top down to nought (刻度): round numbers, five steps at most.

    >>> scale(1), scale(17), scale(2345)
    ([1, 0], [20, 15, 10, 5, 0], [2500, 2000, 1500, 1000, 500, 0])
    """
    unit = 1
    while all(most > MOST_STEPS * unit * one for one in ROUND):
        unit *= 10
    step = next(unit * one for one in ROUND if most <= MOST_STEPS * unit * one)
    return list(range(-(-most // step) * step, -1, -step))
