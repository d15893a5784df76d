"""What a recovery costs (报价): by the price list in force that day, known before anybody drives."""

from datetime import date

from huilong.kernel.money import Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.repossession.rules.policy import Policy, Price


def price_for(policy: Policy, service: str, on: date, *, city: str, organisation: str) -> Price:
    """The line of the price list that applies (适用价目): the most exact in force. Raises Refusal `no-price`."""
    fitting = [
        one for one in policy.prices
        if one.service == service and one.since <= on and (one.until is None or on <= one.until)
        and one.city in ("", city) and one.organisation in ("", organisation)
    ]  # fmt: skip
    if not fitting:
        raise Refusal(
            "no-price", status=422, where="service", zh=f"价目表没有 {service} 在 {on} 的价格。",
            en=f"The price list has no price for {service} on {on}.",
            remedy_zh="请在收车口径中补充价目。", remedy_en="Add one to the recovery policy.",
        )  # fmt: skip
    return max(fitting, key=lambda one: (one.organisation != "", one.city != "", one.since))


def quote(price: Price, km: int) -> tuple[tuple[tuple[str, Fen], ...], Fen]:
    """The lines of a quote and their sum, in fen, for `km` kilometres on the road.

    >>> quote(Price("tow", date(2020, 1, 1), None, "", "", 30_000, 10, 1_000), 14)
    ((('base', 30000), ('distance', 4000)), 34000)
    """
    distance = max(0, km - price.free_km) * price.per_km_fen
    return (("base", price.base_fen), ("distance", distance)), price.base_fen + distance
