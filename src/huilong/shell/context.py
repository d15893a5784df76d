"""What every page's template may use: navigation, language, theme."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from huilong.shell.language import THEME_COOKIE, THEMES

NAVIGATION = [
    ("reports:portfolio", _("Portfolio"), "portfolio"),
    ("cases:list", _("Cases"), "cases"),
    ("night:runs", _("Nights"), "runs"),
    ("book:imports", _("Imports"), "imports"),
    ("book:quarantine", _("Quarantine"), "quarantine"),
]


def navigation(current: str) -> list[dict[str, Any]]:
    """The doors of the house that exist, and which of them the reader stands in."""
    doors = []
    for name, label, key in NAVIGATION:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        doors.append({"url": url, "label": label, "key": key, "here": current == name})
    return doors


def frame(request: HttpRequest) -> dict[str, Any]:
    """The page frame's own values, for every template."""
    match = request.resolver_match
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "navigation": navigation(match.view_name if match else ""),
        "languages": settings.LANGUAGES,
        "theme": theme if theme in THEMES else "",
    }
