"""A model is text: our law over its arrays gives the library's own answer, and what is crooked is refused."""

import json

import numpy as np
import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.scores.rules import measures, samples, training
from huilong.rooms.scores.rules.explain import reasons
from huilong.rooms.scores.rules.model import calibrated, fingerprint, from_text, probability, raw, shares, to_text


@pytest.fixture(scope="module")
def cases():
    draw = np.random.default_rng(5)
    columns = draw.normal(size=(3000, 4))
    columns[draw.random(columns.shape) < 0.15] = np.nan
    odds = 1.5 * np.nan_to_num(columns[:, 0]) - np.nan_to_num(columns[:, 1] > 0) - 1
    return columns, (draw.random(3000) < 1 / (1 + np.exp(-odds))).astype(float)


NAMES = ("arrears", "paid_1", "state", "score")
FEW = {"max_iter": 25}


@pytest.fixture(scope="module")
def trained(cases):
    columns, outcome = cases
    return training.train(columns, outcome, np.arange(3000) // 2, target="roll", names=NAMES, settings=FEW)[0]


def test_our_law_gives_the_librarys_own_answer(cases):
    from sklearn.ensemble import HistGradientBoostingClassifier

    columns, outcome = cases
    theirs = HistGradientBoostingClassifier(random_state=7, **{**training.SETTINGS, **FEW}).fit(columns, outcome)
    ours = training.fit(columns, outcome, target="roll", names=NAMES, seed=7, settings=FEW)
    np.testing.assert_allclose(raw(ours, columns), theirs.decision_function(columns), rtol=0, atol=1e-9)
    np.testing.assert_allclose(probability(ours, columns), theirs.predict_proba(columns)[:, 1], rtol=0, atol=1e-9)


def test_a_feature_nobody_has_splits_nothing(cases):
    columns, outcome = cases
    without = columns.copy()
    without[:, 2] = np.nan
    model = training.fit(without, outcome, target="roll", names=NAMES, seed=7, settings=FEW)
    assert np.array_equal(raw(model, without), raw(model, columns * np.array([1, 1, 5, 1])))


def test_a_model_read_back_from_its_text_is_the_same_to_the_last_bit(trained, cases):
    text = to_text(trained)
    again = from_text(text)
    assert (probability(again, cases[0]) == probability(trained, cases[0])).all()
    assert to_text(again) == text
    assert fingerprint(to_text(again)) == fingerprint(text)


def test_the_same_seed_and_cases_make_the_same_text(cases, trained):
    again = training.train(*cases, np.arange(3000) // 2, target="roll", names=NAMES, settings=FEW)[0]
    assert to_text(again) == to_text(trained)


def test_what_moved_each_case_adds_up_to_its_score(trained, cases):
    columns = cases[0][:200]
    roots = trained.trees.value[trained.trees.roots].sum()
    told = shares(trained, columns).sum(axis=1) / trained.slope + roots + trained.base
    np.testing.assert_allclose(told, raw(trained, columns), atol=1e-9)


def test_reasons_are_told_in_both_languages_those_for_before_those_against(trained, cases):
    columns = cases[0][:1]
    found = reasons(trained.features, columns[0], shares(trained, columns)[0])
    assert found
    assert [one.moved > 0 for one in found] == sorted((one.moved > 0 for one in found), reverse=True)
    assert all("可能性" in one.says.zh and "likely" in one.says.en for one in found)


def test_calibration_brings_what_is_said_to_what_happens(cases):
    columns, outcome = cases
    odds, fold = training.out_of_fold(columns, outcome, np.arange(3000) // 2, names=NAMES, settings=FEW)
    said = training.cross_calibrated(odds, outcome, fold)
    assert abs(said.mean() - outcome.mean()) < 0.01
    assert measures.calibration_error(measures.calibration(outcome, said)) < 0.05


def test_no_borrower_is_on_both_sides_of_a_fold(cases):
    group = np.arange(3000) // 3
    tested = []
    for train, test in training.folds(cases[1], group, 5, 7):
        assert not set(group[train]) & set(group[test])
        tested += test.tolist()
    assert sorted(tested) == list(range(3000))


@pytest.mark.parametrize(
    "bend",
    [
        lambda told: told.update(format="pickle"),
        lambda told: told.pop("trees"),
        lambda told: told["trees"]["left"].__setitem__(0, 0),
        lambda told: told["trees"]["right"].__setitem__(0, 10**9),
        lambda told: told["trees"]["feature"].__setitem__(0, 99),
        lambda told: told["trees"]["value"].append(1.0),
        lambda told: told["trees"].__setitem__("roots", [-1]),
        lambda told: told.update(base="much"),
        lambda told: told["trees"].__setitem__("feature", [[1]]),
    ],
)
def test_a_crooked_model_is_refused_and_never_run(trained, bend):
    told = json.loads(to_text(trained))
    bend(told)
    with pytest.raises(Refusal) as refused:
        from_text(json.dumps(told))
    assert refused.value.code == "bad-model"


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"format": "huilong-score-1", "trees": 3}'])
def test_what_is_no_model_at_all_is_refused(text):
    with pytest.raises(Refusal):
        from_text(text)


def test_too_little_history_is_refused_with_what_answers_instead():
    with pytest.raises(Refusal) as refused:
        training.train(np.zeros((30, 1)), np.zeros(30), np.arange(30), target="roll", names=("score",))
    assert refused.value.code == "too-little-history"
    assert "default" in refused.value.remedy.en


def test_equal_scores_count_half():
    assert measures.auc(np.array([0.0, 1.0, 0.0, 1.0]), np.ones(4)) == 0.5


def test_a_population_that_did_not_move_has_no_drift_and_another_has():
    draw = np.random.default_rng(2)
    before = draw.normal(size=4000)
    assert measures.stability(before, draw.normal(size=4000)) < 0.02
    assert measures.stability(before, draw.normal(1.0, size=4000)) > 0.25


def test_calibrated_odds_are_probabilities():
    from huilong.rooms.scores.rules.model import Model, Trees

    none = np.zeros(0, np.int64)
    no_trees = Trees(none, none, none.astype(float), none, none, none, none.astype(float))
    empty = Model("roll", (), no_trees, 0.3, 1.2, -0.1)
    assert calibrated(empty, np.array([0.3])).tolist() == probability(empty, np.zeros((1, 0))).tolist()


def test_every_feature_says_in_words_what_it_is():
    from huilong.rooms.scores.rules.features import FEATURES

    assert len({one.name for one in FEATURES}) == len(FEATURES) == len(samples.NAMES)
    assert all(one.zh and one.en and one.facts for one in FEATURES)
