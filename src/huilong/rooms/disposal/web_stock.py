"""What is done to a vehicle in stock (库存办理): questions, holds, reports, values, costs, claims, price."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.terms.rating import ClockStep
from huilong.rooms.disposal import actions, queries
from huilong.rooms.disposal.terms import (
    CarGrade,
    CostKind,
    Creditor,
    Defect,
    HoldKind,
    Right,
    RightKind,
    SaleEnd,
    ValuationMethod,
    ValuationSource,
)
from huilong.rooms.disposal.web_table import answers_from, paper_needed, paper_of, whole
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day, typed_member, typed_or_none

Doing = Callable[[HttpRequest, int, str, datetime], None]


@require_POST
def act(request: HttpRequest, stock_id: int) -> HttpResponse:
    """One verb of the page (办理); `verb` says which."""
    require(request, "stock.view")
    now = timezone.now()
    number = queries.stock_row(stock_id, timezone.localdate(now)).number
    permission, doing = VERBS.get(request.POST.get("verb", ""), ("", None))
    if doing is None:
        raise Refusal("no-choice", status=422, where="verb", zh="请从列表中选择。", en="Choose one of the list.")
    require(request, permission)
    doing(request, stock_id, number, now)
    messages.success(request, gettext("Done, and written into the history of %(number)s.") % {"number": number})
    return redirect(reverse("stock:one", args=[stock_id]))


def _answer(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    actions.answer(key, answers_from(request.POST), now)


def _hold(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    actions.hold(key, typed_member(HoldKind, request.POST, "kind"), now)


def _free(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    actions.free(key, whole(request, "hold"), now)


def _inspect(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    known = {one.value for one in Defect}
    looked = actions.Looked(
        typed_member(CarGrade, request.POST, "grade"), request.POST.get("runs") == "yes", whole(request, "mileage"),
        whole(request, "keys"), request.POST.get("certificate") == "yes",
        tuple(Defect(one) for one in request.POST.getlist("defect") if one in known),
    )  # fmt: skip
    actions.inspect(key, looked, [paper_needed(request, number, now)], now)


def _appraise(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    amount = typed_amount(request.POST, "amount")
    said = actions.Said(
        typed_member(ValuationSource, request.POST, "source"), typed_member(ValuationMethod, request.POST, "method"),
        amount, typed_or_none(typed_amount, request.POST, "low") or amount,
        typed_or_none(typed_amount, request.POST, "high") or amount, typed_day(request.POST, "on"),
        request.POST.get("firm", "")[:80], whole(request, "count") if request.POST.get("count", "").strip() else 0,
    )  # fmt: skip
    actions.appraise(key, said, paper_of(request, number, now), now)


def _valuer(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    actions.note_valuer(key, whole(request, "valuer"), typed_member(ClockStep, request.POST, "step"), now)


def _model(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    actions.value_by_model(key, now)


def _spend(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    said = {"yes": True, "no": False}.get(request.POST.get("disclosed", ""))
    actions.spend(
        key, typed_member(CostKind, request.POST, "kind"), typed_amount(request.POST, "amount"),
        paper_of(request, number, now), now, subject=_subject(request), disclosed=said,
    )  # fmt: skip


def _claim(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    right = Right(
        typed_member(RightKind, request.POST, "kind"), typed_or_none(typed_day, request.POST, "registered_on"),
        typed_or_none(typed_day, request.POST, "delivered_on"),
    )
    one = Creditor(
        request.POST.get("name", "")[:80], right, typed_amount(request.POST, "amount"), "",
        request.POST.get("demanded", "yes") == "yes",
    )  # fmt: skip
    actions.claim(key, one, paper_needed(request, number, now), now)


def _price(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    actions.price(
        key, request.POST.get("venue", "")[:40], typed_or_none(typed_amount, request.POST, "reserve"), now
    )


def _open(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    actions.open_sale(key, now)


def _withdraw(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    actions.withdraw(key, SaleEnd.CANCELLED, now)


def _give(request: HttpRequest, key: int, number: str, now: datetime) -> None:
    actions.give_to(key, whole(request, "clerk"), now)


def _subject(request: HttpRequest) -> str:
    kind, _, key = request.POST.get("subject", "").partition(":")
    return f"{kind}:{key}" if kind in ("charge", "cost") and key.isdecimal() and len(key) < 19 else ""


VERBS: dict[str, tuple[str, Doing]] = {
    "answer": ("stock.manage", _answer), "hold": ("stock.manage", _hold), "free": ("stock.manage", _free),
    "inspect": ("stock.manage", _inspect), "appraise": ("stock.manage", _appraise), "model": ("stock.manage", _model),
    "valuer": ("stock.manage", _valuer),
    "spend": ("stock.manage", _spend), "claim": ("stock.manage", _claim), "price": ("stock.manage", _price),
    "open": ("stock.manage", _open), "withdraw": ("stock.manage", _withdraw), "give": ("sale.decide", _give),
}  # fmt: skip
"""What the page does, and the permission each needs."""
