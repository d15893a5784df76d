"""Sharing (均分): how cases are spread over the people who take them, the same for the same list."""

import heapq
from collections.abc import Sequence
from enum import StrEnum


class Share(StrEnum):
    """By what the shares are made equal: the number of cases, or their amounts (分配方式)."""

    EVEN = "even"
    AMOUNT = "amount"


def shared(amounts_fen: Sequence[int], people: int, how: Share) -> list[int]:
    """Who gets each case, as a place from 0 to `people` - 1, in the order of `amounts_fen` (分案).

    The largest go first. EVEN deals them out like cards, there and back, so that numbers differ by at most one and
    amounts little; AMOUNT gives each to whoever has least so far. Nobody to give to gives nothing.

    >>> shared([500, 400, 300, 200], 2, Share.EVEN), shared([900, 300, 300, 300], 2, Share.AMOUNT)
    ([0, 1, 1, 0], [0, 1, 1, 1])
    """
    given = [0] * len(amounts_fen) if people else []
    if not people:
        return given
    largest_first = sorted(range(len(amounts_fen)), key=lambda place: (-amounts_fen[place], place))
    if how is Share.EVEN:
        for turn, place in enumerate(largest_first):
            lap, seat = divmod(turn, people)
            given[place] = people - 1 - seat if lap % 2 else seat
        return given
    least = [(0, person) for person in range(people)]
    for place in largest_first:
        has, person = heapq.heappop(least)
        given[place] = person
        heapq.heappush(least, (has + max(0, amounts_fen[place]), person))
    return given
