"""Intervals cover the truth at the rate they state, in a world whose truth is known."""

import pytest
from scipy.stats import binom

from huilong.integrations.synthetic_collections import history, truth
from huilong.rooms.replay.rules.estimate import estimated
from huilong.rooms.replay.rules.support import Logged
from huilong.rooms.replay.terms import Method, Outcome

PASTS = 80
OF = {"cash": Outcome.CASH_30, "cure": Outcome.CURE_30, "roll": Outcome.ROLL_30, "complaint": Outcome.COMPLAINT_30}


def logged_of(past, columns=3):
    return Logged(past.borrower, past.taken, past.wanted, past.chance, past.stratum, past.columns[:, :columns])


def covered(name, columns=3):
    """In how many pasts the interval covers the truth."""
    would, was = truth()[name]
    count = 0
    for seed in range(PASTS):
        past = history(seed, 1_500)
        found = estimated(OF[name], logged_of(past, columns), past.outcomes[name])
        assert found.method is not Method.REFUSED
        count += found.low <= would - was <= found.high
    return count


LEAST, MOST = (int(binom.ppf(q, PASTS, 0.95)) for q in (0.0005, 0.9995))
"""A rate of 95 % leaves these bounds once in a thousand."""


@pytest.mark.parametrize("name", list(OF))
def test_the_interval_covers_the_truth_as_often_as_it_says(name):
    assert LEAST <= covered(name) <= MOST


def test_without_columns_weights_alone_cover_it_too():
    assert LEAST <= covered("cure", columns=0) <= MOST


def test_the_bound_notices_a_comparison_that_forgets_who_was_treated():
    """Those treated as the draft wants, compared with all, as a report would: the past called the late."""
    would, was = truth()["cash"]
    hits = 0
    for seed in range(PASTS):
        past = history(seed, 1_500)
        y, agrees = past.outcomes["cash"], past.taken == past.wanted
        difference, error = y[agrees].mean() - y.mean(), y.std() / agrees.sum() ** 0.5
        hits += abs(difference - (would - was)) <= 1.96 * error

    assert hits < LEAST
