"""The valuer over HTTP against its simulator: a whole answer is a value, anything else is a refusal and no value."""

from datetime import date
from urllib.parse import urlsplit

import pytest

from huilong.integrations.tests import processes
from huilong.integrations.valuation_http import valuer
from huilong.integrations.valuation_http.adapter import ValuerOverHttp
from huilong.integrations.valuation_http.config import Config
from huilong.kernel.refusal import Refusal
from huilong.rooms.collateral.terms import Energy, VehicleFacts

ON = date(2026, 11, 26)
SECRET = "a secret between two"
CAR = VehicleFacts("L0AAB0A32T1000001", "星衡", "S5", 2024, Energy.PETROL, date(2024, 3, 1), False, 20_000)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    file = tmp_path_factory.mktemp("valuer") / "secret"
    file.write_text(SECRET + "\n", encoding="utf-8")
    with processes.started(
        "huilong.integrations.valuation_http.simulator", "--port", "0", "--secret-file", str(file)
    ) as address:
        yield address


def over(address: str, **changes) -> ValuerOverHttp:
    given = {"url": urlsplit(address), "key": "simulated-key", "secret": SECRET, "timeout_seconds": 20.0}
    return ValuerOverHttp(Config(**(given | changes)))


def test_a_whole_answer_is_a_value_and_nothing_personal_was_asked(address):
    found = over(address).value(CAR, ON)

    assert 0 < found.low_fen <= found.amount_fen <= found.high_fen
    assert (found.by, found.version) == ("simulated valuer", "simulated-1")
    assert processes.taken(address)[CAR.vin] == {
        "on": "2026-11-26", "vin": CAR.vin, "make": "星衡", "model": "S5", "year": 2024, "energy": "petrol",
        "first_registered": "2024-03-01", "used": False, "mileage_km": 20_000,
    }  # fmt: skip


@pytest.mark.parametrize(("fault", "code"), [
    ("drop", "valuer-silent"), ("throttle", "valuer-busy"), ("down", "valuer-busy"), ("error", "valuer-garbled"),
    ("garble", "valuer-garbled"), ("other", "valuer-garbled"), ("order", "valuer-garbled"), ("list", "valuer-garbled"),
])  # fmt: skip
def test_what_is_no_whole_answer_is_refused_with_what_to_do(address, fault, code):
    processes.order(address, next=[fault])
    with pytest.raises(Refusal) as refused:
        over(address).value(CAR, ON)
    assert refused.value.code == code and refused.value.remedy.zh and CAR.vin not in str(refused.value)
    if fault == "throttle":
        assert "7 seconds" in refused.value.remedy.en


def test_a_valuer_that_stays_silent_is_given_up(address):
    processes.order(address, next=["stall"])
    with pytest.raises(Refusal, match="valuer-silent"):
        over(address, timeout_seconds=0.3).value(CAR, ON)


@pytest.mark.parametrize(("changes", "car", "code"), [
    ({"secret": "another"}, CAR, "valuer-key"), ({"key": "nobody"}, CAR, "valuer-key"),
    ({}, VehicleFacts("L0AAB0A32T1000000", "", "", None), "valuer-unknown-vehicle"),
    ({"url": urlsplit("http://127.0.0.1:9")}, CAR, "valuer-silent"),
])  # fmt: skip
def test_a_wrong_key_an_unknown_vehicle_and_nobody_at_home_are_said(address, changes, car, code):
    with pytest.raises(Refusal, match=code):
        over(address, **changes).value(car, ON)


def test_settings_come_from_the_environment_and_plain_http_to_another_machine_is_refused(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text(SECRET)
    monkeypatch.setenv("VALUATION_HTTP_URL", "https://valuer.example/v1")
    monkeypatch.setenv("VALUATION_HTTP_KEY", "k")
    monkeypatch.setenv("VALUATION_HTTP_SECRET_FILE", str(tmp_path / "secret"))
    assert SECRET not in repr(valuer().config)  # type: ignore[attr-defined]
    monkeypatch.setenv("VALUATION_HTTP_URL", "http://valuer.example/v1")
    with pytest.raises(Refusal, match="channel-in-clear"):
        valuer()
