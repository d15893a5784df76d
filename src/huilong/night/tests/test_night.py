"""A night happens once, goes on where it was cut short, and catches up days missed."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.night import queries
from huilong.night.counted import COUNTS
from huilong.night.models import LoanSetAside, NightRun
from huilong.night.plan import PLAN
from huilong.night.queries import LOCK_KEY
from huilong.night.run import days_to_run, run_nights
from huilong.night.terms import RunState, StepName, StepState
from huilong.night.tests import village
from huilong.night.tests.village import NIGHT, desk
from huilong.rooms.book import queries as book
from huilong.rooms.cases.models import Case
from huilong.rooms.ledger.actions import post_receipt
from huilong.rooms.ledger.models import DeskReceipt
from huilong.rooms.reports.queries import notices, roll_matrix, six_figures

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    """An installation of its own for each test: an empty book of four buckets, and the village in it."""
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    settings.INCOMING, settings.VAULT_KEY_FILE = tmp_path / "incoming", tmp_path / "keys" / "vault.key"
    village.build()
    return tmp_path


def bombed(at: StepName):
    """The plan with a step that does its work and then dies before it is recorded."""

    def explode(night, do):
        do(night)
        raise RuntimeError("the power went")

    return [replace(s, do=lambda n, do=s.do: explode(n, do)) if s.name == at else s for s in PLAN]


def test_a_night_opens_cases_for_those_past_due_and_keeps_its_figures():
    (run,) = run_nights(PLAN, NIGHT)

    assert run.state == RunState.DONE
    counted = {code for step in run.steps.all() for code in step.counts}
    assert len(counted) > 40
    assert [code for code in sorted(counted) if code not in COUNTS and not code.startswith("since_")] == []
    open_cases = {one.borrower: one for one in Case.objects.filter(state="open")}
    assert "B004" in open_cases and "B005" not in open_cases
    assert open_cases["B004"].number.startswith("CL20260000")
    assert open_cases["B004"].past_due_days == (NIGHT - date(2026, 4, 5)).days
    assert {one.code.value for one in six_figures(NIGHT)} == {
        "ratio_30", "overdue", "cases_open", "entries", "cures", "cash"
    }  # fmt: skip
    assert roll_matrix(NIGHT).from_on == date(2026, 3, 31)
    assert [one.code for one in notices(NIGHT)] == ["files_missing", "people_missing", "night_done"]
    assert queries.latest_run().steps[-1].progress == 100


def test_the_same_night_twice_changes_nothing():
    run_nights(PLAN, NIGHT)
    once = desk()

    assert run_nights(PLAN, NIGHT) == []
    assert desk() == once
    (again,) = run_nights(PLAN, NIGHT, again=True)
    assert again.attempt == 2
    assert desk() == once


@pytest.mark.slow
def test_five_missed_days_caught_up_equal_day_by_day():
    for days in range(7):
        run_nights(PLAN, NIGHT + timedelta(days=days))
    by_day = desk()
    forget()
    run_nights(PLAN, NIGHT)
    runs = run_nights(PLAN, NIGHT + timedelta(days=6))

    assert [run.on for run in runs] == [NIGHT + timedelta(days=n) for n in range(1, 7)]
    assert desk() == by_day


def every_third(steps):
    """Every third step each time, the others in the slow suite: each is two nights and a half."""
    return [pytest.param(one, marks=[pytest.mark.slow] if place % 3 else []) for place, one in enumerate(steps)]


@pytest.mark.parametrize("at", every_third(StepName))
def test_a_night_cut_short_at_any_step_ends_as_if_it_had_not_been(at):
    run_nights(PLAN, NIGHT)
    whole = desk()
    forget()
    with pytest.raises(RuntimeError, match="power"):
        run_nights(bombed(at), NIGHT)
    failed = queries.latest_run()
    assert failed.state == RunState.FAILED
    assert [step.state for step in failed.steps if step.name == at] == [StepState.FAILED]
    (run,) = run_nights(PLAN, NIGHT)

    assert run.id == failed.id
    assert desk() == whole


KILLED = """
import os, signal, sys
from dataclasses import replace
from datetime import date
import django
django.setup()
from huilong.night.plan import PLAN
from huilong.night.run import run_nights
def dies(night, do):
    do(night)
    os.kill(os.getpid(), signal.SIGKILL)
