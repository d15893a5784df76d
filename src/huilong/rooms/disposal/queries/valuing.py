"""Reads of values (估值查询): every valuation of a vehicle, what its value loses a day, the reference, the venues."""

from datetime import date, datetime

from django.utils import timezone

from huilong.kernel.money import Fen
from huilong.rooms.collateral.queries import curve, facts_of, values_of, vehicle
from huilong.rooms.collateral.rules.depreciation import DAYS_A_YEAR, left_after
from huilong.rooms.collateral.rules.state import state_of
from huilong.rooms.collateral.terms import ValueSource
from huilong.rooms.disposal.models import Appraisal, Plan, Stock
from huilong.rooms.disposal.queries.policy import policy
from huilong.rooms.disposal.queries.stock import cost_a_day
from huilong.rooms.disposal.rules.reserve import MILLION, first_reserve, next_reserve, reference
from huilong.rooms.disposal.rules.venues import compared
from huilong.rooms.disposal.terms import (
    Expected,
    PlanRow,
    PlanState,
    Reference,
    Reserve,
    Valuation,
    ValuationMethod,
    ValuationSource,
    Venue,
    VenueKind,
)

SOURCES = {
    ValueSource.MODEL: (ValuationSource.MODEL, ValuationMethod.CURVE),
    ValueSource.SERVICE: (ValuationSource.SERVICE, ValuationMethod.MEDIAN),
    ValueSource.LENDER: (ValuationSource.LENDER, ValuationMethod.REPLACEMENT_COST),
}  # fmt: skip
"""Values of the vehicle's file that count here too; an appraisal counts with its paper, so only where it is noted."""
A_MONTH = 30


def valuations_of(stock: Stock) -> tuple[Valuation, ...]:
    """What the vehicle was said to be worth (估值依据), newest day first: noted here, and in the vehicle's file."""
    own = [
        Valuation(
            f"appraisal:{one.pk}", ValuationSource(one.source), ValuationMethod(one.method), one.amount_fen,
            one.low_fen, one.high_fen, one.on, one.independent, one.firm, one.file_id, one.count,
        )
        for one in Appraisal.objects.filter(stock=stock).order_by("-on", "-id")
    ]  # fmt: skip
    others: dict[ValueSource, Valuation] = {}
    for one in values_of(stock.order.vehicle_id):
        if one.source in SOURCES and one.source not in others:
            source, method = SOURCES[one.source]
            others[one.source] = Valuation(
                f"value:{one.id}", source, method, one.amount_fen, one.low_fen or one.amount_fen,
                one.high_fen or one.amount_fen, one.on, False, f"{one.by} {one.version}".strip(),
            )  # fmt: skip
    return tuple(sorted([*own, *others.values()], key=lambda one: (one.on, one.key), reverse=True))


def fall_ppm_a_day(stock: Stock, on: date) -> int:
    """What the vehicle's value loses a day by the model, in millionths (日贬值率); 0 where its age is unknown."""
    told = state_of(facts_of(stock.order.vehicle_id), on).particulars
    year = vehicle(stock.order.vehicle_id).year
    if told.get("first_registered"):
        born = date.fromisoformat(str(told["first_registered"]))
    elif year:
        born = date(year, 1, 1)
    else:
        return 0
    age, curve_of_it = (on - born).days / DAYS_A_YEAR, curve()
    now, later = left_after(curve_of_it, age), left_after(curve_of_it, age + A_MONTH / DAYS_A_YEAR)
    return max(0, round((1 - later / now) * MILLION / A_MONTH))


def reference_of(stock: Stock, on: date) -> Reference:
    """What valuations together say of it today (参考价). Raises Refusal `valuations-missing`."""
    return reference(valuations_of(stock), policy().bands, on, fall_ppm_a_day(stock, on))


def venues_for(stock: Stock, at: datetime) -> tuple[Expected, ...]:
    """The venues, the one that is expected to leave most first (渠道比较). Raises Refusal `valuations-missing`."""
    on = timezone.localdate(at)
    return compared(
        policy().venues, reference_of(stock, on).amount_fen, cost_a_day=cost_a_day(stock.order_id, at),
        fall_ppm_a_day=fall_ppm_a_day(stock, on),
    )  # fmt: skip


def plans_of(key: int) -> tuple[PlanRow, ...]:
    """The prices decided on for a vehicle, newest first (定价方案)."""
    return tuple(plan_row(one) for one in Plan.objects.filter(stock_id=key).order_by("-id"))


def plan_row(one: Plan) -> PlanRow:
    """A plan as others see it."""
    return PlanRow(
        one.pk, one.stock_id, one.round, one.venue, VenueKind(one.kind), one.reserve_fen, one.low_fen, one.high_fen,
        one.reference_fen, one.valuation_fen, one.valuation_on, one.net_fen, PlanState(one.state), one.needs_manager,
        one.made_by, one.made_at, one.decided_by,
    )  # fmt: skip


def last_sold_at(stock: Stock, kind: VenueKind) -> Plan | None:
    """The price of the last try at such a venue since the vehicle entered stock; None where there was none."""
    from huilong.rooms.disposal.models import Sale

    tried = Sale.objects.filter(stock=stock, plan__kind=kind).select_related("plan").order_by("-id").first()
    return tried.plan if tried else None


def reserve_for(stock: Stock, venue: Venue, at: datetime) -> tuple[Reserve, Reference, Fen | None]:
    """The reserve that the rule of a venue gives (保留价), what it rests on, and the reserve before it, if any.

    Raises Refusal `valuations-missing`, `no-more-rounds`.
    """
    told, on = policy(), timezone.localdate(at)
    found, fall, cuts = reference_of(stock, on), fall_ppm_a_day(stock, on), told.cuts[venue.kind]
    cost, before = cost_a_day(stock.order_id, at), last_sold_at(stock, venue.kind)
    if before is None:
        made = first_reserve(found, cuts, told.bands, round_to=told.round_to_fen, days=venue.days, cost_a_day=cost,
                             fall_ppm_a_day=fall)  # fmt: skip
        return made, found, None
    made = next_reserve(
        before.reserve_fen, before.round + 1, found, cuts, told.bands, round_to=told.round_to_fen, days=venue.days,
        cost_a_day=cost, fall_ppm_a_day=fall,
    )  # fmt: skip
    return made, found, before.reserve_fen
