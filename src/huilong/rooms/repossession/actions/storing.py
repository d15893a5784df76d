"""To the yard and in it (拖运、入库、移库): who towed from where to where, the gate, keys, the storage clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies.actions import note_response
from huilong.rooms.agencies.terms.rating import ClockKind, ClockStep
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import organisation_named
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.repossession.actions.accounting import enter_charge
from huilong.rooms.repossession.actions.keeping import believed, kept_step
from huilong.rooms.repossession.actions.moving import locked, step
from huilong.rooms.repossession.models import Charge, Order, OrderStep, Stay, Yard
from huilong.rooms.repossession.rules.states import refuse_unless_may
from huilong.rooms.repossession.terms import OrderState, OrderVerb
from huilong.rooms.repossession.terms.spot import Captured, SpotStepKind
from huilong.rooms.repossession.terms.yard import ChargeKind, ClockUnit, StorageRow


@dataclass(frozen=True)
class Towed:
    """A tow as it is told (拖运): who, from where, to which yard, how far, what the odometer said."""

    tower: str
    from_place: str
    yard: int
    km: int
    mileage_km: int


def keep_yard(
    name: str, organisation: int, *, address: str, unit: ClockUnit, rows: Sequence[StorageRow], approved_until: date,
    on: date, at: datetime,
) -> int:  # fmt: skip
    """Keep a yard with its price list (停车场); its key. A new price counts for who comes from now on.

    Raises Refusal `not-a-yard`, `bad-price-list`.
    """
    place = organisation_named(organisation)
    if place is None or place.kind is not OrganisationKind.YARD:
        raise Refusal(
            "not-a-yard", status=422, where="organisation", zh="请选择停车场类机构。",
            en="Choose an organisation that is a yard.", remedy_zh="请管理员先登记停车场机构。",
            remedy_en="Let an administrator add the yard's organisation first.",
        )  # fmt: skip
    begins = sorted(row.from_unit for row in rows)
    if not begins or begins[0] != 1 or len(set(begins)) != len(begins) or any(row.fen < 0 for row in rows):
        raise Refusal(
            "bad-price-list", status=422, where="rows", zh="停放价目须自第 1 个单位起,起点不重复,金额不为负。",
            en="A price list begins at unit 1, no beginning twice, no amount below zero.",
        )  # fmt: skip
    told = [[row.from_unit, row.fen] for row in sorted(rows, key=lambda row: row.from_unit)]
    with transaction.atomic():
        kept, _ = Yard.objects.update_or_create(name=name.strip(), defaults={
            "organisation_id": organisation, "address": address.strip(), "unit": unit.value, "rows": told,
            "priced_on": on, "approved_until": approved_until, "kept_at": at,
        })  # fmt: skip
        detail = {"yard": kept.pk, "unit": unit.value, "rows": told, "approved_until": approved_until.isoformat()}
        record(verb="recovery.yard_kept", subject=("yard", kept.pk), detail=detail, at=at)
    return int(kept.pk)


def tow(key: int, towed: Towed, captured: Captured, *, user: int, role: Role, at: datetime) -> None:
    """The vehicle left the place where it was taken (拖运). Raises Refusal `order-state`, `yard-not-approved`.

    Who tows and from where is kept sealed: the one may be a person's name, the other somebody's home.
    """
    refuse_unless_may(OrderVerb.TOW, role)
    with transaction.atomic():
        order, yard = locked(key), approved_yard(towed.yard, timezone.localdate(at))
        detail = {"yard": yard.pk, "km": towed.km, "mileage_km": towed.mileage_km}
        step(order, OrderVerb.TOW, at, happened_at=believed(captured.at, at), detail=detail)
        kept_step(order, SpotStepKind.TOW, captured, user, at, detail, note=f"{towed.tower} · {towed.from_place}")


def gate_in(
    key: int, yard: int, captured: Captured, *, bay: str, keys: int, mileage_km: int | None, photos_held: bool,
    user: int, role: Role, at: datetime,
) -> int:  # fmt: skip
    """The vehicle is in the yard (入库), its storage clock runs by the price of this day; the key of the stay.

    `photos_held`: whether it is as the photos of the taking show. Raises Refusal `order-state`, `yard-not-approved`.
    """
    refuse_unless_may(OrderVerb.STORE, role)
    with transaction.atomic():
        order, there = locked(key), approved_yard(yard, timezone.localdate(at))
        happened = believed(captured.at, at)
        detail = {"yard": there.pk, "bay": bay, "keys": keys, "mileage_km": mileage_km, "photos_held": photos_held}
        step(order, OrderVerb.STORE, at, happened_at=happened, detail=detail)
        stay = Stay.objects.create(
            order=order, yard=there, place=bay, unit=there.unit, rows=there.rows, gate_in_at=happened, entered_at=at,
            by=user, mileage_km=mileage_km, keys=keys, photos_held=photos_held,
        )  # fmt: skip
        if order.price_fen and not Charge.objects.filter(order=order, kind=ChargeKind.TOW).exists():
            charge(order, ChargeKind.TOW, order.price_fen, user, at)  # as quoted before anybody drove
        kept_step(order, SpotStepKind.GATE_IN, captured, user, at, detail | {"stay": stay.pk})
    return int(stay.pk)


def tell_yards(on: date, at: datetime) -> int:
    """Tell the clocks of yards (停车场响应): asked when a vehicle was towed to them, there when it was in; how many.

    By night, since a crew that tows may not write of another firm; the same night again changes nothing.
    """
    since = timezone.make_aware(datetime.combine(on - LOOKED_BACK, time.min))
    tows = OrderStep.objects.filter(verb=OrderVerb.TOW, at__gte=since, at__lt=at).order_by("id")
    yards = dict(Yard.objects.values_list("id", "organisation_id"))
    for one in tows:
        firm, of = yards[one.detail["yard"]], f"order:{one.order_id}"
        note_response(firm, ClockKind.STORAGE, of, ClockStep.ASKED, one.at, at)
    stays = Stay.objects.filter(order__in=tows.values("order"), gate_in_at__gte=since, gate_in_at__lt=at)
    for stay in stays.select_related("yard").order_by("id"):
        firm, of = stay.yard.organisation_id, f"order:{stay.order_id}"
        note_response(firm, ClockKind.STORAGE, of, ClockStep.ARRIVED, stay.gate_in_at, at)
    return len(tows)


LOOKED_BACK = timedelta(days=7)
"""How far back tows are looked for: a phone without a net tells late."""


def receive_keys(key: int, keys: int, *, user: int, at: datetime) -> None:
    """Keys came in (收到钥匙): how many."""
    with transaction.atomic():
        order = locked(key)
        stay = open_stay(order)
        Stay.objects.filter(pk=stay.pk).update(keys=stay.keys + keys)
        detail = {"keys": keys, "in_all": stay.keys + keys}
        kept_step(order, SpotStepKind.KEYS, Captured(at), user, at, detail)
        record(
            verb="recovery.keys_received", subject=("case", order.case.number), detail={"order": key, **detail}, at=at
        )


def move_to_yard(key: int, yard: int, *, bay: str, price_fen: Fen, user: int, at: datetime) -> int:
    """Bring the vehicle to another yard (移库): one clock stops, another begins; the key of the new stay.

    What the stay cost so far and what the way costs (0: nothing) become charges.
    """
    with transaction.atomic():
        order, there = locked(key), approved_yard(yard, timezone.localdate(at))
        stay = open_stay(order)
        end_stay(order, stay, user, at, charged=True)
        made = Stay.objects.create(
            order=order, yard=there, place=bay, unit=there.unit, rows=there.rows, gate_in_at=at, entered_at=at, by=user,
            mileage_km=stay.mileage_km, keys=stay.keys, photos_held=stay.photos_held,
        )  # fmt: skip
        if price_fen:
            charge(order, ChargeKind.TRANSFER, price_fen, user, at)
        detail = {"from": stay.yard_id, "to": there.pk, "stay": made.pk}
        kept_step(order, SpotStepKind.MOVED, Captured(at), user, at, detail)
        record(verb="recovery.moved", subject=("case", order.case.number), detail={"order": key, **detail}, at=at)
    return int(made.pk)


def add_charge(key: int, kind: ChargeKind, amount_fen: Fen, *, user: int, at: datetime) -> int:
    """Note a cost of the recovery (登记费用); its key. Storage is not noted: its clock does. Raises `charge-amount`."""
    with transaction.atomic():
        order = locked(key)
        if amount_fen <= 0 or kind is ChargeKind.STORAGE or OrderState(order.state) not in CHARGEABLE:
            raise Refusal(
                "charge-amount", status=422, where="amount", zh="费用须大于零,且收车尚未结束;停放费自动计算。",
                en="A charge is above zero, of a recovery that is not over; storage is worked out by its clock.",
            )  # fmt: skip
        made = charge(order, kind, amount_fen, user, at)
        detail = {"order": key, "charge": made.pk, "kind": kind.value, "amount_fen": amount_fen}
        record(verb="recovery.charged", subject=("case", order.case.number), detail=detail, at=at)
    return int(made.pk)


CHARGEABLE = frozenset({OrderState.TAKEN, OrderState.IN_TOW, OrderState.STORED, OrderState.AT_SALE})
"""States in which costs arise and the vehicle can be redeemed: at sale too, until it is sold."""


def back_from_sale(key: int, *, why: str, at: datetime) -> OrderState:
    """Take the vehicle back from sale (退出处置): it stands in its yard as before. Raises Refusal `order-state`."""
    with transaction.atomic():
        order = locked(key)
        step(order, OrderVerb.BACK, at, detail={"why": why})
    return OrderState(order.state)


def leave_yard(key: int, *, user: int, at: datetime) -> None:
    """The vehicle left its yard for whoever bought it (出库): its clock stops, what the stay came to is a charge."""
    with transaction.atomic():
        order = locked(key)
        stay = open_stay(order)
        end_stay(order, stay, user, at, charged=True)
        detail = {"order": key, "stay": stay.pk}
        record(verb="recovery.left_yard", subject=("case", order.case.number), detail=detail, at=at)


def charge(order: Order, kind: ChargeKind, fen: Fen, user: int, at: datetime, stay: Stay | None = None) -> Charge:
    """A charge as a fact, and what it is to the accounts (费用入账)."""
    made = Charge.objects.create(
        order=order, kind=kind.value, amount_fen=fen, on=timezone.localdate(at), made_at=at, by=user, stay=stay
    )
    enter_charge(made, at)
    return made


def open_stay(order: Order) -> Stay:
    """The stay whose clock runs, locked. Raises Refusal `not-in-a-yard`."""
    stay = Stay.objects.select_for_update().filter(order=order, gate_out_at=None).first()
    if stay is None:
        raise Refusal(
            "not-in-a-yard", zh="车辆不在库。", en="The vehicle is in no yard.",
            remedy_zh="请先登记入库。", remedy_en="Note the gate-in first.",
        )  # fmt: skip
    return stay


def end_stay(order: Order, stay: Stay, user: int, at: datetime, *, charged: bool) -> None:
    """Stop the clock of a stay; `charged` makes what it came to a charge."""
    from huilong.rooms.repossession.queries.after import stay_cost

    Stay.objects.filter(pk=stay.pk).update(gate_out_at=at)
    cost = stay_cost(stay, at)[1]
    if charged and cost:
        charge(order, ChargeKind.STORAGE, cost, user, at, stay)


def approved_yard(key: int, on: date) -> Yard:
    """A yard vehicles may be brought to that day (核准停车场). Raises Refusal `yard-not-approved`."""
    yard = Yard.objects.filter(pk=key).first()
    if yard is None or yard.approved_until < on:
        raise Refusal(
            "yard-not-approved", status=409, where="yard", zh="该停车场未核准或核准已到期。",
            en="This yard is not approved, or its approval ran out.",
            remedy_zh="请选择其他停车场,或请协调员更新核准。",
            remedy_en="Choose another, or let the coordinator renew it.",
        )  # fmt: skip
    return yard
