"""Choosing a venue (渠道选择): what each is expected to leave of the price, and why one is before another."""

from collections.abc import Sequence

from huilong.kernel.money import Fen, grouped
from huilong.kernel.refusal import Says
from huilong.rooms.disposal.rules.reserve import MILLION, carried
from huilong.rooms.disposal.terms.sale import Expected, Venue


def expected(venue: Venue, value: Fen, *, cost_a_day: Fen, fall_ppm_a_day: int) -> Expected:
    """What a venue is expected to leave (预期净额), fen. A round that fails is run again: days are counted for that.

    The fall of value while it waits is taken off the price here, once, and nowhere else.
    """
    days = -(-venue.days * MILLION // venue.chance_ppm)
    price = value * venue.price_ppm // MILLION
    fee = max(venue.least_fee_fen, price * venue.fee_ppm // MILLION)
    fall = price - carried(price, days, fall_ppm_a_day)
    return Expected(venue, price, fee, venue.transport_fen, days * cost_a_day, fall, days)


def compared(
    venues: Sequence[Venue], value: Fen, *, cost_a_day: Fen, fall_ppm_a_day: int
) -> tuple[Expected, ...]:
    """The venues, the one that leaves most first; of equal ones the quicker (渠道比较)."""
    found = [expected(one, value, cost_a_day=cost_a_day, fall_ppm_a_day=fall_ppm_a_day) for one in venues]
    return tuple(sorted(found, key=lambda one: (-one.net_fen, one.days, one.venue.key)))


PARTS = (
    ("price_fen", "成交价", "price", 1), ("fee_fen", "渠道费", "fee", -1), ("transport_fen", "运输", "transport", -1),
    ("holding_fen", "在库费用", "holding", -1), ("fall_fen", "贬值", "fall of value", -1),
)  # fmt: skip


def reasons(best: Expected, other: Expected) -> Says:
    """Why one venue is before another (选择理由): what makes the difference, largest first, adding up to it."""
    told = [(sign * (getattr(best, name) - getattr(other, name)), zh, en) for name, zh, en, sign in PARTS]
    told = sorted((one for one in told if one[0]), key=lambda one: -abs(one[0]))
    ahead = best.net_fen - other.net_fen
    zh = ",".join(f"{name}{fen / 100:+,.2f}" for fen, name, _ in told)
    en = ", ".join(f"{name} {fen / 100:+,.2f}" for fen, _, name in told)
    return Says(
        f"比{other.venue.name.zh}多得 {grouped(ahead)} 元:{zh or '各项相同'}。",
        f"{grouped(ahead)} more than {other.venue.name.en}: {en or 'all alike'}.",
    )
