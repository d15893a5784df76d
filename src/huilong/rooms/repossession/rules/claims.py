"""What of the costs of a recovery may be asked of the borrower (可主张的收车费用): with a voucher, and as listed."""

from collections.abc import Iterable, Mapping

from huilong.kernel.money import Fen
from huilong.rooms.repossession.terms.yard import ChargeKind, StandingCharge
from huilong.rooms.settlement.terms import PriceKind

PRICED = {
    ChargeKind.TOW: PriceKind.TOW, ChargeKind.TRANSFER: PriceKind.TRANSFER, ChargeKind.KEYS: PriceKind.KEYS,
    ChargeKind.STORAGE: PriceKind.STORAGE_DAY, ChargeKind.OTHER: PriceKind.OTHER,
}  # fmt: skip
"""Which line of the price list a cost falls under."""
COST_KINDS = {ChargeKind.STORAGE: "storage", ChargeKind.OTHER: "contract_listed"}
"""What rules call a cost (CN-DISP-003); every other is a cost of realisation."""


def claimed(charges: Iterable[StandingCharge], may: Mapping[int, Fen]) -> tuple[StandingCharge, ...]:
    """The charges with what of each may be asked (可主张费用), by their keys; what was paid of one stays paid.

    >>> claimed([StandingCharge(1, ChargeKind.TOW, 60_000, 0)], {1: 50_000})[0].left_fen
    50000
    """
    return tuple(
        StandingCharge(one.key, one.kind, max(one.paid_fen, may.get(one.key, 0)), one.paid_fen) for one in charges
    )
