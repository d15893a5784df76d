"""What history says of a draft: right where it can be known, refused where it cannot."""

import numpy as np
import pytest

from huilong.rooms.replay.rules.estimate import estimated
from huilong.rooms.replay.rules.support import Logged
from huilong.rooms.replay.terms import Method, Outcome, Unsupported


def past(seed=1, count=4000, *, chance=0.5, effect=100.0, columns=2, borrowers=1500):
    """A past that treated by a coin of known chance; the treatment adds `effect` where x > 0."""
    random = np.random.default_rng(seed)
    borrower = random.integers(0, borrowers, count)
    x = random.normal(size=(count, 2))
    taken = (random.random(count) < chance).astype(np.int32)
    wanted = (x[:, 0] > 0).astype(np.int32)
    y = 50 + 30 * x[:, 1] + random.normal(size=count) * 20 + random.normal(size=borrowers)[borrower] * 20
    y += effect * taken * (x[:, 0] > 0)
    probability = np.where(taken == 1, chance, 1 - chance)
    return Logged(borrower, taken, wanted, probability, (x[:, 0] > 0).astype(np.int64), x[:, :columns]), y


def test_the_effect_of_treating_whom_it_helps_is_found():
    logged, y = past()

    found = estimated(Outcome.CASH_30, logged, y)

    assert found.method is Method.DOUBLY_ROBUST
    assert found.low < 25 < found.high  # half of all have x > 0, and half of those were treated anyway
    assert 0 < found.high - found.low < 10


def test_without_columns_the_same_is_found_by_weights_less_sharply():
    logged, y = past(columns=0)

    found, sharper = estimated(Outcome.CASH_30, logged, y), estimated(Outcome.CASH_30, *past())

    assert found.method is Method.WEIGHTED
    assert found.low < 25 < found.high
    assert found.high - found.low > sharper.high - sharper.low


def test_a_wrong_model_is_mended_by_right_probabilities_and_skewed_assignment():
    logged, y = past(chance=0.2)

    found = estimated(Outcome.CASH_30, logged, y + 40 * np.abs(logged.columns[:, 1]))

    assert found.low < 40 < found.high


def test_decisions_of_one_borrower_are_not_independent():
    logged, y = past(borrowers=1500)
    alone = Logged(np.arange(len(y)), logged.taken, logged.wanted, logged.probability, logged.stratum, logged.columns)
    same = Logged(
        np.repeat(np.arange(len(y)), 4), *(np.repeat(getattr(logged, name), 4, 0) for name in list(vars(logged))[1:])
    )

    once, four = estimated(Outcome.CASH_30, alone, y), estimated(Outcome.CASH_30, same, np.repeat(y, 4))

    assert four.high - four.low == pytest.approx(once.high - once.low, rel=0.05)


def test_a_past_that_never_varied_is_refused():
    logged, y = past(chance=1.0)
    fixed = Logged(
        logged.borrower, np.ones(len(y), np.int32), logged.wanted, np.ones(len(y)), logged.stratum, logged.columns
    )

    found = estimated(Outcome.CASH_30, fixed, y)

    assert (found.method, found.why, found.difference) == (Method.REFUSED, Unsupported.DETERMINISTIC, None)


def test_a_treatment_never_given_to_such_borrowers_is_refused_as_extrapolation():
    logged, y = past()
    never = (logged.stratum == 1) & (logged.taken == 1)

    found = estimated(Outcome.CASH_30, logged.only(~never), y[~never])

    assert (found.method, found.why) == (Method.REFUSED, Unsupported.NO_COUNTERPART)
    assert found.support.unseen_ppm > 200_000


def test_too_few_decisions_are_refused():
    logged, y = past(count=120)

    assert estimated(Outcome.CASH_30, logged, y).why is Unsupported.TOO_FEW


def test_probabilities_that_contradict_what_was_done_are_refused():
    logged, y = past()
    wrong = Logged(logged.borrower, logged.taken, logged.wanted, logged.probability / 2, logged.stratum, logged.columns)

    assert estimated(Outcome.CASH_30, wrong, y).why is Unsupported.WEIGHTS


def test_without_logged_probabilities_it_is_refused_unless_matching_is_accepted_and_then_said():
    logged, y = past()
    blank = Logged(
        logged.borrower, logged.taken, logged.wanted, np.full(len(y), np.nan), logged.stratum, logged.columns
    )

    refused, matched = estimated(Outcome.CASH_30, blank, y), estimated(Outcome.CASH_30, blank, y, accept_matching=True)

    assert refused.why is Unsupported.NO_PROBABILITIES
    assert matched.method is Method.MATCHED
    assert matched.low < 25 < matched.high


def test_what_is_not_over_yet_is_left_out_and_all_of_it_refused():
    logged, y = past()
    half = np.where(np.arange(len(y)) % 2 == 0, y, np.nan)

    assert estimated(Outcome.CASH_90, logged, half).support.decisions == len(y) // 2
    assert estimated(Outcome.CASH_90, logged, np.full(len(y), np.nan)).why is Unsupported.NOT_OVER


def test_the_same_past_gives_the_same_numbers():
    assert estimated(Outcome.CASH_30, *past()) == estimated(Outcome.CASH_30, *past())
