"""The pages of settlement, as the roles that the database lets see them: finance, the firm, the manager, anybody."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huilong.rooms.journal.models import Entry
from huilong.rooms.settlement.models import Statement
from tests.meeting import meeting_as

from .acting import issued
from .conftest import AT, placed

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "26112000000012345678"


class Visitor:
    """Somebody at the pages, which meet the database as their own role."""

    def __init__(self, user=None, **headers) -> None:
        self.client = Client(headers={"Accept-Language": "en", **headers})
        if user is not None:
            self.client.force_login(user)

    def get(self, path, **query):
        with meeting_as("web"):
            return self.client.get(path, query_params=query)

    def post(self, path, form=None):
        with meeting_as("web"):
            answer = self.client.post(path, form or {})
            answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer


def at(firm, name):
    return Visitor(firm[name])


@pytest.fixture
def lately(firm):
    """Money of last month, and its statement issued now."""
    from .conftest import pay

    today = timezone.localdate()
    ends = today.replace(day=1) - timedelta(days=1)
    placed(firm["contract"], firm["agency"], "CL20260000001", ends.replace(day=1), ends + timedelta(days=60))
    pay("L1", ends, 100_000)
    return {**firm, "ends": ends, "today": today}


def test_from_the_run_to_the_file_page_by_page(lately, settings):
    settings.PAYER = {"name": "a", "account": "100100", "bank": "b", "bank_code": "102100099996"}
    firm, today = lately, str(lately["today"])
    money, chief, boss, purse = (at(firm, name) for name in ("money", "chief", "boss", "purse"))
    assert money.post("/settlement/run", {"month": f"{firm['ends']:%Y-%m}"}).status_code == 302
    key = Statement.objects.get().pk
    assert chief.get(f"/settlement/{key}/").status_code == 404, "a draft is the house's"
    money.post(f"/settlement/{key}/act", {"verb": "issue"})

    line = Statement.objects.get().kept_lines.get().pk
    assert "L1" in chief.get(f"/settlement/lines/{line}/").content.decode()
    told = chief.post(
        f"/settlement/lines/{line}/dispute", {"reason": "wrong_rate", "note": "应为 25%", "evidence": "7"}
    )
    assert told.status_code == 302
    page = money.get(f"/settlement/{key}/").content.decode()
    assert "应为 25%" in page
    money.post(f"/settlement/disputes/{Statement.objects.get().disputes.get().pk}/answer",
               {"answer": "stands", "note": "合同为 20%"})  # fmt: skip
    assert "合同为 20%" in chief.get(f"/settlement/{key}/").content.decode()
    chief.post(f"/settlement/{key}/act", {"verb": "agree"})
    waits = f'href="/settlement/{key}/"'
    assert waits in boss.get(reverse("people:approvals")).content.decode()
    boss.post(f"/settlement/{key}/act", {"verb": "approve"})
    assert waits not in boss.get(reverse("people:approvals")).content.decode()
    chief.post(f"/settlement/{key}/act",
               {"verb": "invoice", "number": NUMBER, "amount": "200.00", "issued_on": today})  # fmt: skip
    account = {"organisation": firm["agency"], "name": "甲机构", "account": "62220202", "bank": "建行",
               "bank_code": "105100000017"}  # fmt: skip
    money.post("/settlement/payees/keep", account)
    purse.post(_confirm())
    money.post("/settlement/payments/make", {"statement": [key], "execute_on": today, "format": "pain_001"})
    row = Statement.objects.get()
    assert (row.state, row.payment is not None) == ("invoiced", True)
    body = money.post(f"/settlement/payments/{row.payment_id}/take")
    assert b"<CtrlSum>200.00</CtrlSum>" in body.content
    money.post(f"/settlement/payments/{row.payment_id}/book", {"on": today})
    assert Statement.objects.get().state == "paid"


def _confirm():
    from huilong.rooms.settlement.models import Payee

    return f"/settlement/payees/{Payee.objects.get().pk}/confirm"


def test_lines_taken_away_are_traced(lately):
    firm = lately
    key = issued_now(firm)
    answer = at(firm, "chief").post(f"/settlement/{key}/lines/", {"export": "csv"})
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert any("L1" in row for row in rows)
    assert Entry.objects.filter(verb="export", subject="settlement-lines").exists()


def issued_now(firm):
    return issued(firm, firm["ends"], timezone.now())


def test_another_firm_sees_nothing_of_a_statement(lately):
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    key = issued_now(lately)
    other = ensure_organisation("丙机构", OrganisationKind.AGENCY)
    ensure_user("rival", display_name="rival", role=Role.AGENCY_MANAGER, organisation=other, password="a-long-enough-1")
    rival = Visitor(User.objects.get(username="rival"))
    assert rival.get(f"/settlement/{key}/").status_code == 404
    assert "S2" not in rival.get("/settlement/").content.decode().split("<table")[-1]


def test_who_may_not_is_refused(lately):
    firm, key = lately, issued_now(lately)
    assert at(firm, "agent").get("/settlement/").status_code == 403
    assert at(firm, "chief").post("/settlement/run", {"month": "2026-04"}).status_code == 403
    assert at(firm, "chief").get("/settlement/payments/").status_code == 403
    assert at(firm, "money").post(f"/settlement/{key}/act", {"verb": "agree"}).status_code == 403


def test_the_list_of_a_year_is_read_by_anybody(firm):
    with_price = {"kind": "tow", "from_on": str(timezone.localdate()), "most": "500", "source": "公示 2026"}
    assert at(firm, "money").post("/borrower-prices/", with_price).status_code == 302
    page = Visitor().get(f"/borrower-prices/{timezone.localdate().year}/")
    assert page.status_code == 200
    assert "500.00" in page.content.decode()
    assert Visitor().get("/borrower-prices/").status_code == 302, "the house's own page asks to sign in"
    assert at(firm, "boss").post("/borrower-prices/", with_price).status_code == 403


def test_the_night_drafts_the_month_that_is_over_and_again_changes_nothing(firm):
    from huilong.night import plan
    from huilong.rooms.settlement import night

    from .conftest import APRIL_ENDS, IN_MAY, pay

    def settle(on, moment):
        with meeting_as("night"):
            return night.settle(on, moment)

    pay("L3", date(2026, 4, 22), 100_000)
    assert settle(APRIL_ENDS, IN_MAY)["statements"] == 1
    before = Statement.objects.get().digest
    assert settle(APRIL_ENDS, IN_MAY)["statements"] == 1
    assert Statement.objects.get().digest == before
    assert settle(AT.date(), AT)["statements"] == 0, "in April, March is over and nothing came in it"
    assert plan.StepName.SETTLE_FEES in [step.name for step in plan.PLAN]


def test_a_machine_reads_statements_and_lines_with_its_token(lately):
    from huilong.rooms.people.actions import issue_token

    key, firm = issued_now(lately), lately
    heads = {}
    for place in ("agency", "lender"):
        organisation = firm["agency"] if place == "agency" else firm["boss"].organisation_id
        secret = issue_token("结算", organisation, ["statement.view"], actor=firm["boss"].pk, at=timezone.now())[1]
        heads[place] = {"Authorization": f"Bearer {secret}", "Accept": "application/json"}
    for headers in heads.values():
        told = Visitor(**headers).get("/api/v1/statements").json()
        assert [(one["id"], one["fen"], one["state"]) for one in told["rows"]] == [(key, 20_000, "issued")]
        lines = Visitor(**headers).get(f"/api/v1/statements/{key}/lines").json()
        assert [(one["loan"], one["fen"]) for one in lines["rows"]] == [("L1", 20_000)]
    refused = Visitor(**heads["agency"]).get("/api/v1/borrower-prices?kind=tow&on=2026-04-20")
    assert refused.status_code == 403
