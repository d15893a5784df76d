"""When something happens: hazards by period, of cures and of money, held against Kaplan and Meier and what is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.engine.compile import compiled
from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules import hazard, timed
from huilong.rooms.scores.rules.explain import reasons
from huilong.rooms.scores.rules.horizons import figures_by_day
from huilong.rooms.scores.rules.model import from_text, to_text
from huilong.rooms.scores.rules.panel import panel_of
from huilong.rooms.scores.rules.trees import leaf_sums
from huilong.rooms.scores.tests.loans import panel

DAYS = (7, 14, 30, 60, 90)
NAMES = ("state", "arrears")
FEW = {"max_iter": 60}
SUMS = compiled(leaf_sums)


def made_up(cases=3000, seed=1, money=False):
    """Cases whose hazard is known: .3 of what is open in bucket 1, .1 in bucket 2; some are not seen to the end."""
    draw = np.random.default_rng(seed)
    state = draw.integers(1, 3, cases)
    chance = np.where(state == 1, 0.3, 0.1)
    closed = np.zeros((cases, len(DAYS)))
    still = np.ones(cases)
    for period in range(len(DAYS)):
        gone = draw.beta(20 * chance, 20 * (1 - chance)) if money else draw.random(cases) < chance
        still = still * (1 - gone)
        closed[:, period] = 1 - still
    seen = draw.integers(1, len(DAYS) + 1, cases)
    closed[np.arange(len(DAYS)) >= seen[:, None]] = np.nan
    features = np.stack([state, draw.normal(size=cases)], axis=1).astype(np.float64)
    return hazard.Timed(
        NAMES, features, closed, DAYS, np.arange(cases) // 2, np.full(cases, 24_000), -state.astype(float), {}
    )


@pytest.fixture(scope="module")
def trained():
    cases = made_up()
    return cases, *hazard.train_hazard(cases, target="cure_time", settings=FEW, folds_wanted=3, sums=SUMS)


def test_what_is_closed_never_falls_and_stays_a_share(trained):
    _cases, model, said = trained
    for told in (said, hazard.closed_by(model, made_up(seed=9).features, SUMS)):
        assert (np.diff(told, axis=1) >= 0).all()
        assert ((told > 0) & (told < 1)).all()


def test_the_hazards_that_made_the_cases_are_found_again(trained):
    _cases, model, _said = trained
    told = hazard.closed_by(model, np.array([[1.0, 0.0], [2.0, 0.0]]))
    truth = 1 - np.array([[0.7], [0.9]]) ** np.arange(1, 6)
    assert np.abs(told - truth).max() < 0.06


def test_money_is_learned_as_shares_of_what_is_still_open():
    cases = made_up(money=True, seed=4)
    model, said = hazard.train_hazard(cases, target="recovery", settings=FEW, folds_wanted=3, sums=SUMS)
    told = hazard.closed_by(model, np.array([[1.0, 0.0], [2.0, 0.0]]))
    truth = 1 - np.array([[0.7], [0.9]]) ** np.arange(1, 6)
    assert np.abs(told - truth).max() < 0.06
    known = ~np.isnan(cases.closed[:, -1])
    assert abs(said[known, -1].mean() - cases.closed[known, -1].mean()) < 0.03


def test_without_features_it_is_the_product_limit_of_kaplan_and_meier():
    lifelines = pytest.importorskip("lifelines")
    cases = made_up(cases=800)
    ends = np.array(DAYS)
    happened = np.nan_to_num(cases.closed).max(axis=1) == 1
    last = (~np.isnan(cases.closed)).sum(axis=1) - 1
    first = np.where(happened, np.argmax(np.nan_to_num(cases.closed) == 1, axis=1), last)
    # who was not seen on after a day stays at risk on that day: just after it, he is gone
    theirs = lifelines.KaplanMeierFitter().fit(ends[first] + np.where(happened, 0, 0.5), happened)
    expected = 1 - theirs.survival_function_at_times(ends).to_numpy()
    np.testing.assert_allclose(hazard.product_limit(cases.closed), expected, atol=1e-9)


def test_on_average_it_says_what_the_product_limit_says(trained):
    cases, model, _said = trained
    told = hazard.closed_by(model, cases.features, SUMS).mean(axis=0)
    assert np.abs(told - hazard.product_limit(cases.closed)).max() < 0.02


def test_it_is_calibrated_on_borrowers_it_did_not_know(trained):
    cases, _model, said = trained
    told = figures_by_day(cases, said)
    assert [one["days"] for one in told["by_day"]] == list(DAYS)
    assert all(one["calibration_error"] < 0.06 for one in told["by_day"])
    assert all(abs(one["said"] - one["happened"]) < 0.05 for one in told["by_day"])
    assert told["auc"] > 0.6


def test_the_model_is_text_and_the_same_to_the_last_bit(trained):
    cases, model, _said = trained
    again = from_text(to_text(model))
    assert again.days == DAYS
    assert (hazard.closed_by(again, cases.features, SUMS) == hazard.closed_by(model, cases.features, SUMS)).all()


def test_days_that_do_not_rise_and_a_column_too_many_are_refused(trained):
    model = trained[1]
    for bent in (replace(model, days=(30, 7)), replace(model, days=())):
        with pytest.raises(Refusal, match="bad-model"):
            from_text(to_text(bent))


def test_reasons_are_of_features_not_of_the_period(trained):
    cases, model, _said = trained
    why = hazard.moved(model, cases.features[:20])
    assert why.shape == (20, len(NAMES))
    for row in range(20):
        told = reasons(model.features, cases.features[row], why[row])
        strongest = max(told, key=lambda one: abs(one.moved))
        assert strongest.feature == "state"
        assert (strongest.moved > 0) == (cases.features[row, 0] == 1)


def test_too_little_history_is_refused():
    with pytest.raises(Refusal, match="too-little-history"):
        hazard.train_hazard(made_up(cases=30), target="cure_time")


@settings(max_examples=60)
@given(st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=1, max_size=20))
def test_periods_put_together_again_are_what_they_were(rows):
    closed = np.maximum.accumulate(np.array(rows), axis=1)
    told = hazard.periods_of(closed)
    again = np.zeros_like(closed)
    still = np.ones(len(closed))
    for period in range(3):
        step = np.zeros(len(closed))
        here = told.period == period
        step[told.case[here]] = told.hazard[here]
        still = still * (1 - step)
        again[:, period] = 1 - still
    np.testing.assert_allclose(again, closed, atol=1e-6)


def of_months(states, paid, arrears):
    """One loan's months."""
    months = len(states)
    return panel_of(
        {"loan": np.array(["A"])},
        {"loan": np.full(months, "A"), "month": 24_000 + np.arange(months), "state": np.array(states),
         "paid": np.array(paid, float), "arrears": np.array(arrears, float)},
    )  # fmt: skip


