"""At night it is found what is missing: permitted acts nobody told of, acts without verdicts, records without acts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import end_gap, may_we, note_gaps, tell_outcome
from huilong.rooms.compliance.models import Gap
from huilong.rooms.compliance.night import completeness
from huilong.rooms.compliance.terms import GapEnd, GapKind, OutcomeKind
from huilong.rooms.journal.models import Entry
from huilong.rooms.people.tests.cast import acting_as, as_web, village

from .test_asking import TEN, a_call

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)  # that of TEN


@pytest.fixture
def house(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with one here
    return village()


def test_a_permitted_act_nobody_told_of_within_a_day_is_a_gap_found_once():
    told, never, blocked = may_we(a_call("B1"), TEN), may_we(a_call("B2"), TEN), a_call("B3", content_flags=["threat"])
    tell_outcome(told.id, OutcomeKind.EFFECTIVE, TEN)
    assert not may_we(blocked, TEN).permitted

    assert completeness(DAY) == {"verdict_without_outcome": 0, "told_late": 0}, "it is not yet a day old"
    assert completeness(DAY + timedelta(days=1)) == {"verdict_without_outcome": 1, "told_late": 0}
    assert completeness(DAY + timedelta(days=1)) == {"verdict_without_outcome": 0, "told_late": 0}
    gap = Gap.objects.get()
    assert (gap.kind, gap.reference, gap.on) == ("verdict_without_outcome", str(never.id), DAY + timedelta(days=1))
    assert Entry.objects.get(verb="law.gaps_found").detail == {"kind": "verdict_without_outcome", "new": 1}


def test_a_day_of_24_hours_ends_at_the_lender_s_midnight():
    may_we(a_call("B1"), datetime(2026, 9, 1, 15, 59, tzinfo=UTC), override={"by": "a", "second": "b", "why": "c"})
    late = may_we(a_call("B2"), TEN - timedelta(hours=1))
    assert completeness(date(2026, 9, 2))["verdict_without_outcome"] == 1
    assert Gap.objects.get().reference == str(late.id), "a call blocked at one to midnight is none"


def test_what_is_told_late_closes_the_gap():
    never = may_we(a_call(), TEN)
    completeness(DAY + timedelta(days=1))
    tell_outcome(never.id, OutcomeKind.UNANSWERED, TEN + timedelta(days=2))
    assert completeness(DAY + timedelta(days=2)) == {"verdict_without_outcome": 0, "told_late": 1}
    gap = Gap.objects.get()
    assert (gap.ended_how, gap.ended_by, gap.ended_at is not None) == ("told", "night", True)
    assert completeness(DAY + timedelta(days=2)) == {"verdict_without_outcome": 0, "told_late": 0}


def test_rooms_above_hand_in_what_they_know_and_twice_is_once():
    acts = [f"call:{n}" for n in range(3)]
    assert note_gaps(DAY, GapKind.ACT_WITHOUT_VERDICT, iter(acts)) == 3
    assert note_gaps(DAY, GapKind.ACT_WITHOUT_VERDICT, [*acts, "call:9", "call:9"]) == 1
    assert note_gaps(DAY, GapKind.RECORD_WITHOUT_ACT, acts) == 3, "another kind is another gap"
    assert note_gaps(DAY, GapKind.RECORD_WITHOUT_ACT, []) == 0
    assert Entry.objects.filter(verb="law.gaps_found").count() == 3


def test_a_gap_is_closed_once_with_a_reason(house):
    note_gaps(DAY, GapKind.RECORD_WITHOUT_ACT, ["cdr:1"])
    key = Gap.objects.get().pk
    as_web()
    with acting_as(house["fang"]):
        end_gap(key, GapEnd.EXPLAINED, TEN)
        with pytest.raises(Refusal, match="gap-ended"):
            end_gap(key, GapEnd.NO_GAP, TEN)
    for name in ("lin", "hu", "deng"):
        with acting_as(house[name]), pytest.raises(Refusal, match="no-such-gap"):
            end_gap(key, GapEnd.NO_GAP, TEN)


def test_only_the_house_sees_gaps_and_only_the_night_finds_them(house):
    note_gaps(DAY, GapKind.RECORD_WITHOUT_ACT, ["cdr:1"])
    as_web()
    for name, sees in (("fang", 1), ("song", 1), ("lin", 0), ("hu", 0), ("deng", 0)):
        with acting_as(house[name]):
            assert Gap.objects.count() == sees, name
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                note_gaps(DAY, GapKind.RECORD_WITHOUT_ACT, ["cdr:2"])
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                Gap.objects.update(reference="cdr:3")


def test_compliance_sees_and_closes_gaps_on_the_pages(house):
    verdict = may_we(a_call(), TEN).id
    completeness(DAY + timedelta(days=1))
    note_gaps(DAY, GapKind.RECORD_WITHOUT_ACT, ["cdr:77"])
    fang, song = Client(), Client()
    fang.force_login(house["fang"])
    song.force_login(house["song"])
    listed = fang.get("/law/gaps/").content.decode()
    assert "cdr:77" in listed
    assert "无结果的裁决" in listed
    assert "cdr:77" not in fang.get("/law/gaps/", {"kind": "verdict_without_outcome"}).content.decode()
    of_verdict = Gap.objects.get(kind="verdict_without_outcome").pk
    assert f"/law/verdicts/{verdict}/" in fang.get(f"/law/gaps/{of_verdict}/").content.decode()

    key = Gap.objects.get(reference="cdr:77").pk
    assert "/end" not in song.get(f"/law/gaps/{key}/").content.decode()
    assert song.post(f"/law/gaps/{key}/end", {"how": "explained"}).status_code == 403
    assert fang.post(f"/law/gaps/{key}/end", {"how": "told"}).status_code == 422, "that only the night can say"
    assert fang.post(f"/law/gaps/{key}/end", {"how": "explained"}).status_code == 302
    assert "cdr:77" not in fang.get("/law/gaps/").content.decode()
    assert "已说明" in fang.get("/law/gaps/", {"closed": "1"}).content.decode()
    assert fang.get("/law/gaps/999999/").status_code == 404
    assert fang.post("/law/gaps/999999/end", {"how": "explained"}).status_code == 404
