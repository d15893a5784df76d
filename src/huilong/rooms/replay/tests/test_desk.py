"""What the desk knew on a past night: never before it was known, the same as the night itself knew on the last."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import connection

from huilong.kernel.days import day_date, day_number
from huilong.kernel.refusal import Refusal
from huilong.kernel.tables import NONE, plain_of
from huilong.rooms.book.rules.keys import loan_key
from huilong.rooms.replay import actions, queries
from huilong.rooms.replay.models import Run
from huilong.rooms.replay.queries.desk import desk_of
from huilong.rooms.replay.rules.nights import by_borrower
from huilong.rooms.replay.terms import OF_DESK, ReplayState
from huilong.rooms.replay.tests.drafts import CALL_AND_TEXT
from huilong.rooms.replay.tests.lending import LAST, OPENED
from huilong.rooms.scores.actions.scoring import Given, keep_scores
from huilong.rooms.scores.models import PastScore
from huilong.rooms.scores.terms import Target
from tests.meeting import meeting_as

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
TODAY = date(2026, 11, 1)
DESK = OPENED + 60
"""The first day of the desk; what each helper below dates counts from it."""
FIRST, TO = day_date(OPENED + 30), day_date(OPENED + 120)


def on(days):
    return day_date(DESK + days)


def noon(days):
    return datetime.combine(on(days), datetime.min.time(), UTC) + timedelta(hours=4)


def case_of(name, days=0, **more):
    """The open case of a borrower of the small lender."""
    from huilong.rooms.cases.models import Case, CaseLoan

    figures = {
        "past_due_days": 40, "bucket": 2, "delinquent_fen": 300_000, "overdue_principal_fen": 300_000,
        "overdue_interest_fen": 0, "overdue_fee_fen": 0, "overdue_penalty_fen": 0,
        "outstanding_principal_fen": 700_000, "figures_on": on(days),
    }  # fmt: skip
    made = Case.objects.create(
        number=f"CL{name}", borrower=name, opened_on=on(days), entered_bucket=1, loans=1, people_missing=False,
        **(figures | more),
    )  # fmt: skip
    CaseLoan.objects.create(case=made, loan_id=f"L-{name}", loan=loan_key(f"L-{name}"), joined_on=on(days), **figures)
    return made


def judged(case, *told):
    """A promise and what it was judged to be, by day."""
    from huilong.rooms.cases.models import CaseEvent, Promise

    state = told[-1][1]
    one = Promise.objects.create(
        case=case, amount_fen=100, due_on=on(told[0][0]), channel="call", made_at=noon(1), made_by="user:1",
        state={"reopened": "open"}.get(state, state), judged_on=on(40),
        withdrawn_at=noon(told[-1][0]) if state == "withdrawn" else None,
    )  # fmt: skip
    for days, kind in told:
        kind = f"promise_{kind}"
        CaseEvent.objects.create(case=case, on=on(days), kind=kind, why=kind, params={"promise": one.pk})


@pytest.fixture
def desk(past):
    """Four borrowers: promises, a placement that ended and one that goes on, one in stock, a vehicle whose box fell
    silent, a hold; the last night is `on(40)`."""
    from huilong.rooms.agencies.models import Placement
    from huilong.rooms.cases.models import CaseEvent, Flag
    from huilong.rooms.collateral.actions.linking import refigure
    from huilong.rooms.collateral.models import Vehicle, VehicleValue
    from huilong.rooms.disposal.models import Stock
    from huilong.rooms.tracking.models import Alarm, Binding, Device

    one, two, three, four = (case_of(name) for name in ("B002", "B005", "B008", "B011"))
    judged(one, (10, "broken"))
    judged(one, (12, "part_kept"), (15, "kept"))
    judged(two, (10, "broken"), (13, "reopened"))
    judged(two, (10, "kept"), (20, "withdrawn"))
    CaseEvent.objects.create(case=three, on=on(5), kind="people_taken", why="people_row_came")
    vehicle = Vehicle.objects.create(loan_id="L-B008", case=three, vin="LSVAA4182E2123456", known_at=noon(0))
    for days, known, fen in ((1, 2, 900_000), (8, 25, 400_000), (5, 30, 800_000)):
        VehicleValue.objects.create(vehicle=vehicle, on=on(days), amount_fen=fen, source="model", known_at=noon(known),
                                    known_by=1)  # fmt: skip
    refigure([vehicle.pk], on(40))
    device = Device.objects.create(number="D1", kind="wired", vehicle=vehicle, expected_seconds=60, since=noon(3))
    Binding.objects.create(device=device, vehicle=vehicle, since=noon(3))
    Alarm.objects.create(vehicle=vehicle, kind="silent", since=noon(18), last_at=noon(20), raised_on=on(20))
    Flag.objects.create(case=four, kind="hold", since=on(2), until=on(50), set_by="user:1", set_at=noon(6))
    Flag.objects.create(case=four, kind="unreachable", since=on(2), set_by="user:1", set_at=noon(9))
    Flag.objects.create(case=two, kind="hold", since=on(2), set_by="user:1", set_at=noon(6), ended_at=noon(11),
                        ended_by="user:1", ended_why="over")  # fmt: skip
    with connection.cursor() as cursor:  # contracts, firms and orders are other rooms' business here
        cursor.execute("set session_replication_role = replica")
        for case, begins, ends in ((one, 10, 20), (two, 30, None)):
            Placement.objects.create(
                case=case, organisation_id=1, contract_id=1, batch="b", tier=1, entry_on=on(begins), exit_on=on(90),
                entry_past_due_days=1, entry_delinquent_fen=1, placed_at=noon(begins), placed_by=1,
                begun_at=noon(begins), ended_at=noon(ends) if ends else None, ended_on=on(ends) if ends else None,
                ended="recalled" if ends else "",
            )  # fmt: skip
        Stock.objects.create(order_id=1, case=four, loan_id="L-B011", product="", entered_at=noon(22), entered_by="u",
                             taken_on=on(21))  # fmt: skip
        cursor.execute("set session_replication_role = origin")
    yield
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("delete from agencies_placement; delete from disposal_stock")
        cursor.execute("set session_replication_role = origin")


NAMES = ("B002", "B005", "B008", "B011")
ASKED = {*OF_DESK, "hold"}


def known(days, until=40):
    """Each borrower's features on a night, by what was known up to another."""
    with meeting_as("night"):
        found = desk_of(ASKED, on(until))
    day = DESK + days
    loan = np.array([loan_key(f"L-{name}") for name in NAMES])
    rows = {"loan": loan, "borrower": np.array([loan_key(name) for name in NAMES]), "past_due_days": np.ones(4, int)}
    of_loans = found.of_loans(day, loan, np.full(4, 700_000))
    borrower, features = by_borrower({**rows, **of_loans})
    features |= found.of_borrowers(day, borrower, {name: features[name] for name in of_loans})
    place = {int(key): at for at, key in enumerate(borrower)}
    return {
        name: {one: features["on_hold" if one == "hold" else one][place[loan_key(name)]].item() for one in ASKED}
        for name in NAMES
    }  # fmt: skip


