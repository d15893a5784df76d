"""Scoring in the night: the default answers on day one, a model in use afterwards; a draft scores nobody."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from huilong.night.plan import PLAN
from huilong.night.run import run_nights
from huilong.night.tests import village
from huilong.night.tests.village import NIGHT
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.cases.queries import loans_on_desk
from huilong.rooms.scores import night, queries
from huilong.rooms.scores.actions.scoring import keep_scores
from huilong.rooms.scores.actions.training import keep_draft
from huilong.rooms.scores.models import ScoreModel
from huilong.rooms.scores.rules import samples
from huilong.rooms.scores.rules.training import train
from huilong.rooms.scores.terms import Target
from huilong.rooms.scores.tests.loans import panel

AT = datetime(2026, 4, 11, 2, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    settings.INCOMING, settings.VAULT_KEY_FILE = tmp_path / "incoming", tmp_path / "keys" / "vault.key"
    village.build()


def draft(target: str) -> int:
    cases = samples.sample(panel(400), target)
    made, _odds, _fold = train(
        cases.features, cases.outcome, cases.group, target=target, names=cases.names, settings={"max_iter": 20}
    )
    return keep_draft(Target(target), made, at=AT)


def in_use(target: str) -> int:
    key = draft(target)
    ScoreModel.objects.filter(pk=key).update(state="in_use", approved_by=9, approved_at=AT, used_from=AT)
    return key


def test_on_day_one_the_default_answers_and_afterwards_the_model_in_use_with_reasons():
    run_nights(PLAN, NIGHT)
    late = list(Case.objects.filter(state="open").values_list("borrower", flat=True))
    first = {one.target: one for one in queries.scores_of("B004")}
    draft("roll")
    night.score_desk(NIGHT, _desk())
    still = {one.target: one for one in queries.scores_of("B004")}
    key = in_use("roll")
    night.score_desk(NIGHT, _desk())
    now = {one.target: one for one in queries.scores_of("B004")}

    assert set(first) == set(Target) - {Target.WARNING}
    assert all(one.is_default for one in first.values())
    assert "默认值" in first[Target.ROLL].reasons[0].zh
    assert still == first
    assert (now[Target.ROLL].model, now[Target.ROLL].is_default) == (queries.model_row(key).version, False)
    assert now[Target.ROLL].reasons
    assert now[Target.CURE].is_default
    told = queries.latest()
    assert told["borrower"].to_pylist() == sorted(late)
    assert told["roll_ppm"].null_count == 0
    assert told["warning_ppm"].null_count == len(late)
    keep_scores([], NIGHT.replace(day=11))
    assert queries.latest().num_rows == 0


def test_early_warnings_name_loans_that_are_not_on_the_desk_and_nothing_of_a_person(monkeypatch):
    run_nights(PLAN, NIGHT)
    monkeypatch.setattr(night, "LEAST_WARNING", 0.0)
    monkeypatch.setattr(night, "STANDS_OUT", 0.0)
    without = night.warn_early(NIGHT, loans_on_desk())
    in_use("warning")
    found = night.warn_early(NIGHT, loans_on_desk())

    rows = queries.warning_page({}).rows
    assert (without, len(rows)) == (0, found)
    assert rows
    assert [one.ppm for one in rows] == sorted((one.ppm for one in rows), reverse=True)
    on_desk = set(CaseLoan.objects.filter(left_on=None).values_list("loan_id", flat=True))
    assert not {one.loan_id for one in rows} & on_desk
    assert all(one.outstanding_fen > 0 for one in rows)


def _desk():
    from huilong.night.scoring import desk

    return desk(NIGHT)
