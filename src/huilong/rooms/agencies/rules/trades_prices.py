"""Open price lists (公开价目): what a firm charges on a day, what the market does, and how the two compare."""

from collections.abc import Iterable
from datetime import date, datetime

from huilong.rooms.agencies.terms.rating import MarketPrice, PriceTold

PPM = 1_000_000


def in_force(lines: Iterable[PriceTold], on: date) -> list[PriceTold]:
    """The lines that count on a day (现行价目): of each firm, service and region the latest since, kept last.

    What is not offered any more is left out. In order of service, region, firm.
    """
    latest: dict[tuple[str, str, int], PriceTold] = {}
    for one in lines:
        key = (one.service, one.region, one.firm)
        known = latest.get(key)
        if one.since <= on and (known is None or _order(known) < _order(one)):
            latest[key] = one
    return [latest[key] for key in sorted(latest) if latest[key].fen is not None]


def _order(one: PriceTold) -> tuple[date, datetime, int]:
    return one.since, one.kept_at, one.id


def price_of(lines: Iterable[PriceTold], firm: int, service: str, region: str, on: date) -> PriceTold | None:
    """What a firm charges for a service in a region on a day: its line for the region, else the one for any."""
    found = [
        one for one in in_force(lines, on)
        if one.firm == firm and one.service == service and one.region in (region, "")
    ]  # fmt: skip
    return max(found, key=lambda one: one.region != "", default=None)


def market(lines: Iterable[PriceTold], on: date) -> list[MarketPrice]:
    """What services cost on a day (市场价), by service and region. Of an even number of firms the lower middle one."""
    by_place: dict[tuple[str, str], list[int]] = {}
    for one in in_force(lines, on):
        by_place.setdefault((one.service, one.region), []).append(one.fen or 0)
    return [
        MarketPrice(service, region, len(fen), min(fen), sorted(fen)[(len(fen) - 1) // 2], max(fen))
        for (service, region), fen in sorted(by_place.items())
    ]


def against_median(lines: Iterable[PriceTold], on: date) -> dict[int, int]:
    """Each firm's prices ÷ the median, in ppm, the mean over what it offers (相对中位价).

    Only where two firms or more offer the same; a firm of which nothing can be compared is not in the answer.
    """
    held = in_force(lines, on)
    medians = {(one.service, one.region): one.median_fen for one in market(held, on) if one.firms > 1}
    shares: dict[int, list[int]] = {}
    for one in held:
        median = medians.get((one.service, one.region))
        if median:
            shares.setdefault(one.firm, []).append((one.fen or 0) * PPM // median)
    return {firm: sum(found) // len(found) for firm, found in sorted(shares.items())}
