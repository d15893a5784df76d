"""The statement (对账单): a distribution as plain data, for whoever wants to work it out again."""

from collections.abc import Iterable, Mapping
from typing import Any

from huilong.kernel.money import Fen
from huilong.rooms.disposal.terms.proceeds import Distribution, Line, Owner


def statement_of(
    inputs: Mapping[str, Any], lines: Iterable[Line], surplus_fen: Fen, deficiency_fen: Fen
) -> dict[str, Any]:
    """All it was worked out from, and what came out: amounts in fen, days in ISO, nothing personal."""
    return {
        "inputs": dict(inputs),
        "lines": [
            {"no": one.no, "holder": one.holder, "kind": one.kind, "what": one.what, "rank": one.rank,
             "claim": one.claim_fen, "paid": one.paid_fen, "source": one.source, "voucher": one.voucher}
            for one in lines
        ],
        "surplus": surplus_fen, "deficiency": deficiency_fen,
    }  # fmt: skip


def kept_from(told: Mapping[str, Any]) -> Distribution:
    """The distribution that a statement says was made. Raises KeyError, ValueError for what is no statement."""
    lines = tuple(
        Line(int(one["no"]), one["holder"], one["kind"], one["what"], int(one["rank"]), int(one["claim"]),
             int(one["paid"]), one["source"], one["voucher"])
        for one in told["lines"]
    )  # fmt: skip
    inputs = told["inputs"]
    return Distribution(
        int(inputs["proceeds"]), lines, int(told["surplus"]), int(told["deficiency"]), Owner(inputs["surplus_to"])
    )
