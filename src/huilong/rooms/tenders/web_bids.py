"""Pages of those who bid (投标页): sealed in the browser, handed in, opened after closing; the own result with reasons.

The browser seals (`static/huilong/tender.js`); a price in the clear never reaches a form that is sent.
"""

import base64
import binascii
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.terms import FeeForm
from huilong.rooms.tenders import actions, queries
from huilong.rooms.tenders.rules.reasons import sentence
from huilong.rooms.tenders.rules.sealing import KEY, Sealed
from huilong.rooms.tenders.rules.told import reason_of
from huilong.rooms.tenders.terms import TenderStage
from huilong.rooms.tenders.web_table import my_organisation
from huilong.shell.permission import require

TIERS = (0, 31, 61, 91, 121, 151)
MOST_FILE = 200_000


@require_GET
def bid(request: HttpRequest, number: str) -> HttpResponse:
    """The bidding page (投标页): fill in, seal here, keep the key, hand in; after closing, open."""
    require(request, "tender.bid")
    now = queries.clock()
    tender = queries.tender_row(number, now)
    return render(request, "tenders/bid.html", {
        "tender": tender, "firm": my_organisation(), "mine": queries.sealed_of(tender.id, my_organisation()),
        "now": now, "open": tender.stage is TenderStage.OPEN, "revealing": tender.stage is TenderStage.REVEALING,
        "forms": [one for one in FeeForm if one in tender.rules.forms], "tiers": TIERS,
    })  # fmt: skip


@require_POST
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Take a sealed bid (收取密封投标): from the page's own fields, or as the file the command line wrote."""
    require(request, "tender.bid")
    sent = request.FILES.get("file")
    if sent is not None:
        told = _json(sent.read(MOST_FILE + 1))
    else:
        told = {name: request.POST.get(name, "") for name in ("commitment", "nonce", "ciphertext")}
    actions.submit(number, sealed_from(told), queries.clock())
    messages.success(request, gettext("Your sealed bid is here. Keep the key: without it nobody opens the bid."))
    return redirect("tenders:bid", number=number)


@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Open the own bid with the key kept (开标): typed in hex, or as the key file."""
    require(request, "tender.bid")
    sent = request.FILES.get("file")
    text = str(_json(sent.read(MOST_FILE + 1)).get("key", "")) if sent else request.POST.get("key", "")
    actions.reveal(number, key_from(text), queries.clock())
    messages.success(request, gettext("Your bid is open. It is read when everybody has opened, or the time is over."))
    return redirect("tenders:bid", number=number)


@require_GET
def result(request: HttpRequest, number: str) -> HttpResponse:
    """What the firm was told (评标结果): its scores, its cases, and why not more."""
    require(request, "tender.bid")
    tender = queries.tender_row(number, queries.clock())
    found = queries.my_outcome(tender.id, my_organisation())
    if found is None:
        raise Refusal("no-result", status=404, zh="尚无结果。", en="There is no result yet.")
    outcome, score = found
    return render(request, "tenders/result.html", {
        "tender": tender, "outcome": outcome, "score": score, "cases": sum(outcome.cases.values()),
        "reasons": [sentence(reason_of(one)) for one in outcome.reasons],
    })  # fmt: skip


def sealed_from(told: dict[str, Any]) -> Sealed:
    """A sealed bid from its fields, nonce and ciphertext in base64. Raises Refusal `seal-form`."""
    try:
        nonce, ciphertext = (base64.b64decode(str(told[name]), validate=True) for name in ("nonce", "ciphertext"))
        return Sealed(str(told["commitment"]), nonce, ciphertext)
    except (KeyError, ValueError, binascii.Error):
        raise Refusal("seal-form", status=422, zh="密封件格式不对。", en="The sealed bid is not in form.") from None


def key_from(text: str) -> bytes:
    """A key from hex. Raises Refusal `seal-key`."""
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY:
        raise Refusal(
            "seal-key", status=422, where="key", zh="密钥应为 64 位十六进制。", en="A key has 64 hexadecimal digits."
        )  # fmt: skip
    return key


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    return told if isinstance(told, dict) and len(body) <= MOST_FILE else {}


bid_doors = [
    path("tenders/<str:number>/bid", bid, name="bid"),
    path("tenders/<str:number>/sealed", submit, name="submit"),
    path("tenders/<str:number>/reveal", reveal, name="reveal"),
    path("tenders/<str:number>/result", result, name="result"),
]
