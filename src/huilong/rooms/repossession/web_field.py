"""The phone at the car (现场页面): the shell that works offline, the agent's open orders, and one address for each act.

Acts come with a key, so that what is sent twice is done once, and with the time they happened; the house adds its own.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from huilong.kernel.refusal import Refusal
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession import actions
from huilong.rooms.repossession.actions.storing import Towed
from huilong.rooms.repossession.queries.after import yards
from huilong.rooms.repossession.queries.field import field_order, my_orders, unseen_ends
from huilong.rooms.repossession.queries.spot import spot_policy
from huilong.rooms.repossession.rules.spot import day_of
from huilong.rooms.repossession.terms import OrderVerb
from huilong.rooms.repossession.terms.spot import (
    BelongingPlace,
    Captured,
    EvidenceKind,
    FieldAuthority,
    FieldOrder,
    PhotoSlot,
    StopSignal,
    Thing,
)
from huilong.rooms.repossession.web_spoken import (
    captured_of,
    sent_file,
    signals_of,
    text_of,
    unreadable,
    whole,
)
from huilong.rooms.repossession.web_worker import manifest, worker
from huilong.shell.live import live_url
from huilong.shell.permission import require
from huilong.shell.templatetags.huilong import words
from huilong.shell.typed import typed_member

PHONE = "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()"
"""What the phone page may use; every other page may use none of it."""
Told = dict[str, Any]


@never_cache
@require_GET
def recovery(request: HttpRequest) -> HttpResponse:
    """The shell of the phone page (现场收车): the same for everybody, so that a phone may keep it."""
    require(request, "recovery.take")
    answer = render(request, "field/recovery.html", {
        "slots": list(PhotoSlot), "places": list(BelongingPlace), "signals": list(StopSignal),
    })  # fmt: skip
    answer.headers["Permissions-Policy"] = PHONE
    return answer


@never_cache
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """The agent's open orders (我的收车单), and what the phone needs: the house's clock, yards, whom to call."""
    require(request, "recovery.take")
    now, user = timezone.now(), request.user
    return JsonResponse({
        "user": {"id": user.pk, "number": user.username}, "csrf": get_token(request),
        "server_time": now.isoformat(), "sos": spot_policy().sos_number, "live": live_url(request),
        "yards": [{"id": one.id, "name": one.name} for one in yards(timezone.localdate(now))],
        "orders": [told(one) for one in my_orders(user.pk or 0, now, day_of(timezone.localtime(now)))],
        "unseen": _unseen(request),
    })  # fmt: skip


@never_cache
@require_GET
def standing(request: HttpRequest, order_id: int) -> HttpResponse:
    """How the agent's authority on one order stands (授权状态): what the phone asks every few seconds."""
    require(request, "recovery.take")
    now = timezone.now()
    shown = _order(request, order_id, now)
    held = shown["authority"] if shown else None
    return JsonResponse({"authority": held, "unseen": _unseen(request), "server_time": now.isoformat()})


@require_POST
def authority(request: HttpRequest, order_id: int) -> HttpResponse:
    """Ask for an authority, or renew the one held (申请或续期授权). Never queued: it is of this moment or never."""
    require(request, "recovery.take")
    now, user = timezone.now(), request.user.pk or 0
    verb = actions.renew if request.POST.get("renew") == "1" else actions.ask_authority
    dealt = verb(order_id, user=user, at=now)
    shown = told(field_order(order_id, user, now, day_of(timezone.localtime(now))))
    shown["authority"] |= {"token": dealt.token, "renewals_left": dealt.renewals_left}
    return JsonResponse({"order": shown, "server_time": now.isoformat()})


@require_POST
def acknowledge(request: HttpRequest, order_id: int) -> HttpResponse:
    """The agent has seen that it is over (确认停止)."""
    require(request, "recovery.take")
    actions.acknowledge(whole(request, "authority"), user=request.user.pk or 0, at=timezone.now())
    return JsonResponse({"seen": order_id})


