"""The API's door (接口入口): a token says who calls; calls are counted; who am I."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from huilong.kernel.acting import SIGN_IN, Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.people.actions.answers import count_call
from huilong.rooms.people.queries import colleagues, teams, token_bearer
from huilong.rooms.people.terms import Role
from huilong.shell.api import needs
from huilong.shell.problem import problem

PREFIX = "/api/v1/"
OPEN = PREFIX + "openapi.json"
FAILURES_A_MINUTE = 20
"""Wrong tokens from one address in a minute before it has to wait."""


class TokenMiddleware:
    """States who calls the API by its token, for the whole answer. A browser's session counts for nothing here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a call that shows a valid token; refuse the others in problem+json."""
        if not request.path.startswith(PREFIX) or request.path == OPEN:
            return self.get_response(request)
        try:
            who = self._caller(request)
        except Refusal as refusal:
            return _with_headers(problem(request, refusal), refusal)
        with act_as(who):
            response = self.get_response(request)
        response.headers["RateLimit-Limit"] = str(request.bearer.per_minute)  # type: ignore[attr-defined]
        response.headers["RateLimit-Remaining"] = str(request.calls_left)  # type: ignore[attr-defined]
        return response

    def _caller(self, request: HttpRequest) -> Acting:
        at, where = timezone.now(), request.META.get("REMOTE_ADDR", "")
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        with act_as(Acting(0, where=where, purpose=SIGN_IN)):
            bearer = token_bearer(secret.strip(), at) if scheme.lower() == "bearer" and secret.isascii() else None
            if bearer is None:
                if count_call(f"address:{where}", at) > FAILURES_A_MINUTE:
                    raise _too_many()
                raise _no_token()
            calls = count_call(f"token:{bearer.token}", at)
        if calls > bearer.per_minute:
            raise _too_many()
        request.bearer, request.calls_left = bearer, bearer.per_minute - calls  # type: ignore[attr-defined]
        return Acting(bearer.user, bearer.organisation, bearer.role, where, "api")


def _no_token() -> Refusal:
    return Refusal(
        "no-token", status=401, zh="请出示有效的接口令牌。", en="Show a valid token.",
        remedy_zh="在 Authorization 头中发送:Bearer 加令牌;令牌由系统管理员签发。",
        remedy_en="Send it in the Authorization header, after the word Bearer; an administrator issues tokens.",
    )  # fmt: skip


def _too_many() -> Refusal:
    return Refusal(
        "too-many-calls", status=429, zh="调用过于频繁。", en="Too many calls in this minute.",
        remedy_zh="请在下一分钟再试。", remedy_en="Try again in the next minute.",
    )  # fmt: skip


def _with_headers(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="huilong"'
    if refusal.status == 429:
        response.headers["Retry-After"] = str(60 - timezone.now().second)
    return response


class Whoami(Schema):
    """The token's own view of itself."""

    token: int
    organisation: int
    scopes: list[str]
    per_minute: int


class ColleagueOut(Schema):
    """A user who can be given work."""

    id: int
    name: str
    role: str
    organisation: int
    organisation_name: str
    team: int | None
    team_name: str


class TeamOut(Schema):
    """A team."""

    id: int
    name: str
    organisation: int
    organisation_name: str
    takes_new: bool


router = Router(tags=["people"])


@router.get("/whoami", response=Whoami, summary="本令牌 · This token")
def whoami(request: HttpRequest) -> dict[str, Any]:
    """Which organisation this token belongs to, and what it may do."""
    bearer = request.bearer  # type: ignore[attr-defined]
    return {
        "token": bearer.token, "organisation": bearer.organisation, "scopes": sorted(bearer.scopes),
        "per_minute": bearer.per_minute,
    }  # fmt: skip


@router.get("/colleagues", response=list[ColleagueOut], summary="同事 · Colleagues")
@needs("case.assign")
def list_colleagues(request: HttpRequest) -> list[Any]:
    """Active users whom this organisation sees, by organisation, team and name."""
    return colleagues([role for role in Role if role not in (Role.BORROWER, Role.SERVICE)])


@router.get("/teams", response=list[TeamOut], summary="小组 · Teams")
@needs("case.assign")
def list_teams(request: HttpRequest) -> list[Any]:
    """Active teams whom this organisation sees."""
    return teams()
