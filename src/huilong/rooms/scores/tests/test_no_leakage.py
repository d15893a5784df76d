"""Features see the past only: planted ones that look ahead are refused, ours are not."""

import numpy as np
import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules.features import FEATURES, Feature, columns_of
from huilong.rooms.scores.rules.leaks import refuse_leaks
from huilong.rooms.scores.rules.panel import panel_of
from huilong.rooms.scores.rules.past import Past
from huilong.rooms.scores.tests.loans import FIRST, panel


def planted(of, facts=("state",)):
    return Feature("planted", "偷看", "planted", of, facts)


def test_our_features_look_at_the_past_only():
    refuse_leaks(FEATURES, panel())


@pytest.mark.parametrize(
    "peek",
    [
        pytest.param(
            lambda p: p._panel.state[np.minimum(p._at + 1, len(p._panel) - 1)].astype(float), id="next month's state"
        ),
        pytest.param(
            lambda p: np.maximum.reduceat(p._panel.state, p._panel.start[:-1])[p._panel.loan[p._at]].astype(float),
            id="the worst state of the whole life",
        ),
        pytest.param(lambda p: np.full(len(p), p._panel.amounts["paid"].mean()), id="a mean over all months"),
    ],
)
def test_a_feature_that_looks_ahead_is_refused(peek):
    with pytest.raises(Refusal) as refused:
        refuse_leaks((*FEATURES, planted(peek)), panel())
    assert (refused.value.code, refused.value.where) == ("feature-looks-ahead", "planted")


def test_a_feature_that_reads_how_the_loan_ended_is_refused_by_the_column_it_names():
    with pytest.raises(Refusal) as refused:
        refuse_leaks([planted(lambda p: p.now("state"), ("ended_by",))], panel())
    assert refused.value.code == "feature-looks-ahead"


def test_a_view_cannot_be_asked_for_months_to_come():
    with pytest.raises(ValueError, match="never ahead"):
        Past(panel(5), np.array([0])).back("state", -1)


def test_what_was_learned_late_is_unknown_to_the_months_before():
    months = {
        "loan": np.array(["A"] * 3), "month": np.array([FIRST, FIRST + 1, FIRST + 2]), "state": np.array([0, 1, 1]),
        "known": np.array([FIRST, FIRST + 2, FIRST + 2]),
    }  # fmt: skip
    told = panel_of({"loan": np.array(["A"])}, months)
    assert np.isnan(Past(told, np.array([1])).now("state")).all()
    assert Past(told, np.array([2])).back("state", 1).tolist() == [1.0]


def test_months_nobody_reported_are_unknown_and_keep_their_place():
    months = {"loan": np.array(["A", "A"]), "month": np.array([FIRST, FIRST + 2]), "state": np.array([0, 2])}
    told = panel_of({"loan": np.array(["A"])}, months)
    assert told.state.tolist() == [0, -1, 2]
    back = [Past(told, np.array([2])).back("state", n)[0] for n in (1, 2)]
    assert np.isnan(back[0])
    assert back[1] == 0.0


def test_the_order_in_which_rows_are_given_changes_no_feature():
    one = panel(40)
    draw = np.random.default_rng(1).permutation(len(one))
    months = {"loan": one.loans[one.loan][draw], "month": one.month[draw], "state": one.state[draw]}
    months |= {name: values[draw] for name, values in one.amounts.items()}
    other = panel_of({"loan": one.loans, **one.origin}, months)
    at = np.arange(len(one))
    assert np.array_equal(columns_of(Past(one, at), FEATURES), columns_of(Past(other, at), FEATURES), equal_nan=True)
