"""What vehicles are worth: the curve falls, alarms say why, the law is asked before anybody outside is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral import actions
from huilong.rooms.collateral.actions.valuing import told
from huilong.rooms.collateral.models import Vehicle, VehicleAlarm, VehicleValue
from huilong.rooms.collateral.queries import alarms_of, curve, values_of, vehicle_page
from huilong.rooms.collateral.rules.alarms import alarms
from huilong.rooms.collateral.rules.depreciation import depreciated, left_after
from huilong.rooms.collateral.terms import (
    Thresholds,
    ValuationContract,
    Valued,
    ValueRow,
    ValueSource,
    VehicleAlarmKind,
    VehicleFacts,
)
from huilong.rooms.compliance.models import Asked, Outcome

from .conftest import AT, EXPOSURE, ON

YEARS = st.floats(0, 30, allow_nan=False)
CAR = VehicleFacts("L0AAB0A32T1000001", "星衡", "星衡 S5", 2020, first_registered=date(2020, 3, 1), used=False,
                   base_fen=15_000_000, base_on=date(2020, 3, 1))  # fmt: skip


@given(one=YEARS, other=YEARS)
def test_an_older_vehicle_is_never_worth_more(one, other):
    young, old = sorted((one, other))
    assert 0 < left_after(curve(), old) <= left_after(curve(), young) <= 1


@given(days=st.integers(0, 9000), more=st.integers(0, 2000), base=st.integers(1_000_000, 90_000_000))
def test_the_model_says_no_more_than_was_said_before_and_stays_in_its_range(days, more, base):
    at = CAR.base_on + timedelta(days=days)
    car = VehicleFacts("", "", "", 2020, first_registered=CAR.first_registered, used=days > 365, base_fen=base,
                       base_on=at)  # fmt: skip
    found = depreciated(car, curve(), at + timedelta(days=more))
    assert 0 < found.low_fen <= found.amount_fen <= found.high_fen
    assert found.amount_fen <= base


def test_a_new_one_loses_most_in_its_first_year():
    falls = [left_after(curve(), year) - left_after(curve(), year + 1) for year in range(8)]
    assert falls[0] == max(falls)
    assert depreciated(CAR, curve(), CAR.base_on).amount_fen == CAR.base_fen


@pytest.mark.parametrize(("car", "code"), [
    (VehicleFacts("", "", "", 2020), "value-no-base"),
    (VehicleFacts("", "", "", None, base_fen=1, base_on=ON), "value-no-age"),
])  # fmt: skip
def test_the_model_does_not_guess(car, code):
    with pytest.raises(Refusal, match=code):
        depreciated(car, curve(), ON)


def said(amount, days, source=ValueSource.SERVICE, by="x"):
    on = ON - timedelta(days=days)
    return ValueRow(days, on, amount, None, None, source, by, "", datetime(2026, 1, 1, tzinfo=UTC), 0)


@pytest.mark.parametrize(("values", "exposure", "until", "kinds"), [
    ([], 100, None, set()),
    ([said(100, 30), said(85, 0)], None, None, {"price_fall"}),
    ([said(100, 30), said(86, 0)], None, None, set()),
    ([said(100, 30, by="y"), said(50, 0)], None, None, set()),  # another valuer is no fall
    ([said(100, 0)], 101, None, {"shortfall"}), ([said(100, 0)], 100, None, set()),
    ([], None, ON + timedelta(days=30), {"insurance_ends"}), ([], None, ON + timedelta(days=31), set()),
    ([said(100, 30), said(10, -1)], 100, None, set()),  # a value of tomorrow is not yet
])  # fmt: skip
def test_alarms_by_their_figures(values, exposure, until, kinds):
    assert set(alarms(values, exposure, until, ON, Thresholds())) == kinds


@pytest.mark.django_db
def test_the_night_values_what_is_old_raises_alarms_and_ends_them_and_again_changes_nothing(desk, vehicles):
    later, at = ON + timedelta(days=300), AT + timedelta(days=300)
    first = actions.watch(later, at)
    assert (first["vehicles"], first["valued"]) == (3, 2)  # of the third nobody said what it was worth
    (short,) = [one for one in alarms_of(vehicles["L1"].pk) if one.kind is VehicleAlarmKind.SHORTFALL]
    assert short.figures["exposure_fen"] == EXPOSURE and short.figures["short_fen"] > 0
    before = list(VehicleAlarm.objects.values_list()), VehicleValue.objects.count()

    assert actions.watch(later, at)["raised"] == 0
    assert (list(VehicleAlarm.objects.values_list()), VehicleValue.objects.count()) == before

    actions.note_value(vehicles["L1"].pk, 9_900_000, later, at)
    actions.watch(later, at)
    assert {one.kind for one in alarms_of(vehicles["L1"].pk) if one.ended_on is None} == {
        VehicleAlarmKind.INSURANCE_ENDS
    }
    listed = vehicle_page({"alarm": "insurance_ends"}, later).rows
    assert [one.vehicle.loan_id for one in listed] == ["L1"]


class OneSays:
    """A valuer that says one thing, and keeps what it was told."""

    heard: list[VehicleFacts] = []

    def value(self, vehicle, on):
        self.heard.append(vehicle)
        if vehicle.make == "nobody":
            raise Refusal("valuer-silent", zh="无应答", en="No answer.")
        return Valued(7_000_000, 6_500_000, 7_600_000, "one", "3")


CONTRACT = {"number": "DPA-7", "in_force": True, "fields": ["vin", "year", "mileage_km"], "legal_basis": "contract",
            "notice_given": True}  # fmt: skip


@pytest.fixture
def asked(desk, vehicles, settings):
    settings.VALUER, settings.VALUATION_CONTRACT = f"{__name__}.OneSays", dict(CONTRACT)
    OneSays.heard.clear()
    han = desk["han"]
    with act_as(Acting(han.pk, han.organisation_id, han.role, "10.0.0.1")):
        yield vehicles["L2"].pk


@pytest.mark.django_db
def test_a_valuer_is_told_what_the_contract_names_and_its_word_is_kept(asked):
    actions.ask_value(asked, AT)

    (heard,) = OneSays.heard
    assert (heard.vin, heard.year, heard.make, heard.base_fen) == ("L0AAB0A34T1000002", 2026, "", None)
    value = values_of(asked)[0]
    assert (value.amount_fen, value.source, value.by, value.version) == (7_000_000, ValueSource.SERVICE, "one", "3")
    assert Outcome.objects.get().kind == "done"
    assert Vehicle.objects.get(pk=asked).shortfall_fen == EXPOSURE - 7_000_000


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "code"), [
    ({"in_force": False}, "law-blocked"), ({"fields": ["year"]}, "law-blocked"),
    ({"fields": ["vin", "owner_name"]}, "law-blocked"), ({"notice_given": None}, "law-needs-approval"),
    ({"legal_basis": "curiosity"}, "law-blocked"),
])  # fmt: skip
def test_without_what_the_law_wants_nobody_outside_hears_of_the_vehicle(asked, settings, change, code):
    settings.VALUATION_CONTRACT = CONTRACT | change
    with pytest.raises(Refusal, match=code):
        actions.ask_value(asked, AT)
    assert OneSays.heard == [] and Asked.objects.count() == 1
    assert all(one.source is ValueSource.LENDER for one in values_of(asked))


@pytest.mark.django_db
def test_a_valuer_that_does_not_answer_is_told_to_the_law_as_not_done(asked):
    Vehicle.objects.update(make="nobody")
    settings_fields = CONTRACT | {"fields": ["vin", "make"]}
    assert told(VehicleFacts("V", "a", "b", 1), ValuationContract(fields=("vin", "make"))).make == "a"
    from django.test import override_settings

    with override_settings(VALUATION_CONTRACT=settings_fields), pytest.raises(Refusal, match="valuer-silent"):
        actions.ask_value(asked, AT)
    assert Outcome.objects.get().kind == "not_done"
