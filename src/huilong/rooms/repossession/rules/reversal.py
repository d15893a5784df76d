"""Un-repossess (撤销收车): every charge of the order is taken back by a fact of its own; none is edited, none lost.

A reversal names the charge it takes back and is of the same kind and the opposite amount. What the borrower had paid
of it is owed back to him.
"""

from collections.abc import Iterable, Sequence

from huilong.rooms.repossession.terms.yard import ChargeFact, StandingCharge


def standing(facts: Iterable[ChargeFact]) -> tuple[StandingCharge, ...]:
    """The charges that count (有效费用), in the order they were made, with what is paid of each."""
    known = list(facts)
    reversed_ = {one.reverses for one in known if one.reverses is not None}
    return tuple(
        StandingCharge(one.key, one.kind, one.amount_fen, one.paid_fen)
        for one in known if one.reverses is None and one.key not in reversed_
    )  # fmt: skip


def reversals(facts: Sequence[ChargeFact]) -> tuple[ChargeFact, ...]:
    """The facts that take back what still counts (冲销); asked again after they are kept, there are none.

    >>> from huilong.rooms.repossession.terms.yard import ChargeKind
    >>> tow = ChargeFact(7, ChargeKind.TOW, 60_000)
    >>> reversals([tow]), reversals([tow, *reversals([tow])])
    ((ChargeFact(key=0, kind=<ChargeKind.TOW: 'tow'>, amount_fen=-60000, paid_fen=0, reverses=7),), ())
    """
    return tuple(ChargeFact(0, one.kind, -one.amount_fen, 0, one.key) for one in standing(facts))


def owed_back(facts: Iterable[ChargeFact]) -> int:
    """What the borrower had paid of the charges that count (应退), in fen: owed to him once they are taken back."""
    return sum(one.paid_fen for one in standing(facts))
