"""Refusals at the door (拒绝): one Refusal, told as a page, a notice or problem+json (RFC 9457)."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from huilong.kernel.refusal import Refusal


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller reads JSON rather than pages."""
    accept = request.headers.get("Accept", "")
    return "json" in accept and "text/html" not in accept


def problem(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    """The refusal as problem+json, in the reader's language."""
    language = translation.get_language() or "en"
    told = {
        "type": f"urn:huilong:refusal:{refusal.code}",
        "title": refusal.code,
        "status": refusal.status,
        "detail": refusal.says.in_language(language),
        "remedy": refusal.remedy.in_language(language),
        "rule": refusal.rule,
        "where": refusal.where,
        "instance": request.path,
    }
    kept = {key: value for key, value in told.items() if value != ""}
    return JsonResponse(
        kept, status=refusal.status, content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal the way the caller reads: JSON, a notice swapped in by htmx, or a whole page."""
    if wants_json(request):
        return problem(request, refusal)
    if getattr(request, "htmx", False):
        response = render(request, "shell/_notice.html", {"refusal": refusal}, status=refusal.status)
        for name, value in (("HX-Retarget", "#notices"), ("HX-Reswap", "innerHTML"), ("HX-Push-Url", "false")):
            response.headers[name] = value
        return response
    return render(request, "shell/refused.html", {"refusal": refusal}, status=refusal.status)


log = logging.getLogger(__name__)
NOT_ALLOWED = "42501"
"""PostgreSQL's insufficient_privilege: a grant is missing or a row-level policy said no."""


def out_of_scope() -> Refusal:
    """What somebody is told whom the database itself does not let do a thing."""
    return Refusal(
        "out-of-scope", status=403, zh="这超出了您的职责范围。", en="This lies outside your duty.",
        remedy_zh="请让持有该案件或负责此事的同事处理。", remedy_en="Let a colleague do it whose duty it is.",
    )  # fmt: skip


class RefusalMiddleware:
    """Turn a Refusal raised anywhere below a view into an answer. Other exceptions stay what they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_arguments: object) -> HttpResponse | None:
        """Refuse what no column of text can hold, before a view asks the database for it.

        Views of the API and of hooks, which take no form, read the body themselves: it can be read once.
        """
        form = [] if getattr(view, "csrf_exempt", False) else list(request.POST.lists())
        told = [("", [request.path]), *request.GET.lists(), *form]
        odd = next((name for name, texts in told if any("\x00" in text for text in (name, *texts))), None)
        if odd is not None:
            return refused(request, Refusal(
                "no-text", status=422, zh="输入含有无法保存的字符。",
                en="What was sent holds a character no text may hold.",
                remedy_zh="请重新输入。", remedy_en="Type it again.", where=odd.replace("\x00", ""),
            ))  # fmt: skip
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a Refusal, and what the database's own walls refuse; leave the rest to Django."""
        if isinstance(exception, DatabaseError) and getattr(exception.__cause__, "sqlstate", "") == NOT_ALLOWED:
            log.warning("%s %s: the database refused: %s", request.method, request.path, exception.__cause__)
            exception = out_of_scope()
        return refused(request, exception) if isinstance(exception, Refusal) else None
