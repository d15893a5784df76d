"""Every page is clean for axe, keeps the content policy, and speaks both languages, light and dark."""

import pytest

from .conftest import Visitor
from .test_journey import first_open_case

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGES = {
    "portfolio": "/portfolio/", "dashboard": "/portfolio/dashboard/", "behind a figure": "/portfolio/rows/",
    "packs": "/portfolio/packs/", "cases": "/cases/", "no cases": "/cases/?text=nobody", "case": "/cases/{case}/",
    "schedule": "/cases/{case}/?tab=schedule", "receipts": "/cases/{case}/?tab=receipts",
    "files": "/cases/{case}/files/",
    "timeline": "/cases/{case}/?tab=timeline", "people": "/cases/{case}/?tab=people", "nights": "/nights/",
    "imports": "/imports/", "quarantine": "/imports/quarantine/", "row": "/imports/quarantine/{row}/",
}  # fmt: skip


LOOKS = [("zh-hans", "light"), pytest.param("en", "dark", marks=pytest.mark.slow)]


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_is_clean(chromium, site, language, theme):
    from huilong.rooms.book.models import QuarantinedRow

    visitor = Visitor(chromium, site, theme)
    visitor.open("/login")
    found = {"login": visitor.violations()}
    visitor.sign_in("finance")
    visitor.speak(language)
    row = QuarantinedRow.objects.order_by("-pk").first().pk
    for name, path in PAGES.items():
        visitor.open(path.format(case=first_open_case().number, row=row))
        if name == "portfolio":
            visitor.page.wait_for_selector("html[data-charts=drawn]")
        found[name] = visitor.violations()
        wide = visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if wide:
            found[name].append("the page is wider than the window")
    complaints = visitor.complaints
    visitor.context.close()
    assert {name: one for name, one in found.items() if one} == {}
    assert complaints == []


def test_nothing_is_fetched_from_elsewhere(chromium, site):
    visitor = Visitor(chromium, site)
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.sign_in("manager")
    visitor.page.wait_for_selector("html[data-charts=drawn]")
    visitor.context.close()
    assert [url for url in asked if not url.startswith(site)] == []
