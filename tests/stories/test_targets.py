"""From the month's target to somebody's day, and an allocation told in a sentence (目标与分派故事)."""

from datetime import date

import pytest
from django.db.models import Sum
from django.utils import timezone

from huilong.kernel.days import add_months
from huilong.rooms.cases.models import Duty
from huilong.rooms.performance.models import Allocation, PlanLine, Target, TargetPart

from .conftest import LANGUAGES
from .managing import agreed, approval_of
from .test_live import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def next_month() -> str:
    return add_months(timezone.localdate().replace(day=1), 1).isoformat()[:7]


def test_a_month_s_target_is_agreed_to_and_broken_down_to_days(managed, visit):
    manager, month = visit("manager"), next_month()
    page = manager.page
    manager.open(f"/performance/targets/?month={month}")
    page.fill("[name=fen]", "1200000")
    page.click("form[action*='/targets/set'] button.btn-primary")
    page.wait_for_selector(".notice.success")
    row = Target.objects.latest("id")
    assert (row.fen, row.state) == (120_000_000, "asked")
    assert page.locator("table .money a").count() == 0, "nothing is broken down before a second person agreed"

    strategy = visit("strategy")
    strategy.open("/staff/approvals/")
    assert strategy.page.locator("tbody tr").count() >= 1, "who decides finds what waits"
    agreed(strategy, approval_of("target", f"target:{row.pk}"))
    assert parts_of(row.pk) == 120_000_000, "not a fen is lost on the way to the days"

    manager.open(f"/performance/targets/?month={month}")
    assert "1,200,000.00" in page.inner_text("section[aria-labelledby=targets-title] tbody tr:first-child")
    weeks = page.locator("section[aria-labelledby=targets-title] thead th").count()
    assert manager.violations() == []
    page.click("a[href*='by=day']")
    page.wait_for_url("**by=day**")
    assert page.locator("section[aria-labelledby=targets-title] thead th").count() > weeks
    page.click("form[action*='break-down'] button")
    page.wait_for_selector(".notice.success")
    assert parts_of(row.pk) == 120_000_000


def parts_of(target: int) -> int:
    return TargetPart.objects.filter(target_id=target).aggregate(fen=Sum("fen"))["fen"]


def plan_made() -> date:
    """The night plans the next working day."""
    from huilong.rooms.performance.actions import next_working_day
    from huilong.rooms.performance.actions.planning import plan_day

    on = next_working_day(timezone.localdate())
    plan_day(on, timezone.now())
    return on


def test_a_collector_s_day_is_in_order_and_says_why(managed, visit):
    elsewhere(plan_made)
    on = PlanLine.objects.latest("on").on
    one = visit("collector")
    one.open(f"/performance/plan/?on={on.isoformat()}")
    page = one.page
    assert page.locator("tbody tr").count() > 0
    places = [int(text) for text in page.locator("table.rows tbody td:first-child").all_inner_texts() if text.isdigit()]
    assert places == sorted(places)
    assert all(page.locator("td:nth-child(7)").all_inner_texts()), "each act says why"
    assert one.violations() == []
    page.click("table.rows tbody a >> nth=0")
    page.wait_for_selector(".case-head")

    lead = visit("team_lead")
    lead.open(f"/performance/plan/?on={on.isoformat()}")
    assert "李航" in lead.page.inner_text("main")
    assert lead.violations() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_allocation_proves_its_gap_and_is_told_in_a_sentence(managed, visit, language):
    lead = visit("team_lead")
    lead.open("/performance/allocation/")
    lead.speak(language)
    page = lead.page
    assert lead.violations() == []
    page.select_option("[name=team]", label="故事一组")
    page.click("form[action$='/propose'] button")
    page.wait_for_selector("#run-title")
    run = Allocation.objects.latest("id")
    assert run.incumbent_fen <= run.bound_fen
    assert page.locator("section[aria-labelledby=run-title] table:not(details table) tbody tr").count() >= 3
    told = page.locator("main > * table.rows td:nth-child(6)").all_inner_texts()
    told = [text for text in told if len(text) > 12]
    assert told, "each line says in a sentence why"
    assert lead.violations() == []
    before = held()
    page.click("form[action$='/accept'] button")
    page.wait_for_selector(".notice.success")
    assert Allocation.objects.get(pk=run.pk).state == "accepted"
    page.click("form[action$='/undo'] button")
    page.wait_for_selector(".notice.success")
    assert Allocation.objects.get(pk=run.pk).state == "undone"
    assert held() == before


def held() -> list[tuple[int, int | None]]:
    """Who holds what now."""
    return sorted(Duty.objects.filter(ended="", kind="collect").values_list("case_id", "user_id"),
                  key=lambda one: (one[0], one[1] or 0))  # fmt: skip


def test_each_verb_of_holding_has_its_door(managed, visit):
    manager = visit("manager")
    manager.open("/performance/allocation/")
    doors = manager.page.locator("section[aria-labelledby=verbs-title] a")
    paths = [door.get_attribute("href") for door in doors.all()]
    assert len(paths) == 4
    for path in paths:
        assert manager.page.request.get(f"{manager.site}{path}").status == 200, path
    manager.open("/performance/people/")
    assert manager.violations() == []
