"""After the taking, at the desk (收车之后): yard and clock, belongings, what redeems, how it ends, the pack."""

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.files.queries import files_of
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import may, names_of, organisations_of_kind
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.repossession import actions
from huilong.rooms.repossession.actions.packing import make_pack, open_pack
from huilong.rooms.repossession.queries.after import (
    charge_facts,
    redemptions_of,
    standing_with_clock,
    stays_of,
    yards,
)
from huilong.rooms.repossession.queries.claims import claims_of, vouchers_kept
from huilong.rooms.repossession.queries.orders import order_row, stored
from huilong.rooms.repossession.queries.packing import packs_of
from huilong.rooms.repossession.queries.spot import belongings_of, evidence_of, spot_steps_of
from huilong.rooms.repossession.terms import OrderState
from huilong.rooms.repossession.terms.spot import Captured, EvidenceKind
from huilong.rooms.repossession.terms.yard import ChargeKind, ClockUnit, RedeemBy, StorageRow, UndoReason
from huilong.rooms.repossession.web_spoken import sent_file, whole
from huilong.shell.permission import require
from huilong.shell.typed import typed_amount, typed_day, typed_member

WITH_US = (OrderState.CLAIMED, OrderState.TAKEN, OrderState.IN_TOW, OrderState.STORED)


@require_GET
def after(request: HttpRequest, order_id: int) -> HttpResponse:
    """What was kept at the car and what came after (现场与入库)."""
    require(request, "recovery.view")
    now, row = timezone.now(), order_row(order_id)
    with transaction.atomic():
        record(verb="case.viewed", subject=("case", row.number), actor=f"user:{request.user.pk}",
               detail={"tab": "recovery"})  # fmt: skip
    steps, kept = spot_steps_of(order_id), evidence_of(order_id)
    told = redemptions_of(order_id)
    return render(request, "repossession/after.html", {
        "order": row, "now": now, "steps": steps, "kept": kept, "stays": stays_of(order_id, now),
        "things": belongings_of(order_id), "charges": charge_facts(order_id),
        "standing_fen": sum(one.left_fen for one in standing_with_clock(order_id, now)), "told": told,
        "open_told": next((one for one in told if one.paid_at is None and one.valid_until >= now), None),
        "receipts": [one for one in kept if one.kind is EvidenceKind.RECEIPT], "packs": packs_of(order_id),
        "names": names_of({one.by for one in steps} | {one.made_by for one in packs_of(order_id)}),
        "claims": claims_of(stored(order_id), now), "vouchers": vouchers_kept(order_id),
        "files": [one for one in files_of(row.number).rows if one.withdrawn_at is None],
        "with_us": row.state in WITH_US, "redeemable": row.state in (*WITH_US, OrderState.AT_SALE),
        "stored": row.state is OrderState.STORED,
        "yards": yards(timezone.localdate(now)),
        "bases": list(RedeemBy), "reasons": list(UndoReason),
        "kinds": [one for one in ChargeKind if one is not ChargeKind.STORAGE],
        "may_arrange": may(request.user, "recovery.arrange"), "may_post": may(request.user, "receipt.post"),
        "may_pack": may(request.user, "recovery.pack"), "may_undo": _may_undo(request),
    })  # fmt: skip


@require_POST
def act(request: HttpRequest, order_id: int) -> HttpResponse:
    """One verb of the page (办理); `verb` says which."""
    require(request, "recovery.view")
    number, verb = order_row(order_id).number, request.POST.get("verb", "")
    permission, doing = VERBS.get(verb, ("", None))
    if doing is None:
        raise Refusal("no-choice", status=422, where="verb", zh="请从列表中选择。", en="Choose one of the list.")
    if permission == "undo":
        if not _may_undo(request):
            require(request, "recovery.arrange")
    else:
        require(request, permission)
    doing(request, order_id)
    messages.success(request, gettext("Done, and written into the history of %(number)s.") % {"number": number})
    return redirect(reverse("recovery:after", args=[order_id]))


def _redemption(request: HttpRequest, key: int) -> None:
    actions.tell_redemption(key, typed_member(RedeemBy, request.POST, "by"), user=_user(request), at=timezone.now())


def _redeem(request: HttpRequest, key: int) -> None:
    told = next((one for one in redemptions_of(key) if one.id == whole(request, "told")), None)
    if told is None:
        raise Refusal("no-such-redemption", status=404, zh="没有这份赎车报价。", en="There is no such amount.")
    actions.redeem(told.id, reference=request.POST.get("reference", "").strip(), user=_user(request), at=timezone.now())


def _receipt(request: HttpRequest, key: int) -> None:
    """The paper signed for vehicle and belongings."""
    file, now = sent_file(request), timezone.now()
    actions.keep_evidence(
        key, cast(BinaryIO, file.file), kind=EvidenceKind.RECEIPT, slot=None, captured=Captured(now),
        name=file.name or "", user=_user(request), at=now,
    )  # fmt: skip


def _return(request: HttpRequest, key: int) -> None:
    numbers = [int(one) for one in request.POST.getlist("no") if one.isdecimal()]
    actions.return_belongings(key, numbers, _paper(request), user=_user(request), at=timezone.now())


