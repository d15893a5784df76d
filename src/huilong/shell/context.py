"""What every page's template may use: navigation, language, theme."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from huilong.shell.language import THEME_COOKIE, THEMES

NAVIGATION = [
    ("reports:portfolio", _("Portfolio"), "portfolio.view"),
    ("lead:board", _("Board"), "desk.lead"),
    ("cases:list", _("Cases"), "case.view"),
    ("cases:find", _("Find a person"), "person.search"),
    ("night:runs", _("Nights"), "night.view"),
    ("book:imports", _("Imports"), "book.view"),
    ("book:quarantine", _("Quarantine"), "quarantine.view"),
    ("people:users", _("Users"), "people.view"),
    ("people:organisations", _("Organisations"), "organisation.manage"),
    ("people:approvals", _("Approvals"), "approval.view"),
    ("people:tokens", _("API tokens"), "token.manage"),
    ("law:verdicts", _("Verdicts"), "law.view"),
    ("law:rules", _("Rules"), "law.view"),
    ("trace:list", _("Trace"), "journal.view"),
]
"""The doors of the house: URL name, words, and the permission that opens it."""

CASE_DOORS = [
    ("files:borrower", _("Borrower's file"), "case.view"),
    ("files:of_case", _("Files"), "file.view"),
]
"""What rooms above the cases show of one case: URL name (its argument is the case's number), words, permission."""


def case_doors(number: str, may: Callable[[str], bool]) -> list[dict[str, Any]]:
    """The doors of one case that are open to the reader."""
    return [
        {"name": name, "url": reverse(name, args=[number]), "label": label}
        for name, label, permission in CASE_DOORS
        if may(permission)
    ]


def navigation(current: str, may: Callable[[str], bool]) -> list[dict[str, Any]]:
    """The doors open to the reader, and which of them the reader stands in."""
    return [
        {"url": reverse(name), "label": label, "here": current == name}
        for name, label, permission in NAVIGATION
        if may(permission)
    ]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The page frame's own values, for every template."""
    match = request.resolver_match
    user = getattr(request, "user", None)
    may = partial(import_string(settings.SHELL_MAY), user)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "navigation": navigation(match.view_name if match else "", may) if user else [],
        "languages": settings.LANGUAGES,
        "theme": theme if theme in THEMES else "",
    }
