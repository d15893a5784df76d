"""A law compiled is the same law; running it over buckets neither loses one nor hides an error."""

import sys
from dataclasses import dataclass

import numpy as np
import pytest

from huilong.engine import compile as engine_compile
from huilong.engine.compile import compiled, source_mark
from huilong.engine.run import run
from huilong.kernel.refusal import Refusal


def half(amount):
    return amount // 2


def halves(amounts):
    total = 0
    for i in range(len(amounts)):
        total += half(amounts[i])
    return total


@dataclass(frozen=True)
class Doubled:
    fails_on: int = -1

    def __call__(self, bucket):
        if bucket == self.fails_on:
            raise ValueError("bucket")
        return bucket * 2


def test_a_law_and_what_it_calls_are_compiled_together():
    amounts = np.array([5, 7, -3])

    assert compiled(halves)(amounts) == halves(amounts) == 3
    assert compiled(halves) is compiled(halves)


def test_a_changed_law_gets_another_mark(tmp_path, monkeypatch):
    before = source_mark(halves)
    module = tmp_path / "law.py"
    module.write_text("def law(a):\n    return a\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import law

    first = source_mark(law.law)
    module.write_text("def law(a):\n    return a + 1\n")
    assert source_mark(law.law) != first
    assert source_mark(halves) == before
    del sys.modules["law"]


def test_without_a_place_to_write_laws_are_compiled_all_the_same(monkeypatch):
    monkeypatch.setattr(engine_compile, "_cache_home", lambda: None)
    assert engine_compile._compile(half, {})(9) == 4


def test_every_bucket_is_run_once():
    assert sorted(run(Doubled(), range(40))) == [(b, 2 * b) for b in range(40)]
    assert sorted(run(Doubled(), [3], engine="local:1")) == [(3, 6)]


def test_an_error_in_a_bucket_is_raised():
    with pytest.raises(ValueError, match="bucket"):
        list(run(Doubled(fails_on=5), range(40)))


def test_an_engine_that_is_not_installed_is_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "huilong.engine.spark", None)
    with pytest.raises(Refusal, match="no-spark"):
        run(Doubled(), range(2), engine="spark://nowhere:7077")
