"""Streams and draws: the same path draws the same numbers, compiled or not, and draws what it says it draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.engine.compile import compiled
from huilong.kernel.paths import binomial, gamma, normal, open_stream, uniform, word


def stream(seed: int = 7, path: int = 0) -> np.ndarray:
    found = np.zeros(4, np.int64)
    open_stream(seed, path, found)
    return found


def many(draw, count: int = 4000, **told) -> np.ndarray:
    one = stream()
    return np.array([draw(*told.values(), one) for _ in range(count)], np.float64)


def test_words_of_a_stream_are_the_same_compiled_and_as_they_stand():
    by_hand, by_machine = stream(), stream()

    assert [word(by_hand) for _ in range(50)] == [compiled(word)(by_machine) for _ in range(50)]


def test_the_generator_is_sfc32_word_for_word():
    """The first words of sfc32 written with 32-bit unsigned numbers, from the same seed."""
    a, b, c, counter = (np.array([x], np.uint32) for x in (7, 0, 5, 1))
    told = []
    for _ in range(20):
        out = a + b + counter
        counter = counter + np.uint32(1)
        a, b = b ^ (b >> np.uint32(9)), c + (c << np.uint32(3))
        c = ((c << np.uint32(21)) | (c >> np.uint32(11))) + out
        told.append(int(out[0]))
    one = stream(7, 5)

    assert [word(one) for _ in range(5)] == told[15:]


def test_another_path_and_another_seed_draw_other_numbers():
    first = [word(stream(7, 0)), word(stream(7, 1)), word(stream(8, 0)), word(stream(7 + 2**40, 0))]

    assert len(set(first)) == 4


def test_uniform_numbers_lie_between_nought_and_one_and_fill_it_evenly():
    told = many(uniform)

    assert told.min() > 0.0 and told.max() < 1.0
    assert np.histogram(told, 10, (0, 1))[0].min() > 330


@pytest.mark.parametrize("shape", [0.3, 1.0, 4.5, 300.0])
def test_gamma_has_the_mean_and_the_variance_of_its_shape(shape):
    told = many(gamma, shape=shape)

    assert told.mean() == pytest.approx(shape, rel=0.12)
    assert told.var() == pytest.approx(shape, rel=0.2)


def test_normal_has_no_mean_and_unit_variance():
    told = many(normal)

    assert abs(told.mean()) < 0.06
    assert told.var() == pytest.approx(1.0, rel=0.08)


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (12, 0.2), (40, 0.9), (500, 0.04), (10_000, 0.31), (2_000_000, 0.6)])
def test_binomial_has_its_mean_and_variance(n, p):
    told = many(binomial, n=n, p=p)

    assert told.mean() == pytest.approx(n * p, abs=5 * (n * p * (1 - p) / 4000) ** 0.5)
    assert told.var() == pytest.approx(n * p * (1 - p), rel=0.15)


@given(n=st.integers(0, 5000), p=st.floats(0.0, 1.0), path=st.integers(0, 2**31))
def test_a_binomial_never_leaves_its_bounds(n, p, path):
    assert 0 <= binomial(n, p, stream(3, path)) <= n


@given(n=st.integers(1, 300), path=st.integers(0, 1000))
def test_what_is_certain_happens_and_what_cannot_does_not(n, path):
    assert binomial(n, 1.0, stream(3, path)) == n
    assert binomial(n, 0.0, stream(3, path)) == 0


def test_compiled_binomials_are_those_of_the_law_as_it_stands():
    by_hand, by_machine = stream(), stream()
    asked = [(5, 0.4), (5000, 0.01), (5000, 0.45), (80, 0.97)] * 10

    assert [binomial(n, p, by_hand) for n, p in asked] == [compiled(binomial)(n, p, by_machine) for n, p in asked]