def over_time(name, feature, days):
    return [known(each)[name][feature] for each in days]


def test_a_promise_counts_from_the_night_that_judged_it_and_as_that_night_judged_it(desk):
    assert over_time("B002", "promises_broken", (9, 10, 11, 12, 14, 15)) == [0, 1, 1, 2, 2, 1]
    assert over_time("B002", "promises_kept", (9, 14, 15, 40)) == [0, 0, 1, 1]
    assert over_time("B005", "promises_broken", (9, 10, 12, 13)) == [0, 1, 1, 0]
    assert over_time("B005", "promises_kept", (10, 19, 20)) == [1, 1, 0]


def test_nothing_counts_before_it_was_known_or_after_it_ended(desk):
    assert over_time("B002", "placed", (9, 10, 19, 20)) == [False, True, True, False]
    assert over_time("B011", "in_disposal", (21, 22, 40)) == [False, True, True]
    assert over_time("B011", "hold", (5, 6, 40)) == [False, True, True]
    assert over_time("B005", "hold", (5, 6, 10, 11)) == [False, True, True, False]
    assert over_time("B011", "contactable", (8, 9)) == [1, 0]
    assert over_time("B008", "contactable", (4, 5)) == [-1, 1]
    assert over_time("B008", "device_silent", (2, 3, 19, 20)) == [-1, 0, 0, 1]
    assert over_time("B008", "value_fen", (1, 2, 24, 25, 30)) == [NONE, 900_000, 900_000, 400_000, 400_000]
    assert over_time("B008", "shortfall_fen", (1, 2, 25)) == [NONE, 0, 300_000]


