"""A model is read, agreed to by a second person and put to use; the night warns by it, in words (评分故事)."""

import pytest

from huilong.rooms.scores.models import BorrowerScore, EarlyWarning, ScoreModel

from .conftest import LANGUAGES, LAST_NIGHT
from .managing import agreed, approval_of
from .test_live import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def pressed(page, name) -> None:
    page.click(f"form[action$='/{name}'] button")
    page.wait_for_selector(".notice.success")


def scored() -> None:
    """The next night scores the desk and warns."""
    from huilong.night.scoring import score

    score(LAST_NIGHT)


def test_a_model_scores_only_after_a_second_person_agreed(managed, visit, monkeypatch):
    monkeypatch.setattr("huilong.rooms.scores.night.STANDS_OUT", 1.0)  # the synthetic lender's misses are chance
    one = visit("strategy")
    one.open("/scores/")
    assert one.violations() == []
    one.page.click("tbody tr:has-text('草稿') td:first-child a")
    page = one.page
    page.wait_for_selector("#calibration canvas")
    key = int(page.url.rstrip("/").rpartition("/")[2])
    assert page.locator("section[aria-labelledby=lists-title] tbody tr").count() == 5, "precision and recall"
    assert page.locator("section[aria-labelledby=features-title] tr:has-text('性别')").count() >= 1, "why not by sex"
    assert one.violations() == []
    assert page.locator("form[action$='/use']").count() == 0
    pressed(page, "ask")

    manager = visit("manager")
    agreed(manager, approval_of("score_model", f"model:{key}"))
    manager.open(f"/scores/{key}/")
    assert manager.page.locator("form[action$='/use']").count() == 0, "who agreed does not train"
    one.open(f"/scores/{key}/")
    assert "周敏" in page.inner_text("dl.facts")
    pressed(page, "use")
    assert ScoreModel.objects.get(pk=key).state == "in_use"

    elsewhere(scored)
    assert EarlyWarning.objects.filter(model_id=key).exists()
    warned(one)


def warned(one) -> None:
    """The list of warnings: the likeliest first, each with its reasons; narrowed, and taken away."""
    page = one.page
    one.open("/warnings/")
    chances = [float(text.rstrip("%")) for text in page.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert chances == sorted(chances, reverse=True)
    assert all(page.locator("tbody td:nth-child(4)").all_inner_texts()), "each says why"
    loan = page.inner_text("tbody tr td:first-child")
    page.fill("[name=loan_id]", loan)
    page.press("[name=loan_id]", "Enter")
    page.wait_for_url(f"**loan_id={loan}**")
    page.wait_for_selector("tbody tr")
    assert page.locator("tbody tr").count() == 1
    assert one.violations() == []
    with page.expect_download() as waiting:
        page.click("button[name=export][value=csv]")
    assert loan in waiting.value.path().read_text("utf-8-sig")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scores_of_a_case_are_told_in_words(house, visit, language):
    lead = visit("team_lead")
    lead.open("/cases/")
    number = lead.page.inner_text("tbody tr td:first-child a")
    lead.open(f"/cases/{number}/")
    lead.speak(language)
    lead.page.click(f"nav.tabs a[href='/cases/{number}/scores/']")
    rows = lead.page.locator("section[aria-labelledby=scores-title] tbody tr")
    borrower = BorrowerScore.objects.filter(borrower=borrower_of(number))
    assert rows.count() == borrower.count() > 0
    for row in rows.all():
        assert row.locator("li").count() >= 1, "a score without a reason says nothing"
    assert lead.violations() == []


def borrower_of(number: str) -> str:
    from huilong.rooms.cases.models import Case

    return Case.objects.get(number=number).borrower
