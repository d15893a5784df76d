"""Where a number of a pack opens (打开明细): the path of the list with the same filter, without a leading slash."""

from datetime import date, timedelta

from huilong.rooms.reports.terms import CostOf, Slice

ROWS, RECOVERIES, COSTS, PORTFOLIO = "portfolio/rows/", "portfolio/recoveries/", "portfolio/costs/", "portfolio/"
VERDICTS, GAPS, CASES = "law/", "law/gaps/", "cases/"


def rows_path(asked: Slice) -> str:
    """The loans of a slice. Products and regions are left to the page: their names need no place in a link.

    >>> rows_path(Slice(date(2026, 3, 1), date(2026, 3, 8), bucket=2, worse=True))
    'portfolio/rows/?from_on=2026-03-01&on=2026-03-08&bucket=2&worse=True'
    """
    told = [
        ("bucket", asked.bucket), ("to_bucket", asked.to_bucket), ("team", asked.team), ("agency", asked.agency),
        ("person", asked.person), ("placed", None if asked.placed is None else "yes" if asked.placed else "no"),
        ("nobody", asked.nobody), ("stage", asked.stage.value if asked.stage else None), ("paid", asked.paid),
        ("worse", asked.worse),
    ]  # fmt: skip
    more = "".join(
        f"&{name}={value}" for name, value in told if value is not None and value is not False and value != ""
    )
    return f"{ROWS}?from_on={asked.from_on}&on={asked.on}{more}"


def recoveries_path(since: date, until: date, team: int | None = None) -> str:
    """What came in within days.

    >>> recoveries_path(date(2026, 3, 2), date(2026, 3, 8))
    'portfolio/recoveries/?since=2026-03-02&until=2026-03-08'
    """
    return f"{RECOVERIES}?since={since}&until={until}" + (f"&team={team}" if team is not None else "")


def costs_path(kind: CostOf, from_on: date, on: date) -> str:
    """What a kind of cost was spent on."""
    return f"{COSTS}?from_on={from_on}&on={on}&kind={kind.value}"


def day_path(on: date) -> str:
    """The portfolio of a day."""
    return f"{PORTFOLIO}?on={on}"


def verdicts_path(from_on: date, on: date) -> str:
    """The acts the law did not permit within a span."""
    return f"{VERDICTS}?refused=1&since={from_on + timedelta(days=1)}&until={on}"
