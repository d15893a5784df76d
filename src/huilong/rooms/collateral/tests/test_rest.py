"""Other systems and the command line: a mileage and a value told once, VINs masked, bad rows listed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.rooms.collateral.models import VehicleFact, VehicleValue
from huilong.site.cli import build_parser
from tests.meeting import meeting_as

from .conftest import FILE, FIRST, VINS

pytestmark = pytest.mark.django_db(transaction=True)
SCOPES = ["vehicle.view", "vehicle.edit", "value.note"]


def caller(desk, name="core", of="lin", scopes=SCOPES) -> Client:
    from huilong.rooms.people.actions import issue_token

    at = timezone.now() - timedelta(minutes=5)
    _, secret = issue_token(name, desk[of].organisation_id, scopes, actor=desk["boss"].pk, at=at)
    return Client(headers={"Authorization": f"Bearer {secret}", "Accept": "application/json"})


def test_another_system_reads_the_vehicles_of_a_case_and_tells_of_mileage_and_value(desk, vehicles):
    core, agency = caller(desk), caller(desk, "agency", "agent")
    key, today = vehicles["L1"].pk, timezone.localdate().isoformat()
    with meeting_as("web"):
        (told,) = core.get(f"/api/v1/cases/{FIRST}/vehicles").json()
        assert (told["vin"], told["mortgage"], told["value_fen"]) == ("L0A**********0001", "registered", 9_800_000)
        read = {"km": 18_000, "on": today, "source": "device"}
        made = core.post(f"/api/v1/vehicles/{key}/mileage", read, "application/json")
        worth = {"amount_fen": 7_500_000, "low_fen": 7_000_000, "high_fen": 8_000_000, "on": today, "by": "guide"}
        assert made.status_code == 200
        assert core.post(f"/api/v1/vehicles/{key}/mileage", read, "application/json").status_code == 409
        assert core.post(f"/api/v1/vehicles/{key}/mileage", {**read, "km": -1}, "application/json").status_code == 422
        assert core.post(f"/api/v1/vehicles/{key}/value", worth, "application/json").status_code == 200
        bad = {**worth, "low_fen": 9_000_000}
        assert core.post(f"/api/v1/vehicles/{key}/value", bad, "application/json").status_code == 422
        (told,) = core.get(f"/api/v1/cases/{FIRST}/vehicles").json()
        assert agency.get(f"/api/v1/cases/{FIRST}/vehicles").status_code == 404
        assert agency.post(f"/api/v1/vehicles/{key}/value", worth, "application/json").status_code == 404
    assert (told["mileage_km"], told["value_fen"], told["value_source"]) == (18_000, 7_500_000, "service")
    assert told["shortfall_fen"] == told["exposure_fen"] - 7_500_000
    assert VehicleFact.objects.get(value={"km": 18_000}).known_by
    assert VehicleValue.objects.get(amount_fen=7_500_000).by == "guide"


def test_a_token_without_the_scope_is_refused(desk, vehicles):
    reader = caller(desk, scopes=["vehicle.view"])
    with meeting_as("web"):
        read = {"km": 1, "on": timezone.localdate().isoformat(), "source": "device"}
        answer = reader.post(f"/api/v1/vehicles/{vehicles['L1'].pk}/mileage", read, "application/json")
    assert answer.status_code == 403


def test_the_command_takes_files_in_and_lists_bad_rows(desk, tmp_path, capsys):
    file = tmp_path / "fleet.csv"
    file.write_bytes((FILE + "\nL9,NOT-A-VIN\n").encode("gb18030"))
    options = build_parser().parse_args(["collateral", "import", str(file), "--on", "2026-04-20"])

    assert options.run(options) == 0
    said = capsys.readouterr().out
    assert "new 3" in said and "bad 1" in said
    assert "5: bad-vin [vin]: 车架号应为 17 位" in said and not any(vin in said for vin in VINS)
