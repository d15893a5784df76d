"""A collector's morning: twenty cases by keyboard alone, with a Chinese input method on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huilong.integrations.tests.processes import taken
from huilong.rooms.cases.models import Case, Flag, Opening, Promise
from huilong.rooms.compliance.models import Asked
from huilong.rooms.contact.models import Activity, Call

from .test_live import elsewhere

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CASES = 20


class Desk:
    """The workbench as somebody works it, who never touches a mouse."""

    def __init__(self, visitor) -> None:
        self.page = visitor.page
        self.input = visitor.context.new_cdp_session(self.page)
        visitor.open("/desk/")
        self.page.wait_for_selector("html[data-desk=ready]")

    @property
    def case(self) -> str:
        return self.page.evaluate("document.querySelector('.desk-case')?.dataset.case ?? ''")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def compose(self, letters: str, text: str) -> None:
        """Type as with a Chinese input method: letters are composed, digits choose a candidate, then the text comes."""
        for n in range(1, len(letters) + 1):
            self.input.send("Input.dispatchKeyEvent", {
                "type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process",
                "code": f"Key{letters[n - 1].upper()}",
            })  # fmt: skip
            self.input.send("Input.imeSetComposition", {"text": letters[:n], "selectionStart": n, "selectionEnd": n})
        self.input.send("Input.dispatchKeyEvent", {
            "type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Digit2",
        })  # fmt: skip
        self.input.send("Input.insertText", {"text": text})

    def take_next(self) -> str:
        self.page.evaluate("delete document.documentElement.dataset.case")
        self.press("g")
        self.page.wait_for_selector("html[data-case]")
        return self.case

    def call(self) -> None:
        with self.page.expect_response("**/call/*") as told:
            self.press("d")
        assert told.value.ok
        self.page.wait_for_selector(".call-now")

    def save(self) -> None:
        before = self.case
        self.press("Control+Enter")
        self.page.wait_for_function(
            "before => document.querySelector('.desk-case')?.dataset.case !== before",
            arg=before,
        )


@pytest.fixture
def desk(line, visit) -> Desk:
    elsewhere(Opening.objects.all().delete)  # in this test's own transaction the pages would wait for it
    return Desk(visit("collector"))


def callable_case(desk: Desk) -> bool:
    return desk.page.locator("[data-dial]").count() > 0


def pass_over(desk: Desk) -> None:
    """Leave a case with a reason, and have another."""
    number = desk.case
    desk.press("x")
    desk.page.select_option("#skip-why", "checking")
    desk.press("Tab", "Enter")
    desk.page.wait_for_function("n => document.querySelector('.desk-case')?.dataset.case !== n", arg=number)


def a_callable_case(desk: Desk) -> str:
    """Go on until a case has somebody who may be called; its number."""
    desk.take_next()
    for _ in range(CASES):
        if callable_case(desk):
            break
        pass_over(desk)
    return desk.case


def test_twenty_cases_by_keyboard_with_a_chinese_input_method(desk, line):
    page, day = desk.page, timezone.localdate()
    worked, promised = [], 0
    desk.take_next()
    while len(worked) < CASES and desk.case:
        number = desk.case
        if not callable_case(desk):  # the people of a few cases never came
            pass_over(desk)
            continue
        desk.call()
        if len(worked) % 3 == 0:
            desk.press("1")
            page.keyboard.type("300.50")
            desk.press("Escape", "t")
            page.keyboard.type((day + timedelta(days=2)).strftime("%m%d%Y"))
            desk.press("Escape", "n")
            desk.compose("zhouwufagongzi", "周五发工资")
            assert page.input_value("#done [name=note]") == "周五发工资"
            assert page.is_checked("[data-digit='1']"), "the digit that chose a candidate chose no outcome"
            promised += 1
        elif len(worked) % 3 == 1:
            desk.press("3")
        else:
            desk.press("n")
            desk.compose("guanji", "关机")
            desk.press("Alt+5")
            desk.page.select_option(".reason[data-of=switched_off] select", "switched_off")
        worked.append(number)
        desk.save()

    assert len(worked) == len(set(worked)) == CASES
    assert Activity.objects.filter(case__number__in=worked, undone_at=None).count() == CASES
    assert Promise.objects.filter(case__number__in=worked, amount_fen=30_050, state="open").count() == promised
    calls = Call.objects.filter(case__number__in=worked)
    assert {str(call.key) for call in calls} <= set(taken(line)), "every call rang at the gateway"
    assert Asked.objects.filter(pk__in=[key for call in calls for key in call.verdicts], permitted=False).count() == 0


def test_undo_within_its_seconds_brings_the_case_back(desk):
    number = a_callable_case(desk)
    desk.call()
    desk.press("4")
    desk.save()
    desk.press("z")
    desk.page.wait_for_function("n => document.querySelector('.desk-case')?.dataset.case === n", arg=number)

    kept = Activity.objects.filter(case__number=number).latest("id")
    assert kept.outcome == "busy"
    assert kept.undone_at is not None
    assert desk.page.locator("tr.undone").count() >= 1


def test_what_is_typed_before_and_while_it_rings_stays(desk):
    a_callable_case(desk)
    desk.press("n")
    desk.compose("hui", "回")
    desk.press("Escape", "7", "Escape")
    desk.call()
    assert desk.page.input_value("#done [name=note]") == "回"
    assert desk.page.is_checked("[data-digit='7']")
    assert desk.page.input_value("#call-key"), "and what is saved is of this call"
    assert desk.page.evaluate("document.activeElement !== document.body")


def test_what_lacks_something_says_so_and_keeps_what_was_typed(desk):
    a_callable_case(desk)
    desk.call()
    desk.press("8")
    desk.page.select_option(".reason[data-of=objects] select", "disputes_amount")
    desk.press("Control+Enter")
    desk.page.wait_for_selector(".notice.refusal")
    assert "备注" in desk.page.inner_text(".notice.refusal")
    desk.page.wait_for_function("() => document.activeElement.name === 'note'")
    desk.page.keyboard.type("fee")
    number = desk.case
    desk.save()
    assert Flag.objects.filter(case__number=number, kind="dispute", ended_at=None).count() == 1


def test_the_palette_and_the_keys_are_found_by_keyboard(desk):
    desk.press("Shift+Slash")
    desk.page.wait_for_selector("dialog#help[open]")
    desk.press("Escape", "Control+k")
    desk.page.wait_for_selector("dialog#palette[open]")
    other = Case.objects.filter(state="open", assigned_to__isnull=False).latest("id").number
    desk.page.keyboard.type(other)
    desk.press("Enter")
    desk.page.wait_for_url(f"**/desk/?case={other}")
    assert desk.case == other


def test_a_case_open_elsewhere_says_with_whom(desk, visit):
    number = desk.take_next()

    lead = visit("team_lead")
    lead.open(f"/desk/?case={number}")

    lead.page.wait_for_selector("text=李航")
    assert "李航" in lead.page.inner_text(".desk-case .notice")


def test_the_workbench_has_no_violations_in_either_language(desk, visit):
    visitor = visit("team_lead")
    for language in ("zh-hans", "en"):
        visitor.open("/desk/")
        visitor.speak(language)
        visitor.page.wait_for_selector("html[data-desk=ready]")
        if not visitor.page.query_selector(".desk-case"):
            visitor.page.keyboard.press("g")
            visitor.page.wait_for_timeout(10)
        assert visitor.violations() == []
    visitor.speak("zh-hans")
