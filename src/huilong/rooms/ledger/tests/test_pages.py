"""Pages and commands of receipts: asked as the pages' own role; finance posts, leads look, collectors do neither."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.cases.models import Case, CaseLoan
from huilong.rooms.journal.queries import timeline
from huilong.rooms.ledger.models import DeskReceipt, Difference
from huilong.rooms.people.tests.cast import village
from huilong.site.cli import build_parser
from tests.meeting import meeting_as

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 6, 30)
CASE = "CL20260000001"


@pytest.fixture(autouse=True)
def desk(settings, tmp_path):
    """One case on the desk; the book is empty."""
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    figures = {
        "past_due_days": 10, "bucket": 1, "delinquent_fen": 100, "overdue_principal_fen": 100, "overdue_fee_fen": 0,
        "overdue_interest_fen": 0, "overdue_penalty_fen": 0, "outstanding_principal_fen": 1000, "figures_on": ON,
    }  # fmt: skip
    case = Case.objects.create(number=CASE, borrower="B1", opened_on=ON, entered_bucket=1, loans=1, **figures)
    CaseLoan.objects.create(case=case, loan_id="L1", loan=1, joined_on=ON, **figures)
    return case


@pytest.fixture
def visitors():
    cast = village()
    found = {}
    for name in ("shen", "lin", "song"):
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(cast[name])
    with meeting_as("web"):
        yield found


def form(**more):
    return {"loan_id": "L1", "on": ON.isoformat(), "amount": "1,234.56", "lender_reference": "BANK-1", **more}


def receipt_key() -> int:
    with meeting_as("night"):
        return DeskReceipt.objects.get().pk


def test_finance_posts_a_receipt_and_takes_it_back(visitors):
    shen = visitors["shen"]
    assert shen.post("/receipts/post", form()).status_code == 302
    page = shen.get("/receipts/").content.decode()
    assert "1,234.56" in page and "BANK-1" in page and "待入账簿" in page
    key = receipt_key()
    assert "/take-back" in shen.get(f"/receipts/{key}/").content.decode()

    assert shen.post(f"/receipts/{key}/take-back", {"why": "mistyped"}).status_code == 302
    assert "已撤销" in shen.get("/receipts/?state=reversed").content.decode()
    assert "BANK-1" not in shen.get("/receipts/?state=waiting").content.decode()
    with meeting_as("night"):
        verbs = {one.verb for one in timeline([("receipt", str(key))])}
    assert verbs == {"receipt.reversed", "receipt.posted"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"amount": "12.345"}, "bad-amount"), ({"amount": "0"}, "receipt-amount"), ({"on": "yesterday"}, "bad-date"),
        ({"on": (timezone.localdate() + timedelta(days=2)).isoformat()}, "receipt-day"),
        ({"loan_id": " "}, "receipt-loan"), ({"lender_reference": "DESK-7"}, "receipt-reference"),
    ],
)  # fmt: skip
def test_what_no_receipt_can_be_is_refused(visitors, asked, code):
    answer = visitors["shen"].post("/receipts/post", form(**asked), headers={"Accept": "application/problem+json"})

    assert (answer.status_code, answer.json()["title"]) == (422, code)


def test_a_manager_looks_and_a_collector_does_not(visitors):
    visitors["shen"].post("/receipts/post", form())
    key = receipt_key()

    assert visitors["song"].get(f"/receipts/{key}/").status_code == 200
    assert "/take-back" not in visitors["song"].get(f"/receipts/{key}/").content.decode()
    assert visitors["song"].post("/receipts/post", form(lender_reference="X")).status_code == 403
    assert visitors["song"].post(f"/receipts/{key}/take-back", {"why": "mistyped"}).status_code == 403
    for where in ("/receipts/", f"/receipts/{key}/", "/receipts/differences/"):
        assert visitors["lin"].get(where).status_code == 403


def test_a_difference_is_listed_and_settled(visitors):
    visitors["shen"].post("/receipts/post", form())
    with meeting_as("night"):
        receipt = DeskReceipt.objects.get()
        found = Difference.objects.create(
            kind="amount", receipt=receipt, lender_id="BANK-1", lender_fen=99_900, lender_on=ON, found_on=ON
        )
    shen = visitors["shen"]
    assert "999.00" in shen.get("/receipts/differences/").content.decode()
    assert "有差异" in shen.get("/receipts/").content.decode()
    assert "以贷方为准" in shen.get(f"/receipts/differences/{found.pk}/").content.decode()
    assert shen.post(f"/receipts/differences/{found.pk}/settle", {"how": "same_money"}).status_code == 422
    assert visitors["song"].post(f"/receipts/differences/{found.pk}/settle", {"how": "lender_right"}).status_code == 403
    assert shen.post(f"/receipts/differences/{found.pk}/settle", {"how": "lender_right"}).status_code == 302
    assert "999.00" not in shen.get("/receipts/differences/").content.decode()
    assert "999.00" in shen.get("/receipts/differences/?settled=1").content.decode()


def command(*words: str) -> int:
    options = build_parser().parse_args(words)
    return options.run(options) or 0


def test_receipts_are_posted_from_the_command_line_one_or_a_file(capsys, tmp_path):
    assert command("receipts", "post", "--loan", "L1", "--on", ON.isoformat(), "--amount", "50.00") == 0
    file = tmp_path / "receipts.csv"
    rows = ["借据号,日期,金额,流水号", "L1,2026-06-29,10.00,A1", "L1,2026-06-29,10.00,A1", "L1,soon,1.00,"]
    file.write_text("\n".join(rows), encoding="utf-8")
    assert command("receipts", "post", "--file", str(file)) == 2

    told = capsys.readouterr().out
    assert "line 3: receipt-twice" in told and "line 4: bad-receipt" in told
    assert "posted: 1 · 拒绝 / refused: 2" in told
    assert sorted(DeskReceipt.objects.values_list("amount_fen", flat=True)) == [1_000, 5_000]
    assert command("receipts", "take-back", str(DeskReceipt.objects.order_by("id")[0].pk), "--why", "mistyped") == 0
    assert command("receipts", "differences") == 0
    with pytest.raises(Refusal, match="receipt-incomplete"):
        command("receipts", "post", "--loan", "L1")


def test_a_receipt_for_a_loan_the_book_does_not_know_leaves_the_figures(visitors, desk):
    visitors["shen"].post("/receipts/post", form())

    with meeting_as("night"):
        desk.refresh_from_db()
    assert (desk.delinquent_fen, desk.figures_on) == (100, ON)