@pytest.mark.parametrize("night", [9, 12, 22, 27])
def test_what_became_known_after_a_night_changes_nothing_of_it(desk, night):
    assert known(night, until=night) == known(night)


def test_facts_end_with_the_case_and_a_new_case_begins_anew(desk):
    from huilong.rooms.cases.models import Case

    Case.objects.filter(borrower="B002").update(state="closed", closed_on=on(18), reason="cured")

    assert over_time("B002", "promises_broken", (17, 18)) == [1, 0]
    assert over_time("B002", "placed", (17, 18)) == [True, False]


def test_the_last_night_knows_what_the_night_itself_knew(desk):
    from huilong.night.features import desk_features

    told = {row["borrower"]: row for row in desk_features(on(40)).to_pylist()}
    ours = known(40)

    for name in NAMES:
        for one in ASKED:
            theirs, value = told[name][one], ours[name][one]
            unknown = value == NONE or (one in ("contactable", "device_silent") and value < 0)
            assert (None if unknown else value) == theirs, (name, one)


def shipped():
    """The table of treatments that comes with the house."""
    from huilong.rooms.strategy.queries.versions import shipped
    from huilong.rooms.strategy.rules.reading import read_strategy
    from huilong.rooms.strategy.terms import Purpose

    return plain_of(read_strategy(shipped()[Purpose.TREATMENT], Purpose.TREATMENT).table)


def asked(draft, first=FIRST, last=TO):
    return actions.ask(draft, first, last, means={"works": "every_day"}, user=None, at=AT, today=TODAY)


def test_the_house_s_own_treatments_are_replayed_to_their_end_and_say_what_they_rest_on(desk):
    key = asked(shipped())

    with meeting_as("night"):
        assert actions.work(key, lambda: AT) is ReplayState.DONE

    run = queries.replay(key)
    assert run.treated > 0
    assert [one["table"] for one in run.told["tables"]] == ["ability", "grade", "segment", "willingness"]
    assert (run.told["nights_before_scores"], run.told["scored_since"]) == (91, None)
    assert (run.told["nights_before_desk"], run.told["desk_since"]) == (30, on(0).isoformat())


def test_a_draft_on_what_tables_and_desk_say_treats_only_whom_they_name(desk):
    draft = {
        **CALL_AND_TEXT, "columns": [{"name": "segment", "type": "text"}],
        "rules": [{"when": {"segment": "placed"}, "then": {"channel": "letter", "tone": "neutral"}}],
    }  # fmt: skip
    key = asked(draft)
    actions.work(key, lambda: AT)

    treated = {one.on for one in queries.nights_of_run(key) if one.wanted}
    late = {one.on for one in queries.nights_of_run(key) if one.borrowers}
    assert treated <= {on(each) for each in (*range(10, 20), *range(30, 61))} & late
    assert treated & {on(each) for each in range(10, 20)}


def scored(*nights):
    """The scoring step of nights, each with its borrowers' chances to be cured."""
    with meeting_as("night"):
        for days, told in nights:
            keep_scores([Given(name, Target.CURE, ppm, ()) for name, ppm in told.items()], on(days))


