"""Ranking (清偿顺位): which right in a vehicle goes before which.

China: a lien before everything; purchase money registered within ten days of delivery before other security; what is
registered by the day of registration; what is registered before what is not; what is not registered shares by size.
Source: 《民法典》第414、415、416、456条. UCC § 9-615(a): juniors after the secured debt, in the order they stand, and
only those who demanded in writing before distribution; who stands before the seller's security is not paid of it.
"""

from collections.abc import Sequence
from datetime import date

from huilong.rooms.disposal.terms.proceeds import Creditor, Right, RightKind

PURCHASE_MONEY_DAYS = 10
"""民法典第416条: registered within ten days of delivery."""
Place = tuple[int, int]


def place(right: Right) -> Place:
    """Where a right stands under the law of China: the lower goes first, equal ones share (顺位).

    >>> place(Right(RightKind.LIEN)) < place(Right(RightKind.REGISTERED, date(2025, 1, 1)))
    True
    """
    if right.kind is RightKind.LIEN:
        return (0, 0)
    if right.kind is RightKind.PURCHASE_MONEY and in_time(right):
        return (1, 0)
    if right.registered_on is not None:
        return (2, right.registered_on.toordinal())
    return (3, 0)


def in_time(right: Right) -> bool:
    """Whether purchase money was registered in time to go before other security (超级优先权)."""
    if right.registered_on is None or right.delivered_on is None:
        return False
    return (right.registered_on - right.delivered_on).days <= PURCHASE_MONEY_DAYS


def ranked(ours: Right, others: Sequence[Creditor], jurisdiction: str) -> list[tuple[int, Creditor | None]]:
    """The ranks of all who claim, the first first; None stands for the lender (全部债权人的顺位)."""
    if jurisdiction != "CN":
        juniors = [one for one in others if one.demanded and one.right.kind is RightKind.JUNIOR]
        juniors.sort(key=lambda one: (one.right.registered_on or date.max, one.name))
        return [(0, None), *((rank, one) for rank, one in enumerate(juniors, 1))]
    told = [(place(ours), 0, None), *((place(one.right), no, one) for no, one in enumerate(others, 1))]
    told.sort(key=lambda one: (one[0], one[1]))
    places = sorted({where for where, _, _ in told})
    return [(places.index(where), one) for where, _, one in told]
