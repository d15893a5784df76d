"""Price lists and clocks as read (价目与响应查询): what firms charge, their history, and how they answered."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

from huilong.rooms.agencies.models import PriceLine, ResponseStep
from huilong.rooms.agencies.queries.rating_policy import rating_policy
from huilong.rooms.agencies.rules.trades_clocks import clocks
from huilong.rooms.agencies.rules.trades_prices import in_force, market, price_of
from huilong.rooms.agencies.terms.rating import (
    AgreedPrice,
    Clock,
    ClockKind,
    ClockStep,
    MarketPrice,
    PriceTold,
    StepNoted,
)


def price_lines(trade: str, on: date, *, service: str = "", region: str | None = None) -> list[PriceTold]:
    """The prices of a trade in force on a day (现行价目), by service, region and firm."""
    return in_force(_lines(trade, service, region, on), on)


def market_prices(trade: str, on: date, *, service: str = "", region: str | None = None) -> list[MarketPrice]:
    """What a trade's services cost on a day (市场价): lowest, median, highest; whose they are is not told."""
    return market(_lines(trade, service, region, on), on)


def price(trade: str, organisation: int, service: str, region: str, on: date) -> PriceTold | None:
    """What a firm charges for a service in a region on a day (机构报价); None where it does not offer it."""
    rows = PriceLine.objects.filter(trade=trade, organisation=organisation, service=service, since__lte=on)
    return price_of([price_told(one) for one in rows], organisation, service, region, on)


def price_history(organisation: int, most: int = 500) -> list[PriceTold]:
    """Every line a firm ever had, newest first (价目历史)."""
    return [price_told(one) for one in PriceLine.objects.filter(organisation=organisation).order_by("-id")[:most]]


def responses(organisation: int, kind: ClockKind, since: datetime, by: datetime) -> list[Clock]:
    """How a firm answered what it was asked since then, as it stands at `by` (响应记录), in order."""
    limit = rating_policy().clocks.get(kind)
    rows = ResponseStep.objects.filter(organisation=organisation, kind=kind, at__gte=since, at__lte=by)
    steps = [StepNoted(subject, ClockStep(step), at) for subject, step, at in rows.values_list("subject", "step", "at")]
    return clocks(steps, limit, by) if limit else []


_AGREED: dict[str, Callable[[date], Sequence[AgreedPrice]]] = {}


def agreed_prices_from(trade: str, tell: Callable[[date], Sequence[AgreedPrice]]) -> None:
    """Let a room above tell what the lender itself reckons with for a trade (内部计价来源); the last one counts."""
    _AGREED[trade] = tell


def agreed_prices(trade: str, on: date) -> Sequence[AgreedPrice]:
    """What the lender reckons with for a trade on a day (内部计价); nothing where no room tells."""
    return _AGREED[trade](on) if trade in _AGREED else ()


def price_told(one: PriceLine) -> PriceTold:
    """A row of the list as a noun."""
    return PriceTold(
        one.pk, one.organisation_id, one.service, one.region, one.since, one.fen, one.kept_at, one.by_house
    )


def _lines(trade: str, service: str, region: str | None, on: date) -> list[PriceTold]:
    rows = PriceLine.objects.filter(trade=trade, since__lte=on)
    if service:
        rows = rows.filter(service=service)
    if region is not None:
        regions: Collection[str] = {region, ""}
        rows = rows.filter(region__in=regions)
    return [price_told(one) for one in rows]
