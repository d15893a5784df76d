"""A distribution (分配): the claims put into their order, the one law asked twice, every line with its source.

First among creditors by rank, then what the lender got among its own parts by the order of its product. A cost without
a voucher is no claim at all (CN-DISP-003): it is listed apart, and deducted by nobody.
"""

from collections.abc import Sequence

import numpy as np

from huilong.kernel.money import MAX_FEN, Fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.disposal.rules.proceeds import MOST_CLAIMS, distribute
from huilong.rooms.disposal.rules.ranking import ranked
from huilong.rooms.disposal.terms.proceeds import (
    OURS,
    Creditor,
    Distribution,
    Line,
    Order,
    Owner,
    Part,
    PartKind,
    Right,
)


def distribution(
    proceeds: Fen, parts: Sequence[Part], others: Sequence[Creditor], ours: Right, order: Order, *,
    surplus_to: Owner | None = None,
) -> Distribution:  # fmt: skip
    """What becomes of `proceeds` (fen): lines in the order they are paid, surplus and its owner, deficiency.

    Raises Refusal `bad-claims` for amounts that are none, or too many claims.
    """
    counted = [one for one in parts if one.fen and (one.kind is not PartKind.COST or one.voucher)]
    left_out = tuple(one for one in parts if one.fen and one.kind is PartKind.COST and not one.voucher)
    _refuse_unfit(proceeds, [*(one.fen for one in parts), *(one.fen for one in others)])
    steps = {kind: place for place, kinds in enumerate(order.ours) for kind in kinds}
    counted.sort(key=lambda one: steps[one.kind])
    places = ranked(ours, others, order.jurisdiction)
    whole = sum(one.fen for one in counted)
    got = _paid(proceeds, [whole if one is None else one.fen for _, one in places], [rank for rank, _ in places])
    lines: list[Line] = []
    for (rank, one), fen in zip(places, got, strict=True):
        if one is None:
            each = _paid(fen, [part.fen for part in counted], [steps[part.kind] for part in counted])
            for part, paid in zip(counted, each, strict=True):
                lines.append(Line(len(lines) + 1, OURS, part.kind.value, part.what, rank, part.fen, paid, part.source,
                                  part.voucher))  # fmt: skip
        else:
            lines.append(Line(len(lines) + 1, one.name, one.right.kind.value, "", rank, one.fen, fen, one.source))
    deficiency = sum(one.left_fen for one in lines if one.holder == OURS)
    return Distribution(
        proceeds, tuple(lines), proceeds - sum(got), deficiency, surplus_to or order.surplus_to, left_out
    )


def owner_of_surplus(order: Order, *, to_lessee_at_end: bool | None) -> Owner:
    """Whose the surplus is (余款归属). Of a lease whose contract leaves the car with the lessor, the lessor's.

    Where nobody said what the contract provides, it is the lessee's: what is given back by mistake can be asked for.
    Source: 《民法典》第413、643、758条; UCC § 9-615(d).
    """
    kept = order.surplus_to is Owner.LESSEE and to_lessee_at_end is False
    return Owner.LENDER if kept else order.surplus_to


def _paid(proceeds: Fen, claims: list[Fen], ranks: list[int]) -> list[Fen]:
    if not claims:
        return []
    found = distribute(proceeds, np.array(claims, dtype=np.int64), np.array(ranks, dtype=np.int64))
    return [int(one) for one in found]


def _refuse_unfit(proceeds: Fen, claims: list[Fen]) -> None:
    if len(claims) > MOST_CLAIMS or not all(0 <= one <= MAX_FEN for one in (proceeds, *claims)):
        raise Refusal(
            "bad-claims", status=422, zh=f"金额须在 0 到十亿元之间,债权不超过 {MOST_CLAIMS} 项。",
            en=f"Amounts lie between 0 and one billion yuan, and there are at most {MOST_CLAIMS} claims.",
            remedy_zh="请核对各项金额。", remedy_en="Check the amounts.",
        )  # fmt: skip
