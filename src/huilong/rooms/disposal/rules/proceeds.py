"""Proceeds waterfall (变价款分配): who is paid, in what order, when a car is sold.

Each rank is filled before the next is touched; claims of one rank that cannot all be filled share by their size, to
the nearest fen. What is left is the surplus (余款), what stays unpaid of the lender's the deficiency (差额). The order
is law or contract, so it arrives as ranks and is never written here.

The last fen of a shared rank go where the share was rounded off most, as by largest remainders. Plain largest
remainders are not enough with three or more claims: one fen more of proceeds could leave somebody a fen poorer (their
"Alabama paradox"; a test shows it). So they are found as the nearest rounding whose sum fits (Webster, Sainte-Laguë):
of two claims that is the same, and more proceeds never pay anybody less.
"""

import numpy as np

from huilong.kernel.money import FenArray

HALF_A_WORD = 262_144
"""2¹⁸: amounts are multiplied in two halves, so that compiled 64-bit integers cannot wrap."""
MOST_CLAIMS = 64
"""So many claims of at most MAX_FEN each add up to what `nearest_share` can take."""


def distribute(proceeds: int, claims: FenArray, ranks: FenArray) -> FenArray:
    """Pay `claims` (fen, not negative) of `proceeds` (fen, not negative), rank by rank; the fen paid to each.

    `ranks` does not fall; claims of equal rank stand together. At most MOST_CLAIMS, each up to MAX_FEN. Source:
    《民法典》第414、415、456、561条; UCC § 9-615.

    >>> distribute(80_000, np.array([3_000, 90_000]), np.array([0, 1])).tolist()
    [3000, 77000]
    >>> distribute(100, np.array([100, 100, 100]), np.array([5, 5, 5])).tolist()
    [34, 33, 33]
    """
    paid = np.zeros_like(claims)
    first = 0
    while first < claims.shape[0]:
        last, owed = first, 0
        while last < claims.shape[0] and ranks[last] == ranks[first]:
            owed += claims[last]
            last += 1
        if proceeds >= owed:
            paid[first:last] = claims[first:last]
            proceeds -= owed
        else:
            share(proceeds, owed, claims, paid, first, last)
            proceeds = 0
        first = last
    return paid


def share(amount: int, owed: int, claims: FenArray, paid: FenArray, first: int, last: int) -> None:
    """Share `amount`, less than `owed`, among the claims from `first` up to `last`, into `paid` (按比例受偿)."""
    given = 0
    for i in range(first, last):
        paid[i] = nearest_share(amount, claims[i], owed)
        given += paid[i]
    while given < amount:
        one = -1
        for i in range(first, last):
            if one < 0 or less(claims[one], 2 * paid[one] + 1, claims[i], 2 * paid[i] + 1):
                one = i
        paid[one] += 1
        given += 1
    while given > amount:
        one = -1
        for i in range(first, last):
            if paid[i] > 0 and (one < 0 or not less(claims[one], 2 * paid[one] - 1, claims[i], 2 * paid[i] - 1)):
                one = i
        paid[one] -= 1
        given -= 1


def nearest_share(amount: int, claim: int, owed: int) -> int:
    """`amount * claim / owed` to the nearest integer, half up, without a product that 64 bits cannot hold.

    >>> nearest_share(99_999_999_999, 100_000_000_000, 100_000_000_000)
    99999999999
    """
    high, low = claim // HALF_A_WORD, claim % HALF_A_WORD
    whole, rest = amount * high // owed, amount * high % owed
    rest = rest * HALF_A_WORD + amount * low
    share_of_it = whole * HALF_A_WORD + rest // owed
    if 2 * (rest % owed) >= owed:
        share_of_it += 1
    return share_of_it


def less(above: int, below: int, other_above: int, other_below: int) -> bool:
    """Whether `above/below` is less than `other_above/other_below`, by Euclid's steps: nothing is multiplied.

    >>> less(1, 3, 1, 2), less(1, 2, 1, 2), less(2, 3, 1, 2)
    (True, False, False)
    """
    while True:
        mine, theirs = above // below, other_above // other_below
        if mine != theirs:
            return bool(mine < theirs)
        rest, other_rest = above - mine * below, other_above - theirs * other_below
        if rest == 0 or other_rest == 0:
            return bool(rest == 0 and other_rest != 0)
        above, below, other_above, other_below = other_below, other_rest, below, rest
