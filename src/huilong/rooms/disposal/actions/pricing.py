"""Pricing (定价): a reserve and a venue, from valuations and the venue's rule; below the band a manager decides."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import refuse_unless_permitted
from huilong.rooms.compliance.terms import Decision, Verdict
from huilong.rooms.disposal.actions.lawful import JUDICIAL, SALE, ask, sale_facts
from huilong.rooms.disposal.actions.moving import actor, locked, me, step
from huilong.rooms.disposal.models import Plan, Stock
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.queries.stock import cost_a_day, stored
from huilong.rooms.disposal.queries.valuing import fall_ppm_a_day, plan_row, reserve_for, venues_for
from huilong.rooms.disposal.rules.lawful import of_judicial
from huilong.rooms.disposal.rules.reserve import below_band, refuse_unfit
from huilong.rooms.disposal.terms import PlanState, StockState, StockVerb, VenueKind
from huilong.rooms.people.actions import ask_approval
from huilong.rooms.people.terms import ApprovalKind, Approved


def price(key: int, venue_key: str, reserve_fen: Fen | None, at: datetime) -> int:
    """Price a vehicle for a venue (定价); the plan's key. None: the reserve the venue's rule gives.

    The law is asked at that price. Within the band of the valuations it may go on sale at once; below it, or where the
    law wants a second person, a manager decides. Raises Refusal `valuations-missing`, `reserve-too-low`,
    `no-more-rounds`, `law-blocked`, `stock-state`.
    """
    told, row, on = policy(), stored(key), timezone.localdate(at)
    venue = told.venue(venue_key)
    made, found, before = reserve_for(row, venue, at)
    amount = made.amount_fen if reserve_fen is None else reserve_fen
    refuse_unfit(amount, before, made.round, found, told.cuts[venue.kind])
    below = below_band(amount, found.independent_fen, told.bands)
    expected = next(one for one in venues_for(row, at) if one.venue.key == venue_key)
    rests_on = {
        "valuations": list(found.used), "reference_fen": found.amount_fen, "suggested_fen": made.amount_fen,
        "fall_ppm_a_day": fall_ppm_a_day(row, on), "cost_a_day_fen": cost_a_day(row.order_id, at),
        "waiting_fen": made.waiting_fen, "before_fen": before, "band_percent": told.bands.band_percent,
        "notice_days": told.cuts[venue.kind].notice_days[0 if made.round == 1 else 1],
    }  # fmt: skip
    one = Plan(
        stock=row, round=made.round, venue=venue.key, kind=venue.kind, reserve_fen=amount, low_fen=made.low_fen,
        high_fen=made.high_fen, reference_fen=found.amount_fen, valuation_fen=found.independent_fen,
        valuation_on=found.independent_on, net_fen=expected.net_fen, rests_on=rests_on, needs_manager=False,
        made_by=me(), made_at=at,
    )  # fmt: skip
    verdicts = _ask(row, one, at)
    one.needs_manager = below or any(not verdict.permitted for verdict in verdicts)
    one.verdicts = [verdict.id for verdict in verdicts]
    one.state = PlanState.ASKED if one.needs_manager else PlanState.APPROVED
    return _keep(key, one, at)


def _ask(stock: Stock, one: Plan, at: datetime) -> list[Decision]:
    """What the law says to a sale at the reserve; a block is refused once its verdict is kept."""
    verdicts = [ask(stock, SALE, sale_facts(stock, plan_row(one), one.reserve_fen, at), at)]
    if one.kind == VenueKind.JUDICIAL:
        told = of_judicial(one.reserve_fen, one.reference_fen, one.round, one.rests_on["before_fen"],
                           one.rests_on["notice_days"])  # fmt: skip
        verdicts.append(ask(stock, JUDICIAL, told, at))
    for verdict in verdicts:
        if verdict.answer.verdict is Verdict.BLOCK:
            refuse_unless_permitted(verdict)
    return verdicts


def _keep(key: int, one: Plan, at: datetime) -> int:
    with transaction.atomic():
        row = locked(key, (StockState.STOCKED,))
        before = Plan.objects.filter(stock=row, state__in=[PlanState.ASKED, PlanState.APPROVED])
        before.update(state=PlanState.REPLACED)
        one.save(force_insert=True)
        row.reserve_fen, row.value_fen = one.reserve_fen, one.reference_fen
        detail = {"plan": one.pk, "venue": one.venue, "round": one.round, "reserve_fen": one.reserve_fen,
                  "state": str(one.state)}  # fmt: skip
        verdict = str(one.verdicts[0])
        step(row, StockVerb.PRICED, at, detail=detail, verdict=verdict, fields=("reserve_fen", "value_fen"))
        if one.needs_manager:
            asked: Mapping[str, Any] = {"stock": key, "venue": one.venue, "reserve_fen": one.reserve_fen,
                                        "valuation_fen": one.valuation_fen}  # fmt: skip
            ask_approval(ApprovalKind.SALE_PRICE, f"plan:{one.pk}", asked, actor=me(), at=at)
    return int(one.pk)


def price_approved(told: Approved) -> None:
    """A manager agreed to a price (低价获批): it may go on sale. The law is asked again then, with both names."""
    _decided(told, PlanState.APPROVED)


def price_refused(told: Approved) -> None:
    """A manager did not agree to a price (低价被驳回)."""
    _decided(told, PlanState.REFUSED)


def _decided(told: Approved, state: PlanState) -> None:
    plan = int(told.subject.partition(":")[2])
    found = Plan.objects.filter(pk=plan, state=PlanState.ASKED).first()
    if found is None:
        raise Refusal(
            "plan-replaced", zh="该定价已被新的定价更替。", en="Another price has taken the place of this one.",
            remedy_zh="请处理新的申请。", remedy_en="Decide the newer request.",
        )  # fmt: skip
    row = locked(found.stock_id)
    Plan.objects.filter(pk=plan).update(state=state, decided_by=told.decided_by, decided_at=told.at)
    detail = {"plan": plan, "state": state.value, "decided_by": told.decided_by, "asked_by": actor()}
    step(row, StockVerb.PRICED, told.at, detail=detail)
