"""The lists of forecast (预测列表): what a run said, what moved, vintages, recoveries; each exports to a file."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from huilong.rooms.forecast import queries
from huilong.rooms.forecast.models import Cohort, Move, Run, Vintage
from huilong.rooms.forecast.rules.states import CHARGED_OFF, CURRENT, PAID_OFF, TOP
from huilong.rooms.forecast.terms import ALL, EVERY, Foreseen, ResultRow, RunKind
from huilong.shell.filters import Choice, Filter
from huilong.shell.sources import QuerySetSource
from huilong.shell.table import Column, Found, Table
from huilong.shell.templatetags.huilong import words

MILLION = 1_000_000


def state_word(state: int) -> str:
    """What a state is called on screen."""
    ends = {CURRENT: gettext("Current"), CHARGED_OFF: gettext("Charged off"), PAID_OFF: gettext("Paid off"), EVERY: "—"}
    return ends.get(state) or (f"M{state}+" if state == TOP else f"M{state}")


def measures() -> list[tuple[str, Any]]:
    """Measures as choices."""
    return [(one.value, words(one)) for one in Foreseen]


class ResultSource:
    """What a run said, narrowed as asked (预测结果来源)."""

    def __init__(self, run: int) -> None:
        self.run = run

    def rows(self, asked: Mapping[str, Any]) -> list[ResultRow]:
        """All rows in the order of segment, measure, bucket and month."""
        found = queries.results(self.run, {"segment": asked.get("segment") or ALL, "measure": asked.get("measure")})
        return found if asked.get("measure") else [row for row in found if row.measure is not Foreseen.LOANS]

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page."""
        rows = self.rows(asked)
        number = min(number, max(1, -(-len(rows) // size)))
        return Found(rows[(number - 1) * size : number * size], len(rows), number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[ResultRow]:
        """Every row."""
        return iter(self.rows(asked))


def results_table(segments: list[str], *, loans: bool) -> Table:
    """The declared list of what a run said: of loans as numbers, of all else as money."""
    kind = "number" if loans else "money"
    return Table(
        key="forecast", title=_("What the forecast says"), empty=_("Nothing is told of this."),
        columns=(
            Column("month", _("Month"), "date"),
            Column("segment", _("Segment"), value=lambda row: row.segment or gettext("whole book")),
            Column("measure", _("Measure")),
            Column("bucket", _("Bucket"), value=lambda row: state_word(row.bucket)),
            Column("mean", _("Expected"), kind),
            Column("low95", _("95 % from"), kind),
            Column("low80", _("80 % from"), kind),
            Column("middle", _("Middle"), kind),
            Column("high80", _("80 % to"), kind),
            Column("high95", _("95 % to"), kind),
            Column("actual", _("Came true"), kind),
            Column("held", _("80 % held"), value=lambda row: {True: gettext("yes"), False: gettext("no")}.get(
                row.held(80), "—"), red=lambda row: row.held(80) is False),
        ),
        filters=(
            Choice("measure", _("Measure"), choices=measures, everything=_("Any but loans")),
            Choice("segment", _("Segment"), choices=lambda: [(one, one) for one in segments],
                   everything=_("whole book")),
        ),
    )  # fmt: skip


RUNS = Table(
    key="forecasts", title=_("Forecasts"), order="-on", way_out=(_("Run a forecast"), "forecast:new"),
    empty=_("No forecast was made yet. The first night after a month end makes one."),
    columns=(
        Column("on", _("From"), "date", sort="on", href=lambda row: reverse("forecast:run", args=[row.pk])),
        Column("kind", _("Kind"), "tag", value=lambda row: RunKind(row.kind), sort="kind"),
        Column("scenario", _("Scenario"), value=lambda row: scenario_word(row.scenario), sort="scenario"),
        Column("horizon", _("Months ahead"), "number"), Column("paths", _("Paths"), "number"),
        Column("seed", _("Seed")), Column("months", _("Months known"), "number"),
        Column("data_mark", _("Facts")), Column("code_mark", _("Law")),
        Column("seconds", _("Seconds"), "number"), Column("made_at", _("Made on"), "moment", sort="made_at"),
    ),
)  # fmt: skip
MOVES = Table(
    key="rolls", title=_("What moved"), order="-on",
    empty=_("No month is kept yet; the first night after a month end does it."),
    way_out=(_("See the nights"), "night:runs"),
    columns=(
        Column("on", _("Month"), "date", sort="on"), Column("segment", _("Segment"), sort="segment"),
        Column("start", pgettext("bucket", "From"), value=lambda row: state_word(row.start), sort="start"),
        Column("end", pgettext("bucket", "To"), value=lambda row: state_word(row.end), sort="end"),
        Column("loans", _("Loans"), "number", sort="loans"),
        Column("balance_fen", _("Balance before"), "money", sort="balance_fen"),
        Column("after_fen", _("Balance after"), "money"), Column("cash_fen", _("Cash"), "money", sort="cash_fen"),
        Column("due_fen", _("Instalments"), "money"),
    ),
    filters=(
        Filter("segment", _("Segment")), Filter("on", _("Month")), Filter("start", _("From bucket")),
        Filter("end", _("To state")),
    ),
)  # fmt: skip
VINTAGES = Table(
    key="vintages", title=_("Vintages"), order="-vintage", empty=_("No vintage was watched from its start yet."),
    way_out=(_("See the nights"), "night:runs"),
    columns=(
        Column("vintage", _("Made in"), sort="vintage"),
        Column("months_on_book", _("Months on book"), "number", sort="months_on_book"),
        Column("loans", _("Loans"), "number"), Column("principal_fen", _("Lent"), "money"),
        Column("ever_30", _("Ever 30 days late"), "number", value=lambda row: row.late[0]),
        Column("ever_60", _("Ever 60 days late"), "number", value=lambda row: row.late[1]),
        Column("lost", _("Charged off"), "number", value=lambda row: row.late[2]),
        Column("lost_fen", _("Charged off, lent"), "money", value=lambda row: row.late_principal_fen[2]),
    ),
    filters=(Filter("vintage", _("Made in")),),
)  # fmt: skip
COHORTS = Table(
    key="recoveries", title=_("Recoveries"), order="-charged_on", empty=_("Nothing was charged off yet."),
    way_out=(_("Forecasts"), "forecast:home"),
    columns=(
        Column("charged_on", _("Charged off in"), "date", sort="charged_on"), Column("segment", _("Segment")),
        Column("loans", _("Loans"), "number"), Column("balance_fen", _("Charged off"), "money", sort="balance_fen"),
        Column("cash", _("Recovered"), "money", value=lambda row: sum(row.cash_fen)),
        Column("nothing", _("Brought nothing"), "number"),
    ),
)  # fmt: skip


def scenario_word(key: str) -> str:
    """What a scenario is called in the reader's language; a scenario no longer in the table is its key."""
    from django.utils.translation import get_language

    for one in queries.scenarios().scenarios:
        if one.key == key:
            return one.zh if (get_language() or "").startswith("zh") else one.en
    return key


def _narrowed(*names: str) -> Any:
    def narrow(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
        told = {name: asked[name] for name in names if asked.get(name)}
        whole = {name for name in ("start", "end", "vintage") if name in told and not str(told[name]).isdecimal()}
        return rows.none() if whole else rows.filter(**told)

    return narrow


def run_source() -> QuerySetSource:
    """Runs."""
    return QuerySetSource(Run.objects.all, _narrowed())


def move_source() -> QuerySetSource:
    """What moved."""
    return QuerySetSource(Move.objects.all, _narrowed("segment", "start", "end", "on"))


def vintage_source() -> QuerySetSource:
    """Vintages, as known at the newest month end."""
    return QuerySetSource(lambda: Vintage.objects.filter(on=queries.last_kept() or date.min), _narrowed("vintage"))


def cohort_source() -> QuerySetSource:
    """Loans charged off, as known at the newest month end."""
    return QuerySetSource(lambda: Cohort.objects.filter(on=queries.last_kept() or date.min), _narrowed())
