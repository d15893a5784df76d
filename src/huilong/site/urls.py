"""Addresses (网址): every room's pages, in one list."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

_DOORS = [
    "huilong.shell.web",
    "huilong.rooms.people.web",
    "huilong.rooms.reports.web",
    "huilong.rooms.files.web",
    "huilong.rooms.replay.web",
    "huilong.rooms.performance.web",
    "huilong.rooms.disposal.web",
    "huilong.rooms.auctions.web",
    "huilong.rooms.settlement.web",
    "huilong.rooms.tenders.web",
    "huilong.rooms.agencies.web",
    "huilong.rooms.repossession.web",
    "huilong.rooms.tracking.web",
    "huilong.rooms.collateral.web",
    "huilong.rooms.relief.web",
    "huilong.rooms.contact.web",
    "huilong.rooms.cases.web",
    "huilong.rooms.strategy.web",
    "huilong.rooms.forecast.web",
    "huilong.rooms.scores.web",
    "huilong.rooms.compliance.web",
    "huilong.rooms.book.web",
    "huilong.rooms.vault.web",
    "huilong.rooms.ledger.web",
    "huilong.night.web",
    "huilong.site.api",
]


def _patterns() -> list[URLPattern | URLResolver]:
    """The `urlpatterns` of each door that exists, first match wins, in the order above."""
    doors = [import_module(name) for name in _DOORS if find_spec(name)]
    return [path("", include(door.urlpatterns)) for door in doors if hasattr(door, "urlpatterns")]


urlpatterns = _patterns()
handler403 = "huilong.shell.errors.forbidden"
handler404 = "huilong.shell.errors.not_found"
handler500 = "huilong.shell.errors.broken"
