"""Pages and commands of the accounts, asked as the pages' own role: finance posts and closes, managers look."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.ledger.actions import post_entry, post_receipt
from huilong.rooms.ledger.models import Closing, Entry
from huilong.rooms.ledger.terms import Line
from huilong.rooms.people.tests.cast import village
from huilong.site.cli import build_parser
from tests.meeting import meeting_as

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()
BEFORE = TODAY - timedelta(days=1)
AT = timezone.now()


@pytest.fixture
def posted(settings, tmp_path):
    """A tow that is owed, a deposit that is held, and a receipt of a loan nobody knows."""
    settings.BOOK_URL, settings.BOOK_BUCKETS = str(tmp_path / "book"), 4
    tow = (Line("5402", 60_000, "L1", "org:7"), Line("2202", -60_000, "L1", "org:7"))
    found = {"tow": post_entry("recovery_cost", BEFORE, tow, "charge:1", "tow", AT)}
    post_entry("deposit", TODAY, [Line("1012", 900), Line("2203", -900, party="bidder:1")], "deposit:1", "", AT)
    found["receipt"] = post_receipt(loan_id="NOBODY", on=TODAY, amount_fen=5_000, actor="user:1", today=TODAY, at=AT)
    return found


@pytest.fixture
def visitors(posted):
    cast = village()
    found = {}
    for name in ("shen", "lin", "song"):
        found[name] = Client(headers={"Accept": "text/html", "Accept-Language": "en"})
        found[name].force_login(cast[name])
    with meeting_as("web"):
        yield found


def shows(client, where, *words):
    page = client.get(where)
    text = page.content.decode()
    assert page.status_code == 200
    assert [word for word in words if word not in text] == []
    return text


def test_the_trial_balance_opens_to_an_account_to_an_entry(visitors, posted):
    since = f"?since={BEFORE}&on={TODAY}"
    text = shows(visitors["shen"], f"/ledger/{since}", "5402", "600.00", "9.00", "2241")
    assert "1601" not in text and "1601" in shows(visitors["shen"], f"/ledger/{since}&empty=1")
    shows(visitors["shen"], "/ledger/accounts/5402/", "600.00", "org:7", f"/ledger/entries/{posted['tow']}/")
    assert "org:7" not in shows(visitors["shen"], f"/ledger/accounts/5402/?since={TODAY}")
    shows(visitors["shen"], f"/ledger/entries/{posted['tow']}/", "charge:1", "2202", "600.00")
    sheet = visitors["shen"].post("/ledger/accounts/5402/", {"export": "csv"})
    assert sheet.status_code == 200 and "600.00" in b"".join(sheet.streaming_content).decode("utf-8-sig")


def test_the_difference_of_two_days_is_told_line_by_line(visitors):
    asked = f"/ledger/accounts/5402/difference?first={BEFORE - timedelta(days=1)}&second={TODAY}"
    shows(visitors["shen"], asked, "600.00", "org:7")
    late = f"/ledger/accounts/5402/difference?first={TODAY}&first_known={BEFORE}&second={TODAY}"
    assert "600.00" in shows(visitors["shen"], late)
    assert visitors["shen"].get("/ledger/accounts/9999/").status_code == 404


def test_money_in_suspense_is_owed_back_and_goes_out(visitors, posted):
    shen, key = visitors["shen"], posted["receipt"]
    shows(shen, "/ledger/suspense/", "NOBODY", "50.00")
    shows(shen, f"/ledger/suspense/{key}/", f"/ledger/suspense/{key}/apply")
    refused = shen.post(f"/ledger/suspense/{key}/apply", {"loan_id": "L1"}, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert shen.post(f"/ledger/suspense/{key}/return").status_code == 302
    shows(shen, f"/ledger/suspense/{key}/", f"/ledger/suspense/{key}/refund")
    told = {"amount": "50.00", "reference": "OUT-1"}
    assert shen.post(f"/ledger/suspense/{key}/refund", told).status_code == 302
    assert shen.post(f"/ledger/suspense/{key}/refund", told).status_code == 422
    assert "NOBODY" not in shows(shen, "/ledger/suspense/")
    assert f"/receipts/{key}/" in shows(shen, f"/ledger/entries/{_entry(f'receipt:{key}')}/")


def _entry(key: str) -> int:
    with meeting_as("night"):
        return Entry.objects.get(key=key).pk


def test_the_accounts_and_the_lender_s_file_are_held_against_each_other(visitors, posted):
    assert "NOBODY" not in shows(visitors["shen"], "/ledger/agreement/"), "the next night takes it into the book"


def test_a_period_is_closed_by_finance_alone(visitors):
    told = {"through": BEFORE.isoformat()}
    assert visitors["song"].post("/ledger/periods/close", told).status_code == 403
    today = {"through": timezone.localdate().isoformat()}
    assert visitors["shen"].post("/ledger/periods/close", today).status_code == 422
    assert visitors["shen"].post("/ledger/periods/close", told).status_code == 302
    shows(visitors["song"], "/ledger/periods/", BEFORE.isoformat())
    with meeting_as("night"):
        assert Closing.objects.get().by.startswith("user:")


def test_a_manager_looks_and_a_collector_does_not(visitors, posted):
    pages = ["/ledger/", "/ledger/accounts/5402/", "/ledger/accounts/5402/difference", "/ledger/suspense/",
             f"/ledger/suspense/{posted['receipt']}/", "/ledger/agreement/", "/ledger/periods/",
             f"/ledger/entries/{posted['tow']}/"]  # fmt: skip
    for where in pages:
        shows(visitors["song"], where)
        assert visitors["lin"].get(where).status_code == 403
    for act in ("apply", "return", "refund"):
        assert visitors["song"].post(f"/ledger/suspense/{posted['receipt']}/{act}").status_code == 403


def command(*words: str) -> int:
    options = build_parser().parse_args(words)
    return options.run(options) or 0


def test_balances_their_difference_and_the_check_on_the_command_line(posted, capsys):
    assert command("ledger", "balance", "2202", "--on", TODAY.isoformat(), "--party", "org:7") == 0
    assert capsys.readouterr().out == "科目 / account\t余额 / balance\n2202\t-600.00\n"
    assert command("ledger", "balance", "--on", TODAY.isoformat()) == 0
    told = capsys.readouterr().out
    head, *rows, _sum = told.splitlines()
    assert head.split("\t") == [
        "科目 / account", "期初 / opening", "借方 / debit", "贷方 / credit", "期末 / closing", "名称 / name",
    ]  # fmt: skip
    assert {len(row.split("\t")) for row in rows} == {6}
    days = ["--first", (BEFORE - timedelta(days=1)).isoformat(), "--second", TODAY.isoformat()]
    assert command("ledger", "explain", "5402", *days) == 0
    assert command("ledger", "check") == 0

    told += capsys.readouterr().out
    assert "sum: 0.00" in told and "charge:1" in told and "sound" in told and "日期 / day\t金额 / amount" in told
    with pytest.raises(Refusal, match="no-such-account"):
        command("ledger", "balance", "9999", "--on", TODAY.isoformat())


def test_two_at_once_never_pay_the_same_deposit_twice(posted):
    """The first has not committed when the second begins: the second waits, then is refused."""
    outcomes = []
    began, go_on = threading.Event(), threading.Event()

    def paying(key: str) -> None:
        lines = [Line("2203", 900, party="bidder:1"), Line("1012", -900)]
        try:
            with transaction.atomic():
                post_entry("deposit_returned", TODAY, lines, key, "", AT)
                began.set()
                go_on.wait(20)
            outcomes.append("paid")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    first = threading.Thread(target=paying, args=("R1",))
    first.start()
    assert began.wait(20)
    second = threading.Thread(target=paying, args=("R2",))
    second.start()
    go_on.set()
    first.join(30)
    second.join(30)
    assert outcomes == ["paid", "trust-short"]
