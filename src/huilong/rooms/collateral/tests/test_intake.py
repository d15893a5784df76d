"""Taking vehicles in: every row or its reason; again changes nothing; a vehicle follows the open case of its loan."""

import csv
import io
from datetime import date, timedelta

import pytest

from huilong.integrations.synthetic_lender import write_book
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.collateral.actions import import_vehicles, link_vehicles
from huilong.rooms.collateral.models import Vehicle, VehicleFact, VehicleValue
from huilong.rooms.collateral.queries import vehicle, vehicle_file, vehicles_of
from huilong.rooms.collateral.rules.vin import finding, model_year, read_vin
from huilong.rooms.collateral.terms import VinState

from .conftest import AT, EXPOSURE, FILE, FIRST, ON, VINS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_taken_in_whole_and_hung_on_its_cases(desk, encoding):
    came = import_vehicles("fleet.csv", FILE.encode(encoding), ON, AT)

    assert (came.rows, came.new, came.linked, came.bad) == (3, 3, 3, ())
    (car,) = vehicles_of(FIRST)
    assert (car.vin, car.make, car.year) == (VINS[0], "星衡", 2026)
    row = Vehicle.objects.get(loan_id="L1")
    assert (row.mortgage, row.insured_until, row.value_fen) == ("registered", date(2027, 1, 4), 9_800_000)
    assert (row.exposure_fen, row.shortfall_fen) == (EXPOSURE, 0)
    assert Vehicle.objects.get(loan_id="L2").mortgage == "not_registered"


def test_the_same_file_again_changes_nothing_on_any_day(desk):
    import_vehicles("fleet.csv", FILE.encode(), ON, AT)
    facts, values = VehicleFact.objects.count(), VehicleValue.objects.count()

    for days in (0, 30):
        came = import_vehicles("fleet.csv", FILE.encode(), ON + timedelta(days=days), AT + timedelta(days=days))
        assert (came.new, came.changed, came.same, came.facts, came.values) == (0, 0, 3, 0, 0)
    assert (VehicleFact.objects.count(), VehicleValue.objects.count()) == (facts, values)


@pytest.mark.parametrize(("row", "code", "said"), [
    (",L0AAB0A34T1000002,", "bad-vehicle-row [loan_id]", "missing"),
    ("L9,L0AAB0A34T100000,", "bad-vin [vin]", "has 16"),
    ("L9,L0AAB0A34T10OO002,", "bad-vin [vin]", "Position 13"),
    ("L9,L0AAB0A34T1000002,2031", "bad-vehicle-row [year]", "The year lies"),
    (f"L1,{VINS[0]},2026", "loan-twice [loan_id]", "line 2"),
    ("L9,L0AAB0A34T1000002,2026,many", "bad-fact [km]", "whole number"),
    ("L9,L0AAB0A34T1000002,2026,10,2026-05-01", "bad-vehicle-row [mileage_on]", "later than"),
    ("L9,L0AAB0A34T1000002,2026,,,registered", "bad-fact [authority]", "names its authority"),
    ("L9,L0AAB0A34T1000002,2026,,,,,0", "bad-vehicle-row [value]", "above zero"),
])  # fmt: skip
def test_a_bad_row_says_its_line_the_reason_and_what_to_do_and_keeps_no_other(desk, row, code, said):
    head = "loan_id,vin,year,mileage_km,mileage_on,mortgage,authority,value"
    came = import_vehicles("fleet.csv", f"{head}\nL1,{VINS[0]},2026\n{row}\n".encode(), ON, AT)

    (bad,) = came.bad
    assert (bad.line, bad.code, came.new) == (3, code, 1)
    assert said in bad.en and bad.remedy_zh and bad.remedy_en


def test_what_a_vehicle_is_it_has_been_since_its_first_registration(desk, vehicles):
    before = vehicle_file(vehicles["L1"].pk, date(2026, 1, 4)).state.particulars
    since = vehicle_file(vehicles["L1"].pk, date(2026, 1, 5)).state.particulars
    assert not before and since == {
        "energy": "petrol", "colour": "白", "first_registered": "2026-01-05", "used": False,
    }  # fmt: skip


def test_another_vin_for_a_loan_is_put_right_only_when_told_to(desk, vehicles):
    body = f"loan_id,vin\nL1,{VINS[1]}\n".encode()

    assert import_vehicles("fleet.csv", body, ON, AT).bad[0].code == "other-vin [vin]"
    assert vehicle(vehicles["L1"].pk).vin == VINS[0]
    assert import_vehicles("fleet.csv", body, ON, AT, correct=True).changed == 1
    assert vehicle(vehicles["L1"].pk).vin == VINS[1]


def test_a_file_without_its_columns_is_refused(desk):
    with pytest.raises(Refusal, match="vehicle-file-header"):
        import_vehicles("fleet.csv", b"loan,plate\nL1,x\n", ON, AT)


def test_a_vehicle_follows_the_open_case_of_its_loan(desk, vehicles):
    assert link_vehicles(AT) == {"linked": 0, "let_go": 0}
    before = Case.objects.get(number=FIRST)
    CaseLoan.objects.filter(loan_id="L1").update(left_on=ON)
    Case.objects.filter(pk=before.pk).update(state="closed", closed_on=ON, reason="paid")

    assert link_vehicles(AT) == {"linked": 0, "let_go": 1}
    assert vehicle(vehicles["L1"].pk).number == "" and vehicles_of(FIRST) == []
    assert Vehicle.objects.get(loan_id="L1").exposure_fen is None


def test_the_synthetic_fleet_is_taken_in_without_a_bad_row(desk, tmp_path):
    write_book(tmp_path / "book", 400, 12, 7, until=ON)
    body = (tmp_path / "book" / "collateral" / "fleet.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(body.decode())))

    came = import_vehicles("fleet.csv", body, ON, AT)

    assert (came.new, came.bad) == (400, ()) and came.values == 400
    assert len({row["vin"] for row in rows}) == 400
    for row in rows:
        assert finding(read_vin(row["vin"])).state is VinState.CHECKED
        assert model_year(row["vin"], ON) == int(row["year"])
    assert {row["mortgage"] for row in rows} >= {"registered", "not_registered"}
