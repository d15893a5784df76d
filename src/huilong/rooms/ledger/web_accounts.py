"""Pages of accounts (科目页): the trial balance of a day, an account's lines, the difference of two days, periods."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.journal.actions import record_export
from huilong.rooms.ledger import actions, queries
from huilong.rooms.ledger.rules.difference import Asked
from huilong.rooms.ledger.terms import Account
from huilong.rooms.ledger.web_table import (
    DifferenceOfSource,
    LineSource,
    TrialSource,
    difference_table,
    lines_table,
    names,
    trial_table,
)
from huilong.rooms.people.queries import may
from huilong.shell.lists import list_page
from huilong.shell.permission import require
from huilong.shell.typed import typed_day, typed_or_none


def _journal_export(request: HttpRequest, detail: dict[str, Any]) -> None:
    record_export(detail)


@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest) -> HttpResponseBase:
    """The trial balance of a day (余额表), as known by any day; each account opens to its lines."""
    require(request, "ledger.view")
    on = typed_or_none(typed_day, request.GET, "on") or timezone.localdate()
    since = typed_or_none(typed_day, request.GET, "since") or on.replace(day=1)
    known = typed_or_none(typed_day, request.GET, "known_by")
    source = TrialSource(on, since, known)
    return list_page(
        request, trial_table(since, on), source, may=partial(may, request.user), log=_journal_export,
        template="ledger/trial.html", on=on, since=since, known_by=known, tab="trial",
        sums=source.sums(), waiting=len(queries.open_suspense()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, account: str) -> HttpResponseBase:
    """The lines of an account (科目明细), each opening to its entry."""
    require(request, "ledger.view")
    told = _account(account)
    on = timezone.localdate()
    return list_page(
        request, lines_table(told), LineSource(account), may=partial(may, request.user), log=_journal_export,
        template="ledger/lines.html", account=told, balance=queries.balance(account, on), on=on,
        before=on - timedelta(days=1), tab="trial",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def difference(request: HttpRequest, account: str) -> HttpResponseBase:
    """Why the balance of a day is not that of another, line by line (余额差异说明)."""
    require(request, "ledger.view")
    told, today = _account(account), timezone.localdate()
    days = {name: typed_or_none(typed_day, request.GET, name) for name in ("first", "second", "first_known", "known")}
    second = days["second"] or today
    first = days["first"] or second - timedelta(days=1)
    one = queries.asked(first, days["first_known"])
    two = queries.asked(second, days["known"])
    source = DifferenceOfSource(queries.explain_difference(account, one, two))
    return list_page(
        request, difference_table(told), source, may=partial(may, request.user), log=_journal_export,
        template="ledger/difference_of.html", account=told, first=first, second=second, asked=days, tab="trial",
        balances=(_balance(account, one), _balance(account, two)),
    )  # fmt: skip


def _balance(account: str, asked: Asked) -> int:
    return queries.balance(account, asked.on, known_by=asked.known)


@require_GET
def periods(request: HttpRequest) -> HttpResponse:
    """The periods that are closed, and the way to close the next (关账)."""
    require(request, "ledger.view")
    today = timezone.localdate()
    done = queries.closings()
    by = names({one.by for one in done})
    return render(request, "ledger/periods.html", {
        "closings": [(one, by.get(one.by, one.by)) for one in done], "next": _month_before(today), "tab": "periods",
        "may_close": may(request.user, "ledger.close"), "waiting": len(queries.open_suspense()),
        "findings": queries.check(since=today),
    })  # fmt: skip


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Close the books through a day (关账)."""
    require(request, "ledger.close")
    through = typed_day(request.POST, "through")
    actions.close_period(through, today=timezone.localdate(), at=timezone.now())
    messages.success(request, gettext("The books are closed through %(day)s.") % {"day": through.isoformat()})
    return redirect(reverse("ledger:periods"))


def _month_before(today: date) -> date:
    return today.replace(day=1) - timedelta(days=1)


def _account(code: str) -> Account:
    found = queries.chart().get(code)
    if found is None:
        raise Refusal("no-such-account", zh="科目表中没有此科目。", en="The chart has no such account.", status=404)
    return found


doors = [
    path("", trial, name="trial"),
    path("accounts/<str:account>/", lines, name="account"),
    path("accounts/<str:account>/difference", difference, name="difference"),
    path("periods/", periods, name="periods"),
    path("periods/close", close, name="close"),
]
