"""The guard of a session (会话守卫): locks a page left alone, ends one too old, leads to what has to be done first."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.rules.signing_in import ended, factor_required, too_idle, too_old
from huilong.rooms.people.terms import SessionEnd
from huilong.shell.problem import problem, wants_json

PASSED = "second factor passed"
"""The key in a session that was opened, or later confirmed, with a second factor."""
ALWAYS = frozenset({"login", "login_code", "logout", "language", "shell:theme", "account:unlock"})
FOR_PASSWORD = ALWAYS | {"account:password"}
FOR_FACTOR = FOR_PASSWORD | {"account:factor"}
POLLED = frozenset({"night:steps"})
"""Pages that ask by themselves: they do not show that somebody is there."""
BY_ITSELF = "X-Huilong-Live"
"""The header with which a page refreshes itself on live news; that shows nobody either."""
SEEN_SECONDS = 60


class SessionGuardMiddleware:
    """Looks at every signed-in request before its view does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the work is done when its view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead elsewhere when the session has ended, is locked, or something has to be done first."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        standing = getattr(request.session, "standing", None)
        if SESSION_KEY not in request.session:
            why = ended(standing.ended_why) if standing else None
            return _to_sign_in(request, why) if why and getattr(view, "login_required", True) else None
        if standing is None or not request.user.is_authenticated:
            return None
        bar = barred(request)
        if bar == "aged":
            logout(request)
            return _to_sign_in(request, SessionEnd.AGED)
        if bar == "locked":
            if not standing.locked:
                request.session.seen(lock=True)  # type: ignore[attr-defined]
            return None if name in ALWAYS else _lead(request, reverse("account:unlock"), "session-locked")
        if standing.idle_seconds > SEEN_SECONDS and name not in POLLED and BY_ITSELF not in request.headers:
            request.session.seen()  # type: ignore[attr-defined]
        if bar == "password" and name not in FOR_PASSWORD:
            return _lead(request, reverse("account:password"), "password-first")
        if bar == "factor" and name not in FOR_FACTOR:
            return _lead(request, reverse("account:factor"), "factor-first")
        return None


def barred(request: HttpRequest) -> str:
    """Why a signed-in session opens nothing now (会话受阻): `aged`, `locked`, `password`, `factor`; "" when it does."""
    standing, role = request.session.standing, str(request.user.role)  # type: ignore[attr-defined, union-attr]
    if too_old(standing.age_seconds):
        return "aged"
    if standing.locked or too_idle(role, standing.idle_seconds):
        return "locked"
    if request.user.must_change:  # type: ignore[union-attr]
        return "password"
    return "factor" if needs_factor(request) else ""


def needs_factor(request: HttpRequest) -> bool:
    """Whether this session must show a second factor before anything else opens."""
    required = settings.SECOND_FACTOR == "required" and factor_required(str(request.user.role))  # type: ignore[union-attr]
    return required and not request.session.get(PASSED)


def _to_sign_in(request: HttpRequest, why: SessionEnd) -> HttpResponse:
    return _lead(request, reverse("login"), f"session-{why.value}", why=why.value)


def _lead(request: HttpRequest, to: str, code: str, **more: str) -> HttpResponse:
    """Lead there and remember the place; a program gets problem+json instead."""
    if wants_json(request):
        return problem(request, Refusal(
            code, status=401, zh="会话须先恢复。", en="The session has to be restored first.",
            remedy_zh="请在浏览器中继续。", remedy_en="Go on in the browser.",
        ))  # fmt: skip
    where = f"{to}?{urlencode({**more, 'next': place(request)})}"
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer.headers["HX-Redirect"] = where
        return answer
    return redirect(where)


def place(request: HttpRequest) -> str:
    """The page the reader is on: where to come back to."""
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    said = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/")
    there = said.path + (f"?{said.query}" if said.query else "")
    same = not said.netloc or said.netloc == request.get_host()
    return there if same and url_has_allowed_host_and_scheme(there, None) else "/"


def safe_next(request: HttpRequest) -> str:
    """Where to go next, never to another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else "/"
