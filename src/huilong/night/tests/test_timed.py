"""Time to cure and what is recovered by when, from the facts of a book whose borrowers are known: by the day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from huilong.kernel.days import day_date, day_number, month_end
from huilong.kernel.refusal import Refusal
from huilong.night.positions import aged_as_known
from huilong.rooms.replay.tests.lending import LAST, OPENED, lend
from huilong.rooms.scores import night, queries
from huilong.rooms.scores.actions.training import train_draft
from huilong.rooms.scores.actions.watching import watch
from huilong.rooms.scores.models import ScoreModel, Watch
from huilong.rooms.scores.night import OnDesk
from huilong.rooms.scores.queries.own_timed import own_timed
from huilong.rooms.scores.rules.timed import CURE_DAYS, RECOVERY_DAYS
from huilong.rooms.scores.terms import Target

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 8, 1, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
END = day_date(LAST - 19)
"""30 June: the last month end of the book, nineteen days before its last day."""


@pytest.fixture(autouse=True)
def book(settings, tmp_path):
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    # a third pays twelve days late, a third forty-five, a third never
    lend(tmp_path / "book", borrowers=120, late=(12, 45, 400))
    for day in range(OPENED, LAST + 1):
        if day_date(day) == month_end(day_date(day)):
            aged_as_known(day_date(day))
    aged_as_known(day_date(LAST))


def test_what_became_of_late_loans_is_told_by_the_day_and_nothing_of_days_that_are_not_over():
    for target, days in ((Target.CURE_TIME, CURE_DAYS), (Target.RECOVERY, RECOVERY_DAYS)):
        cases = own_timed(target, day_date(LAST), 7)
        assert cases.days == days
        assert (cases.features[:, cases.names.index("days_late")] > 0).all()
        known = ~np.isnan(cases.closed)
        assert (np.diff(np.where(known, cases.closed, 1.0), axis=1) >= 0).all()
        assert ((cases.closed >= 0) & (cases.closed <= 1) | ~known).all()
        ends = np.array([day_number(month_end(date(m // 12, m % 12 + 1, 1))) for m in cases.month])
        for place, one in enumerate(days):
            told = cases.closed[ends + one > LAST, place]
            assert (np.isnan(told) | (told == 1) & (target is Target.CURE_TIME)).all(), "cured is cured already"
            assert known[ends + one <= LAST, place].all()


def test_a_model_of_time_is_trained_used_watched_and_says_by_when_in_words():
    on = day_date(LAST)
    key = train_draft(Target.RECOVERY, on, at=AT, folds=3, settings={"max_iter": 10, "min_samples_leaf": 5})
    row = queries.model_row(key)
    assert [one["days"] for one in row.figures["by_day"]] == list(RECOVERY_DAYS)[: len(row.figures["by_day"])]
    desk = [OnDesk("B002", (_key("L-B002"),), 2)]
    night.score_desk(on, desk)
    usual, cure = _scores()[Target.RECOVERY], _scores()[Target.CURE_TIME]
    assert usual.is_default and cure.is_default
    assert [days for days, _ppm in usual.curve] == list(RECOVERY_DAYS)
    assert dict(cure.curve)[30] == 221_000, "the share of a month is that of the documented default"
    ScoreModel.objects.filter(pk=key).update(state="in_use", approved_by=9, approved_at=AT, used_from=AT)
    night.score_desk(on, desk)
    told = _scores()[Target.RECOVERY]
    assert told.model == row.version
    assert [days for days, _ppm in told.curve] == list(RECOVERY_DAYS)
    assert [ppm for _days, ppm in told.curve] == sorted(ppm for _days, ppm in told.curve)
    assert told.ppm == told.curve[-1][1]
    assert told.reasons[0].en.startswith("within 30 days") and told.reasons[0].zh.startswith("30天内")
    assert watch(key, on) == Watch.objects.filter(model=key).count() > 0


def test_a_book_without_a_month_end_has_too_little_history(settings, tmp_path):
    settings.BOOK_URL = str(tmp_path / "other")
    lend(tmp_path / "other", borrowers=4)
    with pytest.raises(Refusal, match="too-little-history"):
        train_draft(Target.CURE_TIME, END, at=AT)


def _scores():
    return {one.target: one for one in queries.scores_of("B002")}


def _key(loan):
    from huilong.rooms.book.rules.keys import loan_key

    return loan_key(loan)
