"""Stopping on the spot (现场停止) and calling for help: the agent's own word, at once, and nobody has to agree."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.actions import recall as recall_duty
from huilong.rooms.cases.terms import DutyKind
from huilong.rooms.journal.actions import record
from huilong.rooms.repossession.actions.authority import warn
from huilong.rooms.repossession.actions.keeping import kept_step, working
from huilong.rooms.repossession.actions.lawful import EXECUTE, ask_the_law
from huilong.rooms.repossession.actions.moving import actor, step
from huilong.rooms.repossession.models import Order
from huilong.rooms.repossession.queries.orders import stored
from huilong.rooms.repossession.rules import lawful
from huilong.rooms.repossession.rules.spot import law_facts
from huilong.rooms.repossession.terms import BasisKind, OrderVerb, StopCause
from huilong.rooms.repossession.terms.spot import Captured, SpotStepKind, StopSignal


def stop_on_the_spot(
    key: int, signals: Collection[StopSignal], captured: Captured, *, note: str = "", user: int, at: datetime
) -> None:
    """Stop at the car (现场停止, CN-REPO-010): the authority ends, the order goes back, what was seen is kept.

    The law is asked with the signals, so that its block stands beside the incident. Raises Refusal `signal-needed`,
    `order-state`.
    """
    if not signals:
        raise Refusal(
            "signal-needed", status=422, where="signals", zh="请勾选现场停止的原因。",
            en="Say what was seen at the car.",
            remedy_zh="阻拦、车内有人或道路危险,至少选一项。",
            remedy_en="Resistance, somebody inside, or danger on the road: at least one.",
        )  # fmt: skip
    seen = law_facts(signals)
    order = stored(key)
    verdict = ask_the_law(order, EXECUTE, at, at_the_car=lawful.at_the_car(
        BasisKind(order.basis), occupants=seen["occupants_present"], resistance=seen["resistance"],
        road_danger=seen["road_danger"],
    ))  # fmt: skip
    with transaction.atomic():
        order = working(key)
        told = {"signals": sorted(one.value for one in signals), "verdict": verdict.id}
        happened = kept_step(order, SpotStepKind.STOPPED, captured, user, at, told, note=note).happened_at
        step(order, OrderVerb.RECALL, at, happened_at=happened, detail=told, verdict=str(verdict.id))
        warn("order", key, StopCause.LAW, at)
        Order.objects.filter(pk=key).update(crew=None, agent=None)
        recall_duty([order.case.number], DutyKind.RECOVER, actor=actor(), at=at)


def call_for_help(key: int | None, captured: Captured, *, user: int, at: datetime) -> None:
    """Note that the agent asked for help (求助), and where. With an order open it stands among its steps too."""
    with transaction.atomic():
        told = {"lat_e7": captured.lat_e7, "lon_e7": captured.lon_e7, "called_at": captured.at.isoformat()}
        if key is None:
            record(verb="recovery.sos", subject=("user", user), detail=told, at=at)
            return
        order = stored(key)
        kept_step(order, SpotStepKind.SOS, captured, user, at, {})
        record(verb="recovery.sos", subject=("case", order.case.number), detail={"order": key, **told}, at=at)
