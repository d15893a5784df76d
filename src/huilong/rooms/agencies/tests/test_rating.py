"""Firms rated on the desk: what counts, what does not, and that a rating once given stays."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.agencies import actions, queries
from huilong.rooms.agencies.models import Placement, Rating, RatingLine
from huilong.rooms.agencies.night import rate_firms
from huilong.rooms.agencies.terms import PlacementEnd
from huilong.rooms.agencies.terms.rating import BreachKind, ClockKind, ClockStep, Measure
from huilong.rooms.cases.actions import set_flag
from huilong.rooms.cases.terms import FlagKind
from huilong.rooms.relief.tests.conftest import pay
from tests.meeting import meeting_as

from .rating_world import EACH, ENTRY, FIRMS, PLACED_AT, RATED_ON, ZONE

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 5, 2, 1, 0, tzinfo=ZONE)
A, B, C = FIRMS


@pytest.fixture
def rated(cases_placed):
    """The first agency's cases paid half, the second's a fifth, the third's nothing; firms rated on 1 May."""
    for n in range(EACH):
        pay(f"P0{n}", ENTRY + timedelta(days=9), 500_000)
        pay(f"P1{n}", ENTRY + timedelta(days=9), 200_000)
    assert rate_firms(RATED_ON, NIGHT) == {"rated": 5}
    return {row.name: row for row in queries.ratings(RATED_ON)}


def test_firms_are_rated_by_what_came_in_against_like_cases(rated, firms):
    assert [rated[name].rank for name in FIRMS] == [1, 2, 3]
    first = rated[A]
    assert (first.liquidation_ppm, first.matched_ppm, first.difference_ppm) == (500_000, 100_000, 400_000)
    assert (first.placed_fen, first.collected_fen, first.compared_ppm) == (EACH * 1_000_000, EACH * 500_000, 1_000_000)
    assert first.low_ppm <= first.difference_ppm <= first.high_ppm
    assert rated[C].difference_ppm == -350_000
    assert queries.rating_of(firms[A], RATED_ON) == first
    assert queries.rating_of(firms[A], RATED_ON - timedelta(days=1)) is None
    assert rated["快拖"].liquidation_ppm is None


def test_a_second_run_of_the_night_changes_nothing(rated):
    before = list(Rating.objects.order_by("id").values_list("id", "score_permille", "rated_at"))
    assert rate_firms(RATED_ON, NIGHT + timedelta(hours=3)) == {"rated": 0}
    assert actions.rate_firms(RATED_ON, NIGHT) == {"rated": 0}
    assert rate_firms(RATED_ON + timedelta(days=9), NIGHT + timedelta(days=9)) == {"rated": 0}
    assert list(Rating.objects.order_by("id").values_list("id", "score_permille", "rated_at")) == before
    assert rate_firms(date(2026, 6, 1), NIGHT + timedelta(days=31)) == {"rated": 5}


