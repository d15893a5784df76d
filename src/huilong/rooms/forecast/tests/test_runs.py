"""Runs on the book: what moved is kept once, a forecast says the same twice, and what came true stands beside it."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from huilong.kernel.refusal import Refusal
from huilong.rooms.forecast import actions, queries
from huilong.rooms.forecast.models import Move, Outcome, Result, Run
from huilong.rooms.forecast.night import forecast_month
from huilong.rooms.forecast.terms import ALL, EVERY, Asked, Foreseen
from huilong.rooms.journal.models import Entry

from .conftest import AT, ENDS, INTEREST, LOANS, PRINCIPAL

pytestmark = pytest.mark.django_db


def test_what_moved_adds_up_to_the_book(five_months):
    history = queries.read_history(ENDS)

    moved = sum(columns[0].sum(axis=(1, 2)) for columns in history.moves.values())
    assert moved.tolist() == [LOANS] * 4
    stands = sum(columns[0].sum() for columns in history.standing.values())
    assert stands == LOANS - 1
    assert sorted(history.standing) == ["car 2025", "van 2025"]


def test_the_car_sold_after_the_charge_off_is_a_recovery_not_cash(five_months):
    history = queries.read_history(ENDS)

    (columns,) = history.cohorts.values()
    assert columns[1] == PRINCIPAL * 24
    assert columns[2][0] == 900_000
    paid = sum(moves[3][-1].sum() for moves in history.moves.values())
    assert paid == (LOANS - 8) * (PRINCIPAL + INTEREST)


def test_a_night_keeps_what_moved_and_forecasts_once(five_months, quick):
    first = forecast_month(ENDS, AT)
    again = forecast_month(ENDS, AT)

    assert first["runs"] == 1 and again == {"runs": 0}
    assert Run.objects.count() == 1
    assert Entry.objects.filter(verb="forecast.run").count() == 1
    assert sum(Move.objects.filter(on=ENDS[-1]).values_list("loans", flat=True)) == LOANS


def test_a_book_with_one_month_end_waits(five_months):
    assert forecast_month(ENDS[:1], AT) == {"runs": 0}


def test_the_same_question_on_the_same_facts_has_the_same_answer(five_months, quick):
    forecast_month(ENDS, AT)

    one, two = (actions.run_forecast(Asked(horizon=3, paths=300, seed=9), AT) for _ in range(2))

    assert [row.mean for row in queries.results(one)] == [row.mean for row in queries.results(two)]
    assert queries.run_row(one).data_mark == queries.run_row(two).data_mark


def test_what_came_true_is_put_beside_what_was_said(five_months, quick):
    forecast_month(ENDS[:4], AT)
    told = forecast_month(ENDS, AT)

    first = Run.objects.order_by("on").first()
    rows = queries.results(first.pk, {"segment": ALL, "month": ENDS[4]})
    came = {(row.measure, row.bucket): row.actual for row in rows}
    assert told["came_true"] == 1
    assert came[Foreseen.CASH, EVERY] == (LOANS - 8) * (PRINCIPAL + INTEREST) + 900_000
    assert came[Foreseen.CHARGED_OFF, EVERY] == PRINCIPAL * 24
    assert sum(came[Foreseen.LOANS, bucket] for bucket in range(6)) == LOANS - 1
    assert {one.measure for one in queries.coverage(first.pk)} >= {Foreseen.CASH, Foreseen.LOANS}
    assert Outcome.objects.filter(month=ENDS[4]).exists()


def test_a_month_is_expected_by_the_newest_night_that_reaches_it(five_months, quick):
    assert queries.expected_month(date(2026, 4, 9)) is None
    forecast_month(ENDS, AT)

    found = queries.expected_month(date(2026, 4, 9))

    assert found.month == date(2026, 4, 30) and found.on == ENDS[-1]
    assert found.low_fen <= found.cash_fen <= found.high_fen
    night = Result.objects.filter(run=found.run, month=found.month, segment=ALL)
    whole = {(one.measure, one.bucket): one.mean for one in night}
    late = sum(whole[Foreseen.CASH, bucket] for bucket in range(1, 6)) + whole[Foreseen.RECOVERED, EVERY]
    assert found.cash_fen == pytest.approx(late, abs=10) and found.cash_fen < whole[Foreseen.CASH, EVERY] / 5
    assert queries.expected_month(date(2029, 4, 9)) is None


def test_a_worse_scenario_loses_more(five_months, quick):
    forecast_month(ENDS, AT)
    usual = actions.run_forecast(Asked(paths=1000, seed=5), AT)
    worse = actions.run_forecast(Asked(scenario="severe", paths=1000, seed=5), AT)

    loss = [
        queries.results(run, {"segment": ALL, "measure": Foreseen.LOSS_SO_FAR})[-1].mean for run in (usual, worse)
    ]
    assert loss[1] > loss[0]
    value = [queries.results(run, {"segment": ALL, "measure": Foreseen.VALUE})[-1].mean for run in (usual, worse)]
    assert 0 < value[1] < value[0]


@pytest.mark.parametrize("asked", [Asked(paths=3), Asked(horizon=99), Asked(seed=-1), Asked(discount_ppm=-1)])
def test_what_is_out_of_bounds_is_refused(asked):
    with pytest.raises(Refusal) as refused:
        actions.run_forecast(asked, AT)

    assert refused.value.code == "forecast-bounds"


def test_no_scenario_and_no_history_are_refused_with_a_way_out():
    with pytest.raises(Refusal, match="sunshine"):
        actions.run_forecast(Asked(scenario="sunshine"), AT)
    with pytest.raises(Refusal) as refused:
        actions.run_forecast(Asked(), AT)

    assert refused.value.code == "no-history" and refused.value.status == 409


def test_what_was_said_is_never_said_otherwise(five_months, quick):
    forecast_month(ENDS, AT)

    for table in ("forecast_run", "forecast_result", "forecast_move"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from {table}")  # noqa: S608
    assert Result.objects.exists()
