"""Allocation and targets on the desk: proposed, accepted as shown, undone; set, agreed by another, broken down."""

from datetime import date, timedelta

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Duty
from huilong.rooms.journal.models import Entry
from huilong.rooms.people.actions import decide
from huilong.rooms.people.models import Approval
from huilong.rooms.performance import actions, queries
from huilong.rooms.performance.models import Allocation, AllocationLine, PlanLine, Reached, Target, TargetPart
from huilong.rooms.performance.terms import (
    AllocationState,
    LeaveKind,
    PlanStanding,
    Seniority,
    TargetScope,
    TargetSource,
    TargetState,
)

from .acting import at_work
from .conftest import AT, CASES, ON, case_of

pytestmark = pytest.mark.django_db(transaction=True)


def held() -> dict[str, int | None]:
    """Who holds each case for collecting now."""
    return dict(Duty.objects.filter(kind="collect", until=None).values_list("case__number", "user"))


def seasoned(desk, **by_name):
    """Note how seasoned people are."""
    for name, seniority in by_name.items():
        actions.note_facts(desk[name].pk, minutes_a_day=420, most_cases=100, seniority=seniority, skills=["late_stage"],
                           languages=[], regions=[], at=AT)  # fmt: skip


@pytest.fixture
def proposed(desk):
    with at_work(desk["lead"]):
        seasoned(desk, lin=Seniority.NEWCOMER, mei=Seniority.EXPERT)
        key = actions.propose([desk["lead"].team_id], ON, AT)
    return key


def test_a_proposal_moves_nothing_and_gives_each_case_to_one_person_at_most(desk, proposed):
    before = held()
    run = Allocation.objects.get(pk=proposed)
    lines = AllocationLine.objects.filter(run=proposed)
    assert held() == before
    assert lines.count() == run.cases == CASES - 3
    assert run.bound_fen >= run.incumbent_fen
    assert set(lines.exclude(after=None).values_list("after", flat=True)) <= {desk["lin"].pk, desk["mei"].pk}
    ways = run.figures["ways"]
    assert ways["ours"]["total_fen"] >= max(ways["in_turn"]["total_fen"], ways["greedy"]["total_fen"])


def test_what_was_shown_is_moved_and_goes_back_within_ten_minutes(desk, proposed):
    before = held()
    with at_work(desk["lead"]):
        moved = actions.accept(proposed, ON, AT)
        after = held()
        assert moved == sum(before[one] != after[one] for one in before) > 0
        wanted = dict(AllocationLine.objects.exclude(after=None).values_list("case__number", "after"))
        assert all(after[number] == person for number, person in wanted.items())
        with pytest.raises(Refusal, match="allocation-not-open"):
            actions.accept(proposed, ON, AT)
        assert actions.undo(proposed, AT + timedelta(minutes=5)) == moved
    assert held() == before
    assert Allocation.objects.get().state == AllocationState.UNDONE
    verbs = list(Entry.objects.filter(subject_kind="allocation").order_by("id").values_list("verb", flat=True))
    assert verbs == ["allocation.proposed", "allocation.accepted", "allocation.undone"]


def test_ten_minutes_later_it_is_too_late(desk, proposed):
    with at_work(desk["lead"]):
        actions.accept(proposed, ON, AT)
        with pytest.raises(Refusal, match="undo-too-late"):
            actions.undo(proposed, AT + timedelta(minutes=11))


def test_nothing_moves_when_the_desk_has_changed_since(desk, proposed):
    case = case_of(900)
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.terms import DutyKind, Holder

    assign([case.number], Holder(desk["lin"].organisation_id, desk["lin"].team_id, desk["lin"].pk), DutyKind.COLLECT,
           actor="system", at=AT)  # fmt: skip
    before = held()
    with at_work(desk["lead"]), pytest.raises(Refusal, match="list-changed"):
        actions.accept(proposed, ON, AT)
    assert held() == before


def test_a_case_under_a_hold_or_in_dispute_is_not_handed_out(desk):
    from huilong.rooms.cases.models import Case, Flag

    case = Case.objects.get(number=f"CL2026{1:07d}")
    Flag.objects.create(case=case, kind="dispute", since=ON, set_by="user:1", set_at=AT)
    with at_work(desk["lead"]):
        key = actions.propose([desk["lead"].team_id], ON, AT)
    assert not AllocationLine.objects.filter(run=key, case=case).exists()
    assert Allocation.objects.get(pk=key).left_out == 1


def test_who_is_on_leave_or_has_not_passed_the_gates_is_given_nothing(desk):
    with at_work(desk["lead"]):
        actions.plan_leave(desk["mei"].pk, LeaveKind.SICK, ON, date(2026, 7, 1), AT)
        key = actions.propose([desk["lead"].team_id], ON, AT)
    after = set(AllocationLine.objects.filter(run=key).values_list("after", flat=True))
    assert after <= {desk["lin"].pk, None}


def test_with_nobody_at_work_there_is_nothing_to_propose_and_the_group_is_told_empty(desk):
    with at_work(desk["lead"]):
        for name in ("lin", "mei"):
            actions.plan_leave(desk[name].pk, LeaveKind.HOLIDAY, ON, ON, AT)
        with pytest.raises(Refusal, match="nobody-works"):
            actions.propose([desk["lead"].team_id], ON, AT)
    (group,) = queries.empty_groups(ON)
    assert (group.team, group.cases) == (desk["lead"].team_id, CASES - 3)


