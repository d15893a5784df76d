"""What the lists of scores are made of (评分列表): models, early warnings."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huilong.rooms.scores.queries import each_warning, model_page, warning_page
from huilong.rooms.scores.terms import ModelPage, ModelRow, ModelState, Target, WarningPage, WarningRow
from huilong.shell.filters import Choice, Filter
from huilong.shell.table import Column, Table
from huilong.shell.templatetags.huilong import words


class ModelSource:
    """The models, as a table reads them (模型来源)."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> ModelPage:
        """One page of models."""
        return model_page(asked, sort, number, size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[ModelRow]:
        """Nothing: the list is not exported."""
        return iter(())


class WarningSource:
    """The early warnings, as a table reads them (预警来源)."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> WarningPage:
        """One page of warnings."""
        return warning_page(asked, sort, number, size)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[WarningRow]:
        """All of them, for an export."""
        return each_warning(asked, sort)


def percent(ppm: int | None) -> str:
    """Parts per million as a percentage."""
    return "—" if ppm is None else f"{ppm / 10_000:.1f}%"


def _why(row: WarningRow) -> str:
    return " · ".join(words(one) for one in row.reasons[:3])


def _members(members: Any) -> list[tuple[str, Any]]:
    return [(str(member), words(member)) for member in members]


MODELS = Table(
    key="score_models", title=_("Score models"), order="-id", exports=False,
    empty=_("No model was trained yet: the documented default answers. Train one with `huilong score train`."),
    columns=(
        Column("version", _("Model"), href=lambda row: reverse("scores:model", args=[row.id])),
        Column("target", _("Foretells"), value=lambda row: words(row.target), sort="target"),
        Column("state", _("State"), "tag", value=lambda row: row.state, sort="state"),
        Column("auc", _("Sorts right"), value=lambda row: percent(row.auc_ppm)),
        Column("cases", _("Trained on cases"), "number", value=lambda row: row.trained_on.get("cases", 0)),
        Column("made_at", _("Trained"), "moment", sort="made_at"),
        Column("used_from", _("In use since"), "moment", sort="used_from"),
    ),
    filters=(
        Choice("target", _("Foretells"), choices=partial(_members, Target), everything=_("Anything")),
        Choice("state", _("State"), choices=partial(_members, ModelState), everything=_("Any state")),
    ),
)  # fmt: skip
WARNINGS = Table(
    key="warnings", title=_("Early warnings"), order="-ppm",
    empty=_("No loan is expected to miss a payment, or no model for it is in use yet."),
    columns=(
        Column("loan_id", _("Loan"), sort="loan_id"),
        Column("chance", _("Chance of a first miss"), value=lambda row: percent(row.ppm), sort="ppm"),
        Column("outstanding_fen", _("Principal left"), "money", sort="outstanding_fen"),
        Column("why", _("Why"), value=_why),
        Column("model", _("Model")),
        Column("on", _("As of"), "date"),
    ),
    filters=(Filter("loan_id", _("Loan")), Filter("least_percent", _("At least, percent"))),
)  # fmt: skip
