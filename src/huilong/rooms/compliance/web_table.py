"""The lists of compliance (合规列表): verdicts as they were given, rules as they are written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huilong.rooms.compliance.queries import action_named, actions, rulebook
from huilong.rooms.compliance.terms import Confidence, OutcomeKind, Rule, Verdict
from huilong.rooms.journal.actions import record_export
from huilong.rooms.people.queries import keys_named, names_of
from huilong.shell.filters import Choice, Filter, Flag, Span
from huilong.shell.table import Column, Found, Table
from huilong.shell.templatetags.huilong import words


def choices(enum: Any) -> list[tuple[str, Any]]:
    """The members of an enum as a filter offers them."""
    return [(member.value, words(member)) for member in enum]


def _actions() -> list[tuple[str, Any]]:
    return [(action, words(action_named(action))) for action in sorted(actions())]


def log_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    """Journal that a list was taken away."""
    record_export(detail)


def who_is(actor: str) -> str:
    """The name of an actor as the journal writes it (`user:7`)."""
    kind, _colon, key = actor.partition(":")
    return names_of([int(key)]).get(int(key), actor) if kind == "user" else gettext("the system")


def verdict_table() -> Table:
    """The list of verdicts, each name looked up once."""
    return replace(VERDICTS, columns=tuple(
        replace(one, value=Names().of_row(one.name)) if one.name == "actor" else one for one in VERDICTS.columns
    ))  # fmt: skip


class Names:
    """Who somebody is (人员名称), looked up once a list."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def __call__(self, actor: str) -> str:
        """The name of an actor as the journal writes it; "" of nobody."""
        if actor and actor not in self._said:
            self._said[actor] = who_is(actor)
        return self._said.get(actor, "")

    def of_row(self, column: str) -> Callable[[Any], str]:
        """The name of whoever a row's column names, by key or as an actor."""
        def name(row: Any) -> str:
            who = getattr(row, column)
            return self(f"user:{who}" if isinstance(who, int) else who or "")

        return name


VERDICTS = Table(
    key="verdicts", title=_("Verdicts"), order="-at", export_permission="law.view",
    empty=_("Nobody asked anything of this kind in these days."),
    columns=(
        Column("id", _("Verdict no."), "number", sort="id", href=lambda row: reverse("law:verdict", args=[row.pk])),
        Column("at", _("Time"), "moment", sort="at"),
        Column("actor", _("Who"), sort="actor"),
        Column("action", _("Act"), value=lambda row: action_named(row.action), sort="action"),
        Column("verdict", _("Verdict"), "tag", value=lambda row: words(Verdict(row.verdict)), sort="verdict",
               red=lambda row: not row.permitted),
        Column("deciding", _("Rules that decided"), value=lambda row: ", ".join(row.deciding)),
        Column("debtor", _("Borrower"), sort="debtor"),
        Column("outcome", _("Outcome"), value=lambda row: OutcomeKind(row.told) if row.told else ""),
    ),
    filters=(
        Choice("verdict", _("Verdict"), choices=partial(choices, Verdict), everything=_("Any verdict")),
        Choice("action", _("Act"), choices=_actions, everything=_("Any act")),
        Filter("rule", _("Rule")),
        Filter("debtor", _("Borrower")),
        Filter("who", _("User name or name")),
        Span("day", _("Day"), kind="date", low="since", high="until"),
        Flag("refused", _("Not permitted only")),
    ),
)  # fmt: skip


def narrow_verdicts(rows: QuerySet, asked: Mapping[str, Any]) -> QuerySet:
    """The verdicts a filter asks for."""
    if rule := asked.get("rule"):
        rows = rows.filter(deciding__contains=[rule.upper()])
    if text := asked.get("who"):
        rows = rows.filter(actor__in=[f"user:{key}" for key in keys_named(text)])
    if asked.get("refused"):
        rows = rows.filter(permitted=False)
    columns = {"verdict": "verdict", "action": "action", "debtor": "debtor", "since": "local_day__gte",
               "until": "local_day__lte"}  # fmt: skip
    return rows.filter(**{columns[name]: value for name, value in asked.items() if name in columns})


RULES = Table(
    key="rules", title=_("Rules"), order="id", export_permission="law.view", empty=_("No rule speaks of this."),
    columns=(
        Column("id", _("Rule"), sort="id", href=lambda row: reverse("law:rule", args=[row.id])),
        Column("title", _("Title"), value=lambda row: words(row.title), sort="title"),
        Column("instrument", _("Instrument"), value=lambda row: row.instrument.title, sort="instrument"),
        Column("clause", _("Clause")),
        Column("on_breach", _("If breached"), "tag", value=lambda row: words(row.on_breach), sort="on_breach"),
        Column("confidence", _("Confidence"), "tag", value=lambda row: words(row.confidence), sort="confidence",
               red=lambda row: row.confidence is Confidence.UNCERTAIN),
        Column("verified", _("Article read"), value=lambda row: gettext("yes") if row.verified else gettext("no")),
        Column("starts", _("In force from"), "date", sort="starts"),
        Column("ends", _("until"), "date", sort="ends"),
    ),
    filters=(
        Filter("text", _("Rule, title, instrument")),
        Choice("action", _("Act"), choices=_actions, everything=_("Any act")),
        Choice("confidence", _("Confidence"), choices=partial(choices, Confidence), everything=_("Any confidence")),
        Flag("unverified", _("Article not read")),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class RuleSource:
    """The rules of the rulebook as a list."""

    def page(self, asked: Mapping[str, Any], sort: str, number: int, size: int) -> Found:
        """One page of rules."""
        found = self._sorted(asked, sort)
        number = min(number, max(1, -(-len(found) // size)))
        return Found(found[(number - 1) * size : number * size], len(found), number)

    def each(self, asked: Mapping[str, Any], sort: str) -> Iterator[Rule]:
        """Every rule."""
        yield from self._sorted(asked, sort)

    def _sorted(self, asked: Mapping[str, Any], sort: str) -> list[Rule]:
        name = sort.lstrip("-") or "id"
        found = [rule for rule in rulebook().rules if _wanted(rule, asked)]
        return sorted(found, key=lambda rule: _sort_key(rule, name), reverse=sort.startswith("-"))


def _sort_key(rule: Rule, name: str) -> tuple[str, str]:
    value = rule.instrument.title if name == "instrument" else rule.title.en if name == "title" else getattr(rule, name)
    return (str(value or ""), rule.id)


def _text_of(rule: Rule) -> str:
    return " ".join((rule.id, rule.title.zh, rule.title.en, rule.instrument.title, rule.says.zh)).lower()


def _wanted(rule: Rule, asked: Mapping[str, Any]) -> bool:
    text = str(asked.get("text", "")).lower()
    return (
        (not text or text in _text_of(rule))
        and asked.get("action", next(iter(rule.actions))) in rule.actions
        and asked.get("confidence", rule.confidence.value) == rule.confidence.value
        and not (asked.get("unverified") and rule.verified)
    )
