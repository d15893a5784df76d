"""A lender places cases with a firm, which works and brings results on its pages; the lender recalls (委外故事)."""

from datetime import timedelta

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]



@pytest.fixture(scope="module")
def firm(house) -> int:
    """An approved firm under contract, with a manager and an agent."""
    from django.utils import timezone

    from huilong.rooms.agencies.tests.onboarding import onboard
    from huilong.rooms.people.actions import ensure_organisation, ensure_team, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role
    from tests.stories.conftest import PASSWORD
    from tests.stories.telephone import trained

    key = ensure_organisation("故事委外", OrganisationKind.AGENCY)
    team = ensure_team("故事委外一组", key)
    for role in (Role.AGENCY_MANAGER, Role.AGENCY_AGENT):
        ensure_user(role.value, display_name=role.value, role=role, organisation=key, password=PASSWORD, team=team)
    trained(list(User.objects.filter(organisation=key).values_list("pk", flat=True)), timezone.localdate())
    boss, second = User.objects.get(username="manager"), User.objects.get(username="compliance")
    onboard(key, boss, second, timezone.now() - timedelta(days=1))
    return key


def test_a_batch_is_placed_worked_and_recalled(visit, firm):
    lender = visit("manager")
    lender.open("/placements/new/")
    page = lender.page
    page.select_option("[name=contract]", index=1)
    page.fill("[name=batch]", "STORY-1")
    page.fill("[name=exit_on]", _later())
    page.fill("[name=least_days]", "1")
    page.fill("[name=most]", "3")
    page.click("section form.ask button")
    page.wait_for_selector("#would-go")
    assert page.inner_text("#would-go") == "3"
    assert lender.violations() == []
    page.click("section:has(#would-go) form button")
    page.wait_for_selector("#batch-title")

    chief = visit("agency_manager")
    chief.open("/portal/?batch=STORY-1")
    links = chief.page.query_selector_all("section[aria-labelledby=cases-title] tbody a")
    assert len(links) == 3
    assert chief.violations() == []
    links[0].click()
    chief.page.wait_for_selector("#result-title")
    chief.page.select_option("[name=outcome]", value="no_answer")
    chief.page.click("section[aria-labelledby=result-title] button")
    chief.page.wait_for_selector(".notice, .alert, [role=status]")

    page.reload()
    assert page.inner_text("#worked") == "1"
    page.check("[name=all]")
    page.select_option("[name=why]", value="elsewhere")
    page.click("button[value=recall]")
    page.wait_for_selector("#batch-title")

    chief.open("/portal/?batch=STORY-1")
    assert chief.page.query_selector_all("section[aria-labelledby=cases-title] tbody a") == []


def _later() -> str:
    from django.utils import timezone

    return (timezone.localdate() + timedelta(days=30)).isoformat()
