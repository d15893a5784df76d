"""What is known of a vehicle: facts in whichever order give the same state; nothing personal stands in clear."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral import actions
from huilong.rooms.collateral.actions.noting import bound_to
from huilong.rooms.collateral.models import Vehicle, VehicleFact
from huilong.rooms.collateral.queries import vehicle_file
from huilong.rooms.collateral.rules.facts import checked
from huilong.rooms.collateral.rules.state import state_of
from huilong.rooms.collateral.terms import FactKind, FactRow, FactSource, KeyHolder, MortgageState
from huilong.rooms.journal.models import Entry
from huilong.rooms.vault.queries import opened_note

from .conftest import AT, ON

DAY = date(2026, 1, 1)
VALUES = {
    FactKind.PARTICULARS: st.dictionaries(st.sampled_from(("energy", "colour")), st.sampled_from("ab"), min_size=1),
    FactKind.MILEAGE: st.fixed_dictionaries({"km": st.integers(0, 99)}),
    FactKind.MORTGAGE: st.fixed_dictionaries({"state": st.sampled_from([one.value for one in MortgageState])}),
    FactKind.KEY: st.fixed_dictionaries({"no": st.integers(1, 3), "holder": st.sampled_from(list(KeyHolder))}),
}  # fmt: skip


@st.composite
def facts(draw):
    found = []
    for key in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(sorted(VALUES)))
        on, known = DAY + timedelta(days=draw(st.integers(0, 9))), draw(st.integers(0, 9))
        found.append(FactRow(key, kind, draw(VALUES[kind]), FactSource.LENDER, on,
                             datetime(2026, 2, 1 + known, tzinfo=UTC), 0))  # fmt: skip
    return found


@given(told=facts(), data=st.data())
def test_facts_in_any_order_give_the_same_state_of_any_day(told, data):
    on = DAY + timedelta(days=data.draw(st.integers(-1, 10)))
    assert state_of(data.draw(st.permutations(told)), on) == state_of(told, on)


@given(told=facts())
def test_what_is_learned_later_changes_nothing_of_what_was_known_before(told):
    known_by = datetime(2026, 2, 5, tzinfo=UTC)
    early = [one for one in told if one.known_at <= known_by]
    assert state_of(told, DAY + timedelta(days=9), known_by) == state_of(early, DAY + timedelta(days=9))


@pytest.mark.parametrize(("kind", "value", "personal", "where"), [
    (FactKind.MILEAGE, {"km": "-5"}, "", "km"), (FactKind.MILEAGE, {"km": "3000001"}, "", "km"),
    (FactKind.MORTGAGE, {"state": "maybe"}, "", "state"), (FactKind.MORTGAGE, {"state": "registered"}, "", "authority"),
    (FactKind.KEY, {"no": "0", "holder": "lender"}, "", "no"), (FactKind.KEY, {"no": "1"}, "", "holder"),
    (FactKind.INSURANCE, {"kind": "damage", "until": "soon"}, "", "until"), (FactKind.PLATE, {}, "x", "personal"),
    (FactKind.OWNER, {"kind": "other"}, "", "personal"), (FactKind.PARTICULARS, {}, "", "energy"),
    (FactKind.PARTICULARS, {"first_registered": "2026-05-01"}, "", "first_registered"),
    (FactKind.MILEAGE, {"km": "1"}, "张三", "personal"),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_its_field(kind, value, personal, where):
    with pytest.raises(Refusal) as refused:
        checked(kind, value, ON, personal)
    assert refused.value.where == where and refused.value.says.zh and refused.value.remedy.en


@pytest.fixture
def acting_lin(desk, vehicles):
    lin = desk["lin"]
    with act_as(Acting(lin.pk, lin.organisation_id, lin.role, "10.0.0.1")):
        yield vehicles["L1"].pk


@pytest.mark.django_db
def test_the_file_of_a_day_says_what_stood_then(acting_lin):
    said = actions.Said(ON, FactSource.REGISTRY)
    actions.note_fact(acting_lin, FactKind.MORTGAGE, {"state": "cancelled"}, said, AT)
    actions.note_fact(acting_lin, FactKind.KEY, {"no": 1, "holder": "borrower"}, said, AT)
    actions.note_fact(acting_lin, FactKind.KEY, {"no": 2, "holder": "lender"}, said, AT)

    now, before = vehicle_file(acting_lin, ON), vehicle_file(acting_lin, ON - timedelta(days=1))
    assert now.state.mortgage_state is MortgageState.CANCELLED
    assert before.state.mortgage_state is MortgageState.REGISTERED
    assert len(now.state.keys) == 2 and not before.state.keys
    assert Vehicle.objects.get(pk=acting_lin).mortgage == "cancelled"


@pytest.mark.django_db
def test_a_plate_and_a_name_are_sealed_and_stand_nowhere_in_clear(acting_lin):
    said = actions.Said(ON, FactSource.BORROWER)
    plate = actions.note_fact(acting_lin, FactKind.PLATE, {}, said, AT, personal="川ia12345")
    owner = actions.note_fact(acting_lin, FactKind.OWNER, {"kind": "other"}, said, AT, personal="欧阳不存在")

    kept = VehicleFact.objects.get(pk=plate)
    assert kept.value == {"shown": "川I***45"} and vehicle_file(acting_lin, ON).plate == "川I***45"
    assert opened_note(kept.key_id, kept.sealed, bound_to(acting_lin, FactKind.PLATE)) == "川ia12345"
    rows = [*VehicleFact.objects.values_list("value", "mark"), *Entry.objects.values_list()]
    told = " ".join(str(row) for row in rows)
    assert "欧阳" not in told and "12345" not in told

    assert actions.forget_people(["L1"]) == 2
    assert not VehicleFact.objects.exclude(sealed=b"").exists()
    assert VehicleFact.objects.get(pk=owner).value == {"kind": "other", "named": True}


@pytest.mark.django_db
def test_a_day_to_come_the_same_twice_and_a_paper_without_its_file_are_refused(acting_lin):
    said = actions.Said(ON, FactSource.INSPECTION)
    actions.note_fact(acting_lin, FactKind.MILEAGE, {"km": 9000}, said, AT)
    for code, again in (
        ("fact-known", lambda: actions.note_fact(acting_lin, FactKind.MILEAGE, {"km": 9000}, said, AT)),
        ("fact-day", lambda: actions.note_fact(
            acting_lin, FactKind.MILEAGE, {"km": 1}, actions.Said(ON + timedelta(days=1), FactSource.LENDER), AT)),
        ("fact-file", lambda: actions.note_fact(
            acting_lin, FactKind.PAPER, {"kind": "policy"}, actions.Said(ON, FactSource.PAPER), AT)),
        ("bad-value", lambda: actions.note_value(acting_lin, 0, ON, AT)),
        ("no-such-vehicle", lambda: actions.note_value(10**9, 5, ON, AT)),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=code):
            again()
