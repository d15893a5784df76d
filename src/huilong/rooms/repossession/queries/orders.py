"""Orders (收车单查询): of a case, of the house, one with its history, its way up, what it rests on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.rules.vin import mask_vin
from huilong.rooms.collateral.terms import car_name
from huilong.rooms.compliance.queries import action_named
from huilong.rooms.compliance.queries.records import verdicts
from huilong.rooms.compliance.terms import Verdict
from huilong.rooms.people.terms import Role
from huilong.rooms.relief.terms import StepDecision
from huilong.rooms.repossession.models import Approval, Ground, Notice, Order, OrderStep
from huilong.rooms.repossession.queries.authorities import ended_for_others
from huilong.rooms.repossession.terms import (
    LIVE,
    ApprovalReason,
    ApprovalRow,
    BasisKind,
    GroundRow,
    NoticeKind,
    NoticeRow,
    OrderPage,
    OrderRow,
    OrderState,
    OrderVerb,
    SecurityKind,
    StepRow,
    VerdictRow,
)

SORTS = ("id", "state", "asked_at", "changed_at")


def order_row(key: int) -> OrderRow:
    """One order; refuses (`no-such-order`) alike whether there is none or the reader does not see its case."""
    return _row(stored(key))


def stored(key: int, *, lock: bool = False) -> Order:
    """The row of an order, or `no-such-order`."""
    found = Order.objects.select_related("case", "vehicle")
    row = (found.select_for_update(of=("self",)) if lock else found).filter(pk=key).first()
    if row is None:
        raise Refusal(
            "no-such-order", status=404, zh="没有这张收车单。", en="There is no such recovery order.",
            remedy_zh="请从收车看板打开。", remedy_en="Open it from the recovery board.",
        )  # fmt: skip
    return row


def orders_of(number: str) -> tuple[OrderRow, ...]:
    """The orders of a case, newest first (案件收车单)."""
    return tuple(_row(one) for one in _rows().filter(case__number=number).order_by("-id"))


def live_order_of_case(number: str) -> OrderRow | None:
    """The newest order of a case that is not over; None if there is none."""
    found = _rows().filter(case__number=number, state__in=[one.value for one in LIVE]).order_by("-id").first()
    return _row(found) if found else None


def order_page(asked: Mapping[str, Any], *, role: str = "", user: int = 0, sort: str = "-id", page: int = 1,
               size: int = 50) -> OrderPage:  # fmt: skip
    """One page of orders (收车单列表). `asked` may hold state, basis, and `mine`: those that wait for this user."""
    wanted = Q(**{name: asked[name] for name in ("state", "basis") if asked.get(name)})
    if asked.get("live"):
        wanted &= Q(state__in=[one.value for one in LIVE])
    if asked.get("mine"):
        wanted &= Q(state=OrderState.REQUESTED, waits_for=role) & ~Q(asked_by=user) | Q(agent=user)
    found = _rows().filter(wanted)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(page, 1), pages)
    order = sort if sort.removeprefix("-") in SORTS else "-id"
    rows = found.order_by(order, "-id")[(page - 1) * size : page * size]
    return OrderPage(tuple(_row(one) for one in rows), total, page, pages)


def rows_of(states: Iterable[str], *, most: int) -> tuple[OrderRow, ...]:
    """The orders in these states, the longest still first (看板收车单)."""
    return tuple(_row(one) for one in _rows().filter(state__in=list(states)).order_by("changed_at", "id")[:most])


def stopped_rows(since: datetime, *, most: int) -> tuple[OrderRow, ...]:
    """Orders stopped under somebody's authority (已停止待确认): since then, or for as long as the holder is silent."""
    held = _rows().filter(state=OrderState.STOPPED.value).filter(pk__in=ended_for_others(since).values("order_id"))
    return tuple(_row(one) for one in held.order_by("-changed_at", "-id")[:most])


def steps_of(key: int) -> tuple[StepRow, ...]:
    """The history of an order, oldest first (收车历史)."""
    return tuple(
        StepRow(
            one.pk, OrderVerb(one.verb), OrderState(one.state), one.at, one.entered_at, one.late, one.who, one.detail
        )
        for one in OrderStep.objects.filter(order_id=key).order_by("id")
    )


def approvals_of(key: int) -> tuple[ApprovalRow, ...]:
    """The way up of an order (收车审批)."""
    return tuple(
        ApprovalRow(
            one.place, Role(one.role), one.decided_by, one.decided_at,
            StepDecision(one.decision) if one.decision else None, ApprovalReason(one.why) if one.why else None,
        )
        for one in Approval.objects.filter(order_id=key).order_by("place")
    )  # fmt: skip


def grounds_of(key: int) -> tuple[GroundRow, ...]:
    """What an order rests on, newest first (收车依据)."""
    return tuple(
        GroundRow(
            one.pk, BasisKind(one.kind), one.on, one.until, one.court, one.paper, one.files, one.given_at, one.given_by
        )
        for one in Ground.objects.filter(order_id=key).order_by("-id")
    )


def notices_of(case_id: int, *loans: str) -> tuple[NoticeRow, ...]:
    """The statutory notices on loans of a case, oldest first (法定通知)."""
    return tuple(
        NoticeRow(
            one.pk, NoticeKind(one.kind), one.person or None, one.channel, one.sent_on, one.delivered_on, one.proof
        )
        for one in Notice.objects.filter(case_id=case_id, loan_id__in=loans).order_by("sent_on", "id")
    )


def verdicts_of(keys: Iterable[int]) -> tuple[VerdictRow, ...]:
    """What the law said to an order, in order (合规裁决): action, verdict and the rules that decided."""
    return tuple(
        VerdictRow(one.pk, one.at, action_named(one.action), Verdict(one.verdict), tuple(one.deciding), one.permitted)
        for one in verdicts().filter(pk__in=list(keys)).order_by("id")
    )


def _rows() -> QuerySet[Order]:
    return Order.objects.select_related("case", "vehicle")


def _row(one: Order) -> OrderRow:
    return OrderRow(
        id=one.pk, number=one.case.number, case_id=one.case_id, loan_id=one.loan_id, vehicle=one.vehicle_id,
        vin_masked=mask_vin(one.vin), basis=BasisKind(one.basis), security=SecurityKind(one.security),
        state=OrderState(one.state), waits_for=one.waits_for, stop_fen=one.stop_fen, crew=one.crew_id,
        agent=one.agent, price_fen=one.price_fen, asked_by=one.asked_by, asked_at=one.asked_at,
        changed_at=one.changed_at, verdicts=tuple(one.verdicts), city=one.case.city,
        model=car_name(one.vehicle.make, one.vehicle.model),
    )  # fmt: skip


def told_of(key: int) -> dict[str, Any]:
    """What the asker of an order vouched for (申请人声明), for the room that sells the vehicle."""
    return dict(stored(key).told)
