"""What chance may do in an experiment, and what it may not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.strategy.rules.assignment import arm_of
from huilong.rooms.strategy.rules.sequential import LEAST, breached, of_cures, of_money, of_shares
from huilong.rooms.strategy.terms import Arm, ArmResult, Finding, Shares


@given(borrower=st.text(min_size=1, max_size=20), challenger=st.integers(1, 900_000), holdout=st.integers(0, 200_000))
def test_the_same_borrower_is_always_on_the_same_side_with_a_known_chance(borrower, challenger, holdout):
    shares = Shares(challenger, holdout)
    arm, ppm = arm_of("s", borrower, shares)
    assert (arm, ppm) == arm_of("s", borrower, shares)
    assert 0 < ppm <= 1_000_000


def test_borrowers_are_shared_out_as_said_and_chances_add_up():
    shares = Shares(200_000, 50_000)
    found = [arm_of("salt-1", f"B{n}", shares) for n in range(40_000)]
    for arm, share in ((Arm.CHALLENGER, 0.19), (Arm.CHAMPION, 0.76), (Arm.HOLDOUT, 0.05)):
        assert sum(one is arm for one, _ppm in found) / len(found) == pytest.approx(share, abs=0.01)
    assert sum(dict(found).values()) == 1_000_000


def test_hold_outs_stay_the_same_people_whatever_is_tried():
    shares = Shares(500_000, 50_000)
    held = [{n for n in range(5_000) if arm_of(salt, f"B{n}", shares)[0] is Arm.HOLDOUT} for salt in ("a", "b")]
    sides = [[arm_of(salt, f"B{n}", shares)[0] for n in range(5_000)] for salt in ("a", "b")]
    assert held[0] == held[1] != set()
    assert sides[0] != sides[1]


def peeked_at(rates, trials, seed, looks=60, step=100):
    """In how many of `trials` experiments some of many looks calls the difference real."""
    dice = np.random.default_rng(seed)
    wins = 0
    for _trial in range(trials):
        hits = [dice.binomial(step, rate, looks).cumsum() for rate in rates]
        wins += any(
            of_shares((int(hits[0][n]), int(hits[1][n])), ((n + 1) * step,) * 2, 0.03).finding is Finding.REAL
            for n in range(looks)
        )
    return wins


def test_looking_every_night_finds_what_is_not_there_in_at_most_one_of_twenty():
    trials = 600
    assert peeked_at((0.2, 0.2), trials, 7) <= 0.05 * trials
    assert peeked_at((0.02, 0.02), trials, 8) <= 0.05 * trials


def test_a_naive_test_looked_at_every_night_would_find_it_far_more_often():
    dice, naive = np.random.default_rng(7), 0
    for _trial in range(300):
        a, b = (dice.binomial(100, 0.2, 60).cumsum() for _n in range(2))
        n = np.arange(1, 61) * 100
        z = (a - b) / n / np.sqrt(2 * 0.2 * 0.8 / n)
        naive += bool((abs(z) > 1.96).any())
    assert naive > 0.15 * 300


def test_a_difference_that_is_there_is_found():
    assert peeked_at((0.26, 0.2), 60, 9) >= 54


def result(arm, n, cured=0, paid=0, squares=0.0, complaints=0, blocked=0):
    return ArmResult(arm, n, cured, paid, squares, complaints, blocked)


def test_money_is_compared_too_and_nothing_is_said_of_few():
    one = result(Arm.CHALLENGER, 5_000, 1_000, 5_000 * 1_000, 5_000 * (1_000**2 + 500**2))
    other = result(Arm.CHAMPION, 5_000, 900, 5_000 * 900, 5_000 * (900**2 + 500**2))
    found = of_money(one, other, 50)
    assert found.finding is Finding.REAL
    assert found.low < 100 == found.estimate < found.high
    few = of_cures(result(Arm.CHALLENGER, LEAST - 1, 50), result(Arm.CHAMPION, 5_000, 10), 10_000)
    assert few.finding is Finding.NOT_YET


def test_money_that_looks_alike_by_chance_is_not_called_a_difference():
    dice, wins = np.random.default_rng(5), 0
    for _trial in range(300):
        sums = [dice.gamma(0.5, 2_000, (40, 100)) * (dice.random((40, 100)) < 0.4) for _n in range(2)]
        total = [one.sum(1).cumsum() for one in sums]
        square = [(one**2).sum(1).cumsum() for one in sums]
        wins += any(
            of_money(*(result(arm, (n + 1) * 100, 0, int(total[k][n]), float(square[k][n]))
                       for k, arm in enumerate((Arm.CHALLENGER, Arm.CHAMPION))), 60).finding is Finding.REAL
            for n in range(40)
        )  # fmt: skip
    assert wins <= 15


def test_complaints_stop_an_experiment():
    calm = result(Arm.CHAMPION, 4_000, complaints=8)
    assert not breached(result(Arm.CHALLENGER, 1_000, complaints=4), calm, 5_000, 20_000)
    assert breached(result(Arm.CHALLENGER, 1_000, complaints=40), calm, 5_000, 20_000)
    assert breached(result(Arm.CHALLENGER, 1_000, blocked=120), calm, 5_000, 20_000)
