"""Recounting (复算): the inputs of a distribution as plain data, and the same distribution worked out of them again.

Whoever holds the statement can do this: the inputs are all that is needed, and nothing in them is personal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huilong.rooms.disposal.rules.explaining import slips
from huilong.rooms.disposal.rules.orders import order_from
from huilong.rooms.disposal.rules.waterfall import distribution
from huilong.rooms.disposal.terms.proceeds import (
    Creditor,
    Distribution,
    Order,
    Owner,
    Part,
    PartKind,
    Right,
    RightKind,
)


@dataclass(frozen=True)
class Inputs:
    """All a distribution is worked out from (分配依据)."""

    proceeds: int
    parts: tuple[Part, ...]
    others: tuple[Creditor, ...]
    ours: Right
    order: Order
    surplus_to: Owner


def inputs_of(
    found: Distribution, parts: tuple[Part, ...], others: tuple[Creditor, ...], ours: Right, order: Order, on: date
) -> dict[str, Any]:
    """The inputs as plain data: amounts in fen, days in ISO."""
    return {
        "on": on.isoformat(), "proceeds": found.proceeds_fen, "surplus_to": found.surplus_to.value,
        "parts": [[one.kind.value, one.fen, one.source, one.what, one.voucher] for one in parts if one.fen],
        "others": [
            {"name": one.name, "fen": one.fen, "source": one.source, "demanded": one.demanded, **_right(one.right)}
            for one in others
        ],
        "ours": _right(ours),
        "order": {
            "jurisdiction": order.jurisdiction, "product": order.product, "since": order.since.isoformat(),
            "law": order.law, "ours": [[kind.value for kind in step] for step in order.ours],
            "applied": list(order.applied), "surplus_to": order.surplus_to.value, "by_contract": order.by_contract,
        },
    }  # fmt: skip


def inputs_from(told: Mapping[str, Any]) -> Inputs:
    """The inputs read back. Raises KeyError, ValueError for what is none."""
    return Inputs(
        int(told["proceeds"]),
        tuple(Part(PartKind(kind), int(fen), source, what, voucher)
              for kind, fen, source, what, voucher in told["parts"]),
        tuple(Creditor(one["name"], _right_from(one), int(one["fen"]), one["source"], bool(one["demanded"]))
              for one in told["others"]),
        _right_from(told["ours"]),
        order_from({**told["order"], "since": date.fromisoformat(told["order"]["since"])}), Owner(told["surplus_to"]),
    )  # fmt: skip


def again(told: Inputs) -> Distribution:
    """The distribution worked out of its inputs (重新计算)."""
    return distribution(told.proceeds, told.parts, told.others, told.ours, told.order, surplus_to=told.surplus_to)


def recounted(kept: Distribution, told: Inputs) -> list[str]:
    """What is wrong with a distribution as it was kept (复算差异): its arithmetic, or what its inputs say."""
    made, wrong = again(told), slips(kept)
    if made.lines != kept.lines:
        wrong.append("the lines are not what the inputs give")
    if (made.surplus_fen, made.deficiency_fen) != (kept.surplus_fen, kept.deficiency_fen):
        wrong.append("surplus or deficiency is not what the inputs give")
    return wrong


def _right(one: Right) -> dict[str, Any]:
    return {
        "right": one.kind.value, "registered_on": one.registered_on.isoformat() if one.registered_on else None,
        "delivered_on": one.delivered_on.isoformat() if one.delivered_on else None,
    }


def _right_from(told: Mapping[str, Any]) -> Right:
    days = [date.fromisoformat(told[name]) if told.get(name) else None for name in ("registered_on", "delivered_on")]
    return Right(RightKind(told["right"]), *days)