def test_a_score_is_that_of_its_night_until_another_and_none_off_the_desk(past):
    scored((1, {"B002": 600_000, "B005": 100_000}), (2, {"B002": 600_000, "B005": 200_000}), (3, {"B002": 700_000}),
           (4, {"B002": 700_000, "B005": 300_000}), (4, {"B002": 800_000, "B005": 300_000}))  # fmt: skip
    names = np.array([loan_key(name) for name in ("B002", "B005", "B008")])

    found = desk_of({"cure_ppm"}, on(40))

    told = [found.of_borrowers(DESK + days, names, {})["cure_ppm"].tolist() for days in range(6)]
    assert told == [
        [NONE, NONE, NONE], [600_000, 100_000, NONE], [600_000, 200_000, NONE], [700_000, NONE, NONE],
        [800_000, 300_000, NONE], [800_000, 300_000, NONE],
    ]  # fmt: skip
    assert found.scored == DESK + 1
    assert PastScore.objects.filter(borrower="B002").count() == 3  # only what changed
    with meeting_as("night"):
        early = desk_of({"cure_ppm"}, on(3))
    assert early.of_borrowers(DESK + 4, names, {})["cure_ppm"].tolist() == [700_000, NONE, NONE]


def test_a_draft_decides_by_the_scores_of_those_nights(desk):
    scored((1, {"B002": 900_000, "B005": 100_000}), (12, {"B002": 100_000, "B005": 100_000}))
    draft = {
        **CALL_AND_TEXT, "columns": [{"name": "cure_ppm", "type": "ppm"}],
        "rules": [{"when": {"cure_ppm": ">=50%"}, "then": {"channel": "letter", "tone": "neutral"}}],
    }  # fmt: skip
    key = asked(draft)
    actions.work(key, lambda: AT)

    wanted = {one.on: one.wanted for one in queries.nights_of_run(key)}
    assert {day for day, count in wanted.items() if count} <= {on(each) for each in range(1, 12)}
    assert set(wanted.values()) == {0, 1}
    assert queries.replay(key).told["nights_before_scores"] == 31


def test_a_fact_that_the_desk_learns_of_those_nights_begins_a_stopped_replay_anew(desk):
    from huilong.rooms.replay.actions.working import _Working

    run = Run.objects.get(id=asked(shipped()))
    before = _Working(run, None).fingerprint()
    assert _Working(run, None).fingerprint() == before
    judged(case_of("B014"), (10, "broken"))

    assert _Working(run, None).fingerprint() != before


def test_a_draft_names_the_tables_it_leans_on(desk):
    table = {
        "name": "everybody", "columns": [{"name": "past_due_days", "type": "int"}],
        "outcomes": [{"name": "grade", "type": "text"}], "rules": [{"then": {"grade": "A"}}],
    }  # fmt: skip
    draft = {
        **CALL_AND_TEXT, "columns": [{"name": "grade", "type": "text"}],
        "rules": [{"when": {"grade": "A"}, "then": {"channel": "call", "tone": "firm"}}], "leans_on": {"grade": table},
    }  # fmt: skip
    key = asked(draft)
    actions.work(key, lambda: AT)

    assert [one["name"] for one in queries.replay(key).told["tables"]] == ["everybody"]
    assert "nights_before_desk" not in queries.replay(key).told
    assert all(one.wanted == one.borrowers for one in queries.nights_of_run(key))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"columns": [{"name": "shoe_size", "type": "int"}],
          "rules": [{"when": {"shoe_size": ">=45"}, "then": {"channel": "call"}}]}, "replay-unknown-columns"),
        ({"columns": [{"name": "grade", "type": "text"}], "leans_on": {"grade": "x"},
          "rules": [{"when": {"grade": "A"}, "then": {"channel": "call"}}]}, "replay-leans-on"),
        ({"columns": [{"name": "grade", "type": "text"}], "leans_on": ["grade"],
          "rules": [{"when": {"grade": "A"}, "then": {"channel": "call"}}]}, "replay-leans-on"),
    ],
)  # fmt: skip
def test_what_no_past_night_can_tell_is_refused_in_words(past, change, code):
    with pytest.raises(Refusal) as refused:
        asked({**CALL_AND_TEXT, **change})

    assert refused.value.code == code
    assert day_number(TO) < LAST
