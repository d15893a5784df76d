"""A lender with a desk (车辆测试的人物): three cases, of a collector, of a coordinator, of an agency."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

ON = date(2026, 4, 20)
AT = datetime(2026, 4, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FIRST, SECOND, THIRD = "CL20260000001", "CL20260000002", "CL20260000003"
OWED = {"past_due_days": 79, "bucket": 3, "delinquent_fen": 330_000, "overdue_principal_fen": 300_000,
        "overdue_fee_fen": 1_000, "overdue_interest_fen": 30_000, "overdue_penalty_fen": 2_000,
        "outstanding_principal_fen": 8_000_000, "figures_on": ON - timedelta(days=1)}  # fmt: skip
EXPOSURE = 8_033_000
"""What each loan of the desk owes in all: the principal left, and overdue interest, fee and penalty."""
VINS = ("L0AAB0A32T1000001", "L0AAB0A34T1000002", "L0AAB0A36T1000003")
COLUMNS = (
    "借据号,车架号,品牌,车型,年款,动力类型,颜色,初次登记日期,二手,里程,里程日期,抵押登记,抵押登记日期,登记机关,险种,"
    "保险公司,保险止期,第一受益人,评估价,评估日期"
)
FILE = "\n".join([
    COLUMNS,
    f"L1,{VINS[0]},星衡,星衡 S5,2026,汽油,白,2026-01-05,否,3200,2026-03-01,已登记,2026-01-08,成都市车管所,车损险,"
    "安途保险,2027-01-04,贷方,98000.00,2026-01-05",
    f"L2,{VINS[1]},远岳,远岳 E6,2026,纯电,黑,2026-01-05,否,,,未登记,,,,,,,120000,2026-01-05",
    f"L3,{VINS[2]},晨骐,Mini,2026,,,,,,,,,,,,,,,",
])  # fmt: skip


@pytest.fixture
def desk(settings, tmp_path) -> dict[str, Any]:
    """The users by name; L1 is lin's, L2 han's, L3 the agency's."""
    from huilong.rooms.cases.actions import assign
    from huilong.rooms.cases.models import Case, CaseLoan
    from huilong.rooms.cases.terms import DutyKind, Holder
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    settings.FILES_URL = str(tmp_path / "files")
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    agency = ensure_organisation("甲机构", OrganisationKind.AGENCY)
    team, outside = ensure_team("一组", lender, takes_new=True), ensure_team("甲组", agency)
    for name, role, of, place in (
        ("lin", Role.COLLECTOR, team, lender), ("han", Role.REPOSSESSION_COORDINATOR, None, lender),
        ("lead", Role.TEAM_LEAD, team, lender), ("boss", Role.MANAGER, None, lender),
        ("fang", Role.COMPLIANCE, None, lender), ("shen", Role.FINANCE, None, lender),
        ("agent", Role.AGENCY_AGENT, outside, agency),
    ):  # fmt: skip
        ensure_user(name, display_name=name, role=role, organisation=place, password="a-long-enough-one", team=of)
    users = {user.username: user for user in User.objects.all()}
    for key, name, of, place, kind in (
        (1, "lin", team, lender, DutyKind.COLLECT), (2, "han", None, lender, DutyKind.RECOVER),
        (3, "agent", outside, agency, DutyKind.COLLECT),
    ):  # fmt: skip
        case = Case.objects.create(
            number=f"CL2026000000{key}", borrower=f"B{key}", opened_on=ON, entered_bucket=1, loans=1, **OWED
        )
        CaseLoan.objects.create(case=case, loan_id=f"L{key}", loan=key, joined_on=ON, **OWED)
        assign([case.number], Holder(place, of, users[name].pk), kind, actor="system", at=AT - timedelta(days=300),
               placed=True)  # fmt: skip
    return users


@pytest.fixture
def vehicles(desk) -> dict[str, Any]:
    """The three vehicles of the desk, by loan."""
    from huilong.rooms.collateral.actions import import_vehicles
    from huilong.rooms.collateral.models import Vehicle

    import_vehicles("fleet.csv", FILE.encode(), ON, AT)
    return {one.loan_id: one for one in Vehicle.objects.all()}