@require_POST
def give_back(request: HttpRequest, order_id: int) -> HttpResponse:
    """The agent leaves without the car and gives the authority back (交回授权)."""
    require(request, "recovery.take")
    now = timezone.now()
    actions.give_back(order_id, user=request.user.pk or 0, at=now)
    return JsonResponse({"order": _order(request, order_id, now), "server_time": now.isoformat()})


@require_POST
def take(request: HttpRequest, order_id: int) -> HttpResponse:
    """The car is taken (收车): under the token, or refused. Told too late it is kept as a claim with both times."""
    require(request, "recovery.take")
    now, user = timezone.now(), request.user.pk or 0
    before = field_order(order_id, user, now, day_of(timezone.localtime(now)))
    if before.taken_by_me:  # sent again after the answer was lost
        return JsonResponse({"order": told(before)})
    captured = captured_of(request, now)
    claimed = actions.take_or_claim(
        order_id,
        request.POST.get("token", ""),
        captured,
        signals=signals_of(request),
        user=user,
        role=_role(request),
        at=now,
    )
    return JsonResponse({"order": _order(request, order_id, now), "claimed": claimed})


def _once(act: Callable[[HttpRequest, int, Captured, datetime], None]) -> Callable[..., HttpResponse]:
    """A door for acts that wait on phones: done once a key, answered with the order as it then is."""

    @require_POST
    def door(request: HttpRequest, order_id: int) -> HttpResponse:
        require(request, "recovery.take")
        now, user = timezone.now(), request.user.pk or 0

        def done() -> tuple[int, bytes]:
            act(request, order_id, captured_of(request, now), now)
            return 200, b"{}"

        key = request.headers.get("Idempotency-Key", "")[:80]
        if key:
            import_string(settings.SHELL_ONCE)(user, key, _mark(request), now, done)
        else:
            done()
        return JsonResponse({"order": _order(request, order_id, now), "unseen": _unseen(request)})

    door.__doc__, door.__name__ = act.__doc__, act.__name__
    return door


def _keep(request: HttpRequest, order_id: int, captured: Captured, now: datetime) -> None:
    """A photo, an ID, a signature, a video (留存材料); the last one makes the handover paper."""
    slot, user = request.POST.get("slot", ""), request.user.pk or 0
    file = sent_file(request)
    actions.keep_evidence(
        order_id, cast(BinaryIO, file.file), kind=typed_member(EvidenceKind, request.POST, "kind"),
        slot=typed_member(PhotoSlot, request.POST, "slot") if slot else None, captured=captured, name=file.name or "",
        user=user, at=now,
    )  # fmt: skip
    actions.complete_handover(order_id, user=user, at=now)


def _inventory(request: HttpRequest, order_id: int, captured: Captured, now: datetime) -> None:
    """What was found in the car (物品清点)."""
    try:
        found = json.loads(request.POST.get("things", "[]"))
        things = [Thing(str(one["what"]), int(one["quantity"]), BelongingPlace(one["place"])) for one in found]
    except (ValueError, KeyError, TypeError):
        raise unreadable("things") from None
    user = request.user.pk or 0
    actions.list_belongings(order_id, things, captured, user=user, at=now)
    actions.complete_handover(order_id, user=user, at=now)


def _locate(request: HttpRequest, order_id: int, captured: Captured, now: datetime) -> None:
    """The agent is at the car (到达)."""
    actions.move(order_id, OrderVerb.LOCATE, role=_role(request), at=now, happened_at=min(captured.at, now))


def _accept(request: HttpRequest, order_id: int, captured: Captured, now: datetime) -> None:
    """The agent takes the order on (接单)."""
    actions.accept(order_id, role=_role(request), at=now, agent=request.user.pk or 0)


def _stop(request: HttpRequest, order_id: int, captured: Captured, now: datetime) -> None:
    """Everybody leaves (现场停止)."""
    actions.stop_on_the_spot(order_id, signals_of(request), captured, user=request.user.pk or 0, at=now)


def _sos(request: HttpRequest, order_id: int, captured: Captured, now: datetime) -> None:
    """The agent asks for help (求助)."""
    actions.call_for_help(order_id or None, captured, user=request.user.pk or 0, at=now)


