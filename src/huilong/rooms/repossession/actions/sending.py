"""Sending somebody (报价与派单): a price first, a second person above the limit, then order and duty together."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions import assign
from huilong.rooms.cases.actions import recall as recall_duty
from huilong.rooms.cases.queries import duty_now
from huilong.rooms.cases.rules.holding import WORKERS
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.compliance.actions import refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.terms import OutcomeKind
from huilong.rooms.journal.actions import record
from huilong.rooms.people.queries import colleagues
from huilong.rooms.people.terms import Role
from huilong.rooms.repossession.actions.lawful import ORDER, ask_the_law, stands_for_it
from huilong.rooms.repossession.actions.moving import actor, locked, step
from huilong.rooms.repossession.models import Crew, Order, Quote
from huilong.rooms.repossession.queries.crews import crew_row, ranked_for
from huilong.rooms.repossession.queries.orders import stored
from huilong.rooms.repossession.queries.policy import policy
from huilong.rooms.repossession.rules.pricing import price_for
from huilong.rooms.repossession.rules.pricing import quote as priced
from huilong.rooms.repossession.rules.ranking import CannotBeSent
from huilong.rooms.repossession.rules.states import refuse_unless_may
from huilong.rooms.repossession.terms import OrderState, OrderVerb

MOST_KM = 3000


def keep_crew(
    organisation: int, name: str, *, licence: str, licensed_until: date, insured_until: date, capacity: int,
    at: datetime, team: int | None = None, regions: tuple[str, ...] = (), rating_permille: int = 500,
    lat: float | None = None, lon: float | None = None, is_active: bool = True,
) -> int:  # fmt: skip
    """Enter a team that takes cars, or change what is known of it (登记收车队); its key."""
    known = {
        "licence": licence, "licensed_until": licensed_until, "insured_until": insured_until, "capacity": capacity,
        "team_id": team, "regions": list(regions), "rating_permille": rating_permille, "lat": lat, "lon": lon,
        "is_active": is_active, "entered_by": actor(), "entered_at": at,
    }  # fmt: skip
    try:
        with transaction.atomic():
            kept, _new = Crew.objects.update_or_create(organisation_id=organisation, name=name, defaults=known)
            told = {"licensed_until": licensed_until.isoformat(), "insured_until": insured_until.isoformat(),
                    "capacity": capacity, "rating": rating_permille, "is_active": is_active}  # fmt: skip
            record(verb="recovery.crew_kept", subject=("crew", kept.pk), at=at, detail=told)
    except IntegrityError:
        raise Refusal(
            "crew-limits", status=422, zh="车队资料不符合要求。", en="This cannot be a team.",
            remedy_zh="请检查机构、位置与上限。", remedy_en="Check organisation, place and limits.",
        ) from None  # fmt: skip
    return int(kept.pk)


def quote(key: int, crew: int, service: str, km: int, *, user: int, role: Role, at: datetime) -> int:
    """Work out the price of sending a team (报价), before anybody drives; the quote's key.

    Above the limit a second person has to agree (`approve_quote`). Raises Refusal `no-such-crew`, `no-price`,
    `order-state`, `quote-distance`.
    """
    refuse_unless_may(OrderVerb.QUOTE, role)
    if not 0 <= km <= MOST_KM:
        raise Refusal("quote-distance", status=422, where="km", zh=f"里程须在 0 至 {MOST_KM} 公里之间。",
                      en=f"A distance is 0 to {MOST_KM} kilometres.")  # fmt: skip
    rules, team = policy(), crew_row(crew)
    with transaction.atomic():
        order = locked(key)
        on = timezone.localdate(at)
        price = price_for(rules, service, on, city=order.case.city, organisation=team.organisation_name)
        lines, total = priced(price, km)
        made = Quote.objects.create(
            order=order, crew_id=crew, service=service, km=km, lines=[list(one) for one in lines], total_fen=total,
            needs_approval=total > rules.limit_fen, made_by=user, made_at=at,
        )  # fmt: skip
        said = {"quote": made.pk, "crew": crew, "service": service, "km": km, "total_fen": total}
        step(order, OrderVerb.QUOTE, at, detail=said)
    return int(made.pk)


def approve_quote(key: int, quote_id: int, *, user: int, role: Role, at: datetime) -> None:
    """Agree to a quote above the limit (复核报价): a second person, in the database as well."""
    refuse_unless_may(OrderVerb.APPROVE, role)
    with transaction.atomic():
        order = locked(key)
        waiting = Quote.objects.filter(pk=quote_id, order=order, needs_approval=True, approved_by=None)
        if not waiting.exclude(made_by=user).update(approved_by=user, approved_at=at):
            raise Refusal(
                "not-a-second-person", status=403, rule="four-eyes", zh="这份报价不由您复核。",
                en="This quote is not for you to agree to.", remedy_zh="须由另一位有此权限的同事处理。",
                remedy_en="Another colleague of that role has to.",
            )  # fmt: skip
        record(verb="recovery.quote_approved", subject=("case", order.case.number), at=at,
               detail={"order": key, "quote": quote_id})  # fmt: skip


def dispatch(key: int, quote_id: int, *, role: Role, at: datetime, agent: int | None = None) -> None:
    """Send the team of a quote (派单): the law is asked again, the team gets the duty and loses it when recalled.

    `agent`: who of the team stands for it; without, the team's manager names somebody on accepting. Raises Refusal
    `crew-cannot`, `quote-not-approved`, `law-blocked`, `holder-misfit`.
    """
    refuse_unless_may(OrderVerb.DISPATCH, role)
    order = stored(key)
    made = Quote.objects.filter(pk=quote_id, order=order).first()
    if made is None or (made.needs_approval and made.approved_by is None):
        raise Refusal(
            "quote-not-approved", zh="报价不存在,或超过限额尚未复核。",
            en="There is no such quote, or it is above the limit and nobody agreed to it.",
            remedy_zh="请先完成报价与复核。", remedy_en="Have it quoted and agreed to first.",
        )  # fmt: skip
    _refuse_unfit_crew(key, made.crew_id, timezone.localdate(at))
    verdict = ask_the_law(order, ORDER, at, second=stands_for_it(order))
    refuse_unless_permitted(verdict)
    with transaction.atomic():
        order = locked(key)
        order.crew_id, order.agent, order.price_fen = made.crew_id, agent, made.total_fen
        order.verdicts = [*order.verdicts, verdict.id]
        said = {"quote": quote_id, "crew": made.crew_id, "agent": agent, "price_fen": made.total_fen}
        step(order, OrderVerb.DISPATCH, at, detail=said, verdict=str(verdict.id),
             fields=("crew", "agent", "price_fen", "verdicts"))  # fmt: skip
        _give_duty(order, at)
        tell_outcome(verdict.id, OutcomeKind.DONE, at)


def accept(key: int, *, role: Role, at: datetime, agent: int) -> None:
    """Take an order on (接单), naming who stands for it at the car; that one gets the duty."""
    refuse_unless_may(OrderVerb.ACCEPT, role)
    with transaction.atomic():
        order = locked(key)
        _refuse_stranger(order, at)
        order.agent = agent
        step(order, OrderVerb.ACCEPT, at, detail={"agent": agent}, fields=("agent",))
        _give_duty(order, at)


def decline(key: int, why: str, *, role: Role, at: datetime) -> None:
    """Turn an order down (拒单): the duty goes home, and somebody else can be sent."""
    refuse_unless_may(OrderVerb.DECLINE, role)
    _take_back(key, OrderVerb.DECLINE, why, at)


def recall(key: int, why: str, *, role: Role, at: datetime) -> None:
    """Take an order back from the team (撤回派单): duty and authority end in the same transaction."""
    refuse_unless_may(OrderVerb.RECALL, role)
    _take_back(key, OrderVerb.RECALL, why, at)


def stop(key: int, why: str, *, role: Role, at: datetime) -> None:
    """End an order before the car is taken (停止收车): duty and authority end in the same transaction."""
    refuse_unless_may(OrderVerb.STOP, role)
    _take_back(key, OrderVerb.STOP, why, at)


def _take_back(key: int, verb: OrderVerb, why: str, at: datetime) -> None:
    from huilong.rooms.repossession.actions.authority import warn
    from huilong.rooms.repossession.terms import StopCause

    with transaction.atomic():
        order = locked(key)
        warn("order", key, StopCause.RECALLED, at)
        step(order, verb, at, detail={"why": why[:80]})
        held = duty_now(order.case_id, DutyKind.RECOVER, at)
        if held is not None and held.until is None and order.crew_id:
            recall_duty([order.case.number], DutyKind.RECOVER, actor=actor(), at=at)
        if OrderState(order.state) is OrderState.APPROVED:
            Order.objects.filter(pk=key).update(crew=None, agent=None)


def _give_duty(order: Order, at: datetime) -> None:
    crew = Crew.objects.get(pk=order.crew_id or 0)
    named = next((one for one in colleagues(WORKERS[DutyKind.RECOVER]) if one.id == order.agent), None)
    to = Holder(crew.organisation_id, named.team if named else crew.team_id, order.agent)
    assign([order.case.number], to, DutyKind.RECOVER, actor=actor(), at=at)


def _refuse_unfit_crew(order: int, crew: int, on: date) -> None:
    """Refuse a team that may not be sent: its licence, insurance, region, or room."""
    one = next((one for one in ranked_for(order, on) if one.crew.id == crew), None)
    why = one.why_not if one else (CannotBeSent.CLOSED,)
    if why:
        raise Refusal(
            "crew-cannot", where="crew", zh=f"这支车队现在不能派:{'、'.join(w.word.zh for w in why)}。",
            en=f"This team cannot be sent now: {', '.join(w.word.en for w in why)}.",
            remedy_zh="请另选一支。", remedy_en="Choose another.",
        )  # fmt: skip


def _refuse_stranger(order: Order, at: datetime) -> None:
    """Refuse who is not of the organisation that was sent."""
    from huilong.kernel.acting import acting

    who, held = acting(), duty_now(order.case_id, DutyKind.RECOVER, at)
    if who is None or held is None or held.organisation != who.organisation:
        raise Refusal(
            "not-your-order", status=403, zh="这张单未派给您的机构。", en="This order was not sent to you.",
            remedy_zh="请联系收车专员。", remedy_en="Ask the coordinator.",
        )  # fmt: skip
