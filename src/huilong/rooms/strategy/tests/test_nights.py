"""What the night decides, for whom, why, and what the law takes out of it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from huilong.kernel.refusal import Says
from huilong.kernel.tables import digest
from huilong.rooms.strategy import actions, queries
from huilong.rooms.strategy.models import Decision
from huilong.rooms.strategy.terms import Arm, Purpose, Shares, TreatmentChannel, TreatmentQueue

from .conftest import AT, ON, at_work
from .writing import approved, drafted

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_night_brings_the_shipped_tables_and_decides_about_everybody(night):
    counts = night()
    assert (counts["shipped"], counts["borrowers"], counts["no_rule"]) == (5, 5, 0)
    told = {one: queries.treatment_of(one) for one in ("B1", "B2", "B3", "B4", "B5")}
    assert {name: row.treatment.queue for name, row in told.items()} == {
        "B1": TreatmentQueue.MIDDLE, "B2": TreatmentQueue.LATE, "B3": TreatmentQueue.CARE,
        "B4": TreatmentQueue.ON_HOLD, "B5": TreatmentQueue.SELF_CURE,
    }  # fmt: skip
    assert told["B1"].segment == "early"
    assert (told["B1"].arm, told["B1"].probability_ppm) == (Arm.CHAMPION, 1_000_000)


def test_a_night_repeated_changes_nothing(night):
    night()
    before = list(Decision.objects.order_by("pk").values())
    assert night()["borrowers"] == 0
    assert list(Decision.objects.order_by("pk").values()) == before


def test_a_channel_that_the_law_forbids_is_struck_out_with_its_rule(night, desk):
    from huilong.rooms.cases.models import Case, Flag

    case = Case.objects.get(borrower="B1")
    Flag.objects.create(case=case, kind="hold", since=ON, detail={"channels": ["call"]}, set_by="user:1", set_at=AT)
    counts = night()
    row = queries.treatment_of("B1")
    assert counts["struck"] >= 1
    assert (row.struck, row.rule, row.treatment.channel) == ("call", "house:hold", TreatmentChannel.NONE)
    assert row.treatment.next_look_days == 1
    assert queries.rule_says(row.rule).en


def test_a_dispute_is_known_to_the_law_of_that_borrower_only(night):
    night()
    _on, _versions, table = queries.snapshot()
    of = dict(zip(table["borrower"].to_pylist(), table["law_call"].to_pylist(), strict=True))
    assert of["B4"] == "house:hold"
    assert of["B1"] == of["B2"] == ""


def test_it_is_told_why_in_words(night):
    night()
    told = queries.why(queries.treatment_of("B1"))
    assert [one.purpose for one in told] == list(Purpose)
    willing = told[0]
    assert willing.outcome == {"willingness": "low"}
    assert willing.cells == ((True, Says("断诺次数 2 符合 >=2", "promises broken 2 is >=2")),)
    assert told[-1].number == 1


def test_decisions_stay(night):
    night()
    for sql in ("update strategy_decision set row = 0", "delete from strategy_decision"):
        with pytest.raises(DatabaseError, match="only grow"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_night_is_read_as_a_table(night):
    night()
    table = queries.decisions_on(ON)
    assert table["borrower"].to_pylist() == ["B1", "B2", "B3", "B4", "B5"]
    assert set(table["arm"].to_pylist()) == {"champion"}
    assert queries.decisions_on(ON + timedelta(days=1)).num_rows == 0
    assert queries.count_by_queue(ON)[TreatmentQueue.CARE] == 1


def test_borrowers_of_a_trial_are_given_what_their_arm_gives(night, desk):
    night()
    with at_work(desk["wen"]):
        key = drafted(Purpose.TREATMENT, lambda rules: [
            {"then": {**rules[-1]["then"], "template": "trial"}}
        ])  # fmt: skip
    approved(desk, key, None)
    with at_work(desk["wen"]):
        experiment = actions.start_experiment("信函", key, Shares(500_000, 100_000), AT, salt="s1")
    later = AT + timedelta(days=1)
    night(ON + timedelta(days=1), later)
    rows = [queries.treatment_of(f"B{n}") for n in range(1, 6)]
    assert {row.experiment for row in rows} == {experiment}
    for row in rows:
        assert (row.treatment.template == "trial") == (row.arm is Arm.CHALLENGER)
        assert row.probability_ppm == {Arm.HOLDOUT: 100_000, Arm.CHALLENGER: 450_000, Arm.CHAMPION: 450_000}[row.arm]
    assert len({row.arm for row in rows}) > 1


def trial(desk, change, shares, salt):
    """A trial of a treatment table changed by `change`, against the one online."""
    with at_work(desk["wen"]):
        key = drafted(Purpose.TREATMENT, change)
    approved(desk, key, None)
    with at_work(desk["wen"]):
        return actions.start_experiment("试", key, shares, AT, salt=salt)


def test_the_log_tells_how_likely_the_treatment_was_whichever_arm_it_is_of(night, desk):
    from huilong.rooms.replay.queries.decisions import decisions_between

    night()

    def change(rules):
        # whom the table on line gives a call to the early desk, the challenger calls less often; all else stays
        return [
            {**one, "then": {**one["then"], "every_days": 9}} if one["then"]["queue"] == "middle" else one
            for one in rules
        ]

    trial(desk, change, Shares(500_000, 100_000), "s3")
    first = ON + timedelta(days=1)
    night(first, AT + timedelta(days=1))
    rows = {f"B{n}": queries.treatment_of(f"B{n}") for n in range(1, 6)}
    # B1 is of the middle desk: its arms differ; the others are given the same by every arm, so it was certain
    assert [rows[f"B{n}"].treatment_ppm for n in range(2, 6)] == [1_000_000] * 4
    assert all(rows[f"B{n}"].chances == () for n in range(2, 6))
    assert len({rows[f"B{n}"].probability_ppm for n in range(2, 6)} | {1_000_000}) > 1
    of_challenger = rows["B1"].arm is Arm.CHALLENGER
    assert rows["B1"].treatment_ppm == (450_000 if of_challenger else 550_000)
    assert (rows["B1"].treatment.every_days == 9) == of_challenger
    assert dict(rows["B1"].chances)[rows["B1"].treatment] == rows["B1"].treatment_ppm
    assert sum(ppm for _given, ppm in rows["B1"].chances) == 1_000_000
    # a replay tells treatments by channel, tone, template and desk: called alike, they were certain too
    assert decisions_between(first, first)["probability"].tolist() == [1.0] * 5


def test_a_replay_weighs_by_the_chance_of_what_is_called_alike(night, desk):
    from huilong.rooms.replay.queries.decisions import decisions_between

    night()
    trial(desk, lambda rules: [{"then": {**rules[-1]["then"], "channel": "letter"}}], Shares(500_000, 100_000), "s4")
    first = ON + timedelta(days=1)
    night(first, AT + timedelta(days=1))
    rows = [queries.treatment_of(f"B{n}") for n in range(1, 6)]
    for row in rows:
        assert row.treatment_ppm == (450_000 if row.arm is Arm.CHALLENGER else 550_000)
    told = decisions_between(first, first)
    # B4 is under a hold: the law strikes out every channel, so each arm leaves the borrower alone
    ppm = [1_000_000 if row.borrower == "B4" else row.treatment_ppm for row in rows]
    assert sorted(told["probability"].tolist()) == sorted(one / 1e6 for one in ppm)


def test_a_trial_counts_each_borrower_once_when_the_horizon_is_over(night, desk):
    from huilong.night.trials import counted, judge
    from huilong.rooms.cases.models import Case, Flag

    night()
    with at_work(desk["wen"]):
        key = drafted(Purpose.TREATMENT, lambda rules: [*rules[:-1], {**rules[-1], "note": "trial"}])
    approved(desk, key, None)
    with at_work(desk["wen"]):
        experiment = actions.start_experiment("试", key, Shares(500_000), AT, salt="s2", horizon_days=3)
    first = ON + timedelta(days=1)
    night(first, AT + timedelta(days=1))
    Case.objects.filter(borrower="B1").update(state="closed", reason="cured", closed_on=first + timedelta(days=2))
    Flag.objects.create(case=Case.objects.get(borrower="B2"), kind="complaint", since=first + timedelta(days=1),
                        set_by="user:1", set_at=AT)  # fmt: skip
    one = queries.experiment(experiment)
    assert sum(arm.borrowers for arm in counted(one, first + timedelta(days=2))) == 0
    arms = counted(one, first + timedelta(days=3))
    assert [sum(getattr(arm, name) for arm in arms) for name in ("borrowers", "cured", "complaints", "paid_fen")] == [
        5, 1, 1, 0
    ]  # fmt: skip
    told = judge(first + timedelta(days=3), AT)
    assert told == {"ripe": 5, "stopped": 0, "real": 0}
    assert queries.found(experiment).arms == tuple(arms)


def test_shipped_tables_are_their_fingerprints(night):
    night()
    for purpose, version in queries.online(ON + timedelta(days=1)).items():
        assert version.sha256 == digest(queries.shipped()[purpose])
