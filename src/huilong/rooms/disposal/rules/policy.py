"""The disposal policy (处置口径): orders of paying, bands, cuts, venues, clocks. Read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huilong.kernel.money import BadAmount, Fen, fen
from huilong.kernel.refusal import Refusal, Says
from huilong.rooms.disposal.rules.orders import order_from
from huilong.rooms.disposal.terms.proceeds import Order
from huilong.rooms.disposal.terms.sale import Cuts, Venue, VenueKind
from huilong.rooms.disposal.terms.stock import SaleClock

KEYS = frozenset({
    "orders", "valuation", "round_to", "pay_days", "redemption_days", "cuts", "venues", "clocks", "calendar",
    "holidays", "workdays", "takers",
})  # fmt: skip


@dataclass(frozen=True)
class Bands:
    """What valuations must be there, and how far below them a price may go by itself (估值要求)."""

    at_least: int
    independent: int
    most_age_days: int
    band_percent: int


@dataclass(frozen=True)
class Policy:
    """The disposal policy of an installation (处置口径)."""

    orders: tuple[Order, ...]
    bands: Bands
    round_to_fen: Fen
    pay_days: int
    redemption_days: int
    cuts: Mapping[VenueKind, Cuts]
    venues: tuple[Venue, ...]
    clocks: Mapping[SaleClock, int]
    calendar: frozenset[SaleClock]
    holidays: frozenset[date]
    workdays: frozenset[date]
    insiders: frozenset[str]

    def venue(self, key: str) -> Venue:
        """A venue by its key. Raises Refusal `no-such-venue`."""
        found = next((one for one in self.venues if one.key == key), None)
        if found is None:
            raise Refusal(
                "no-such-venue", status=422, where="venue", zh="没有这个处置渠道。", en="There is no such venue.",
                remedy_zh="请从渠道列表中选择。", remedy_en="Choose one of the list.",
            )  # fmt: skip
        return found


def read(told: Any, name: str) -> Policy:
    """The policy from a YAML file (处置口径). Raises Refusal `bad-disposal`, naming the file and the key."""
    if not isinstance(told, Mapping) or set(told) != KEYS:
        wrong = sorted(KEYS ^ set(told)) if isinstance(told, Mapping) else ["—"]
        raise _bad(name, ", ".join(str(one) for one in wrong))
    key = "orders"
    try:
        orders = tuple(order_from(one) for one in told["orders"])
        key = "valuation"
        bands = Bands(**{one: int(value) for one, value in told["valuation"].items()})
        key = "cuts"
        cuts = {one.kind: one for one in map(_cuts, told["cuts"])}
        key = "venues"
        venues = tuple(map(_venue, told["venues"]))
        key = "clocks"
        days = {**told["clocks"], **told["calendar"]}
        clocks = {SaleClock(kind): int(count) for kind, count in days.items()}
        key = "holidays"
        return Policy(
            orders, bands, fen(str(told["round_to"])), int(told["pay_days"]), int(told["redemption_days"]), cuts,
            venues, clocks, frozenset(SaleClock(kind) for kind in told["calendar"]), _days(told["holidays"]),
            _days(told["workdays"]), frozenset(str(one).strip() for one in told["takers"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, BadAmount) as error:
        raise _bad(name, f"{key}: {error}") from error


def _cuts(told: Mapping[str, Any]) -> Cuts:
    first, again = told["notice_days"]
    found = Cuts(
        VenueKind(told["kind"]), int(told["first_percent"]), int(told["cut_percent"]), int(told["floor_percent"]),
        int(told["rounds"]), (int(first), int(again)), int(told.get("offers_at_least", 0)), str(told.get("law", "")),
    )  # fmt: skip
    fits = 0 < found.floor_percent <= found.first_percent <= 200 and 0 <= found.cut_percent < 100
    if not fits or found.rounds <= 0:
        raise ValueError(f"{found.kind}: percents do not fit")
    return found


def _venue(told: Mapping[str, Any]) -> Venue:
    found = Venue(
        str(told["key"]), VenueKind(told["kind"]), Says(str(told["zh"]), str(told["en"])), int(told["fee_ppm"]),
        fen(str(told["least_fee"])), fen(str(told["transport"])), int(told["days"]), int(told["price_ppm"]),
        int(told["chance_ppm"]), firm=str(told.get("firm", "")),
    )  # fmt: skip
    if not (0 <= found.fee_ppm < 1_000_000 and found.days > 0 and 0 < found.chance_ppm <= 1_000_000):
        raise ValueError(f"{found.key}: figures do not fit")
    return found


def _days(told: Any) -> frozenset[date]:
    if not all(isinstance(one, date) for one in told):
        raise ValueError("days are like 2026-10-01")
    return frozenset(told)


def _bad(name: str, what: str) -> Refusal:
    return Refusal(
        "bad-disposal", status=422, where=name, zh=f"处置口径文件 {name} 有误:{what}。",
        en=f"The disposal policy {name} is wrong: {what}.", remedy_zh="请对照 docs/how-to/disposal.md 修改。",
        remedy_en="Correct it by docs/how-to/disposal.md.",
    )  # fmt: skip
