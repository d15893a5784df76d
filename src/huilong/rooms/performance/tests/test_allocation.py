"""Allocation: room is kept, the bound is one, the gap is honest, and no order of input matters."""

from dataclasses import replace

import numpy as np
import pytest

from huilong.rooms.performance.rules import exact, prices
from huilong.rooms.performance.rules.allocation import LAWS, _decomposed, allocate, by_greed, in_turn, worth_of
from huilong.rooms.performance.rules.problem import NOBODY, Fairness, even_shares, limits_of, unfairness

from .problems import drawn, keeps_the_room, worth_in_words

SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("way", [lambda p: _decomposed(p, limits_of(p), LAWS).to, in_turn, by_greed])
def test_every_way_keeps_the_room_and_gives_a_case_once(seed, way):
    problem = drawn(60, 4, seed, tight=1.1)
    to = way(problem)
    assert keeps_the_room(problem, to)
    assert to.shape == (60,)
    assert set(to.tolist()) <= {NOBODY, 0, 1, 2, 3}


def test_a_case_that_brings_nothing_is_given_out_all_the_same():
    problem = drawn(40, 4, 0)
    nothing = problem.recovery.copy()
    nothing[::7] = 0
    problem = replace(problem, recovery=nothing)
    priced = _decomposed(problem, limits_of(problem), LAWS)
    assert np.isfinite(priced.bound)
    assert keeps_the_room(problem, priced.to)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_of_prices_is_above_the_best_and_what_is_found_below(seed):
    problem = drawn(40, 4, seed)
    limits = limits_of(problem)
    priced = _decomposed(problem, limits, LAWS)
    best, proven = exact.solved(problem, limits)
    assert keeps_the_room(problem, best)
    best_worth = worth_of(problem, limits, best).total
    assert priced.worth.total <= max(best_worth, priced.worth.total) <= priced.bound
    assert best_worth <= priced.bound
    assert best_worth <= proven + 1
    relaxed = exact.solved(problem, limits, whole=False)[1]
    assert relaxed <= priced.bound + 1, "no prices prove less than the relaxed model"
    assert priced.bound <= relaxed * 1.02, "and good ones prove little more"


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_prices_the_bound_is_true(seed):
    problem = drawn(40, 4, seed)
    limits = limits_of(problem)
    best = worth_of(problem, limits, exact.solved(problem, limits)[0]).total
    kinds = prices.kinds_of(problem, limits)
    everybody = prices.sample_of(problem, kinds, problem.cases)
    draw = np.random.default_rng(seed)
    for _ in range(20):
        low = np.where(np.isinf(kinds.price), 0.0, -1.0)
        price = draw.uniform(low, 1.0) * np.where(np.isinf(kinds.price), prices.unit_worth(problem), kinds.price)
        assert prices.bound_at(problem, kinds, everybody, price) >= best


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_problem_is_solved_whole_and_no_simple_way_beats_it(seed):
    problem = drawn(40, 4, seed)
    limits, found = limits_of(problem), allocate(problem)
    assert found.exact
    assert found.gap_ppm <= 5_000
    for rival in (in_turn(problem), by_greed(problem)):
        assert worth_of(problem, limits, rival).total <= found.bound
        assert worth_of(problem, limits, rival).total <= found.worth.total


def test_worth_is_counted_as_one_would_by_hand():
    problem = drawn(50, 4, 3)
    to = in_turn(problem)
    worth = worth_of(problem, limits_of(problem), to)
    assert worth.recovery + worth.bonus == worth_in_words(problem, to)
    assert worth.total <= worth.recovery + worth.bonus


def test_the_smooth_bound_lies_above_and_nears_the_bound():
    problem = drawn(60, 4, 1)
    kinds = prices.kinds_of(problem, limits_of(problem))
    everybody = prices.sample_of(problem, kinds, problem.cases)
    none = np.zeros(kinds.most.shape)
    plain = prices.bound_at(problem, kinds, everybody, none)
    smooth = [prices._smooth(problem, kinds, everybody, none, blur, prices.soften)[0] for blur in (0.1, 0.01, 0.001)]
    assert smooth[0] > smooth[1] > smooth[2] >= plain * (1 - 1e-6)
    assert smooth[2] <= plain * 1.01


def test_the_even_share_places_every_case_that_somebody_has_room_for():
    problem = drawn(300, 6, 2, tight=0.7)
    even = even_shares(problem)
    usable = problem.usable().any(axis=1)[problem.profile].sum()
    assert even[:, 1].sum() == pytest.approx(usable, rel=1e-3)
    assert (even[:, 0] <= problem.room_minutes * 1.001).all()


def test_who_may_not_be_given_a_case_never_has_it_and_nobody_gets_more_than_is_there():
    problem = drawn(80, 4, 5)
    problem = replace(problem, able=problem.able & (np.arange(4) != 2)[None, :])
    assert not (allocate(problem).to == 2).any()


def test_fairness_binds_the_share_of_expected_recovery():
    problem = drawn(400, 4, 4, tight=0.6, fairness=Fairness(price_ppm=0))
    loose = _decomposed(problem, limits_of(problem), LAWS).to
    fair = replace(problem, fairness=Fairness())
    limits = limits_of(fair)
    even = _decomposed(fair, limits, LAWS).to
    assert unfairness(limits, fair.loads(even)) * 4 < unfairness(limits, fair.loads(loose))
    assert fair.value(even).sum() <= fair.value(loose).sum(), "fairness is not free"


@pytest.mark.parametrize("lost", ["people", "room", "cases"])
def test_with_nobody_at_work_or_nothing_to_do_nothing_is_given_out(lost):
    problem = drawn(20, 3, 1)
    if lost == "people":
        problem = replace(problem, able=np.zeros_like(problem.able))
    elif lost == "room":
        problem = replace(problem, room_minutes=np.zeros(3, np.int64))
    else:
        problem = replace(problem, recovery=np.zeros(0, np.int64), profile=np.zeros(0, np.int64),
                          holder=np.zeros(0, np.int64), bonus=np.zeros(0, np.int64))  # fmt: skip
    found = allocate(problem)
    assert (found.to == NOBODY).all()
    assert (found.worth.given, found.bound, found.gap_ppm) == (0, 0, 0)