def _tow(request: HttpRequest, order_id: int, captured: Captured, now: datetime) -> None:
    """On its way to the yard (拖运)."""
    towed = Towed(
        text_of(request, "tower"), text_of(request, "from"), whole(request, "yard"), whole(request, "km"),
        whole(request, "mileage_km"),
    )  # fmt: skip
    actions.tow(order_id, towed, captured, user=request.user.pk or 0, role=_role(request), at=now)


def _gate_in(request: HttpRequest, order_id: int, captured: Captured, now: datetime) -> None:
    """In the yard (入库)."""
    mileage = whole(request, "mileage_km") if request.POST.get("mileage_km", "").strip() else None
    actions.gate_in(
        order_id, whole(request, "yard"), captured, bay=request.POST.get("bay", "")[:40], keys=whole(request, "keys"),
        mileage_km=mileage, photos_held=request.POST.get("photos_held") == "1", user=request.user.pk or 0,
        role=_role(request), at=now,
    )  # fmt: skip


def told(one: FieldOrder) -> Told:
    """An order as the phone reads it (JSON)."""
    return {
        **{name: getattr(one, name) for name in (
            "id", "number", "vin", "model", "state", "state_word", "basis", "basis_word", "inventory", "yard", "kept",
        )},
        "needs": [{"code": need.value, "word": str(words(need))} for need in one.needs],
        "belongings": [
            {"no": thing.no, "what": thing.what, "quantity": thing.quantity, "place_word": str(words(thing.place))}
            for thing in one.belongings if thing.returned_at is None
        ],
        "authority": _authority(one.authority) if one.authority else None,
    }  # fmt: skip


def _authority(one: FieldAuthority) -> Told:
    return {
        "id": one.id, "order": one.order, "issued_at": one.issued_at.isoformat(),
        "expires_at": one.expires_at.isoformat(), "over": one.over, "over_word": one.over_word,
        "acknowledged": one.acknowledged,
    }  # fmt: skip


def _unseen(request: HttpRequest) -> list[Told]:
    return [_authority(one) for one in unseen_ends(request.user.pk or 0)]


def _order(request: HttpRequest, order_id: int, now: datetime) -> Told | None:
    """The order as it now is; None once it is not the agent's any more."""
    try:
        return told(field_order(order_id, request.user.pk or 0, now, day_of(timezone.localtime(now))))
    except Refusal as refusal:
        if refusal.status != 404:
            raise
        return None


def _role(request: HttpRequest) -> Role:
    return Role(request.user.role)  # type: ignore[union-attr]


def _mark(request: HttpRequest) -> str:
    """What an act sent under a key said: the same key with other words is refused."""
    said = sorted((name, value) for name, value in request.POST.items())
    return hashlib.sha256(f"{request.path}\n{json.dumps(said)}".encode()).hexdigest()


_doors = [
    path("recovery/", recovery, name="recovery"),
    path("recovery/orders", orders, name="orders"),
    path("recovery/orders/<int:order_id>/standing", standing, name="standing"),
    path("recovery/orders/<int:order_id>/authority", authority, name="authority"),
    path("recovery/orders/<int:order_id>/acknowledge", acknowledge, name="acknowledge"),
    path("recovery/orders/<int:order_id>/give-back", give_back, name="give_back"),
    path("recovery/orders/<int:order_id>/take", take, name="take"),
    path("recovery/orders/<int:order_id>/keep", _once(_keep), name="keep"),
    path("recovery/orders/<int:order_id>/inventory", _once(_inventory), name="inventory"),
    path("recovery/orders/<int:order_id>/accept", _once(_accept), name="accept"),
    path("recovery/orders/<int:order_id>/locate", _once(_locate), name="locate"),
    path("recovery/orders/<int:order_id>/stop", _once(_stop), name="stop"),
    path("recovery/orders/<int:order_id>/sos", _once(_sos), name="sos"),
    path("recovery/orders/<int:order_id>/tow", _once(_tow), name="tow"),
    path("recovery/orders/<int:order_id>/gate-in", _once(_gate_in), name="gate_in"),
    path("sw.js", worker, name="worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
]
urlpatterns = [path("field/", include((_doors, "field")))]
