"""What a run says (预测结果整理): from paths to numbers by month, segment, measure and bucket."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from huilong.kernel.days import month_end
from huilong.rooms.forecast.rules.montecarlo import BALANCE, CHARGED, LOANS, RECOVERED
from huilong.rooms.forecast.rules.states import BUCKETS, CURRENT, Floats
from huilong.rooms.forecast.rules.walking import CASH_IN, LATE_IN, NET_LOSS
from huilong.rooms.forecast.terms import ALL, EVERY, Foreseen

PLACES: tuple[tuple[Foreseen, int, int], ...] = (
    *((Foreseen.CASH, k, k) for k in range(BUCKETS)),
    (Foreseen.CASH, EVERY, CASH_IN), (Foreseen.LATE_CASH, EVERY, LATE_IN), (Foreseen.RECOVERED, EVERY, RECOVERED),
    (Foreseen.CHARGED_OFF, EVERY, CHARGED), (Foreseen.NET_LOSS, EVERY, NET_LOSS),
    *((Foreseen.BALANCE, k, BALANCE + k) for k in range(BUCKETS)),
    *((Foreseen.LOANS, k, LOANS + k) for k in range(BUCKETS)),
)  # fmt: skip
"""What is told of a month: measure, bucket, and its place in what was walked. Cash of no bucket: with recoveries."""
SO_FAR = ((Foreseen.CASH_SO_FAR, CASH_IN), (Foreseen.LOSS_SO_FAR, NET_LOSS))

Number = tuple[date, str, Foreseen, int, int, list[int]]
"""Month, segment, measure, bucket, mean, edges."""


def months_after(on: date, count: int) -> tuple[date, ...]:
    """The month ends that follow a month end (后续月末).

    >>> months_after(date(2024, 1, 31), 2)
    (datetime.date(2024, 2, 29), datetime.date(2024, 3, 31))
    """
    found, place = [], on.year * 12 + on.month - 1
    for k in range(1, count + 1):
        year, month = divmod(place + k, 12)
        found.append(month_end(date(year, month + 1, 1)))
    return tuple(found)


def numbers(
    mean: Floats, edges: Floats, months: Sequence[date], segments: Sequence[str]
) -> Iterator[Number]:
    """What is told of months [H, G + 1, MEASURED] and their edges, by month and segment; the last is ALL."""
    for h, month in enumerate(months):
        for g, segment in enumerate((*segments, ALL)):
            for measure, bucket, place in PLACES:
                about = [_whole(x) for x in edges[h, g, place]]
                yield month, segment, measure, bucket, _whole(mean[h, g, place]), about


def so_far(walked: Floats) -> Floats:
    """Cash and net loss since the beginning, of all segments together (累计值): [P, H, 2]."""
    return np.cumsum(walked[:, :, -1, [place for _, place in SO_FAR]], axis=1, dtype=np.float64)


def present_value(walked: Floats, discount_ppm: int) -> Floats:
    """What is expected within the horizon, discounted monthly (现值): [P, G + 1] fen.

    `discount_ppm`: a year's rate; month h counts (1 + rate) ** (−h / 12).
    """
    months = walked.shape[1]
    factor = (1.0 + discount_ppm / 1e6) ** (-np.arange(1, months + 1) / 12.0)
    found: Floats = np.einsum("phg,h->pg", walked[..., CASH_IN], factor)
    return found


def of_outcome(told: Floats) -> Iterator[tuple[Foreseen, int, int]]:
    """What came true of one segment in one month [montecarlo.MEASURES], as it is compared."""
    late = told[CURRENT + 1 : BUCKETS + 1].sum()
    whole = np.concatenate([told, [told[CURRENT] + late, told[CHARGED] - told[RECOVERED], late]])
    for measure, bucket, place in PLACES:
        yield measure, bucket, _whole(whole[place])


def _whole(value: float) -> int:
    return int(np.rint(value))
