"""The simulator keeps its own word: chances add up, outcomes follow them, and the truth is that of its coefficients."""

import numpy as np
import pytest

from huilong.integrations.synthetic_collections import history, truth
from huilong.integrations.synthetic_collections.world import OUTCOMES, chances


def test_a_seed_decides_everything():
    one, same, other = history(7, 300), history(7, 300), history(8, 300)

    assert (one.taken == same.taken).all()
    assert (one.outcomes["cash"] == same.outcomes["cash"]).all()
    assert len(one.taken) != len(other.taken) or (one.taken != other.taken).any()


def test_every_treatment_had_its_chance_and_got_it():
    past = history(1, 20_000)
    chance = chances(past.columns)

    assert chance.sum(1) == pytest.approx(1)
    assert chance.min() >= 0.08
    assert (past.taken == 0).mean() == pytest.approx(chance[:, 0].mean(), abs=0.01)


@pytest.mark.parametrize("name", OUTCOMES)
def test_what_happened_on_average_is_the_truth_of_the_past(name):
    seen = np.mean([history(seed, 20_000).outcomes[name].mean() for seed in range(5)])

    assert seen == pytest.approx(truth()[name][1], rel=0.03)
