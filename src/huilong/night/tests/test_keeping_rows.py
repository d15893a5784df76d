"""The rows behind the dashboard add up to the figures of the nights, and every number opens to its rows."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum

from huilong.night.plan import PLAN
from huilong.night.run import run_nights
from huilong.night.tests import village
from huilong.night.tests.village import NIGHT
from huilong.rooms.reports.models import DailyFigures, Recovery, RollCell, SpanRow
from huilong.rooms.reports.queries import dashboard, on_time, rows
from huilong.rooms.reports.terms import CURRENT, Explained, FunnelStage, Slice, SplitBy

pytestmark = pytest.mark.django_db(transaction=True)
SUNDAY = date(2026, 4, 12)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """An installation of its own, with the village in it."""
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    settings.INCOMING, settings.VAULT_KEY_FILE = tmp_path / "incoming", tmp_path / "keys" / "vault.key"
    village.build()


def nights(first: date, last: date) -> None:
    """Every night from the first to the last."""
    for n in range((last - first).days + 1):
        run_nights(PLAN, first + timedelta(days=n))


def test_rows_add_up_to_the_nights_figures():
    nights(NIGHT, SUNDAY)

    for day in (NIGHT, NIGHT + timedelta(days=1), SUNDAY):
        told = DailyFigures.objects.get(on=day).collected_fen
        assert (Recovery.objects.filter(on=day).aggregate(fen=Sum("fen"))["fen"] or 0) == told
    spans = {(one.from_on, one.on) for one in rows.spans()}
    assert spans == {(date(2026, 3, 31), SUNDAY), (date(2026, 4, 5), SUNDAY)}
    cells = RollCell.objects.filter(from_on=date(2026, 3, 31), on=SUNDAY, from_bucket__gt=CURRENT)
    for cell in cells:
        found = rows.sliced(Slice(cell.from_on, cell.on, bucket=cell.from_bucket, to_bucket=cell.to_bucket))
        assert (found.count(), found.aggregate(fen=Sum("balance_fen"))["fen"]) == (cell.loans, cell.balance_fen)
    assert cells.count() > 1


def test_a_span_whose_days_all_have_rows_is_the_sum_of_its_days():
    nights(date(2026, 3, 31), date(2026, 4, 12))

    span = rows.span_between(date(2026, 3, 31), SUNDAY)
    assert span is not None and span.by_day
    came = sum(Recovery.objects.filter(on__gt=span.from_on).values_list("fen", flat=True))
    assert SpanRow.objects.filter(from_on=span.from_on, on=span.on).aggregate(fen=Sum("collected_fen"))["fen"] == came
    assert came > 0
    month = dashboard.cash_month(SUNDAY)
    assert month.fen == came == sum(day.fen for day in month.days)


def test_every_stage_of_the_funnel_opens_to_as_many_rows():
    nights(NIGHT, NIGHT)
    span = rows.month_span(NIGHT)
    asked = Slice(span.from_on, span.on)
    steps = dashboard.funnel(asked)

    assert steps[0].loans == span.rows > 0
    for step in steps:
        found, total = rows.rows_page(Slice(span.from_on, span.on, stage=step.stage))
        assert (total, sum(row.base_fen for row in found)) == (step.loans, step.base_fen)
    assert [step.stage for step in steps] == list(FunnelStage)
    by = dashboard.funnel_by(asked, SplitBy.BUCKET, str)
    assert sum(row.steps[0].loans for row in by) == steps[0].loans


def test_a_night_run_again_keeps_the_same_rows():
    nights(NIGHT, NIGHT)
    before = list(SpanRow.objects.order_by("from_on", "loan").values_list("loan", "collected_fen", "bucket"))
    from huilong.rooms.reports.actions import keep_recoveries, keep_span

    keep_recoveries(NIGHT)
    keep_span(date(2026, 3, 31), NIGHT)
    assert list(SpanRow.objects.order_by("from_on", "loan").values_list("loan", "collected_fen", "bucket")) == before


@pytest.mark.slow
def test_a_change_between_two_months_is_explained_to_the_last_fen():
    nights(date(2026, 3, 31), date(2026, 3, 31))
    nights(NIGHT, NIGHT)
    kept = rows.spans()
    now = rows.month_span(NIGHT)
    then = dashboard.previous(now, kept)

    assert then is not None and then.on == now.from_on
    for what in Explained:
        found = dashboard.explained(what, then, now)
        assert sum(one.amount for one in found.effects) == found.change == found.after - found.before
    assert dashboard.explained(Explained.CASH, then, now).after == sum(
        SpanRow.objects.filter(from_on=now.from_on, on=now.on).values_list("collected_fen", flat=True)
    )


def test_every_cell_of_the_roll_matrix_opens_to_as_many_loans():
    nights(NIGHT, NIGHT)

    cells = list(RollCell.objects.filter(from_on=date(2026, 3, 31), on=NIGHT))
    assert len(cells) > 3
    for cell in cells:
        span = (cell.from_on, cell.on)
        if cell.from_bucket > CURRENT or cell.to_bucket > CURRENT:
            total = rows.rows_page(Slice(*span, bucket=cell.from_bucket, to_bucket=cell.to_bucket))[1]
        else:
            found, total = on_time.on_time_page(*span, cell.from_bucket, cell.to_bucket)
            assert sum(row.balance_fen for row in found) == cell.balance_fen
        assert total == cell.loans