def test_the_database_keeps_a_rating_as_it_was(rated):
    for table in ("agencies_rating", "agencies_rating_line"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update {table} set id = id + 1000")  # noqa: S608 - our own names
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from {table}")  # noqa: S608 - our own names


def test_every_figure_opens_to_its_rows(rated, firms):
    found = queries.rating_lines(firms[B], RATED_ON, Measure.LIQUIDATION)
    assert found.total == EACH
    assert sum(one.collected_fen for one in found.rows) == rated[B].collected_fen
    assert sum(one.placed_fen for one in found.rows) == rated[B].placed_fen
    assert {one.label for one in found.rows} == {share.stratum for share in rated[B].strata}
    assert rated[B].strata[0].stratum == "2026-04|1|d31|y5000|川"
    assert all(one.number.startswith("CL2026100") for one in found.rows)


def test_money_counts_in_its_window_while_the_firm_had_the_case_and_as_it_was_known(cases_placed):
    key = cases_placed[A][1]
    Placement.objects.filter(pk=key).update(
        ended=PlacementEnd.RETURNED, ended_on=ENTRY + timedelta(days=5), ended_at=PLACED_AT + timedelta(days=5)
    )
    pay("P00", ENTRY - timedelta(days=1), 1)
    pay("P00", ENTRY, 10)
    pay("P00", ENTRY + timedelta(days=29), 100)
    pay("P00", ENTRY + timedelta(days=30), 1_000)
    pay("P01", ENTRY + timedelta(days=5), 10_000)
    pay("P01", ENTRY + timedelta(days=6), 100_000)
    pay("P02", ENTRY + timedelta(days=3), 1_000_000, known=RATED_ON + timedelta(days=1))
    rate_firms(RATED_ON, NIGHT)
    (first, *_) = queries.ratings(RATED_ON, "agency")
    assert first.collected_fen == 10 + 100 + 10_000


def test_what_the_lender_took_back_before_its_time_is_not_held_against_the_firm(cases_placed, firms):
    for key, why in zip(cases_placed[A][:2], (PlacementEnd.RECALLED, PlacementEnd.RETURNED), strict=True):
        Placement.objects.filter(pk=key).update(
            ended=why, ended_on=ENTRY + timedelta(days=5), ended_at=PLACED_AT + timedelta(days=5)
        )
    rate_firms(RATED_ON, NIGHT)
    assert queries.rating_of(firms[A], RATED_ON).placed_fen == (EACH - 1) * 1_000_000


def test_cases_whose_window_is_not_over_do_not_count_yet(cases_placed, firms):
    rate_firms(ENTRY + timedelta(days=28), NIGHT)
    assert queries.rating_of(firms[A], RATED_ON).liquidation_ppm is None


def test_complaints_and_breaches_count_and_mistakes_do_not(cases_placed, firms, people):
    boss = people["boss"]
    with act_as(Acting(boss.pk, boss.organisation_id, boss.role)):
        for n, day in ((0, 3), (1, 4)):
            set_flag(f"CL2026100{0}{n:03d}", FlagKind.COMPLAINT, since=ENTRY + timedelta(days=day),
                     evidence=f"T-{n}", at=PLACED_AT + timedelta(days=day))  # fmt: skip
        kept = [
            actions.note_breach(firms[A], BreachKind.CONDUCT, ENTRY + timedelta(days=day), evidence=f"V-{day}",
                                why="夜间致电", at=PLACED_AT + timedelta(days=day))
            for day in (3, 5)
        ]  # fmt: skip
        actions.withdraw_breach(kept[1], "录音显示为另一机构", PLACED_AT + timedelta(days=7))
        with pytest.raises(Refusal, match="no-such-breach"):
            actions.withdraw_breach(kept[1], "再次", PLACED_AT + timedelta(days=7))
        with pytest.raises(Refusal, match="breach-unshown"):
            actions.note_breach(firms[A], BreachKind.CONDUCT, ENTRY, evidence=" ", why="x", at=PLACED_AT)
    rate_firms(RATED_ON, NIGHT)
    row = queries.rating_of(firms[A], RATED_ON)
    assert (row.complaints, row.complaint_ppm, row.breaches) == (2, 2_000_000 // EACH, 1)
    assert row.complaint_low_ppm < row.complaint_ppm < row.complaint_high_ppm
    assert queries.rating_lines(firms[A], RATED_ON, Measure.COMPLAINTS).total == 2
    assert row.rank == 3
    assert [one.withdrawn for one in queries.breaches_of(firms[A])] == [True, False]


def test_a_firm_that_acts_late_or_not_at_all_is_told_so(cases_placed, firms, people):
    from huilong.rooms.contact.models import Activity

    acted = {0: 2, 1: 90}
    for n, hours in acted.items():
        at = PLACED_AT + timedelta(hours=hours)
        Activity.objects.create(
            case_id=Placement.objects.get(pk=cases_placed[A][n]).case_id, at=at, on=at.date(), channel="call",
            direction="out", outcome="no_answer", user=people[f"{A}主管"].pk, organisation=firms[A],
        )  # fmt: skip
    rate_firms(RATED_ON, NIGHT)
    row = queries.rating_of(firms[A], RATED_ON)
    assert (row.on_time, row.late, row.timeliness_ppm) == (1, EACH - 1, 1_000_000 // EACH)
    late = queries.rating_lines(firms[A], RATED_ON, Measure.TIMELINESS, state="late")
    assert late.total == EACH - 1
    needs = {one.measure: one for one in row.moves}[Measure.TIMELINESS]
    assert (needs.gain, needs.need) > (0, 0)


def test_a_dispute_and_a_broken_promise_ask_the_firm_and_its_next_act_answers(cases_placed, firms, people):
    from huilong.rooms.cases.models import Promise
    from huilong.rooms.contact.models import Activity

    boss, (one, two) = people["boss"], ["CL20261000000", "CL20261000001"]
    noted = PLACED_AT + timedelta(days=3)
    with act_as(Acting(boss.pk, boss.organisation_id, boss.role)):
        for number in (one, two):
            set_flag(number, FlagKind.DISPUTE, since=noted.date(), evidence="T-1", at=noted)
    case = Placement.objects.get(pk=cases_placed[A][0]).case
    Promise.objects.create(
        case=case, amount_fen=10_000, due_on=ENTRY + timedelta(days=9), channel="call", made_at=noted,
        made_by="user:1", state="broken", judged_on=ENTRY + timedelta(days=10),
    )
    for at in (PLACED_AT, noted + timedelta(days=2), PLACED_AT + timedelta(days=12)):
        Activity.objects.create(case=case, at=at, on=at.date(), channel="call", direction="out", outcome="no_answer",
                                user=people[f"{A}主管"].pk, organisation=firms[A])  # fmt: skip
    rate_firms(RATED_ON, NIGHT)
    lines = queries.rating_lines(firms[A], RATED_ON, Measure.TIMELINESS).rows
    told = {(line.label, line.subject.partition(":")[0]): line.state for line in lines if line.label != "first_act"}
    assert {line.state for line in lines if line.label == "dispute"} == {"on_time", "late"}
    assert told[("result", "promise")] == "late"


def test_tow_companies_are_rated_by_how_they_answer_and_what_they_charge(firms):
    for n in range(4):
        at = PLACED_AT + timedelta(days=n)
        for name, minutes in (("快拖", 10), ("慢拖", 200)):
            with transaction.atomic():
                actions.note_response(firms[name], ClockKind.RECOVERY, f"order:{n}", ClockStep.ASKED, at)
                answered = at + timedelta(minutes=minutes)
                actions.note_response(firms[name], ClockKind.RECOVERY, f"order:{n}", ClockStep.ANSWERED, answered)
                actions.note_response(firms[name], ClockKind.RECOVERY, f"order:{n}", ClockStep.ANSWERED, answered)
                there = answered + timedelta(hours=3)
                actions.note_response(firms[name], ClockKind.RECOVERY, f"order:{n}", ClockStep.ARRIVED, there)
    for name, fen in (("快拖", 50_000), ("慢拖", 60_000)):
        actions.publish_price(firms[name], "handover_pickup", "", ENTRY, fen, PLACED_AT)
    rate_firms(RATED_ON, NIGHT)
    fast, slow = queries.ratings(RATED_ON, "tow_company")
    assert (fast.name, fast.rank, fast.on_time, fast.late, fast.price_ppm) == ("快拖", 1, 4, 0, 1_000_000)
    assert (slow.name, slow.rank, slow.on_time, slow.late, slow.price_ppm) == ("慢拖", 2, 0, 4, 1_200_000)
    assert queries.rating_lines(firms["慢拖"], RATED_ON, Measure.PRICE).total == 1


def test_a_firm_sees_its_own_rating_and_its_rows_and_nobody_else_s(rated, firms, people):
    with meeting_as("web"):
        for name in FIRMS:
            own = people[f"{name}主管"]
            with act_as(Acting(own.pk, own.organisation_id, own.role)):
                assert [row.name for row in queries.ratings(RATED_ON)] == [name]
                assert queries.rating_lines(firms[name], RATED_ON, Measure.LIQUIDATION).total == EACH
                others = [queries.rating_of(firms[other], RATED_ON) for other in FIRMS if other != name]
                assert others == [None, None]
                assert RatingLine.objects.exclude(rating__organisation=firms[name]).count() == 0
        for name, seen in (("boss", 5), ("lead", 0), ("lin", 0)):
            with act_as(Acting(people[name].pk, people[name].organisation_id, people[name].role)):
                assert len(queries.ratings(RATED_ON)) == seen


def test_the_night_s_own_role_may_rate(cases_placed):
    with meeting_as("night"):
        assert rate_firms(RATED_ON, NIGHT) == {"rated": 5}


def test_a_complaint_counts_against_the_tow_company_that_had_the_case(cases_placed, firms, people):
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.terms import DutyKind, Holder

    boss, number = people["boss"], "CL20261000000"
    with act_as(Acting(boss.pk, boss.organisation_id, boss.role)):
        for name, day in (("快拖", 2), ("慢拖", 6)):
            assign([number], Holder(firms[name], people[f"{name}主管"].team_id, None), DutyKind.RECOVER, actor="system",
                   at=PLACED_AT + timedelta(days=day))  # fmt: skip
        set_flag(number, FlagKind.COMPLAINT, since=ENTRY + timedelta(days=4), evidence="T-1",
                 at=PLACED_AT + timedelta(days=7))  # fmt: skip
    rate_firms(RATED_ON, NIGHT)
    found = {row.name: (row.cases, row.complaints) for row in queries.ratings(RATED_ON, "tow_company")}
    assert found == {"快拖": (1, 1), "慢拖": (1, 0)}


def test_a_rating_of_one_s_own_file_follows_it(cases_placed, firms, settings, tmp_path):
    from pathlib import Path

    import huilong.rooms.agencies as room

    told = (Path(room.__file__).parent / "rating_default.yaml").read_text("utf-8")
    settings.RATING_FILE = str(tmp_path / "rating.yaml")
    (tmp_path / "rating.yaml").write_text(told.replace("window_days: 30", "window_days: 5"), "utf-8")
    pay("P00", ENTRY + timedelta(days=4), 10)
    pay("P00", ENTRY + timedelta(days=5), 100)
    rate_firms(RATED_ON, NIGHT)
    assert queries.rating_of(firms[A], RATED_ON).collected_fen == 10
