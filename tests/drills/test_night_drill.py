"""The night killed at random moments ends as if nobody had touched it."""

import subprocess
import time

import pytest

from tests.drills.conftest import NIGHTS
from tests.drills.home import Home, chance

pytestmark = pytest.mark.slow
KILLS = 16
LEFT = {
    "cases_case": ["id"], "cases_case_loan": ["id", "case_id"], "cases_case_event": ["id", "case_id"],
    "reports_daily_figures": [], "reports_bucket_figures": ["id"], "reports_roll_cell": ["id"],
    "reports_notice": ["id"], "book_importfile": ["id", "path", "seconds", "superseded_by_id"],
}  # fmt: skip


def left(home: Home) -> dict[str, list[str]]:
    """All that nights leave on the desk, without keys and clocks, and what they told the journal."""
    tables = {
        table: home.rows(f"select (to_jsonb(t) - %s::text[])::text from {table} t order by 1", keys)
        for table, keys in LEFT.items()
    }
    told = home.rows(
        'select verb, subject_kind, subject, "on"::text, detail::text from journal_entry'
        " where verb <> all(array['home.restored', 'backup.made']) order by 1, 2, 3, 4, 5"
    )
    book = home.rows("select state, \"on\"::text, count(*) from night_run group by 1, 2 order by 2")
    return {**tables, "journal": told, "nights": book}


def test_a_night_killed_at_random_moments_ends_as_if_it_had_not_been(restored):
    whole, drilled, moment = restored("whole"), restored("drilled"), chance("night")
    took = []
    for on in NIGHTS:
        began = time.monotonic()
        whole.huilong("night", "--on", on)
        took.append(time.monotonic() - began)

    for on, seconds in zip(NIGHTS, took, strict=True):
        wanted = drilled.kills + KILLS // len(NIGHTS)
        while drilled.kills < wanted:
            night = drilled.start("huilong.site.cli", "night", "--on", on)
            try:
                night.wait(moment.uniform(0.2, 0.95) * seconds)
            except subprocess.TimeoutExpired:
                drilled.kill(night.pid)
                night.wait()
            else:  # it was quicker than we were: the next date must bear the rest
                seconds *= 0.8
                assert night.returncode == 0
                if on == NIGHTS[-1]:
                    break
                break
            drilled.verify()
        drilled.huilong("night", "--on", on)

    assert left(drilled) == left(whole)
    drilled.verify()
    assert drilled.kills == KILLS