def test_cured_is_the_month_it_was_current_again_and_a_charge_off_is_never_cured():
    at = np.array([0])
    assert timed.cured(of_months([1, 1, 0, 1], [0] * 4, [0] * 4), at, (1, 2, 3)).tolist() == [[0, 1, 1]]
    assert timed.cured(of_months([1, 6], [0] * 2, [0] * 2), at, (1, 2, 3)).tolist() == [[0, 0, 0]]
    told = timed.cured(of_months([1, 1], [0] * 2, [0] * 2), at, (1, 2, 3))
    assert told[0, 0] == 0 and np.isnan(told[0, 1:]).all()


def test_recovered_is_what_was_paid_since_of_what_was_in_arrears_and_at_most_all():
    one = of_months([1, 1, 1, 1], [0, 250, 250, 9000], [1000, 900, 900, 0])
    assert timed.recovered(one, np.array([0]), (1, 2, 3)).tolist() == [[0.25, 0.5, 1.0]]
    gone = of_months([1, 6], [0, 100], [1000, 0])
    assert timed.recovered(gone, np.array([0]), (1,)).tolist() == [[0.1]]


def test_files_are_watched_by_months_with_the_features_of_every_other_target():
    for target in timed.ON_FILES:
        cases = timed.on_files(panel(120), target)
        assert cases.days == timed.ON_FILES[target]
        known = ~np.isnan(cases.closed)
        assert known[:, 0].all() and ((cases.closed >= 0) & (cases.closed <= 1) | ~known).all()
