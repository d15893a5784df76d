"""What buckets, teams and firms are called on pages of reports (报表用语), and where numbers open."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from huilong.rooms.people.queries import teams
from huilong.rooms.reports.queries.words import firm_names
from huilong.rooms.reports.terms import Figure, FigureCode, Slice, SplitBy
from huilong.rooms.reports.web_table import bucket_word


def split_word(by: SplitBy) -> Callable[[Any], str]:
    """A function that says what a value of a split is called on screen."""
    named = {one.id: one.name for one in teams()} if by is SplitBy.TEAM else {}
    named |= firm_names() if by is SplitBy.AGENCY else {}

    def word(value: Any) -> str:
        if by is SplitBy.BUCKET:
            return bucket_word(value)
        if by is SplitBy.PLACED:
            return _("Placed with a firm") if value else _("In the house")
        if value in (None, ""):
            return _("Nobody") if by in (SplitBy.TEAM, SplitBy.AGENCY, SplitBy.PERSON) else _("Not said")
        return named.get(value, str(value))

    return word


def rows_url(asked: Slice, name: str = "reports:rows") -> str:
    """The list of the rows of a slice: the same filter, so the same count."""
    told = {name: v for name, v in asdict(asked).items() if v is not None and v is not False and v != ""}
    told |= {"from_on": asked.from_on.isoformat(), "on": asked.on.isoformat()}
    if asked.placed is not None:
        told["placed"] = "yes" if asked.placed else "no"
    return f"{reverse(name)}?{urlencode({name: getattr(v, 'value', v) for name, v in told.items()})}"


def recoveries_url(since: Any, until: Any, **asked: Any) -> str:
    """The list of what came in within days."""
    told = {"since": since.isoformat(), "until": until.isoformat()}
    told |= {name: str(value) for name, value in asked.items() if value not in (None, "")}
    return f"{reverse('reports:recoveries')}?{urlencode(told)}"


def card(figure: Figure, on: date) -> dict[str, Any]:
    """A figure with the address of its list and whether its change is good news."""
    url = f"{reverse('cases:list')}?{urlencode(figure.opens)}"
    if figure.code is FigureCode.CASH:
        url = recoveries_url(on, on)
    up = figure.change is not None and figure.change > 0
    moved = bool(figure.change)
    return {
        "figure": figure, "url": url,
        "mood": ("good" if up == (figure.good_when == "up") else "bad") if moved else "",
        "ratio": figure.value / 1e6, "ratio_change": (figure.change or 0) / 1e6,
    }  # fmt: skip
