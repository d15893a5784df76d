"""Reads of what comes after a taking (入库查询): yards, stays with their clocks, charges, what redeems."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.rooms.cases.queries import live_position
from huilong.rooms.repossession.models import Charge, ChargePayment, Order, Redemption, Stay, Yard
from huilong.rooms.repossession.queries.spot import spot_policy
from huilong.rooms.repossession.rules.redemption import redemption, valid_until
from huilong.rooms.repossession.rules.reversal import standing
from huilong.rooms.repossession.rules.storage import storage_cost, units_stored
from huilong.rooms.repossession.terms.yard import (
    ChargeFact,
    ChargeKind,
    ClockUnit,
    RedeemBy,
    RedemptionAmount,
    RedemptionRow,
    StandingCharge,
    StayRow,
    StorageRow,
    YardRow,
)

RUNNING = 0
"""The key of the storage that still runs: it is no charge yet."""


def yards(on: date) -> tuple[YardRow, ...]:
    """The yards vehicles may be brought to that day (核准停车场), by name."""
    found = Yard.objects.filter(approved_until__gte=on).order_by("name")
    return tuple(YardRow(one.pk, one.name, one.address, ClockUnit(one.unit), _rows(one.rows)) for one in found)


def stay_cost(stay: Stay, at: datetime) -> tuple[int, Fen]:
    """Units of a stay until `at`, or its end, and what they cost (停放单位与费用)."""
    until = timezone.localtime(min(stay.gate_out_at, at) if stay.gate_out_at else at)
    units = units_stored(ClockUnit(stay.unit), timezone.localtime(stay.gate_in_at), until)
    return units, storage_cost(units, _rows(stay.rows))


def stays_of(order: int, at: datetime) -> tuple[StayRow, ...]:
    """The stays of an order (停放记录), each as of `at`."""
    return tuple(
        StayRow(
            one.pk, one.yard_id, one.yard.name, one.place, one.gate_in_at, one.gate_out_at, one.mileage_km, one.keys,
            ClockUnit(one.unit), *stay_cost(one, at), one.photos_held,
        )
        for one in Stay.objects.filter(order_id=order).select_related("yard").order_by("id")
    )  # fmt: skip


def charge_facts(order: int) -> tuple[ChargeFact, ...]:
    """Every charge of an order and every reversal, as they were made (费用事实)."""
    paid = dict(ChargePayment.objects.filter(charge__order_id=order).values_list("charge_id", "fen"))
    return tuple(
        ChargeFact(one.pk, ChargeKind(one.kind), one.amount_fen, paid.get(one.pk, 0), one.reverses_id)
        for one in Charge.objects.filter(order_id=order).order_by("id")
    )


def standing_with_clock(order: int, at: datetime) -> tuple[StandingCharge, ...]:
    """The charges that count, and the storage that runs as of `at` (含在计停放费)."""
    found = standing(charge_facts(order))
    stay = Stay.objects.filter(order_id=order, gate_out_at=None).first()
    running = stay_cost(stay, at)[1] if stay else 0
    return (*found, StandingCharge(RUNNING, ChargeKind.STORAGE, running)) if running else found


def redemption_of(
    order: Order, by: RedeemBy, charges: Sequence[StandingCharge], at: datetime
) -> RedemptionAmount:  # fmt: skip
    """What redeems the vehicle of an order now (赎车金额试算), of its costs these: what the borrower may be asked."""
    policy, on = spot_policy(), timezone.localdate(at)
    now = live_position(order.case.number, at)
    loan = next((one for one in now.loans if one.loan_id == order.loan_id), None)
    until = valid_until(
        on,
        policy.redemption_days,
        time.fromisoformat(policy.redemption_closes),
        timezone.get_current_timezone(),
    )
    overdue = loan.due_fen if loan else 0
    # Ended early, the principal left is owed; interest that is not due yet is not claimed.
    whole = overdue - loan.overdue_principal_fen + loan.principal_left_fen if loan else 0
    return redemption(
        by, overdue_fen=overdue, owed_fen=whole,
        charges=charges, on=on, valid_until=until,
    )  # fmt: skip


def redemptions_of(order: int) -> tuple[RedemptionRow, ...]:
    """The amounts told so far, newest first (赎车报价)."""
    return tuple(
        RedemptionRow(
            one.pk, RedeemBy(one.redeem_by), one.on, one.valid_until, one.due_fen,
            tuple((ChargeKind(kind), fen) for kind, fen in one.costs), one.total_fen, one.paid_at,
        )
        for one in Redemption.objects.filter(order_id=order).order_by("-id")
    )  # fmt: skip


def _rows(told: Sequence[Sequence[int]]) -> tuple[StorageRow, ...]:
    return tuple(StorageRow(from_unit, fen) for from_unit, fen in told)
