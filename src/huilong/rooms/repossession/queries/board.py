"""The coordinator's board (收车看板): live orders by state, each with basis, notices, authority and what stops it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from huilong.rooms.people.queries import names_of
from huilong.rooms.repossession.models import Crew, Ground, Notice, Order, OrderStep
from huilong.rooms.repossession.queries.authorities import newest_of
from huilong.rooms.repossession.queries.orders import rows_of, stopped_rows
from huilong.rooms.repossession.terms import LIVE, HeldRow, OrderRow, OrderState, OrderVerb, StopCause

COLUMNS: tuple[tuple[OrderState, ...], ...] = (
    (OrderState.REQUESTED,), (OrderState.APPROVED, OrderState.QUOTED), (OrderState.DISPATCHED,),
    (OrderState.ACCEPTED, OrderState.LOCATED), (OrderState.CLAIMED,), (OrderState.TAKEN, OrderState.IN_TOW),
    (OrderState.STORED,),
)  # fmt: skip
"""The columns of the board: where an order stands, from the asking to the yard."""
MOST_A_COLUMN = 60
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Card:
    """One order on the board (看板卡片). `warned`: what came up last that stops a taking, since the last sending."""

    order: OrderRow
    crew: str
    agent: str
    authority: HeldRow | None
    warned: StopCause | None
    warned_at: datetime | None
    grounded_on: date | None
    notices: int
    delivered: int
    days_still: int

    @property
    def red(self) -> bool:
        """Whether somebody has to look now: a stop nobody confirmed, a late claim."""
        held = self.authority
        return self.order.state is OrderState.CLAIMED or (held is not None and held.unseen)


@dataclass(frozen=True)
class Column:
    """One column (看板列): its states, how many orders, the first of them."""

    states: tuple[OrderState, ...]
    total: int
    cards: tuple[Card, ...]


def board(at: datetime) -> tuple[Column, ...]:
    """The live orders the reader sees, by column (收车看板); those that need somebody first, then the longest still.

    What was stopped under an authority stands last for a day, and longer until its holder has confirmed.
    """
    counts = dict(
        Order.objects.filter(state__in=[one.value for one in LIVE]).values_list("state").annotate(n=Count("id"))
    )
    shown = rows_of(
        [one.value for states in COLUMNS for one in states], most=MOST_A_COLUMN * len(COLUMNS)
    )
    stopped = stopped_rows(at - A_DAY, most=MOST_A_COLUMN)
    cards = _cards(shown + stopped, at)
    found = []
    for states in COLUMNS:
        here = [one for one in cards if one.order.state in states]
        here.sort(key=lambda one: (not one.red, -one.days_still))
        total = sum(counts.get(one.value, 0) for one in states)
        found.append(Column(states, total, tuple(here[:MOST_A_COLUMN])))
    if stopped:
        here = sorted((one for one in cards if one.order.state is OrderState.STOPPED), key=lambda one: not one.red)
        found.append(Column((OrderState.STOPPED,), len(here), tuple(here)))
    return tuple(found)


def _cards(orders: tuple[OrderRow, ...], at: datetime) -> list[Card]:
    keys = [one.id for one in orders]
    crews = dict(Crew.objects.filter(pk__in={one.crew for one in orders if one.crew}).values_list("id", "name"))
    held = newest_of(keys)
    people = {one.agent for one in orders if one.agent} | {one.holder for one in held.values()}
    names = names_of(people)
    warned = {
        row.order_id: (StopCause(row.detail["cause"]), row.at)
        for row in OrderStep.objects.filter(order_id__in=keys, verb=OrderVerb.WARN.value).order_by("id")
    }
    grounds = dict(Ground.objects.filter(order_id__in=keys).order_by("id").values_list("order_id", "on"))
    notices: dict[tuple[int, str], list[bool]] = {}
    cases = {one.case_id for one in orders}
    for case, loan, delivered in Notice.objects.filter(case_id__in=cases).values_list(
        "case_id", "loan_id", "delivered_on"
    ):
        notices.setdefault((case, loan), []).append(delivered is not None)
    today = timezone.localdate(at)
    cards = []
    for one in orders:
        cause, when = warned.get(one.id, (None, None))
        sent = notices.get((one.case_id, one.loan_id), [])
        cards.append(Card(
            one, crews.get(one.crew or 0, ""), names.get(one.agent or 0, ""), held.get(one.id), cause, when,
            grounds.get(one.id), len(sent), sum(sent), (today - timezone.localdate(one.changed_at)).days,
        ))  # fmt: skip
    return cards
