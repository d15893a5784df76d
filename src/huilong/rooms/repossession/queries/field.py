"""What the phone shows (手机查询): the agent's open orders, and authorities whose end the agent has not seen yet."""

from datetime import datetime

from django.utils.translation import get_language

from huilong.kernel.glossary import Worded
from huilong.rooms.collateral.terms import car_name
from huilong.rooms.repossession.models import Authority, Order, OrderStep, SpotStep
from huilong.rooms.repossession.queries.orders import stored
from huilong.rooms.repossession.queries.spot import belongings_of, evidence_of, needs_of
from huilong.rooms.repossession.rules.conditions import SEEN_BY_ITSELF
from huilong.rooms.repossession.terms import BasisKind, OrderState, OrderVerb, StopCause
from huilong.rooms.repossession.terms.spot import FieldAuthority, FieldOrder, SpotNeed, SpotStepKind

ON_THE_PHONE = (
    OrderState.DISPATCHED, OrderState.ACCEPTED, OrderState.LOCATED, OrderState.CLAIMED, OrderState.TAKEN,
    OrderState.IN_TOW, OrderState.STORED,
)  # fmt: skip
BEFORE = (OrderState.ACCEPTED, OrderState.LOCATED)
MOST_ORDERS = 50


def my_orders(user: int, at: datetime, since: datetime) -> tuple[FieldOrder, ...]:
    """The open orders that this agent stands for (我的收车单), the newest first."""
    mine = Order.objects.filter(agent=user, state__in=[one.value for one in ON_THE_PHONE])
    rows = mine.select_related("case", "vehicle").order_by("-id")[:MOST_ORDERS]
    return tuple(_shown(one, user, at, since) for one in rows)


def field_order(key: int, user: int, at: datetime, since: datetime) -> FieldOrder:
    """One order as the phone shows it. Raises Refusal `no-such-order`."""
    return _shown(stored(key), user, at, since)


def unseen_ends(user: int) -> tuple[FieldAuthority, ...]:
    """Authorities of this holder that others ended and that the holder has not said to have seen (待确认的停止)."""
    by_itself = [one.value for one in SEEN_BY_ITSELF]
    found = Authority.objects.filter(holder=user, ended_at__isnull=False, acknowledged_at=None)
    return tuple(_authority(one) for one in found.exclude(ended__in=by_itself).order_by("id"))


def _shown(row: Order, user: int, at: datetime, since: datetime) -> FieldOrder:
    state, basis = OrderState(row.state), BasisKind(row.basis)
    kept = [one for one in evidence_of(row.pk) if one.hash_held and (state not in BEFORE or one.captured_at >= since)]
    by_me = OrderStep.objects.filter(order=row, verb=OrderVerb.TAKE, who=f"user:{user}").exists()
    tow = SpotStep.objects.filter(order=row, kind=SpotStepKind.TOW).order_by("-id").first()
    last = Authority.objects.filter(order=row, holder=user).order_by("-id").first()
    signed = basis is BasisKind.HANDOVER
    needs: tuple[SpotNeed, ...] = needs_of(row.pk, signed_needed=signed, since=since) if state in BEFORE else ()
    return FieldOrder(
        row.pk, row.case.number, row.vin, car_name(row.vehicle.make, row.vehicle.model) or row.vin[-6:],
        state.value, _word(state), basis.value, _word(basis),
        tuple(sorted({one.slot.value if one.slot else one.kind.value for one in kept})), needs, belongings_of(row.pk),
        SpotStep.objects.filter(order=row, kind=SpotStepKind.INVENTORY).exists(), tow.detail["yard"] if tow else None,
        by_me, _authority(last) if last else None,
    )  # fmt: skip


def _authority(row: Authority) -> FieldAuthority:
    cause = StopCause(row.ended) if row.ended else None
    return FieldAuthority(
        row.pk, row.order_id, "", row.issued_at, row.expires_at, row.renewed, row.ended, _word(cause) if cause else "",
        row.ended_at, row.acknowledged_at is not None,
    )  # fmt: skip


def _word(member: Worded) -> str:
    return member.word.zh if (get_language() or "").startswith("zh") else member.word.en
