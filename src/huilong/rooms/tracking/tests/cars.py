"""Cars with devices (测试用车辆与设备)."""

from datetime import UTC, date, datetime
from typing import Any

from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.collateral.models import Vehicle
from huilong.rooms.tracking.models import Binding, Consent, Device
from huilong.rooms.tracking.terms import DeviceKind, Fix

ON = date(2026, 9, 1)
TEN = datetime(2026, 9, 1, 2, tzinfo=UTC)
"""Ten in the morning in Shanghai."""
BEFORE = datetime(2026, 8, 1, 2, tzinfo=UTC)


def a_case(n: int, past_due_days: int = 85) -> Case:
    """Case `CL2026<n>` of loan `LN-<n>`, past due by so many days."""
    fen = 1_411_821 if past_due_days else 0
    figures: dict[str, Any] = {
        "past_due_days": past_due_days, "bucket": 3 if past_due_days else 0, "delinquent_fen": fen,
        "overdue_principal_fen": fen, "figures_on": ON, "overdue_interest_fen": 0, "overdue_fee_fen": 0,
        "overdue_penalty_fen": 0, "outstanding_principal_fen": 1_411_821,
        "oldest_due_on": date(2026, 6, 8) if past_due_days else None,
    }  # fmt: skip
    case = Case.objects.create(number=f"CL2026{n:07d}", borrower=f"B-{n}", opened_on=ON, entered_bucket=1, loans=1,
                               name_masked="孙**", people_missing=False, **figures)  # fmt: skip
    CaseLoan.objects.create(case=case, loan_id=f"LN-{n}", loan=9000 + n, joined_on=ON, **figures)
    return case


def a_car(n: int, case: Case | None = None) -> Vehicle:
    """Vehicle of loan `LN-<n>`."""
    return Vehicle.objects.create(loan_id=f"LN-{n}", case=case, vin=f"LSVAA4182E2{n:06d}", make="大众", model="朗逸",
                                  known_at=TEN)  # fmt: skip


def a_device(number: str, vehicle: Vehicle | None = None, seconds: int = 60, since: datetime = BEFORE) -> Device:
    """A wired device."""
    made = Device.objects.create(number=number, kind=DeviceKind.WIRED.value, vehicle=vehicle, expected_seconds=seconds,
                                 since=since)  # fmt: skip
    if vehicle is not None:
        Binding.objects.create(device=made, vehicle=vehicle, since=since)
    return made


def a_consent(vehicle: Vehicle, **more: Any) -> Consent:
    """A consent given in May, after privacy notice 3."""
    told: dict[str, Any] = {"given_on": date(2026, 5, 1), "notice_version": "v3", "recorded_by": 0, "recorded_at": TEN}
    return Consent.objects.create(vehicle=vehicle, **(told | more))


def a_fix(device: str, at: datetime = TEN, lat: float = 36.65, lon: float = 117.12, **more: Any) -> Fix:
    """A fix in Jinan."""
    return Fix(device, at, lat, lon, **more)
