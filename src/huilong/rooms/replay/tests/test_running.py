"""A replay from asking to its last number: known facts only, the same twice, stopped and killed without a trace."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from huilong.kernel.days import day_date
from huilong.kernel.refusal import Refusal
from huilong.rooms.replay import actions, queries
from huilong.rooms.replay.actions import deciding, working
from huilong.rooms.replay.models import EffectEstimate, Night, Run, StruckOut
from huilong.rooms.replay.terms import Method, ReplayState, StruckBy, Unsupported
from huilong.rooms.replay.tests.drafts import CALL_AND_TEXT
from huilong.rooms.replay.tests.lending import LAST, OPENED, lend, rows

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
FIRST, TO = day_date(OPENED + 30), day_date(OPENED + 120)
MEANS = {"minutes": 60}


def asked(first=FIRST, last=TO, draft=CALL_AND_TEXT, **means):
    return actions.ask(draft, first, last, means={**MEANS, **means}, user=None, at=AT, today=date(2026, 11, 1))


def worked(key):
    return actions.work(key, lambda: AT)


def told(key):
    """Everything a replay came to, without its key."""
    kept = []
    for model in (Night, StruckOut, EffectEstimate):
        names = [one.name for one in model._meta.fields if one.name not in ("id", "run")]
        kept.append(sorted(map(repr, model.objects.filter(run_id=key).values_list(*names))))
    return kept


def test_a_replay_decides_every_night_and_says_what_was_struck_out(past):
    key = asked()

    assert worked(key) is ReplayState.DONE

    nights, run = queries.nights_of_run(key), queries.replay(key)
    assert [one.on for one in nights] == [day_date(OPENED + n) for n in range(30, 121)]
    assert run.progress == 100
    assert run.treated == sum(one.treated for one in nights) > 0
    assert all(one.left_minutes >= 0 for one in nights)
    reasons = {one.by for one in queries.struck_by_rule(key)}
    assert {StruckBy.CALENDAR, StruckBy.CAPACITY} <= reasons


def test_without_a_log_of_decisions_no_effect_is_claimed(past):
    key = asked()
    worked(key)

    found = queries.estimates_of(key)

    assert {(one.method, one.why) for one in found} == {(Method.REFUSED, Unsupported.NO_PROBABILITIES)}
    assert all(one.difference is None for one in found)


def test_the_same_replay_twice_gives_the_same_answer(past):
    first, second = asked(), asked()
    worked(first)
    worked(second)

    assert told(first) == told(second)


def test_a_fact_learned_later_is_not_used(past, tmp_path, settings):
    key = asked()
    worked(key)
    past.append({"receipts": rows("receipts", [("L-B002", "EARLY", OPENED + 40, 10**6, LAST + 5)])})
    again = asked()
    worked(again)

    assert told(again)[0] == told(key)[0]

    settings.BOOK_URL = lend(tmp_path / "other").append(
        {"receipts": rows("receipts", [("L-B002", "EARLY", OPENED + 40, 10**6, OPENED + 40)])}
    ) and str(tmp_path / "other")
    known = asked()
    worked(known)
    assert told(known)[0] != told(key)[0]


class Killed(BaseException):
    """As if the process had died."""


@pytest.mark.parametrize("at", [1, 4, 20, 70, 94])
def test_killed_anywhere_it_goes_on_to_the_same_answer(past, monkeypatch, at):
    whole = asked()
    worked(whole)
    key, calls = asked(), iter(range(1000))

    def dies(self, done, now=False):
        if next(calls) == at:
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(working._Working, "_tell", dies)
        with pytest.raises(Killed):
            worked(key)
    Run.objects.filter(id=key).update(state=ReplayState.DECIDING.value)  # what a killed process leaves behind

    assert actions.work_on_all(lambda: AT) == 1
    assert told(key) == told(whole)


def test_killed_between_the_state_on_disk_and_the_database_it_decides_the_month_again(past, monkeypatch):
    whole = asked()
    worked(whole)
    key = asked()

    def dies(self, place, results):
        if place == 1:
            raise Killed
        keep(self, place, results)

    keep = deciding.Deciding._keep
    with monkeypatch.context() as patched:
        patched.setattr(deciding.Deciding, "_keep", dies)
        with pytest.raises(Killed):
            worked(key)
    kept = {one.name: one.read_bytes() for one in working.folder_of(key).glob("acts-*.npz")}

    with monkeypatch.context() as patched:
        patched.setattr(working, "forget", lambda run: None)
        actions.go_on(key, AT)
        worked(key)

    again = {name: (working.folder_of(key) / name).read_bytes() for name in kept}
    assert again == kept
    assert told(key) == told(whole)


def test_it_stops_when_asked_and_goes_on(past, monkeypatch):
    whole = asked()
    worked(whole)
    key = asked()
    actions.stop(key, AT)
    monkeypatch.setattr(working, "TELL_SECONDS", 0)

    assert worked(key) is ReplayState.STOPPED
    with pytest.raises(Refusal, match="not at work"):
        actions.stop(key, AT)

    actions.go_on(key, AT)
    assert worked(key) is ReplayState.DONE
    assert told(key) == told(whole)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (TO, FIRST, "replay-days"),
        (date(2020, 1, 1), TO, "replay-before-the-book"),
        (FIRST, day_date(LAST + 1), "replay-future"),
    ],
)
def test_days_nobody_can_replay_are_refused(past, first, last, code):
    with pytest.raises(Refusal) as refused:
        asked(first, last)

    assert refused.value.code == code
    assert not Run.objects.exists()


def test_a_book_that_changed_begins_a_stopped_replay_anew(past, monkeypatch):
    key = asked()
    actions.stop(key, AT)
    monkeypatch.setattr(working, "TELL_SECONDS", 0)
    worked(key)
    before = Run.objects.get(id=key).fingerprint
    past.append({"receipts": rows("receipts", [("L-B002", "X", OPENED + 40, 10**6, OPENED + 40)])})

    actions.go_on(key, AT)
    worked(key)

    assert Run.objects.get(id=key).fingerprint != before
    fresh = asked()
    worked(fresh)
    assert told(key) == told(fresh)


def decisions(tmp_path, chance):
    """A file of logged decisions: each borrower, some nights, a call by a coin of this chance."""
    lines = []
    for night in range(31, 110):
        for i in range(40):
            called = (night * 31 + i * 17) % 100 < chance
            lines.append((f"B{i:03d}", day_date(OPENED + night), "call firm" if called else "none",
                          10_000 * (chance if called else 100 - chance)))  # fmt: skip
    place = tmp_path / "decisions.parquet"
    names = ("borrower", "on", "treatment", "probability_ppm")
    pa.parquet.write_table(pa.table(dict(zip(names, map(list, zip(*lines, strict=True)), strict=True))), place)
    return str(place)


def test_with_logged_chances_an_effect_is_estimated_with_its_interval_or_refused_in_words(past, tmp_path):
    draft = {**CALL_AND_TEXT, "rules": CALL_AND_TEXT["rules"][:1]}
    key = asked(draft=draft, decisions=decisions(tmp_path, 50))
    worked(key)

    found = {one.outcome.value: one for one in queries.estimates_of(key)}

    assert found["cash_30"].method is Method.DOUBLY_ROBUST
    assert found["cash_30"].low < found["cash_30"].difference < found["cash_30"].high
    assert found["cash_30"].support.agreeing > 300
    assert found["cost"].method is Method.COUNTED
    assert found["cost"].difference > 0


def test_a_past_that_called_everybody_cannot_speak_of_texts(past, tmp_path):
    draft = {**CALL_AND_TEXT, "rules": CALL_AND_TEXT["rules"][1:]}
    key = asked(draft=draft, decisions=decisions(tmp_path, 100))
    worked(key)

    found = queries.estimates_of(key)[0]

    assert (found.method, found.why) == (Method.REFUSED, Unsupported.DETERMINISTIC)
