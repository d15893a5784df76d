"""The door of live news (实时入口): whose browser asks, from which page, in which session. Asks as the pages do."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qs

import psycopg
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, parse_cookie
from django.http.request import split_domain_port, validate_host

from huilong.kernel.acting import Acting, act_as
from huilong.rooms.auctions.queries import visible_auctions
from huilong.rooms.cases.models import Case
from huilong.rooms.people.actions.sessions import SessionStore
from huilong.rooms.people.queries import may
from huilong.rooms.people.web_guard import barred

Answer = TypeVar("Answer")
MOST_CASES = 50
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""What the database's absence looks like: from Django, and below it from where it is told who acts."""
SAME = ("", "same-origin", "none")
AUCTION = re.compile(r"AU[0-9]{1,12}")


@dataclass(frozen=True)
class Reader:
    """Somebody who listens (收听者): who, and by which session."""

    who: Acting
    cookie: str


@dataclass(frozen=True)
class Barred:
    """Nobody who may listen, and why: `ended`, `locked`, `no-permission` …"""

    why: str
    status: int


@dataclass(frozen=True)
class Asked:
    """What a stream asks for (收听范围): cases by number, or None for every visible one; from which instant on."""

    cases: frozenset[str] | None
    since: float | None = None


def asked(query: str) -> Asked | None:
    """What a query string asks for; None when it cannot be read.

    >>> sorted(asked("case=CL2&case=CL1").cases), asked("board=1").cases, asked("case=")
    (['CL1', 'CL2'], None, None)
    """
    try:
        told = parse_qs(query, max_num_fields=MOST_CASES + 5)
        since = int(told["since"][-1]) / 1000 if "since" in told else None
    except ValueError:
        return None
    if told.get("board") == ["1"]:
        return Asked(None, since)
    cases = frozenset(told.get("case", ()))
    fits = 0 < len(cases) <= MOST_CASES and all(len(number) <= 16 for number in cases)
    return Asked(cases, since) if fits else None


def at_home(headers: Mapping[str, str]) -> bool:
    """Whether the browser's page is one of ours: the host is ours, and the origin, if told, is that of the pages.

    A browser tells no origin to its own; then it must not say that another site asks.
    """
    host, _port = split_domain_port(headers.get("host", "").lower())
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return False
    origin = headers.get("origin", "")
    if not origin:
        return headers.get("sec-fetch-site", "") in SAME
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
    standard = (443 if scheme == "https" else 80) == settings.PORT
    return origin == f"{scheme}://{host}" + ("" if standard else f":{settings.PORT}")


def cookie_of(headers: Mapping[str, str]) -> str:
    """The session's cookie, "" where there is none."""
    return parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")


def admit(cookie: str, where: str) -> Reader | Barred:
    """Who acts through a session, judged as for a page (middleware of people); asking shows nobody's presence."""
    request = HttpRequest()
    request.session = SessionStore(cookie)
    key = request.session.get(SESSION_KEY)
    if not key:
        return Barred(request.session.standing.ended_why or "signed-out", 401)
    with act_as(Acting(int(key), where=where)):
        user = get_user(request)
        if not user.is_authenticated:
            return Barred("signed-out", 401)
        request.user = user
        if why := barred(request):
            return Barred(why, 401)
        if not may(user, "case.view") and not may(user, "auction.view"):
            return Barred("no-permission", 403)
        return Reader(Acting(user.pk, user.organisation_id, str(user.role), where), cookie)


def visible(who: Acting, numbers: Iterable[str]) -> frozenset[str]:
    """Which of these cases, and auctions (`AU17`), `who` may see now: row-level security answers."""
    told = frozenset(numbers)
    sales = {name: int(name[2:]) for name in told if AUCTION.fullmatch(name)}
    cases = told - sales.keys()
    with act_as(who):
        found = set(Case.objects.filter(number__in=cases).values_list("number", flat=True)) if cases else set()
        shown = visible_auctions(sales.values()) if sales else frozenset()
        return frozenset(found | {name for name, key in sales.items() if key in shown})


def asking(ask: Callable[[], Answer]) -> Answer:
    """Ask the database in this thread; a connection that died meanwhile is replaced once."""
    try:
        return ask()
    except AWAY:
        connection.close()
        return ask()