plan = [replace(s, do=lambda n, do=s.do: dies(n, do)) if s.name == sys.argv[1] else s for s in PLAN]
run_nights(plan, date.fromisoformat(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("at", list(StepName))
def test_a_night_killed_at_any_step_is_resumed(at, place):
    run_nights(PLAN, NIGHT)
    whole = desk()
    forget()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "huilong.site.settings",
        "BOOK_URL": str(place / "book"),
        "BOOK_BUCKETS": "4",
        "HUILONG_INCOMING": str(place / "incoming"),
        "VAULT_KEY_FILE": str(place / "keys" / "vault.key"),
        "PYTHONPATH": str(Path(village.__file__).parents[3]),
    }
    killed = subprocess.run([sys.executable, "-c", KILLED, at.value, NIGHT.isoformat()], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert NightRun.objects.get().state == RunState.RUNNING
    assert not wait_until_free()

    run_nights(PLAN, NIGHT)
    assert desk() == whole


def test_two_nights_at_once_are_refused():
    wanted = {**connection.get_connection_params()}
    wanted.pop("cursor_factory", None), wanted.pop("context", None)
    with psycopg.connect(**{k: v for k, v in wanted.items() if k in ("dbname", "user", "host", "port")}) as other:
        other.execute("select pg_advisory_lock(%s)", [LOCK_KEY])
        assert queries.at_work()
        with pytest.raises(Refusal, match="night-at-work"):
            run_nights(PLAN, NIGHT)


def test_a_night_before_the_last_completed_one_is_refused():
    with pytest.raises(Refusal, match="night-past"):
        days_to_run(NIGHT, None, NIGHT - timedelta(days=1))


@pytest.mark.parametrize(
    ("last", "unfinished", "catch_up", "days"),
    [
        (None, None, True, [10]),
        (None, date(2026, 4, 8), True, [8, 9, 10]),
        (date(2026, 4, 7), None, True, [8, 9, 10]),
        (date(2026, 4, 7), date(2026, 4, 8), True, [8, 9, 10]),
        (date(2026, 4, 7), None, False, [10]),
        (NIGHT, None, True, []),
    ],
)
def test_missed_days_are_caught_up_from_the_last_completed_night(last, unfinished, catch_up, days):
    assert [day.day for day in days_to_run(last, unfinished, NIGHT, catch_up=catch_up)] == days


def test_a_receipt_posted_on_the_desk_is_taken_once_and_never_lost(monkeypatch):
    run_nights(PLAN, NIGHT)
    owed = Case.objects.get(borrower="B004")
    tomorrow = NIGHT + timedelta(days=1)
    post_receipt(loan_id="V004", on=tomorrow, amount_fen=owed.delinquent_fen + 10_000, actor="user:1", today=tomorrow)
    noon = timezone.make_aware(timezone.datetime(tomorrow.year, tomorrow.month, tomorrow.day, 12))
    DeskReceipt.objects.update(posted_at=noon)

    with pytest.raises(RuntimeError):
        run_nights(bombed(StepName.TAKE_FILES), tomorrow)
    DeskReceipt.objects.update(taken_into_book_commit=None)  # as if killed between the book and the desk
    run_nights(PLAN, tomorrow)

    assert Case.objects.get(borrower="B004").state == "closed"
    assert DeskReceipt.objects.get().taken_into_book_commit
    assert [one.amount for one in book.loan_facts("V004").receipts if one.id.startswith("DESK")] == [
        owed.delinquent_fen + 10_000
    ]


def test_a_receipt_posted_during_the_night_waits_for_the_next():
    tomorrow = NIGHT + timedelta(days=1)
    post_receipt(loan_id="V004", on=tomorrow, amount_fen=5_000, actor="user:1", today=tomorrow)
    early = timezone.make_aware(timezone.datetime(tomorrow.year, tomorrow.month, tomorrow.day, 0, 30))
    DeskReceipt.objects.update(posted_at=early)

    run_nights(PLAN, NIGHT)
    assert DeskReceipt.objects.get().taken_into_book_commit is None
    run_nights(PLAN, tomorrow)
    assert DeskReceipt.objects.get().taken_on == tomorrow


def test_a_loan_set_aside_keeps_its_case_as_it_stood_and_is_tried_again(monkeypatch):
    run_nights(PLAN, NIGHT)
    before = Case.objects.get(borrower="B004")
    tomorrow = NIGHT + timedelta(days=1)
    with monkeypatch.context() as patched:
        fail_on(patched, "V004")
        run_nights(PLAN, tomorrow)
    row = LoanSetAside.objects.get()
    assert (row.loan_id, row.on, row.solved_on) == ("V004", tomorrow, None)
    assert "loans_set_aside" in [one.code for one in notices(tomorrow)]
    kept = Case.objects.get(borrower="B004")
    assert (kept.state, kept.past_due_days, kept.figures_on) == ("open", before.past_due_days, NIGHT)

    run_nights(PLAN, tomorrow + timedelta(days=1))
    assert LoanSetAside.objects.get().solved_on == tomorrow + timedelta(days=1)
    assert Case.objects.get(borrower="B004").past_due_days == before.past_due_days + 2


def fail_on(patched, loan_id):
    """Make the ageing set one loan aside."""
    from huilong.rooms.book.rules.keys import loan_key
    from huilong.rooms.book.store import positions

    honest = positions.aged

    def aged(gathered, contract, on):
        table, aside = honest(gathered, contract, on)
        keep = [key != loan_key(loan_id) for key in table["loan"].to_pylist()]
        if all(keep):
            return table, aside
        return table.filter(keep), [*aside, positions.SetAside(loan_id, 1, "测试", "a test")]

    patched.setattr(positions, "aged", aged)


def forget():
    """An empty desk, and no positions; the book stays."""
    import shutil

    from django.apps import apps

    tables = [m._meta.db_table for m in apps.get_models() if m._meta.app_label in ("night", "cases", "reports")]
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(tables)} cascade")
    shutil.rmtree(book.book().place.full("positions"), ignore_errors=True)


def wait_until_free():
    """Whether a night still holds the lock after a few seconds."""
    import time

    for _ in range(50):
        if not queries.at_work():
            return False
        time.sleep(0.1)
    return True