def _release(request: HttpRequest, key: int) -> None:
    actions.release(key, receipt=_paper(request), user=_user(request), role=_role(request), at=timezone.now())


def _undo(request: HttpRequest, key: int) -> None:
    why = typed_member(UndoReason, request.POST, "why")
    back = actions.undo(key, why, receipt=_paper(request), user=_user(request), role=_role(request), at=timezone.now())
    if back:
        owed = gettext("To be paid back to the borrower: ¥%(amount)s.") % {"amount": f"{back / 100:,.2f}"}
        messages.warning(request, owed)


def _sell(request: HttpRequest, key: int) -> None:
    actions.hand_to_sale(key, user=_user(request), role=_role(request), at=timezone.now())


def _move(request: HttpRequest, key: int) -> None:
    price = typed_amount(request.POST, "price") if request.POST.get("price", "").strip() else 0
    actions.move_to_yard(
        key, whole(request, "yard"), bay=request.POST.get("bay", "")[:40], price_fen=price, user=_user(request),
        at=timezone.now(),
    )  # fmt: skip


def _charge(request: HttpRequest, key: int) -> None:
    kind = typed_member(ChargeKind, request.POST, "kind")
    actions.add_charge(key, kind, typed_amount(request.POST, "amount"), user=_user(request), at=timezone.now())


def _voucher(request: HttpRequest, key: int) -> None:
    charge = whole(request, "charge") if request.POST.get("charge", "").strip() else None
    actions.keep_cost_voucher(
        key, charge, typed_amount(request.POST, "amount"), typed_day(request.POST, "on"), whole(request, "file"),
        at=timezone.now(),
    )  # fmt: skip


def _keys(request: HttpRequest, key: int) -> None:
    actions.receive_keys(key, whole(request, "keys"), user=_user(request), at=timezone.now())


def _pack(request: HttpRequest, key: int) -> None:
    make_pack(key, user=_user(request), at=timezone.now())


VERBS: dict[str, tuple[str, Any]] = {
    "redemption": ("recovery.arrange", _redemption), "redeem": ("receipt.post", _redeem),
    "receipt": ("recovery.arrange", _receipt), "return": ("recovery.arrange", _return),
    "release": ("recovery.arrange", _release), "undo": ("undo", _undo), "sell": ("recovery.arrange", _sell),
    "move": ("recovery.arrange", _move), "charge": ("recovery.arrange", _charge), "keys": ("recovery.arrange", _keys),
    "pack": ("recovery.pack", _pack), "voucher": ("recovery.arrange", _voucher),
}  # fmt: skip
"""What the page does, and the permission each needs."""


@require_GET
def pack(request: HttpRequest, order_id: int, pack_id: int) -> HttpResponseBase:
    """An evidence pack, to be saved (下载证据包)."""
    require(request, "recovery.pack")
    if not any(one.id == pack_id for one in packs_of(order_row(order_id).id)):
        raise Refusal("no-such-pack", status=404, zh="没有这份证据包。", en="There is no such evidence pack.")
    body = open_pack(pack_id, at=timezone.now())
    return FileResponse(
        body, as_attachment=True, filename=f"recovery-{order_id}-{pack_id}.zip", content_type="application/zip"
    )


def all_yards(request: HttpRequest) -> HttpResponse:
    """The yards and their price lists (停车场); kept by who arranges recoveries."""
    require(request, "recovery.arrange")
    now = timezone.now()
    if request.method == "POST":
        free = whole(request, "free")
        rows = [StorageRow(free + 1, typed_amount(request.POST, "price")), *([StorageRow(1, 0)] if free else [])]
        actions.keep_yard(
            request.POST.get("name", "").strip()[:80], whole(request, "organisation"),
            address=request.POST.get("address", "").strip()[:200], unit=typed_member(ClockUnit, request.POST, "unit"),
            rows=rows, approved_until=typed_day(request.POST, "until"), on=timezone.localdate(now), at=now,
        )  # fmt: skip
        messages.success(request, gettext("The yard is kept."))
        return redirect(reverse("recovery:yards"))
    return render(request, "repossession/yards.html", {
        "yards": yards(timezone.localdate(now)), "units": list(ClockUnit),
        "organisations": organisations_of_kind(OrganisationKind.YARD),
    })  # fmt: skip


def _paper(request: HttpRequest) -> int | None:
    text = request.POST.get("receipt", "").strip()
    return int(text) if text.isdecimal() and len(text) <= 10 else None


def _may_undo(request: HttpRequest) -> bool:
    return may(request.user, "recovery.arrange") or may(request.user, "recovery.judge")


def _user(request: HttpRequest) -> int:
    return request.user.pk or 0


def _role(request: HttpRequest) -> Role:
    return Role(request.user.role)  # type: ignore[union-attr]


doors = [
    path("recovery/yards/", all_yards, name="yards"),
    path("recovery/<int:order_id>/after/", after, name="after"),
    path("recovery/<int:order_id>/after/act", act, name="after_act"),
    path("recovery/<int:order_id>/packs/<int:pack_id>", pack, name="pack"),
]
