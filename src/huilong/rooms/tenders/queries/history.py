"""What like loans of the book brought (历史回收): by bucket, the share collected in each later month."""

from datetime import date


def history_by_bucket(on: date) -> dict[int, tuple[int, ...]]:
    """By bucket, shares of the overdue amount collected month by month, ppm (历史回收率); empty where not known."""
    return {}
