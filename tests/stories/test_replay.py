"""A draft is run over the past, night by night; the page says how far, what came of it, or why nothing can be said."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
import yaml
from django.utils import timezone

from huilong.rooms.replay.models import EffectEstimate, Night, Run
from huilong.rooms.replay.queries import days_known
from huilong.site.demo_replay import DRAFT

from .test_live import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
POLLED_MS = 15_000
FIRST, LAST = date(2026, 4, 13), date(2026, 5, 30)


def worked() -> None:
    """The worker beside the pages does what waits."""
    from huilong.rooms.replay.actions import work_on_all

    work_on_all(timezone.now)


def logged() -> None:
    """Through seven weeks of spring the house texted or called by the toss of a coin, and logged what was likely."""
    from huilong.kernel.days import day_date, day_number
    from huilong.rooms.strategy.actions import keep_decisions
    from huilong.rooms.strategy.models import Decision, Experiment
    from huilong.rooms.strategy.queries import treatment_of
    from huilong.rooms.strategy.terms import Tone, TreatmentChannel, TreatmentQueue

    trial = Experiment.objects.latest("pk").pk
    names = Decision.objects.values_list("borrower", flat=True).distinct()
    borrowers = [one for one in map(treatment_of, sorted(names)) if one is not None]
    made = ((TreatmentChannel.CALL, Tone.FIRM), (TreatmentChannel.SMS, Tone.REMINDING))
    given = {
        one.borrower: tuple(
            replace(one.treatment, channel=channel, tone=tone, template="", queue=TreatmentQueue.EARLY)
            for channel, tone in made
        )
        for one in borrowers
    }
    for day in range(day_number(FIRST), day_number(LAST) + 1):
        coins = Random(day)
        keep_decisions(day_date(day), [
            replace(one, on=day_date(day), probability_ppm=500_000, struck="", rule="", treatment=coins.choice(could),
                    experiment=trial, treatment_ppm=500_000, chances=tuple((each, 500_000) for each in could))
            for one in borrowers for could in [given[one.borrower]]
        ])  # fmt: skip


def a_table() -> str:
    """A draft that always texts, of a name as the house logged it."""
    told = {**DRAFT, "name": "只发短信", "outcomes": [*DRAFT["outcomes"], {"name": "queue", "type": "text"}]}
    then = {"channel": "sms", "tone": "reminding", "every_days": "1", "queue": "early"}
    told["rules"] = [{"when": {"past_due_days": ">= 1"}, "then": then}]
    return yaml.safe_dump(told, allow_unicode=True)


def asked(one, first, last, **form) -> int:
    """A replay is asked for on the page; its key."""
    page = one.page
    one.open("/replays/")
    page.fill("[name=from]", first)
    page.fill("[name=to]", last)
    for name, text in form.items():
        if name == "table":
            page.select_option("[name=version]", "")
            page.click("details:has([name=table]) summary")
            page.fill("[name=table]", text)
        elif name == "version":
            page.select_option("[name=version]", label=text)
        else:
            page.fill(f"[name={name}]", text)
    assert one.violations() == []
    page.click("main form.ask button.btn-primary")
    page.wait_for_selector("#replay")
    return int(page.url.rstrip("/").rpartition("/")[2])


def test_a_draft_is_replayed_and_history_says_why_it_cannot_say_more(managed, visit):
    one = visit("strategy")
    page = one.page
    key = asked(one, "2026-02-01", "2026-03-17", minutes="2400", budget="500",
                table=yaml.safe_dump(DRAFT, allow_unicode=True))  # fmt: skip
    assert page.inner_text("#replay .tag") == "待运行"
    assert page.locator("form[action$='/stop/']").count() == 1

    elsewhere(worked)
    page.wait_for_selector("#replay .tag-green", timeout=POLLED_MS)
    run = Run.objects.get(pk=key)
    assert (run.state, run.done) == ("done", run.total)
    assert Night.objects.filter(run=key).count() == 45
    assert page.locator("svg.replay-days g").count() == 45
    reasons = page.locator("section[aria-labelledby=says] td.wrap[colspan]").all_inner_texts()
    assert EffectEstimate.objects.filter(run=key, method="refused").count() == len(reasons) > 0
    assert all(reasons), "each refusal says why"
    assert one.violations() == []
    page.click(f"a[href='/replays/{key}/nights/']")
    page.wait_for_selector("table.rows tbody tr")
    assert one.violations() == []


def test_where_chance_was_logged_the_difference_has_an_interval(managed, visit):
    elsewhere(logged)
    one = visit("strategy")
    page = one.page
    key = asked(one, FIRST.isoformat(), LAST.isoformat(), table=a_table())
    elsewhere(worked)
    page.wait_for_selector("#replay .tag-green", timeout=POLLED_MS)
    told = EffectEstimate.objects.filter(run=key).exclude(method="refused")
    assert {"cash_30", "cost"} <= set(told.values_list("outcome", flat=True)), page.inner_text("main")
    assert all(row.low <= row.difference <= row.high for row in told)
    assert page.locator("section[aria-labelledby=says] .tag-blue").count() == told.count()
    assert one.violations() == []


def test_what_the_book_does_not_know_is_refused(managed, visit):
    one = visit("strategy")
    page = one.page
    one.open("/replays/")
    page.evaluate("document.querySelectorAll('[type=date]').forEach(one => one.removeAttribute('max'))")
    page.fill("[name=from]", "2026-06-01")
    last = days_known()[1]
    page.fill("[name=to]", (last + timedelta(days=1)).isoformat())
    page.click("details:has([name=table]) summary")
    page.fill("[name=table]", a_table())
    page.click("main form.ask button.btn-primary")
    page.wait_for_selector(".notice.refusal")
    assert last.isoformat() in page.inner_text(".notice.refusal"), "the last night that may be replayed"
    assert not Run.objects.filter(last__gt=last).exists()
