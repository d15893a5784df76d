"""Orders of paying (分配顺序) read from data, and which of them holds for a product on a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal.terms.proceeds import Order, Owner, PartKind


def order_of(orders: Iterable[Order], jurisdiction: str, product: str, on: date) -> Order:
    """The order in force on a day (适用顺序): the newest of the product. Raises Refusal `no-order`."""
    found = [one for one in orders
             if one.jurisdiction == jurisdiction and one.product == product and one.since <= on]  # fmt: skip
    if not found:
        raise Refusal(
            "no-order", zh=f"没有 {jurisdiction} {product} 在 {on} 的分配顺序。",
            en=f"There is no order of paying for {product} in {jurisdiction} on {on}.",
            remedy_zh="请在处置口径文件的 orders 中补充。", remedy_en="Add it to `orders` of the disposal policy.",
        )  # fmt: skip
    return max(found, key=lambda one: one.since)


def order_from(told: Mapping[str, Any]) -> Order:
    """An order as its file says it (读取分配顺序). Raises KeyError and ValueError for what is no order."""
    ours = tuple(tuple(PartKind(kind) for kind in step) for step in told["ours"])
    named = [kind for step in ours for kind in step]
    if sorted(named) != sorted(PartKind):
        raise ValueError("`ours` names every part of a claim once")
    return Order(
        str(told["jurisdiction"]), str(told["product"]), _day(told["since"]), str(told["law"]), ours,
        tuple(str(one) for one in told["applied"]), Owner(told["surplus_to"]), bool(told.get("by_contract", False)),
    )  # fmt: skip


def _day(told: Any) -> date:
    if not isinstance(told, date):
        raise ValueError(f"not a date: {told!r}")
    return told
