"""The drills kill often enough to mean something."""

from tests.drills import KILLS


def test_the_drills_kill_at_least_fifty_times():
    assert sum(KILLS.values()) >= 50
    assert min(KILLS.values()) >= 8
