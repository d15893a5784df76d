"""Laws of the spot and after: the storage clock, what redeems, what is taken back, what stops."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from huilong.rooms.repossession.rules.redemption import redemption, valid_until
from huilong.rooms.repossession.rules.reversal import owed_back, reversals, standing
from huilong.rooms.repossession.rules.spot import law_facts, missing, missing_slots
from huilong.rooms.repossession.rules.storage import storage_cost, units_stored
from huilong.rooms.repossession.terms.spot import NEEDED_SLOTS, Kept, PhotoSlot, SpotNeed, StopSignal
from huilong.rooms.repossession.terms.yard import (
    ChargeFact,
    ChargeKind,
    ClockUnit,
    CostLine,
    RedeemBy,
    StandingCharge,
    StorageRow,
)

ZONE = ZoneInfo("Asia/Shanghai")
GATE_IN = datetime(2026, 6, 1, 17, 30, tzinfo=ZONE)
THREE_FREE = (StorageRow(1, 0), StorageRow(4, 2_000))

rows = st.lists(
    st.builds(StorageRow, st.integers(1, 40), st.integers(0, 50_000)), max_size=5, unique_by=lambda row: row.from_unit
)
charges = st.lists(
    st.tuples(st.sampled_from(ChargeKind), st.integers(1, 10**7), st.floats(0, 1)), max_size=12
).map(lambda some: [
    ChargeFact(key, kind, fen, int(fen * part)) for key, (kind, fen, part) in enumerate(some, start=1)
])  # fmt: skip


def test_the_day_in_and_the_day_out_both_count():
    assert units_stored(ClockUnit.DAY, GATE_IN, GATE_IN) == 1
    assert units_stored(ClockUnit.DAY, GATE_IN, GATE_IN + timedelta(days=3)) == 4


def test_an_hour_begun_is_an_hour_and_the_first_is_never_none():
    assert units_stored(ClockUnit.HOUR, GATE_IN, GATE_IN) == 1
    assert units_stored(ClockUnit.HOUR, GATE_IN, GATE_IN + timedelta(hours=2)) == 2
    assert units_stored(ClockUnit.HOUR, GATE_IN, GATE_IN + timedelta(hours=2, seconds=1)) == 3


def test_free_days_cost_nothing_and_the_next_one_costs():
    assert [storage_cost(days, THREE_FREE) for days in (0, 1, 3, 4, 10)] == [0, 0, 0, 2_000, 14_000]


@given(rows, st.integers(0, 60))
def test_storage_is_what_each_unit_costs_by_itself_added_up(rows, units):
    def one(unit):
        begun = [row for row in rows if row.from_unit <= unit]
        return max(begun, key=lambda row: row.from_unit).fen if begun else 0

    assert storage_cost(units, rows) == sum(one(unit) for unit in range(1, units + 1))


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.sampled_from(ClockUnit))
def test_the_clock_never_runs_backwards(later, seconds, unit):
    gate_in = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=later)
    until = gate_in + timedelta(seconds=seconds)

    assert units_stored(unit, gate_in, until) <= units_stored(unit, gate_in, until + timedelta(hours=5))


def test_the_overdue_amount_redeems_where_the_contract_goes_on_and_costs_are_named():
    until = valid_until(date(2026, 6, 10), 3, time(17), ZONE)
    charges = [
        StandingCharge(1, ChargeKind.TOW, 60_000), StandingCharge(2, ChargeKind.STORAGE, 14_000),
        StandingCharge(3, ChargeKind.TOW, 5_000, 5_000),
    ]  # fmt: skip

    amount = redemption(
        RedeemBy.OVERDUE, overdue_fen=1_200_000, owed_fen=9_000_000, charges=charges, on=date(2026, 6, 10),
        valid_until=until,
    )  # fmt: skip

    assert amount.costs == (CostLine(ChargeKind.STORAGE, 14_000), CostLine(ChargeKind.TOW, 60_000))
    assert (amount.due_fen, amount.costs_fen, amount.total_fen) == (1_200_000, 74_000, 1_274_000)


def test_all_that_is_owed_redeems_where_the_contract_was_ended():
    amount = redemption(
        RedeemBy.WHOLE, overdue_fen=1, owed_fen=9_000_000, charges=[], on=date(2026, 6, 10), valid_until=GATE_IN
    )

    assert (amount.total_fen, amount.costs) == (9_000_000, ())


@given(charges)
def test_un_repossess_takes_every_charge_back_once_and_none_is_lost(facts):
    taken_back = reversals(facts)
    after = [*facts, *taken_back]

    assert sum(one.amount_fen for one in after) == 0
    assert sorted(one.reverses for one in taken_back) == sorted(one.key for one in facts)
    assert (standing(after), reversals(after)) == ((), ())
    assert owed_back(facts) == sum(one.paid_fen for one in facts)


@given(charges, st.data())
def test_a_charge_taken_back_before_is_not_taken_back_again(facts, data):
    some = data.draw(st.lists(st.sampled_from(facts), unique_by=lambda one: one.key)) if facts else []
    before = [ChargeFact(1000 + one.key, one.kind, -one.amount_fen, 0, one.key) for one in some]

    assert sum(one.amount_fen for one in [*facts, *before, *reversals([*facts, *before])]) == 0


def test_each_slot_but_damage_is_needed():
    assert missing_slots([]) == NEEDED_SLOTS
    assert PhotoSlot.DAMAGE not in NEEDED_SLOTS


def test_a_handover_wants_id_video_and_signature_and_a_court_paper_none():
    kept = Kept(frozenset(NEEDED_SLOTS), 2, inventory=True, identity=False, signature=False)

    assert missing(kept, signed_needed=False) == ()
    assert missing(kept, signed_needed=True) == (SpotNeed.IDENTITY, SpotNeed.VIDEO, SpotNeed.SIGNATURE)


def test_the_law_is_told_what_was_seen_and_what_was_not():
    assert law_facts([StopSignal.OCCUPANTS, StopSignal.ROAD_DANGER]) == {
        "resistance": False, "occupants_present": True, "road_danger": True,
    }  # fmt: skip
