"""Two teams, an agency and six cases, with a day's work on them (组长看板测试的人物)."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from huilong.rooms.cases.actions import assign
from huilong.rooms.cases.models import Case, CaseLoan, Place, Promise
from huilong.rooms.cases.terms import DutyKind, Holder
from huilong.rooms.contact.models import Activity, Call
from huilong.rooms.ledger.models import DeskReceipt
from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
from huilong.rooms.people.models import User
from huilong.rooms.people.terms import OrganisationKind, Role

CAST = (
    ("lin", Role.COLLECTOR, "one"), ("wang", Role.COLLECTOR, "one"), ("zhou", Role.COLLECTOR, "two"),
    ("lead", Role.TEAM_LEAD, "one"), ("other", Role.TEAM_LEAD, "two"), ("boss", Role.MANAGER, None),
    ("chief", Role.AGENCY_MANAGER, "agency"), ("hu", Role.AGENCY_AGENT, "agency"), ("fang", Role.COMPLIANCE, None),
)  # fmt: skip
HELD = {1: "lin", 2: "lin", 3: "lin", 4: "wang", 5: "zhou", 6: "hu"}
"""Case → who holds it; case 7 waits with the first team."""


def number(key: int) -> str:
    """The number of a case."""
    return f"CL2026000000{key}"


def holder(user: User) -> Holder:
    """A user as a holder."""
    return Holder(user.organisation_id, user.team_id, user.pk)


def build(at: datetime) -> dict[str, User]:
    """The users by name; cases 1 to 7, of 100 to 700 yuan past due."""
    lender = ensure_organisation("回笼汽车金融", OrganisationKind.LENDER)
    agency = ensure_organisation("远山委外", OrganisationKind.AGENCY)
    teams = {"one": ensure_team("一组", lender, takes_new=True), "two": ensure_team("二组", lender),
             "agency": ensure_team("外组", agency)}  # fmt: skip
    for name, role, team in CAST:
        ensure_user(name, display_name=name, role=role, organisation=agency if team == "agency" else lender,
                    password="a-long-enough-one", team=teams[team] if team else None)  # fmt: skip
    users = {user.username: user for user in User.objects.all()}
    for key in range(1, 8):
        _case(key, at.date())
    for key, name in HELD.items():
        assign([number(key)], holder(users[name]), DutyKind.COLLECT, actor="system", at=at, placed=True)
    assign([number(7)], Holder(lender, teams["one"]), DutyKind.COLLECT, actor="system", at=at, placed=True)
    return users


def _case(key: int, on: date) -> None:
    figures: dict[str, Any] = {
        "past_due_days": 10 * key, "bucket": 1 + (key > 3), "delinquent_fen": key * 10_000, "overdue_principal_fen": 0,
        "overdue_interest_fen": 0, "overdue_fee_fen": 0, "overdue_penalty_fen": 0, "outstanding_principal_fen": 1000,
        "figures_on": on,
    }  # fmt: skip
    case = Case.objects.create(number=number(key), borrower=f"B{key}", opened_on=on, entered_bucket=1, loans=1,
                               name_masked="林**", **figures)  # fmt: skip
    CaseLoan.objects.create(case=case, loan_id=f"L{key}", loan=key, joined_on=on, **figures)


def case_id(key: int) -> int:
    """The key of a case."""
    return Case.objects.get(number=number(key)).pk


def promised(key: int, user: User, fen: int, due_on: date, at: datetime, **more: Any) -> Promise:
    """A promise on a case."""
    return Promise.objects.create(case_id=case_id(key), amount_fen=fen, due_on=due_on, channel="call", made_at=at,
                                  made_by=f"user:{user.pk}", **more)  # fmt: skip


def called(key: int, user: User, at: datetime, *, answered: bool = False) -> Call:
    """A call begun from the desk."""
    return Call.objects.create(
        key=uuid.uuid4(), case_id=case_id(key), person=1, number="n", verdicts=[1], user=user.pk, at=at,
        organisation=user.organisation_id, state="ended", answered_at=at if answered else None,
    )  # fmt: skip


def noted(key: int, user: User, outcome: str, at: datetime, on: date, **more: Any) -> Activity:
    """An activity on a case, which counts as worked."""
    Place.objects.filter(case_id=case_id(key)).update(worked_on=on)
    return Activity.objects.create(
        case_id=case_id(key), at=at, on=on, direction="out", outcome=outcome, user=user.pk,
        organisation=user.organisation_id, **{"channel": "call", **more},
    )  # fmt: skip


def day(users: dict[str, User], on: date, at: datetime) -> None:
    """A day: lin calls and is promised; wang notes; zhou, of the other team, works too; old things do not count."""
    before, tomorrow = on - timedelta(days=1), on + timedelta(days=1)
    noted(1, users["lin"], "promise", at, on, call=called(1, users["lin"], at, answered=True))
    noted(2, users["lin"], "no_answer", at, on, call=called(2, users["lin"], at))
    noted(2, users["lin"], "third_party", at, on)
    noted(3, users["lin"], "promise", at - timedelta(days=1), before)
    noted(4, users["wang"], "refuses", at, on, undone_at=at)
    noted(5, users["zhou"], "refuses", at, on)
    promised(1, users["lin"], 5_000, tomorrow, at)
    promised(2, users["lin"], 7_000, tomorrow, at, withdrawn_at=at, state="withdrawn", withdrawn_by="user:1")
    promised(2, users["lin"], 3_000, on, at - timedelta(days=3), kept_fen=1_000, judged_on=on)
    promised(4, users["lin"], 9_000, before, at - timedelta(days=4), state="broken", judged_on=before)
    promised(4, users["lin"], 8_000, on - timedelta(days=9), at - timedelta(days=12), state="broken",
             judged_on=on - timedelta(days=9))  # fmt: skip
    promised(5, users["zhou"], 4_400, before, at - timedelta(days=4), state="broken", judged_on=before)
    DeskReceipt.objects.create(loan_id="L2", on=on, amount_fen=1_000, posted_by="user:1", posted_at=at)
    DeskReceipt.objects.create(loan_id="L5", on=on, amount_fen=2_000, posted_by="user:1", posted_at=at)
    DeskReceipt.objects.create(loan_id="L1", on=before, amount_fen=400, posted_by="user:1",
                               posted_at=at - timedelta(days=1))  # fmt: skip
    Place.objects.filter(case_id=case_id(3)).update(why=["needs_help"])