def agreed(desk, **more) -> int:
    """A target of the house for April, set by one manager and agreed to by another."""
    with at_work(desk["boss"]):
        key = actions.set_target(ON, TargetScope.ORGANISATION, 10_000_003, TargetSource.TYPED, at=AT, **more)
    with at_work(desk["second"]):
        decide(Target.objects.get(pk=key).approval, approve=True, actor=desk["second"].pk, at=AT)
    return key


def test_a_target_is_in_force_once_a_second_person_agreed_and_its_parts_sum_to_it(desk):
    with at_work(desk["boss"]):
        key = actions.set_target(ON, TargetScope.ORGANISATION, 10_000_003, TargetSource.TYPED, at=AT)
        assert queries.targets_of(ON) == ()
        with pytest.raises(Refusal, match="not-a-second-person"):
            decide(Target.objects.get(pk=key).approval, approve=True, actor=desk["boss"].pk, at=AT)
    with at_work(desk["second"]):
        decide(Target.objects.get(pk=key).approval, approve=True, actor=desk["second"].pk, at=AT)
    (row,) = queries.targets_of(ON)
    assert (row.id, row.fen, row.state) == (key, 10_000_003, TargetState.IN_FORCE)
    assert sum(TargetPart.objects.values_list("fen", flat=True)) == 10_000_003
    assert TargetPart.objects.order_by("on").first().on == ON
    assert TargetPart.objects.filter(on=date(2026, 4, 25)).count() == 0, "a Saturday"
    assert TargetPart.objects.filter(on=date(2026, 4, 30)).exists()


def test_a_refused_target_never_binds_and_another_replaces_one_in_force(desk):
    first = agreed(desk)
    second = agreed(desk)
    assert Target.objects.get(pk=first).state == TargetState.REPLACED
    assert Target.objects.get(pk=second).state == TargetState.IN_FORCE
    with at_work(desk["boss"]):
        third = actions.set_target(ON, TargetScope.ORGANISATION, 5, TargetSource.TYPED, at=AT)
    with at_work(desk["second"]):
        decide(Target.objects.get(pk=third).approval, approve=False, actor=desk["second"].pk, at=AT)
    assert Target.objects.get(pk=third).state == TargetState.REFUSED
    assert queries.target_of(ON).id == second


def test_a_month_that_is_over_takes_no_target(desk):
    with at_work(desk["boss"]), pytest.raises(Refusal, match="month-over"):
        actions.set_target(date(2026, 3, 1), TargetScope.ORGANISATION, 1, TargetSource.TYPED, at=AT)
    assert not Approval.objects.exists()


def test_the_night_counts_what_came_in_with_who_held_the_case_and_spreads_the_rest(desk):
    key = agreed(desk)
    told = [("L2", ON, 3_000_000), ("L3", ON, 1_000_000), ("L2", date(2026, 3, 31), 9), ("L999", ON, 7)]
    counts = actions.roll(ON, told, AT)
    assert actions.roll(ON, told, AT) == counts, "again the same"
    sums = dict(Reached.objects.values_list("person", "fen"))
    assert set(Reached.objects.values_list("case__number", flat=True)) == {"CL20260000002", "CL20260000003"}
    assert sums == {desk["lin"].pk: 3_000_000, desk["mei"].pk: 1_000_000}
    left = TargetPart.objects.filter(target=key, on__gt=ON)
    assert sum(left.values_list("fen", flat=True)) == 10_000_003 - 4_000_000


def test_the_night_makes_everybody_s_plan_of_the_next_working_day(desk):
    friday = date(2026, 4, 24)
    counts = actions.roll(friday, [], AT)
    monday = date(2026, 4, 27)
    assert set(PlanLine.objects.values_list("on", flat=True)) == {monday}
    assert counts["planned"] == PlanLine.objects.filter(state=PlanStanding.PLANNED).count() > 0
    page = queries.plan_page(desk["lin"].pk, monday)
    places = [row.place for row in page.rows if row.state is PlanStanding.PLANNED]
    assert places == list(range(1, len(places) + 1))
    assert PlanLine.objects.values("on", "person", "case").distinct().count() == PlanLine.objects.count()


def test_what_the_law_or_a_hold_leaves_out_of_a_day_is_on_the_plan_with_its_reason(desk):
    from huilong.rooms.cases.models import Case, Flag

    for number, kind in ((2, "hold"), (4, "minor")):
        case = Case.objects.get(number=f"CL2026{number:07d}")
        Flag.objects.create(case=case, kind=kind, since=ON, set_by="user:1", set_at=AT)
    actions.roll(ON, [], AT)
    found = PlanLine.objects.filter(state=PlanStanding.NOT_LAWFUL).values_list("case__number", flat=True)
    assert sorted(found) == ["CL20260000002", "CL20260000004"]


def test_a_closed_house_plans_for_the_day_after(desk):
    with at_work(desk["boss"]):
        actions.close_on(date(2026, 4, 21), AT)
    assert actions.next_working_day(ON) == date(2026, 4, 22)
    with at_work(desk["boss"]):
        actions.open_on(date(2026, 4, 21), AT)
    assert actions.next_working_day(ON) == date(2026, 4, 21)


def test_the_national_day_is_off_and_its_saturday_is_worked():
    off = queries.days_off(date(2026, 9, 20), date(2026, 10, 31))
    assert date(2026, 10, 1) in off.holidays
    assert {date(2026, 9, 20), date(2026, 10, 10)} <= off.made_up
