"""House rules edited without a release: tried on last month's acts, approved by a second person, then in force."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance import actions
from huilong.rooms.compliance.actions import may_we
from huilong.rooms.compliance.models import Asked, Book, HouseRule
from huilong.rooms.compliance.queries import impact, rulebook, shipped
from huilong.rooms.compliance.queries.records import recheck
from huilong.rooms.compliance.terms import Verdict
from huilong.rooms.journal.models import Entry
from huilong.rooms.people.actions import decide
from huilong.rooms.people.models import Approval
from huilong.rooms.people.tests.cast import acting_as, as_web, village

from .test_asking import TEN, a_call
from .texts import CURFEW, LATER

EVENING = TEN + timedelta(hours=10, minutes=30)  # half past eight in Shanghai
DAY = date(2026, 9, 1)


@pytest.fixture
def house(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with one here
    return village()


def approved(house, text: str, starts: date, at) -> int:
    """A version written by Fang and approved by Song."""
    with acting_as(house["fang"]):
        key = actions.start_draft(text, starts, at)
        asked = actions.submit_draft(key, at)
    with acting_as(house["song"]):
        decide(asked, approve=True, actor=house["song"].pk, at=at)
    return key


def waiting(house, text: str = CURFEW, at=TEN, starts: date = DAY) -> tuple[int, int]:
    with acting_as(house["fang"]):
        key = actions.start_draft(text, starts, at)
        return key, actions.submit_draft(key, at)


def test_a_rule_judges_the_next_act_once_a_second_person_approved_it(house):
    assert may_we(a_call(), EVENING).permitted
    key, asked = waiting(house)
    assert may_we(a_call("B2"), EVENING).permitted, "a draft judges nothing"
    with acting_as(house["song"]):
        decide(asked, approve=True, actor=house["song"].pk, at=TEN)

    late = may_we(a_call("B3"), EVENING)
    assert (late.permitted, late.answer.deciding) == (False, ("CN-HOUSE-020",))
    draft = HouseRule.objects.get(pk=key)
    assert (draft.state, draft.version, draft.approved_by) == ("in_force", 1, house["song"].pk)
    verbs = list(Entry.objects.filter(verb__startswith="law.").exclude(verb="law.asked").order_by("id")
                 .values_list("verb", flat=True))  # fmt: skip
    assert verbs == ["law.drafted", "law.draft_submitted", "law.rule_approved"]


def test_the_rulebook_changes_with_it_and_old_verdicts_are_rechecked_with_their_own(house):
    may_we(a_call(), EVENING)
    approved(house, CURFEW, DAY, TEN)
    may_we(a_call("B2"), EVENING)
    approved(house, LATER, DAY + timedelta(days=1), TEN)
    may_we(a_call("B3"), EVENING)
    may_we(a_call("B3"), EVENING + timedelta(days=1))

    said = list(Asked.objects.order_by("id").values_list("verdict", flat=True))
    assert said == ["allow", "block", "block", "allow"], "the day of the act says which version judges it"
    assert Book.objects.count() == 3
    assert rulebook().sha256 != shipped().sha256
    found = recheck()
    assert (found.verdicts, found.differing) == (4, ())


def test_every_process_notices_a_version_approved_in_another(house):
    first = rulebook()
    assert first is shipped()
    approved(house, CURFEW, DAY, TEN)
    second = rulebook()
    assert second is rulebook(), "kept until something is approved"
    approved(house, LATER, DAY, TEN + timedelta(hours=1))
    assert rulebook() is not second
    with transaction.atomic():
        approved(house, CURFEW.replace("020", "021"), DAY, TEN)
        assert "CN-HOUSE-021" in {one.id for one in rulebook().rules}
        transaction.set_rollback(True)
    assert "CN-HOUSE-021" not in {one.id for one in rulebook().rules}


def test_asking_reads_the_mark_of_the_rulebook_once(house, django_assert_max_num_queries):
    approved(house, CURFEW, DAY, TEN)
    may_we(a_call(), TEN)
    with django_assert_max_num_queries(20) as told:
        may_we(a_call(), TEN)
    assert sum("compliance_house_rule" in one["sql"] for one in told.captured_queries) == 1


def test_neither_the_asker_nor_the_writer_decides(house):
    key, asked = waiting(house)
    with acting_as(house["fang"]), pytest.raises(Refusal, match="not-a-second-person"):
        decide(asked, approve=True, actor=house["fang"].pk, at=TEN)
    HouseRule.objects.filter(pk=key).update(effective_from=DAY)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        HouseRule.objects.filter(pk=key).update(
            state="in_force", approved_by=house["fang"].pk, approved_at=TEN
        )
    other = HouseRule.objects.create(rule="CN-HOUSE-099", version=1, text=CURFEW.replace("020", "099"), state="draft",
                                     effective_from=DAY, author=house["song"].pk, written_at=TEN)  # fmt: skip
    with acting_as(house["fang"]):
        asked = actions.submit_draft(other.pk, TEN)
    with acting_as(house["song"]), pytest.raises(Refusal, match="author-decides"), transaction.atomic():
        decide(asked, approve=True, actor=house["song"].pk, at=TEN)
    assert Approval.objects.get(pk=asked).state == "waiting"


def test_a_refused_draft_stays_as_it_was_and_a_new_version_may_follow(house):
    key, asked = waiting(house)
    decide(asked, approve=False, actor=house["song"].pk, at=TEN)
    assert HouseRule.objects.get(pk=key).state == "refused"
    with acting_as(house["fang"]):
        for change in (lambda: actions.change_draft(key, LATER, DAY, TEN), lambda: actions.submit_draft(key, TEN),
                       lambda: actions.withdraw_draft(key, TEN)):  # fmt: skip
            with pytest.raises(Refusal, match="draft-closed"):
                change()
    again, _asked = waiting(house, LATER)
    assert HouseRule.objects.get(pk=again).version == 2


def test_what_was_handed_in_is_what_is_approved(house):
    key, asked = waiting(house)
    with acting_as(house["fang"]), pytest.raises(Refusal, match="draft-closed"):
        actions.change_draft(key, LATER, DAY, TEN)
    for change in ({"text": LATER}, {"author": 99}, {"version": 9}):
        with pytest.raises(DatabaseError, match="versions of house rules stay"), transaction.atomic():
            HouseRule.objects.filter(pk=key).update(**change)
    with pytest.raises(DatabaseError, match="versions of house rules stay"), transaction.atomic():
        HouseRule.objects.filter(pk=key).delete()
    decide(asked, approve=True, actor=house["song"].pk, at=TEN)
    with pytest.raises(DatabaseError, match="versions of house rules stay"), transaction.atomic():
        HouseRule.objects.filter(pk=key).update(state="withdrawn")


def test_a_withdrawn_draft_cannot_come_into_force(house):
    key, asked = waiting(house)
    with acting_as(house["fang"]):
        actions.withdraw_draft(key, TEN)
    with pytest.raises(Refusal, match="draft-closed"), transaction.atomic():
        decide(asked, approve=True, actor=house["song"].pk, at=TEN)


def test_a_rule_begins_on_the_day_it_is_approved_at_the_earliest(house):
    with acting_as(house["fang"]):
        key = actions.start_draft(CURFEW, DAY - timedelta(days=1), TEN)
        with pytest.raises(Refusal, match="day-past"):
            actions.submit_draft(key, TEN)
        actions.change_draft(key, CURFEW, DAY, TEN)
        asked = actions.submit_draft(key, TEN)
    decide(asked, approve=True, actor=house["song"].pk, at=TEN + timedelta(days=3))
    assert HouseRule.objects.get(pk=key).effective_from == DAY + timedelta(days=3)


def test_a_request_that_ran_out_is_asked_again(house):
    key, _asked = waiting(house, starts=DAY + timedelta(days=60))
    with acting_as(house["fang"]):
        with pytest.raises(Refusal, match="approval-waits"), transaction.atomic():
            actions.submit_draft(key, TEN + timedelta(days=1))
        again = actions.submit_draft(key, TEN + timedelta(days=20))
    decide(again, approve=True, actor=house["song"].pk, at=TEN + timedelta(days=20))
    assert HouseRule.objects.get(pk=key).state == "in_force"


def test_a_draft_whose_tests_fail_is_kept_and_not_handed_in(house):
    with acting_as(house["fang"]):
        key = actions.start_draft(CURFEW.replace("'20:05'", "'08:05'"), DAY, TEN)
        with pytest.raises(Refusal, match="draft-unsound") as refused:
            actions.submit_draft(key, TEN)
    assert "five past eight" in refused.value.says.en
    with acting_as(house["fang"]), pytest.raises(Refusal, match="rule-id-fixed"):
        actions.change_draft(key, CURFEW.replace("020", "021"), DAY, TEN)


def test_trying_it_tells_what_last_month_would_have_been(house, monkeypatch):
    evening = [may_we(a_call(f"B{n}"), EVENING).id for n in range(7)]
    may_we(a_call("B8"), TEN)
    may_we(a_call("B9"), EVENING - timedelta(days=40))
    may_we(a_call("B7", content_flags=["threat"]), EVENING)  # blocked with it and without it
    with acting_as(house["fang"]):
        key = actions.start_draft(CURFEW, DAY + timedelta(days=5), TEN)
        actions.try_draft(key, TEN)
    told = HouseRule.objects.get(pk=key).impact
    assert (told["stored"], told["judged"], told["changed"]) == (9, 9, 7)
    [change] = told["changes"]
    assert (change["before"], change["after"], change["verdicts"]) == ("allow", "block", 7)
    assert change["examples"] == sorted(evening, reverse=True)[:5]

    monkeypatch.setattr(impact, "MOST", 4)
    with acting_as(house["fang"]):
        actions.try_draft(key, TEN)
    told = HouseRule.objects.get(pk=key).impact
    assert (told["stored"], told["judged"]) == (9, 4), "the newest, and it is said how many"


def test_trying_a_later_version_is_measured_against_the_one_before(house):
    approved(house, CURFEW, DAY, TEN)
    Asked.objects.count()
    may_we(a_call("B1"), EVENING)
    with acting_as(house["fang"]):
        key = actions.start_draft(LATER, DAY + timedelta(days=5), TEN)
        actions.try_draft(key, TEN)
    [change] = HouseRule.objects.get(pk=key).impact["changes"]
    assert (change["before"], change["after"]) == ("block", "allow"), "looser than before, and everybody sees it"


def test_a_fact_that_was_not_stored_is_said_to_be_missing(house):
    may_we(a_call(), TEN)
    text = CURFEW.replace("debtor_local_time >= '20:00'", "visitor_count < 2")
    text = text.replace("debtor_local_time", "visitor_count")
    for clock, number in (("'20:05'", "0"), ("'20:00'", "1"), ("'19:59'", "2")):
        text = text.replace(f"visitor_count: {clock}", f"visitor_count: {number}")
    with acting_as(house["fang"]):
        key = actions.start_draft(text, DAY, TEN)
        actions.try_draft(key, TEN)
    [change] = HouseRule.objects.get(pk=key).impact["changes"]
    assert (change["after"], change["missing"]) == (Verdict.NEEDS_APPROVAL, ["visitor_count"])


def test_everybody_is_judged_by_what_is_approved_and_only_the_house_reads_drafts(house):
    approved(house, CURFEW, DAY, TEN)
    with acting_as(house["fang"]):
        actions.start_draft(LATER, DAY, TEN)
    as_web()
    for name, sees in (("lin", 1), ("hu", 1), ("fang", 2), ("song", 2), ("deng", 1)):
        with acting_as(house[name]):
            assert HouseRule.objects.count() == sees, name
            assert "CN-HOUSE-020" in {one.id for one in rulebook().rules}, name
            with pytest.raises(DatabaseError), transaction.atomic():
                HouseRule.objects.create(rule="X-1", version=1, text="x", state="in_force", effective_from=DAY,
                                         author=house[name].pk, written_at=TEN)  # fmt: skip
    assert HouseRule.objects.count() == 0, "nobody sees nothing"


def test_a_rule_is_written_tried_and_approved_as_the_pages_meet_the_database(house):
    as_web()
    today = timezone.localdate()
    with acting_as(house["fang"]):
        key = actions.start_draft(CURFEW, today, timezone.now())
        actions.try_draft(key, timezone.now())
        asked = actions.submit_draft(key, timezone.now())
    with acting_as(house["song"]):
        decide(asked, approve=True, actor=house["song"].pk, at=timezone.now())
        assert HouseRule.objects.get(pk=key).state == "in_force"
    with acting_as(house["fang"]):
        key = actions.start_draft(LATER, today, timezone.now())
        asked = actions.submit_draft(key, timezone.now())
    with acting_as(house["song"]):
        decide(asked, approve=False, actor=house["song"].pk, at=timezone.now())
        assert HouseRule.objects.get(pk=key).state == "refused"


def page(client: Client, path: str, body=None, status: int = 200) -> str:
    answer = client.get(path) if body is None else client.post(path, body, follow=True)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_compliance_writes_a_rule_on_the_pages_and_the_manager_approves(house, client):
    may_we(a_call("B-EVENING"), timezone.now().replace(hour=12, minute=30) - timedelta(days=1))
    fang, song = Client(), Client()
    fang.force_login(house["fang"])
    song.force_login(house["song"])
    assert "CN-REPO-011" in page(fang, "/law/drafts/")
    assert "id: CN-REPO-011" in page(fang, "/law/drafts/new?from=CN-REPO-011")
    assert "CN-TIME-001" in page(fang, "/law/drafts/new?from=CN-TIME-001", status=422)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    broken = page(fang, "/law/drafts/new", {"text": "id: [", "effective_from": tomorrow}, 422)
    assert "<code>2:1</code>" in broken, "the line and the column"
    assert "id: [</textarea>" in broken, "what was written is not lost"
    assert "2026-01-31" in page(fang, "/law/drafts/new", {"text": CURFEW, "effective_from": "soon"}, 422)

    failing = CURFEW.replace("'20:05'", "'08:05'").replace("\n", "\r\n")
    shown = page(fang, "/law/drafts/new", {"text": failing, "effective_from": tomorrow})
    key = HouseRule.objects.get().pk
    assert 'id="lacking"' in shown
    assert "✗ five past eight" in shown
    assert "\r" not in HouseRule.objects.get().text
    page(fang, f"/law/drafts/{key}/submit", {}, 422)
    assert HouseRule.objects.get().state == "draft"
    shown = page(fang, f"/law/drafts/{key}/edit", {"text": CURFEW, "effective_from": tomorrow})
    assert 'id="sound"' in shown
    assert "债务人当地时间 ≥ 20:00" in shown
    shown = page(fang, f"/law/drafts/{key}/try", {})
    assert f"/law/verdicts/{Asked.objects.get().pk}/" in shown
    shown = page(fang, f"/law/drafts/{key}/submit", {})
    assert "待复核" in shown

    page(song, f"/law/drafts/{key}/submit", {}, 403)
    page(song, f"/law/drafts/{key}/edit", status=403)
    assert "CN-HOUSE-020" in page(song, f"/law/drafts/{key}/")
    asked = Approval.objects.get(kind="house_rule").pk
    assert f"/law/drafts/{key}/" in page(song, f"/staff/approvals/{asked}/")
    page(song, f"/staff/approvals/{asked}/decide/", {"decision": "approve"})
    assert HouseRule.objects.get().state == "in_force"
    assert "晚八点后不打电话" in page(song, "/law/rules/CN-HOUSE-020/")
    assert "CN-HOUSE-020" in page(song, "/law/drafts/?state=in_force")
    assert "CN-HOUSE-020" not in page(song, "/law/drafts/?state=draft")
    page(fang, "/law/drafts/999999/", status=404)
    for name in ("lin", "hu", "deng"):
        other = Client()
        other.force_login(house[name])
        page(other, "/law/drafts/", status=403)
        page(other, f"/law/drafts/{key}/", status=403)


def test_a_later_version_shows_what_changed(house, client):
    approved(house, CURFEW, DAY, TEN)
    with acting_as(house["fang"]):
        key = actions.start_draft(LATER, DAY, TEN)
    client.force_login(house["fang"])
    shown = page(client, f"/law/drafts/{key}/")
    assert "-breach_when: debtor_local_time &gt;= &#x27;20:00&#x27;" in shown
    assert "+breach_when: debtor_local_time &gt;= &#x27;21:00&#x27;" in shown
    assert "撤回" in page(client, f"/law/drafts/{key}/withdraw", {})
    assert HouseRule.objects.get(pk=key).state == "withdrawn"


def test_the_mark_is_read_by_one_small_query(house):
    approved(house, CURFEW, DAY, TEN)
    rulebook()
    with connection.execute_wrapper(_counting := Counting()):
        rulebook()
    assert _counting.seen == 1


class Counting:
    """How many statements were sent."""

    seen = 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        return execute(sql, params, many, context)
