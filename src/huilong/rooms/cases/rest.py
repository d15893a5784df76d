"""Cases for other systems (案件接口): the list and one case as JSON, with the filters of the page."""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse, QueryDict
from django.urls import path
from django.views.decorators.http import require_GET

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import queries
from huilong.rooms.cases.terms import CaseFilter
from huilong.rooms.people.queries import may
from huilong.shell.filters import read_value

MOST = 500
TEXTS = ("text", "state", "reason", "tag")
MANY = ("products", "regions", "cities")
DAYS = ("opened_from", "opened_to", "closed_from", "closed_to", "paid_from", "moved_on")
NUMBERS = ("least_days", "most_days", "assigned_to")
AMOUNTS = ("least_fen", "most_fen")
FLAGS = ("unassigned", "people_missing")
"""Keys of the query, each a field of CaseFilter; amounts are asked in fen, as their names say."""


def _require(request: HttpRequest) -> None:
    if not may(request.user, "case.view"):
        raise PermissionDenied


def _told(row: Any) -> dict[str, Any]:
    """A frozen row as JSON: amounts stay integer fen, as their names say; keys of the database stay inside."""
    return {name: value for name, value in asdict(row).items() if name not in ("id", "loan", "version")}


def asked_of(query: QueryDict) -> CaseFilter:
    """The filter a query string asks for; a value that cannot be read is refused with its key."""
    asked: dict[str, Any] = {name: query[name] for name in TEXTS if name in query}
    asked |= {name: tuple(query.getlist(name)) for name in MANY if name in query}
    asked |= {name: query[name] in ("1", "true") for name in FLAGS if name in query}
    kinds = dict.fromkeys(DAYS, "date") | dict.fromkeys(NUMBERS + AMOUNTS, "number")
    name = ""
    try:
        for name in kinds:
            if name in query:
                asked[name] = read_value(kinds[name], str(query[name]))
        name = "buckets"
        if name in query:
            asked[name] = tuple(read_value("number", str(text)) for text in query.getlist(name))
    except ValueError as mistake:
        raise Refusal(
            "bad-filter", status=422, where=name,
            zh=f"筛选条件 {name} 无法识别：{mistake}。", en=f"The filter {name} cannot be read: {mistake}.",
        ) from None  # fmt: skip
    return CaseFilter(**asked)


@require_GET
def cases(request: HttpRequest) -> JsonResponse:
    """A page of cases; `page` and `size` (at most 500) beside the filters and `sort` of the case list."""
    _require(request)
    number, size = request.GET.get("page", "1"), request.GET.get("size", "100")
    if not (number.isdecimal() and size.isdecimal() and 0 < int(size) <= MOST and len(number) < 7):
        raise Refusal("bad-page", zh="page 或 size 超出范围。", en="page or size is out of range.", status=422)
    found = queries.cases_page(
        asked_of(request.GET), sort=request.GET.get("sort", queries.DEFAULT_SORT), page=int(number), size=int(size)
    )
    return JsonResponse({
        "cases": [_told(row) for row in found.rows], "total": found.total, "page": found.page, "pages": found.pages,
    })  # fmt: skip


@require_GET
def case(request: HttpRequest, number: str) -> JsonResponse:
    """One case with its loans and its history."""
    _require(request)
    detail = queries.case_detail(number)
    return JsonResponse({
        "case": _told(detail.case), "loans": [_told(one) for one in detail.loans],
        "events": [
            {"on": one.on, "kind": one.kind, "from_bucket": one.from_bucket, "to_bucket": one.to_bucket,
             "why": one.why, "says": asdict(one.says)} for one in detail.events
        ],
    })  # fmt: skip


urlpatterns = [path("api/cases/", cases, name="api_cases"), path("api/cases/<str:number>/", case, name="api_case")]
