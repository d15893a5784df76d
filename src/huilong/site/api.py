"""The API (接口): the rooms' parts put together under /api/v1/, its description, and a page to read it by."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import HttpBearer

from huilong.kernel.refusal import Refusal
from huilong.night import rest as nights
from huilong.rooms.agencies import rest as firms
from huilong.rooms.cases import rest as cases
from huilong.rooms.collateral import rest as collateral
from huilong.rooms.compliance import rest as law
from huilong.rooms.contact import rest as contact
from huilong.rooms.files import rest as files
from huilong.rooms.ledger import rest as ledger
from huilong.rooms.people import rest as people
from huilong.rooms.relief import rest as relief
from huilong.rooms.reports import rest as reports
from huilong.rooms.repossession import rest as recovery
from huilong.rooms.settlement import rest as settlement
from huilong.rooms.tenders import rest as tenders
from huilong.shell.api import Problem
from huilong.shell.problem import problem

PARTS = (
    people, law, cases, contact, relief, firms, tenders, collateral, recovery, files, ledger, reports, nights,
    settlement,
)  # fmt: skip


class Token(HttpBearer):
    """For the description: the middleware has judged the token before."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Who calls, if anybody was let in."""
        return getattr(request, "bearer", None)


class Api(NinjaAPI):
    """Ninja, with every refusal described as a problem."""

    def get_openapi_schema(self, **named: Any) -> OpenAPISchema:
        """The description; any call may be answered with a problem."""
        told = super().get_openapi_schema(**named)
        told["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        refusal = {"$ref": "#/components/schemas/Problem"}
        for operations in told["paths"].values():
            for operation in operations.values():
                operation["responses"]["4XX"] = {
                    "description": "Refused", "content": {"application/problem+json": {"schema": refusal}},
                }  # fmt: skip
        return told


api = Api(
    title="huilong 回笼", version="1", docs_url=None, auth=Token(), urls_namespace="api",
    description="What the pages do, for other systems. Amounts are integer fen, days are ISO 8601, people are masked.",
)  # fmt: skip
for part in PARTS:
    api.add_router("", part.router)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, refusal)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    where = ".".join(str(part) for part in first.get("loc", ()) if part not in ("body", "query", "path", "asked"))
    return problem(request, Refusal(
        "unreadable", status=422, where=where[:80], zh=f"字段 {where[:80]} 无法接受。",
        en=f"The field {where[:80]} cannot be taken: {first.get('msg', '')}.",
        remedy_zh="请对照接口说明检查此字段。", remedy_en="Check it against the reference.",
    ))  # fmt: skip


@api.exception_handler(HttpError)
def _wrong(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, Refusal(
        "bad-request", status=error.status_code, zh="请求无法读取。", en="The request cannot be read.",
        remedy_zh="请检查请求体是否为 JSON。", remedy_en="Check that its body is JSON.",
    ))  # fmt: skip


@api.exception_handler(PermissionDenied)
@api.exception_handler(AuthenticationError)
def _forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, Refusal("forbidden", status=403, zh="没有权限。", en="Not allowed."))


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, Refusal("not-found", status=404, zh="没有这项内容。", en="There is nothing here."))


@login_not_required
def reference(request: HttpRequest) -> HttpResponse:
    """The reference of the API, read from its own description (接口说明)."""
    told = api.get_openapi_schema(path_prefix="/api/v1/")
    calls = [
        {"method": method.upper(), "path": address, **operation}
        for address, operations in told["paths"].items() for method, operation in operations.items()
    ]  # fmt: skip
    return render(request, "shell/api.html", {"calls": calls, "schemas": told["components"]["schemas"]})


def _open(patterns: list[Any]) -> list[Any]:
    """Ninja's addresses, let past the sign-in page: tokens guard them."""
    for pattern in patterns:
        pattern.callback.login_required = False
    return patterns


urlpatterns: list[URLPattern | URLResolver] = [path("api/", reference, name="api_reference")]
_patterns, _app, _namespace = api.urls
urlpatterns.append(path("api/v1/", (_open(_patterns), _app, _namespace)))
