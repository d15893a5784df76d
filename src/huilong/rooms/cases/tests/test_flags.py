"""Flags: set with evidence, read by the law, ended with a reason, seen only with the case."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.events import _listeners, listen
from huilong.kernel.refusal import Refusal
from huilong.rooms.cases import actions, queries
from huilong.rooms.cases.models import Flag
from huilong.rooms.cases.rules.flags import RECORDED_HERE, law_facts
from huilong.rooms.cases.terms import DutyKind, FlagEnd, FlagKind, FlagRow, FlagSet
from huilong.rooms.cases.tests.test_duties import cases, holder, staff  # noqa: F401
from huilong.rooms.journal.queries import timeline

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)
CASE = "CL20260000001"


@pytest.fixture
def at() -> datetime:
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def desk(staff, cases, at):
    actions.assign([CASE], holder(staff["lin"]), DutyKind.COLLECT, actor="system", at=at)
    return staff


@pytest.fixture
def told():
    heard: list[FlagSet] = []
    listen(FlagSet, heard.append)
    yield heard
    _listeners[FlagSet].remove(heard.append)


def flagged(kind=FlagKind.HOLD, *, at, **more):
    return actions.set_flag(CASE, kind, since=more.pop("since", ON), at=at, **more)


def facts(at, on=ON, person=None, local=time(12)):
    case_id = queries.case_detail(CASE).case.id
    return {name: one[0] for name, one in queries.flag_facts(case_id, on, at, person, local_time=local).items()}


def test_a_flag_is_kept_with_its_evidence_and_its_note_is_sealed(desk, at):
    key = flagged(FlagKind.DEATH, at=at, evidence="file:12", note="家属来电,死亡证明已收")

    (row,) = queries.flags_of(queries.case_detail(CASE).case.id)
    assert (row.kind, row.evidence, row.note, row.until) == (FlagKind.DEATH, "file:12", "家属来电,死亡证明已收", None)
    assert "家属".encode() not in bytes(Flag.objects.get(pk=key).note)
    assert timeline([("case", CASE)])[0].verb == "flag.set"


@pytest.mark.parametrize(
    ("kind", "asked", "code"),
    [
        (FlagKind.DEATH, {}, "flag-evidence"),
        (FlagKind.COUNSEL, {"evidence": "x"}, "flag-evidence"),
        (FlagKind.HARDSHIP, {"evidence": "file:0"}, "flag-evidence"),
        (FlagKind.HOLD, {"until": ON - timedelta(days=1)}, "flag-period"),
        (FlagKind.HOLD, {"detail": {"channels": ["pigeon"]}}, "flag-detail"),
        (FlagKind.HOLD, {"detail": {"name": "林敏"}}, "flag-detail"),
        (FlagKind.AGREED_HOURS, {"detail": {"from": "22:00", "to": "20:00"}}, "flag-detail"),
        (FlagKind.AGREED_HOURS, {}, "flag-detail"),
        (FlagKind.HOLD, {"note": "长" * 501}, "note-too-long"),
        (FlagKind.REFUSED_THIRD_PARTY, {"person": 99}, "no-such-person"),
    ],
)
def test_what_a_flag_cannot_be_is_refused_in_both_languages(desk, at, kind, asked, code):
    with pytest.raises(Refusal) as refused:
        flagged(kind, at=at, **asked)

    assert refused.value.code == code
    assert refused.value.says.zh and refused.value.says.en
    assert not Flag.objects.exists()


def test_the_same_flag_is_not_set_twice_but_may_follow_itself(desk, at):
    flagged(FlagKind.UNREACHABLE, at=at, until=ON)
    with pytest.raises(Refusal, match="flag-twice"):
        flagged(FlagKind.UNREACHABLE, at=at)

    flagged(FlagKind.UNREACHABLE, at=at, since=ON + timedelta(days=1))
    assert Flag.objects.count() == 2


def test_the_law_reads_flags_in_force_and_nothing_on_record_is_a_known_no(desk, at):
    assert set(facts(at).values()) == {False}
    flagged(FlagKind.DISPUTE, at=at, since=ON - timedelta(days=3), until=ON)
    flagged(FlagKind.BANKRUPTCY, at=at, evidence="(2026)粤03破申1号")

    now, after = facts(at), facts(at, ON + timedelta(days=1))
    assert (now["open_dispute_on_debt"], now["dispute_open"], now["days_since_dispute"]) == (True, True, 3)
    assert now["personal_bankruptcy_accepted"] and not now["administrator_or_court_permission"]
    assert not after["open_dispute_on_debt"] and "days_since_dispute" not in after
    assert after["bankruptcy_open"], "nobody has ended it"


def test_a_fact_says_where_it_comes_from(desk, at):
    key = flagged(FlagKind.COMMON_DEBT, at=at, evidence="file:7")
    told = queries.flag_facts(queries.case_detail(CASE).case.id, ON, at)

    assert told["common_debt_evidence"][:2] == (True, f"desk: flag {key}, file:7")
    assert told["debtor_dead"] == (False, "desk: none on record", at)


def row(kind, person=None, **detail):
    return FlagRow(1, kind, ON, None, "", "", person, detail, "user:1", timezone.now(), None, None)


def test_agreed_hours_cover_their_hours_only():
    hours = row(FlagKind.AGREED_HOURS, **{"from": "20:00", "to": "22:30"})

    assert law_facts([hours], ON, time(22, 29))["debtor_consented_to_time"][0] is True
    assert law_facts([hours], ON, time(22, 30))["agreed_time_window_covers"][0] is False


def test_a_third_party_s_refusal_is_about_that_third_party():
    refused = row(FlagKind.REFUSED_THIRD_PARTY, person=5)

    assert law_facts([refused], ON, time(9), 5)["third_party_refused"][0] is True
    assert law_facts([refused], ON, time(9), 6)["third_party_refused"][0] is False


def test_what_others_record_is_given_only_when_it_is_known():
    assert "dmdc_status" not in law_facts([], ON, time(9))
    assert law_facts([row(FlagKind.MILITARY)], ON, time(9))["dmdc_status"][0] == "active_duty"


def test_the_facts_are_those_that_the_rules_declare():
    from huilong.rooms.compliance.queries import rulebook

    declared = rulebook().fact_kinds
    assert [name for name in (*RECORDED_HERE, "days_since_dispute", "dmdc_status") if name not in declared] == []


def test_a_hold_stops_its_channels_until_it_is_over(desk, at):
    case_id = queries.case_detail(CASE).case.id
    flagged(at=at, until=ON + timedelta(days=2), detail={"channels": ["call", "sms"]})

    assert queries.held(case_id, "call", ON).code == "held"
    assert queries.held(case_id, "letter", ON) is None
    assert queries.held(case_id, "call", ON + timedelta(days=3)) is None
    key = flagged(at=at)
    assert queries.held(case_id, "letter", ON).says.en.startswith("This case is on hold")
    actions.end_flag(key, FlagEnd.OVER, at=at)
    assert queries.held(case_id, "letter", ON) is None


def test_what_stops_messages_is_told_upwards(desk, at, told):
    flagged(at=at, detail={"channels": ["sms"]})
    flagged(FlagKind.UNREACHABLE, at=at)

    assert told == [FlagSet(CASE, FlagKind.HOLD, ("sms",), at)]


def test_a_flag_ends_once_with_a_reason(desk, at):
    key = flagged(at=at)
    assert actions.end_flag(key, FlagEnd.MISTAKEN, at=at) == CASE

    with pytest.raises(Refusal, match="flag-ended"):
        actions.end_flag(key, FlagEnd.OVER, at=at)
    assert queries.flags_of(queries.case_detail(CASE).case.id)[0].ended_why is FlagEnd.MISTAKEN


def test_only_who_sees_the_case_sets_ends_and_reads_its_flags(desk, at):
    def as_web(user, act):
        with act_as(Acting(user.pk)), connection.cursor() as cursor:
            cursor.execute("set local role huilong_web")
            try:
                return act()
            finally:
                cursor.execute("reset role")

    key = as_web(desk["lin"], lambda: flagged(at=at, note="本人要求"))
    case_id = queries.case_detail(CASE).case.id

    assert Flag.objects.get(pk=key).set_by == f"user:{desk['lin'].pk}"
    assert [one.note for one in as_web(desk["lead"], lambda: queries.flags_of(case_id))] == ["本人要求"]
    assert as_web(desk["zhou"], lambda: queries.flags_of(case_id)) == ()
    with pytest.raises(Refusal, match="no-such-case"):
        as_web(desk["zhou"], lambda: flagged(FlagKind.UNREACHABLE, at=at))
    with pytest.raises(Refusal, match="no-such-flag"):
        as_web(desk["zhou"], lambda: actions.end_flag(key, FlagEnd.OVER, at=at))
