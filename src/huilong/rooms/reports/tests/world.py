"""A week of rows for the tests of pages and deliveries (样例一周): two teams, three collectors, a firm."""

from datetime import UTC, date, datetime, timedelta

from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role
from huilong.rooms.reports.models import DailyFigures, Recovery, RollCell, SpanRow

SUNDAY = date(2026, 3, 8)
BEFORE, EARLIER = SUNDAY - timedelta(days=7), SUNDAY - timedelta(days=14)
MONTH_END = date(2026, 2, 28)
MONDAY_MORNING = datetime(2026, 3, 9, 0, 30, tzinfo=UTC)
"""08:30 in the house's zone."""
LOANS = 60


def people() -> dict[str, int]:
    """The house and its colleagues, by name; the teams under `one` and `two`, the firm under `firm`."""
    lender = ensure_organisation("周报汽车金融", OrganisationKind.LENDER)
    firm = ensure_organisation("周报委外", OrganisationKind.AGENCY)
    one, two = ensure_team("一组", lender, takes_new=True), ensure_team("二组", lender)
    told = {"lender": lender, "firm": firm, "one": one, "two": two}
    for name, role, team in (
        ("manager", Role.MANAGER, None), ("lead", Role.TEAM_LEAD, one), ("lead2", Role.TEAM_LEAD, two),
        ("mei", Role.COLLECTOR, one), ("hang", Role.COLLECTOR, one), ("lin", Role.COLLECTOR, two),
    ):  # fmt: skip
        ensure_user(
            name, display_name=name.title(), role=role, organisation=lender, password="a-long-password-1", team=team
        )
        told[name] = User.objects.get(username=name).pk
    return told


def rows(who: dict[str, int]) -> None:
    """Two weeks and a month of rows, with the days of the last week; the last week brought less."""
    for since, until, paid in ((EARLIER, BEFORE, 3), (BEFORE, SUNDAY, 4), (MONTH_END, SUNDAY, 4)):
        SpanRow.objects.bulk_create(_row(who, since, until, n, paid) for n in range(LOANS))
    for n in range(LOANS):
        row = _row(who, BEFORE, SUNDAY, n, 4)
        if row.collected_fen:
            Recovery.objects.create(
                on=SUNDAY - timedelta(days=n % 7), loan=n, loan_id=row.loan_id, bucket=row.bucket, product=row.product,
                region=row.region, organisation=row.organisation, team=row.team,
                person=row.person, fen=row.collected_fen,
            )  # fmt: skip
    for on in (BEFORE, SUNDAY):
        _figures(on)
    for n, (start, end) in enumerate(((1, 2), (1, 0), (2, 2), (0, 0))):
        RollCell.objects.create(from_on=MONTH_END, on=SUNDAY, from_bucket=start, to_bucket=end, loans=10 + n,
                                balance_fen=1000 * (n + 1))  # fmt: skip


def _row(who: dict[str, int], since: date, until: date, n: int, paid: int) -> SpanRow:
    name = ("mei", "hang", "lin", "")[n % 4]
    team = {"mei": "one", "hang": "one", "lin": "two"}.get(name)
    fen = 40_000 if n % paid == 0 else 0
    return SpanRow(
        from_on=since, on=until, by_day=True, loan=n, loan_id=f"W{n:03d}", product=("new", "used")[n % 2],
        region="河南", stratum=f"s{n % 2}",
        organisation=who["lender"] if name else who["firm"],
        team=who[team] if team else None,
        person=who[name] if name else None, placed=not name, bucket=1 + n % 2, to_bucket=(0, 1, 2, 3)[n % 4],
        past_due_days=10 + 30 * (n % 2), balance_fen=1_000_000 + n, base_fen=100_000, overdue_fen=100_000 - fen,
        collected_fen=fen, person_fen=fen if name else 0, team_fen=fen if team else 0, firm_fen=fen,
        contacted=n % 2 == 0, right_party=n % 4 == 0, promised=n % 8 == 0, kept=n % 16 == 0,
    )  # fmt: skip


def _figures(on: date) -> None:
    zero = {field.name: 0 for field in DailyFigures._meta.fields if field.name not in ("on", "since", "month_end_only")}
    DailyFigures.objects.create(**{**zero, "on": on, "since": on - timedelta(days=1), "loans": 500,
                                   "outstanding_fen": 9, "overdue_fen": 7})  # fmt: skip
