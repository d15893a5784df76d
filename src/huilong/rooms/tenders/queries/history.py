"""What like cases brought (历史回收): by bucket, the share collected in each later month."""

from datetime import date

from huilong.rooms.agencies.queries import recovered_by_month


def history_by_bucket(on: date) -> dict[int, tuple[int, ...]]:
    """By bucket, shares of what was overdue collected month by month, ppm (历史回收率), of the house's own placements.

    Buckets with too few placements behind them are not there: what is expected of them is stated, and said to be so.
    """
    return recovered_by_month(on)
