"""Finance runs a month; the firm objects to a line, is answered, agrees; a manager approves; invoice, file, paid."""

from datetime import date

import pytest

from huilong.rooms.settlement.models import Statement

from .conftest import LAST_NIGHT, PASSWORD
from .test_live import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAYER = {"name": "故事汽车金融", "account": "1001234567890123", "bank": "工商银行", "bank_code": "102100099996"}
NUMBER = "26112000000012345678"


def placed_with_a_firm() -> None:
    """A firm, its contract, and with it since June began the cases of ten loans that money came for in June."""
    from django.utils import timezone

    from huilong.rooms.agencies.models import Contract, Placement
    from huilong.rooms.book.queries import receipts_of
    from huilong.rooms.cases.models import Case, CaseLoan
    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.models import Organisation
    from huilong.rooms.people.terms import OrganisationKind, Role

    firm = ensure_organisation("故事委外机构", OrganisationKind.AGENCY)
    lender = Organisation.objects.get(name="故事汽车金融").pk
    ensure_user("firm", display_name="钱总", role=Role.AGENCY_MANAGER, organisation=firm, password=PASSWORD)
    ensure_user("purse", display_name="孙会计", role=Role.FINANCE, organisation=lender, password=PASSWORD)
    now = timezone.now()
    contract, _ = Contract.objects.get_or_create(number="故事-01", defaults={
        "organisation_id": firm, "from_on": date(2026, 1, 1), "to_on": date(2026, 12, 31), "signed_at": now,
        "kept_by": 1, "fee": {"form": "rate", "rate_ppm": 180_000},
    })  # fmt: skip
    loans = dict(CaseLoan.objects.filter(left_on=None).values_list("loan_id", "case_id"))
    paid = [one.loan_id for one in receipts_of(list(loans), since=date(2026, 6, 1)) if one.on <= LAST_NIGHT]
    CaseLoan.objects.filter(loan_id__in=paid).update(joined_on=date(2026, 5, 1))
    for case in sorted({loans[one] for one in paid})[:10]:
        Placement.objects.get_or_create(case=Case.objects.get(pk=case), defaults={
            "organisation_id": firm, "contract": contract, "batch": "B1", "tier": 1, "entry_on": date(2026, 6, 1),
            "exit_on": date(2026, 12, 31), "entry_past_due_days": 40, "entry_delinquent_fen": 1, "placed_by": 1,
            "placed_at": now.replace(month=6, day=1),
        })  # fmt: skip


def done(visitor) -> None:
    visitor.page.wait_for_selector(".notice.success")


@pytest.fixture
def firm(house):
    elsewhere(placed_with_a_firm)


def test_a_month_is_settled_from_the_run_to_the_bank(firm, visit, settings):
    settings.PAYER = PAYER
    finance = visit("finance")
    finance.open("/settlement/")
    finance.page.fill("[name=month]", "2026-06")
    finance.page.click("form[action$='/settlement/run'] button")
    done(finance)
    finance.page.click("table.rows a[href*='/settlement/']")
    finance.page.click("button[value=issue]")
    done(finance)
    where = finance.page.url.removeprefix(finance.site)
    row = Statement.objects.latest("id")
    assert row.fen > 0

    theirs = visit("firm")
    theirs.open(where)
    theirs.page.click("section[aria-labelledby=lines-title] tbody a")
    assert theirs.page.locator("code").first.inner_text().startswith("receipt:")
    theirs.page.select_option("[name=reason]", "wrong_rate")
    theirs.page.fill("[name=note]", "合同约定为 20%")
    theirs.page.click("form[action$='/dispute'] button")
    done(theirs)
    assert theirs.violations() == []

    finance.open(where)
    assert "合同约定为 20%" in finance.page.inner_text("section[aria-labelledby=disputes-title]")
    finance.page.fill("form[action$='/answer'] [name=note]", "合同第三条为 18%")
    finance.page.click("form[action$='/answer'] button")
    done(finance)
    theirs.open(where)
    assert "合同第三条为 18%" in theirs.page.inner_text("section[aria-labelledby=disputes-title]")
    theirs.page.click("button[value=agree]")
    done(theirs)

    manager = visit("manager")
    manager.open(where)
    manager.page.click("button[value=approve]")
    done(manager)
    theirs.open(where)
    theirs.page.fill("[name=number]", NUMBER)
    theirs.page.click("button[value=invoice]")
    done(theirs)
    pay_it(finance, visit("purse"))
    assert Statement.objects.get(pk=row.pk).state == "paid"


def pay_it(finance, second) -> None:
    """Where the firm is paid, by two; one file, taken away; the bank paid."""
    finance.open("/settlement/payments/")
    account = {"name": "故事委外机构", "account": "6222020200012345", "bank": "建设银行", "bank_code": "105100000017"}
    finance.page.select_option("form[action$='/payees/keep'] [name=organisation]", label="故事委外机构")
    for name, text in account.items():
        finance.page.fill(f"form[action$='/payees/keep'] [name={name}]", text)
    finance.page.click("form[action$='/payees/keep'] button")
    done(finance)
    second.open("/settlement/payments/")
    second.page.click("form[action$='/confirm'] button")
    done(second)
    finance.open("/settlement/payments/")
    assert finance.violations() == []
    finance.page.click("form[action$='/payments/make'] button")
    done(finance)
    with finance.page.expect_download() as taken:
        finance.page.click("form[action$='/take'] button")
    assert taken.value.suggested_filename.endswith(".xml")
    finance.page.click("form[action$='/book'] button")
    done(finance)


def test_what_borrowers_may_be_charged_is_read_without_signing_in(visit, site, chromium):
    finance = visit("finance")
    finance.open("/borrower-prices/")
    finance.page.select_option("[name=kind]", "tow")
    finance.page.fill("[name=most]", "500")
    finance.page.fill("[name=source]", "收费公示 2026")
    finance.page.click("main form button.btn-primary")
    done(finance)
    anybody = chromium.new_context().new_page()
    anybody.goto(f"{site}/borrower-prices/{date.today().year}/")  # noqa: DTZ011
    assert "500.00" in anybody.inner_text("main")
