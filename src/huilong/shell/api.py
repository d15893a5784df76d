"""What every part of the API shares (接口公用): typed texts and pages, scopes, problems, acts done once.

Rooms declare their part in `rest.py` as a ninja Router; `site/api.py` puts the parts together. Who calls is told by
`request.bearer` (people/rest.py); it may do what its token's scopes name, and sees what its organisation sees.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Annotated, Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from ninja import Schema
from ninja.responses import Response
from pydantic import ConfigDict, Field, StringConstraints

from huilong.kernel.money import MAX_FEN
from huilong.kernel.refusal import Refusal

View = TypeVar("View", bound=Callable[..., Any])
MOST_ROWS = 500
MOST_OF_A_KEY = 80
Text = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]+$")]
"""A name or a key: 1 to 80 characters, none of them a control character."""
MaybeText = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00-\x1f]*$")]
Amount = Annotated[int, Field(gt=0, le=MAX_FEN, description="fen")]
AnyAmount = Annotated[int, Field(ge=0, le=MAX_FEN, description="fen")]
Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2200, 1, 1))]


class Asked(Schema):
    """What a caller asks for: a field that is not known is refused, not overlooked."""

    model_config = ConfigDict(extra="forbid")


class Paged(Asked):
    """Which page of a list."""

    page: int = Field(1, ge=1, le=100_000)
    size: int = Field(100, ge=1, le=MOST_ROWS, description="rows a page")


class Problem(Schema):
    """A refusal (RFC 9457), in the caller's language (Accept-Language)."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str = ""
    rule: str = ""
    where: str = ""
    instance: str = ""


def needs(scope: str) -> Callable[[View], View]:
    """Let only tokens with this scope (a permission's name) do it; the reference names it."""

    def wrap(view: View) -> View:
        @wraps(view)
        def scoped(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
            if scope not in request.bearer.scopes:  # type: ignore[attr-defined]
                raise Refusal(
                    "scope-missing",
                    zh=f"令牌没有权限 {scope}。",
                    en=f"The token lacks the scope {scope}.",
                    remedy_zh="请系统管理员签发带此权限的令牌。",
                    remedy_en="Let an administrator issue a token with this scope.",
                    where=scope,
                    status=403,
                )
            return view(request, *arguments, **named)

        scoped.__doc__ = f"{view.__doc__}\n\nScope: `{scope}`."
        return scoped  # type: ignore[return-value]

    return wrap


def known_only(asked: type[Schema]) -> Callable[[View], View]:
    """Refuse query parameters that `asked` does not know: a mistyped filter must not widen a list."""

    def wrap(view: View) -> View:
        @wraps(view)
        def strict(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
            for name in request.GET:
                if name not in asked.model_fields:
                    raise Refusal(
                        "unknown-filter",
                        zh=f"没有参数 {name[:40]}。",
                        en=f"There is no parameter {name[:40]}.",
                        remedy_zh="请对照接口说明检查参数名。",
                        remedy_en="Check its name against the reference.",
                        where=name[:40],
                        status=422,
                    )
            return view(request, *arguments, **named)

        return strict  # type: ignore[return-value]

    return wrap


def pages(total: int, size: int) -> int:
    """How many pages a list of `total` rows has; an empty list has one."""
    return max(1, -(-total // size))


def done_once(view: View) -> View:
    """Do a posted act once for each `Idempotency-Key`; without the header, each time it is sent.

    SHELL_ONCE names who remembers: `once(user, key, request hash, at, act) -> (status, body)`, in one transaction.
    """

    @wraps(view)
    def keyed(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *arguments, **named)
        if len(key) > MOST_OF_A_KEY or not key.isprintable():
            raise Refusal(
                "key-unreadable", status=422, where="Idempotency-Key", zh="幂等键须为 1 至 80 个可见字符。",
                en="An idempotency key has 1 to 80 printable characters.",
            )  # fmt: skip
        asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode() + request.body).hexdigest()

        def act() -> tuple[int, bytes]:
            return 200, Response(view(request, *arguments, **named)).content

        once, user = import_string(settings.SHELL_ONCE), request.bearer.user  # type: ignore[attr-defined]
        status, body = once(user, key, asked, timezone.now(), act)
        return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")

    keyed.__doc__ = f"{view.__doc__}\n\nHeader `Idempotency-Key`: sent again within a day, it is not done again."
    return keyed  # type: ignore[return-value]
