"""The night killed at random moments ends as if nobody had touched it."""

import subprocess
import time

import pytest

from tests.drills import KILLS
from tests.drills.conftest import NIGHTS
from tests.drills.home import Home, chance

pytestmark = pytest.mark.slow
LEFT = {
    "cases_case": ["id"], "cases_case_loan": ["id", "case_id"], "cases_case_event": ["id", "case_id"],
    "reports_daily_figures": [], "reports_bucket_figures": ["id"], "reports_roll_cell": ["id"],
    "reports_notice": ["id"], "book_importfile": ["id", "path", "seconds", "superseded_by_id"],
}  # fmt: skip
CLOCKS = ["written_at", "recorded_at"]


def left(home: Home) -> dict[str, list[str]]:
    """All that nights leave on the desk, without keys and clocks, and what they told the journal."""
    tables = {
        table: home.rows(f"select (to_jsonb(t) - %s::text[])::text from {table} t order by 1", keys + CLOCKS)  # noqa: S608
        for table, keys in LEFT.items()
    }
    told = home.rows(
        'select verb, subject_kind, subject, "on"::text, detail::text from journal_entry'
        " where verb <> all(array['home.restored', 'backup.made']) order by 1, 2, 3, 4, 5"
    )
    nights = home.rows('select state, "on"::text, count(*) from night_run group by 1, 2 order by 2')
    return {**tables, "journal": told, "nights": nights}


def test_a_night_killed_at_random_moments_ends_as_if_it_had_not_been(restored):
    whole, drilled, moment = restored("whole"), restored("drilled"), chance("night")
    took = {}
    for on in NIGHTS:
        began = time.monotonic()
        whole.huilong("night", "--on", on)
        took[on] = time.monotonic() - began

    for nights_left, on in zip(range(len(NIGHTS), 0, -1), NIGHTS, strict=True):
        latest = 0.9 if nights_left > 1 else 0.5  # the last night may not end before the last kill
        for _ in range((KILLS["night"] - drilled.kills) // nights_left):
            night = drilled.start("huilong.site.cli", "night", "--on", on)
            try:
                night.wait(moment.uniform(0.2, latest) * took[on])
            except subprocess.TimeoutExpired:
                drilled.kill(night.pid)
                night.wait()
                drilled.verify()
            else:  # it was quicker; the nights to come bear the rest
                assert night.returncode == 0
                break
        drilled.huilong("night", "--on", on)

    assert left(drilled) == left(whole)
    assert drilled.kills == KILLS["night"]
