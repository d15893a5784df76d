"""What every page's template may use: navigation, language, theme."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from huilong.shell.language import THEME_COOKIE, THEMES
from huilong.shell.live import live_url

NAVIGATION = [
    (_("Work"), [
        ("reports:portfolio", _("Portfolio"), "portfolio.view"),
        ("reports:dashboard", _("Dashboard"), "report.view"),
        ("reports:packs", _("Weekly packs"), "report.view"),
        ("desk:workbench", _("Workbench"), "desk.work"),
        ("lead:board", _("Board"), "desk.lead"),
        ("cases:list", _("Cases"), "case.view"),
        ("cases:find", _("Find a person"), "person.search"),
    ]),
    (_("Contact"), [
        ("contact:messages", _("Messages"), "message.view"),
        ("contact:batches", _("Bulk sends"), "message.bulk"),
        ("contact:templates", _("Templates"), "template.view"),
        ("contact:calls", _("Call logs"), "calllog.view"),
    ]),
    (_("Performance"), [
        ("performance:plan", _("Plan of the day"), "plan.view"),
        ("performance:targets", _("Targets"), "target.view"),
        ("performance:allocation", _("Allocation"), "allocation.run"),
        ("performance:people", _("Leave and skills"), "plan.manage"),
    ]),
    (_("Vehicles"), [
        ("collateral:list", _("Vehicles"), "vehicle.view"),
        ("tracking:map", _("Map"), "location.fleet"),
        ("tracking:devices", _("Devices"), "device.view"),
        ("tracking:alarms", _("Device alarms"), "alarm.view"),
        ("tracking:lots", _("Risk lots"), "lot.view"),
        ("tracking:looks", _("Looks at locations"), "location.looks"),
        ("recovery:board", _("Recovery"), "recovery.view"),
        ("field:recovery", _("On the spot"), "recovery.take"),
        ("stock:list", _("Stock"), "stock.view"),
        ("stock:all_venues", _("Venues"), "stock.view"),
    ]),
    (_("Sales"), [
        ("auctions:list", _("Auctions"), "auction.view"),
        ("auctions:bidders", _("Bidders"), "auction.manage"),
    ]),
    (_("Firms"), [
        ("portal:home", _("My firm"), "agency.portal"),
        ("firms:list", _("Register"), "agency.view"),
        ("placements:list", _("Placements"), "placement.manage"),
        ("tenders:list", _("Tenders"), "tender.view"),
        ("tenders:news", _("News of tenders"), "tender.bid"),
        ("ratings:list", _("Ratings"), "rating.view"),
        ("pricelists:list", _("Price lists"), "pricelist.view"),
    ]),
    (_("Money"), [
        ("receipts:list", _("Receipts"), "receipt.view"),
        ("ledger:trial", _("Ledger"), "ledger.view"),
        ("relief:list", _("Relief"), "relief.view"),
        ("settlement:list", _("Statements"), "statement.view"),
        ("settlement:payments", _("Payments to firms"), "statement.run"),
        ("settlement:prices", _("Prices for borrowers"), "price.view"),
    ]),
    (_("Strategy"), [
        ("strategy:tables", _("Decision tables"), "strategy.view"),
        ("strategy:experiments", _("Experiments"), "strategy.view"),
        ("forecast:home", _("Forecast"), "forecast.view"),
        ("replay:list", _("Replays"), "replay.view"),
        ("scores:models", _("Score models"), "score.view"),
        ("scores:warnings", _("Early warnings"), "warning.view"),
    ]),
    (_("Law"), [
        ("law:verdicts", _("Verdicts"), "law.view"),
        ("law:rules", _("Rules"), "law.view"),
        ("law:drafts", _("House rules"), "law.view"),
        ("law:gaps", _("Gaps"), "law.view"),
        ("trace:list", _("Trace"), "journal.view"),
    ]),
    (_("House"), [
        ("people:approvals", _("Approvals"), "approval.view"),
        ("people:users", _("Users"), "people.view"),
        ("people:organisations", _("Organisations"), "organisation.manage"),
        ("people:tokens", _("API tokens"), "token.manage"),
        ("night:runs", _("Nights"), "night.view"),
        ("book:imports", _("Imports"), "book.view"),
        ("book:quarantine", _("Quarantine"), "quarantine.view"),
    ]),
]  # fmt: skip
"""The doors of the house by subject: URL name, words, and the permission that opens it."""

MOST_IN_A_ROW = 9
"""Doors that stand side by side; a reader with more finds them in menus, a subject each but the first."""

CASE_DOORS = [
    ("tracking:of_case", _("Tracks"), "case.view"),
    ("collateral:of_case", _("The vehicle"), "vehicle.view"),
    ("recovery:of_case", _("Recovery"), "recovery.view"),
    ("relief:of_case", _("Relief"), "relief.view"),
    ("strategy:of_case", _("Treatment"), "case.view"),
    ("scores:of_case", _("Scores"), "score.view"),
    ("files:borrower", _("Borrower's file"), "case.view"),
    ("files:of_case", _("Files"), "file.view"),
]
"""What rooms above the cases show of one case: URL name (its argument is the case's number), words, permission."""

APPROVAL_DOORS = {
    "case": ("cases:case", _("Case")),
    "user": ("people:user", _("User")),
    "loan": ("", _("Loan")),
    "looks": ("", _("Looks at personal data")),
    "export": ("", _("Export")),
    "template": ("contact:template", _("Template")),
    "offer": ("relief:offer", _("Offer")),
    "firm": ("firms:firm", _("Firm")),
    "plan": ("", _("Reserve price")),
    "distribution": ("stock:distribution", _("Distribution of proceeds")),
    "tender": ("tenders:evaluation", _("Tender")),
    "target": ("", _("Month's target")),
    "strategy": ("strategy:version", _("Strategy table")),
    "model": ("scores:model", _("Score model")),
    "draft": ("law:draft", _("Draft of a house rule")),
}
"""What a second person is asked about, by the kind its subject begins with: the URL name that opens it (its only
argument is the key), or "" where no page does; and words. A name whose room is not there opens nothing."""


def subject_door(subject: str) -> tuple[str, Any, str]:
    """What the subject of a request, `kind:key`, is about: the key, words for its kind, and the page that opens it.

    A subject of an unknown form is its own key: (subject, "", "").
    """
    kind, _colon, key = subject.partition(":")
    if kind not in APPROVAL_DOORS or not key:
        return subject, "", ""
    name, label = APPROVAL_DOORS[kind]
    try:
        return key, label, reverse(name, args=[key.partition(":")[0]]) if name else ""
    except NoReverseMatch:
        return key, label, ""


LIST_DOORS = {
    "cases": [
        ("contact:batch_new", _("Send in bulk"), "message.bulk"),
        ("tenders:new", _("Put out to tender"), "tender.manage"),
    ]
}
"""What rooms above do with all that a list found, by the list: URL name (the filter goes along), words, permission."""


def list_doors(table: str, may: Callable[[str], bool]) -> list[dict[str, Any]]:
    """What the reader may do with all that a list found."""
    return [
        {"url": reverse(name), "label": label}
        for name, label, permission in LIST_DOORS.get(table, ())
        if may(permission)
    ]  # fmt: skip


def case_doors(number: str, may: Callable[[str], bool]) -> list[dict[str, Any]]:
    """The doors of one case that are open to the reader."""
    return [
        {"name": name, "url": reverse(name, args=[number]), "label": label}
        for name, label, permission in CASE_DOORS
        if may(permission)
    ]


def navigation(current: str, may: Callable[[str], bool]) -> list[dict[str, Any]]:
    """The doors open to the reader and which the reader stands in, in a row (导航); with many, subjects are menus.

    A menu has `doors`; a subject with a single door is that door.
    """
    subjects = [(subject, _open(doors, current, may)) for subject, doors in NAVIGATION]
    if sum(len(doors) for _subject, doors in subjects) <= MOST_IN_A_ROW:
        return [door for _subject, doors in subjects for door in doors]
    (_first, row), *others = subjects
    for subject, doors in others:
        menu = {"label": subject, "doors": doors, "here": any(door["here"] for door in doors)}
        row = row + (doors if len(doors) < 2 else [menu])
    return row


def _open(doors: list[tuple[str, Any, str]], current: str, may: Callable[[str], bool]) -> list[dict[str, Any]]:
    return [
        {"url": reverse(name), "label": label, "here": current == name}
        for name, label, permission in doors if may(permission)
    ]  # fmt: skip


def frame(request: HttpRequest) -> dict[str, Any]:
    """The page frame's own values, for every template; parts of a page have no navigation, so it waits to be asked."""
    match = request.resolver_match
    user = getattr(request, "user", None)
    may = partial(import_string(settings.SHELL_MAY), user)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "navigation": SimpleLazyObject(partial(navigation, match.view_name if match else "", may)) if user else [],
        "languages": settings.LANGUAGES,
        "theme": theme if theme in THEMES else "",
        "live_url": live_url(request) if getattr(user, "is_authenticated", False) else "",
        "live_since": int(time.time() * 1000),
    }
