"""The pages of last resort (错误页): 403, 404, 500 and a form that came too late, each saying the way out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from huilong.kernel.refusal import Refusal
from huilong.shell.problem import problem, wants_json


def _answer(request: HttpRequest, status: int, code: str, title: str, way_out: str) -> HttpResponse:
    if wants_json(request):
        return problem(request, Refusal(
            code, zh=title, en=title, remedy_zh=way_out, remedy_en=way_out, status=status,
        ))
    values = {"status": status, "title": title, "way_out": way_out}
    return render(request, "shell/error.html", values, status=status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the reader's role does not reach this page."""
    return _answer(request, 403, "forbidden", _("Your role does not open this page."),
                   _("Ask your administrator for the role, or go back to the start."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing lives at this address."""
    return _answer(request, 404, "not-found", _("There is nothing at this address."),
                   _("Check the number you typed, or search the case list."))


def broken(request: HttpRequest) -> HttpResponse:
    """500: our mistake. The log has the rest."""
    return _answer(request, 500, "broken", _("Something broke on our side; nothing was changed."),
                   _("Try again. If it stays, tell your administrator the time and this address."))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or too old."""
    return _answer(request, 403, "stale-form", _("This form is too old to be taken."),
                   _("Go back, reload the page and send it again."))
