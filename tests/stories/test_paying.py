"""A borrower pays while the collector has the case open; a lead lets relief happen that is beyond a collector."""

from datetime import timedelta

import pytest

from huilong.kernel.money import grouped, yuan
from huilong.rooms.book import queries as book
from huilong.rooms.cases.models import Case, CaseLoan, Opening, Promise
from huilong.rooms.relief.models import Offer

from .test_live import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FIVE_SECONDS_MS = 5_000


def case_on_the_desk(visitor) -> str:
    """The case a collector has open now, taken by key."""
    elsewhere(Opening.objects.all().delete)
    visitor.open("/desk/")
    visitor.page.wait_for_selector("html[data-desk=ready]")
    visitor.page.keyboard.press("g")
    visitor.page.wait_for_selector(".desk-case")
    return visitor.page.evaluate("document.querySelector('.desk-case').dataset.case")


def post(finance, loan: str, amount: str) -> None:
    """Finance writes down money that came today."""
    finance.open("/receipts/")
    finance.page.fill("form [name=loan_id]", loan)
    finance.page.fill("form [name=amount]", amount)
    finance.page.locator("form:has([name=amount]) button.btn-primary").click()
    finance.page.wait_for_selector(".notice.success")


def test_what_a_borrower_pays_shows_on_the_collector_s_desk_and_stops_the_calls(live_site, line, visit):
    collector, finance = visit("collector"), visit("finance")
    number = case_on_the_desk(collector)
    page = collector.page
    page.wait_for_selector("[data-live-state].is-live")
    case = Case.objects.get(number=number)
    loans = CaseLoan.objects.filter(case=case, left_on=None)
    owed = page.inner_text("#figures dd.red")
    first = loans.order_by("-delinquent_fen").first()

    post(finance, first.loan_id, "100.00")

    page.wait_for_function("owed => document.querySelector('#figures dd.red').innerText !== owed", arg=owed,
                           timeout=FIVE_SECONDS_MS)  # fmt: skip
    case.refresh_from_db()
    assert page.inner_text("#figures dd.red") == f"¥{grouped(case.delinquent_fen)}"

    for loan in CaseLoan.objects.filter(case=case, left_on=None, delinquent_fen__gt=0):
        post(finance, loan.loan_id, yuan(loan.delinquent_fen))
    nothing = "() => document.querySelector('#figures dd.red').innerText === '¥0.00'"
    page.wait_for_function(nothing, timeout=FIVE_SECONDS_MS)
    page.wait_for_function("() => document.querySelectorAll('[data-dial]').length === 0", timeout=FIVE_SECONDS_MS)
    assert "今日已还清" in page.inner_text("#strip")
    page.keyboard.press("d")  # the key that would call says why it does not
    page.wait_for_selector("#toast p.notice")
    case.refresh_from_db()
    assert (case.delinquent_fen, case.state) == (0, "open"), "the night closes it"


def test_a_promise_is_kept_the_moment_its_money_is_posted(line, visit):
    collector, finance = visit("collector"), visit("finance")
    number = case_on_the_desk(collector)
    page = collector.page
    while page.locator("[data-dial]").count() == 0:
        page.keyboard.press("g")
        page.wait_for_function("n => document.querySelector('.desk-case').dataset.case !== n", arg=number)
        number = page.evaluate("document.querySelector('.desk-case').dataset.case")
    page.keyboard.press("d")
    page.wait_for_selector(".call-now")
    page.keyboard.press("1")
    page.keyboard.type("50")
    page.evaluate("document.querySelector('[name=on]').value = document.querySelector('[name=on]').min")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".toast-undo")
    promise = Promise.objects.filter(case__number=number).latest("id")
    assert (promise.amount_fen, promise.state) == (5_000, "open")

    loan = CaseLoan.objects.filter(case__number=number, left_on=None).first()
    post(finance, loan.loan_id, "50.00")

    promise.refresh_from_db()
    assert (promise.state, promise.kept_fen) == ("kept", 5_000)


def test_relief_beyond_a_collector_waits_for_the_lead_and_is_let_happen(line, visit):
    collector, lead = visit("collector"), visit("team_lead")
    loan = CaseLoan.objects.filter(
        case__state="open", left_on=None, overdue_penalty_fen__gt=1_000, case__duties__user__username="collector",
        case__duties__until=None,
    ).order_by("past_due_days").first()  # fmt: skip
    number = loan.case.number
    collector.open(f"/cases/{number}/relief/?kind=waiver")
    page = collector.page
    page.fill("[name=penalty]", yuan(loan.overdue_penalty_fen - 1))
    page.click("button[name=work]")
    page.click("form[action$='/relief/make'] button")
    page.wait_for_selector(".notice.success")
    offer = Offer.objects.filter(case__number=number).latest("id")
    assert (offer.state, offer.effect["given_up_fen"]) == ("asked", loan.overdue_penalty_fen - 1)
    assert collector.page.locator("form[action$='/decide']").count() == 0, "nobody decides what he asked for"

    lead.open(f"/relief/{offer.pk}/")
    lead.page.select_option("form[action$='/decide'] select", index=1)
    lead.page.click("form[action$='/decide'] button[value=approved]")
    lead.page.wait_for_selector(".notice.success")
    offer.refresh_from_db()
    assert offer.state == "approved"


def test_a_day_before_the_loan_is_refused_and_what_was_typed_is_still_there(live_site, visit):
    loan = CaseLoan.objects.filter(left_on=None).order_by("loan_id").values_list("loan_id", flat=True).first()
    early = book.paid_out_on(loan) - timedelta(days=1)
    finance = visit("finance")
    page = finance.page
    finance.open("/receipts/")
    today = page.input_value("form [name=on]")
    for name, value in (("loan_id", loan), ("on", early.isoformat()), ("amount", "70.25")):
        page.fill(f"form [name={name}]", value)
    page.locator("form:has([name=amount]) button.btn-primary").click()
    page.wait_for_selector("h1[data-refused=on]")
    assert "放款" in page.inner_text(".notice")

    page.click("main p a")
    page.wait_for_selector("form [name=on][aria-invalid]")
    typed = [page.input_value(f"form [name={name}]") for name in ("loan_id", "on", "amount")]
    assert typed == [loan, early.isoformat(), "70.25"]
    assert page.evaluate("document.activeElement.name") == "on"
    assert finance.violations() == []

    page.fill("form [name=on]", today)
    page.locator("form:has([name=amount]) button.btn-primary").click()
    page.wait_for_selector(".notice.success")
    assert page.input_value("form [name=loan_id]") == "", "an act that was done leaves nothing typed"
    assert page.evaluate("sessionStorage.getItem('huilong-typed')") is None
