"""A verdict is stored before each act; the last permitted call is used once; stored verdicts can be derived anew."""

import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.models import Asked, Outcome
from huilong.rooms.compliance.queries.records import pack, recheck
from huilong.rooms.compliance.terms import Fact, Lender, OutcomeKind, Verdict, Wanted
from huilong.rooms.journal.models import Entry

TEN = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
KNOWN = {
    "agreed_time_window_covers": False, "debtor_consented_to_time": False, "frequency_agreed_with_debtor": False,
    "content_flags": [], "stated_amount": 10000, "ledger_amount": 10000, "fee_kind": "none", "channel_owner": "company",
    "lender_consent_channel": False, "policy_daily_touch_cap": 600, "script_has_identity": True, "is_ai_agent": False,
    "model_bias_test_passed": True, "human_handoff_available": True, "recorder_healthy": True,
    "pre_job_training_passed": True, "days_since_training": 100, "open_dispute_on_debt": False, "purpose": "collect",
    "creditor_is_assignee": False, "assignment_notice_delivered": False, "personal_bankruptcy_accepted": False,
    "administrator_or_court_permission": False, "process_recorded": True,
}  # fmt: skip


def a_call(debtor: str = "B1", number: str = "13800001111", **other) -> Wanted:
    facts = {name: Fact(value, "test", TEN) for name, value in (KNOWN | other).items()}
    return Wanted("contact.call", debtor=debtor, loan_id="L1", number=number, facts=facts)


@pytest.mark.django_db
def test_the_fourth_effective_call_of_a_day_is_blocked_and_the_next_day_begins_anew():
    for n in range(3):
        at = TEN + timedelta(hours=n)
        decision = may_we(a_call(number=f"1380000111{n}"), at)
        assert decision.permitted
        tell_outcome(decision.id, OutcomeKind.EFFECTIVE, at)
    fourth = may_we(a_call(number="13800009999"), TEN + timedelta(hours=4))

    assert fourth.answer.deciding == ("CN-FREQ-001",)
    with pytest.raises(Refusal, match="law-blocked") as refused:
        refuse_unless_permitted(fourth)
    assert refused.value.rule == "CN-FREQ-001"
    assert may_we(a_call(), TEN + timedelta(days=1)).permitted
    midnight = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)  # in Shanghai the day has turned, and it is night
    assert set(may_we(a_call(), midnight).answer.deciding) == {"CN-TIME-001", "CN-TIME-002"}


@pytest.mark.django_db
def test_a_call_that_did_not_happen_no_longer_counts():
    for _ in range(3):
        may_we(a_call(), TEN)
    assert not may_we(a_call(), TEN).permitted
    tell_outcome(Asked.objects.filter(permitted=True).first().pk, OutcomeKind.NOT_DONE, TEN)
    assert may_we(a_call(), TEN).permitted


@pytest.mark.django_db
def test_six_unanswered_dials_to_a_number_need_two_names_and_a_reason():
    for _ in range(6):
        tell_outcome(may_we(a_call(), TEN).id, OutcomeKind.UNANSWERED, TEN)
    asked = may_we(a_call(), TEN)
    assert asked.answer.verdict is Verdict.NEEDS_APPROVAL
    assert may_we(a_call(number="13800002222"), TEN).permitted, "another number counts by itself"
    two = {"by": "user:1", "second": "user:2", "why": "agreed by phone"}
    for lacking in ({"second": "user:1"}, {"why": " "}, {"by": ""}):
        assert not may_we(a_call(), TEN, override=two | lacking).permitted
    assert may_we(a_call(), TEN, override=two).permitted


@pytest.mark.django_db
def test_what_could_not_be_judged_is_told_by_the_names_of_the_facts_not_as_a_breach():
    unknown = {name: fact for name, fact in a_call().facts.items() if name != "recorder_healthy"}
    decision = may_we(Wanted("contact.call", debtor="B1", loan_id="L1", number="1", facts=unknown), TEN)
    with pytest.raises(Refusal, match="law-needs-approval") as refused:
        refuse_unless_permitted(decision)
    assert refused.value.rule == "CN-REC-001"
    assert "事实不全" in refused.value.says.zh
    assert "录音正常" in refused.value.remedy.zh
    assert "recorder healthy" in refused.value.remedy.en


@pytest.mark.django_db
def test_nothing_turns_a_block_not_even_two_people():
    late = TEN + timedelta(hours=12, minutes=30)
    decision = may_we(a_call(), late, override={"by": "user:1", "second": "user:2", "why": "urgent"})

    assert (decision.permitted, decision.answer.verdict) == (False, Verdict.BLOCK)
    assert Asked.objects.get().facts["debtor_local_time"]["value"] == "22:30"
    assert "13800001111" not in json.dumps([Asked.objects.get().facts, Asked.objects.get().number])
    assert Entry.objects.get(verb="law.asked").verdict == str(decision.id)


@pytest.mark.django_db
def test_compliance_finds_a_blocked_call_and_sees_it_derived_anew():
    from django.test import Client

    from huilong.rooms.people.actions import ensure_organisation, ensure_user
    from huilong.rooms.people.models import User
    from huilong.rooms.people.terms import OrganisationKind, Role

    lender = ensure_organisation("合规汽车金融", OrganisationKind.LENDER)
    for name, role in (("fang", Role.COMPLIANCE), ("mei", Role.COLLECTOR)):
        ensure_user(name, display_name=name, role=role, organisation=lender, password="a-long-password-1")
    blocked = may_we(a_call("B-NIGHT"), TEN + timedelta(hours=12, minutes=30)).id
    may_we(a_call("B-DAY"), TEN)
    client = Client()
    client.force_login(User.objects.get(username="fang"))

    found = client.get("/law/", {"rule": "cn-time-001", "refused": "1"}).content.decode()
    assert "B-NIGHT" in found
    assert "B-DAY" not in found
    page = client.get(f"/law/verdicts/{blocked}/").content.decode()
    assert "重新裁决:一致" in page
    assert "22:00至次日8:00不得催收" in page
    assert "债务人当地时间" in page
    assert "22:30" in page
    assert "时钟 Asia/Shanghai" in page and ">register<" not in page and ">True<" not in page
    assert client.get("/law/verdicts/999999/").status_code == 404
    rules = client.get("/law/rules/", {"unverified": "1", "action": "contact.call"}).content.decode()
    assert "CN-TIME-001" in rules
    rule = client.get("/law/rules/CN-TIME-001/").content.decode()
    assert "条文未读" in rule
    assert "23:00 but written agreement" in rule
    assert client.get("/law/rules/CN-NONE/").status_code == 404
    client.force_login(User.objects.get(username="mei"))
    assert client.get("/law/").status_code == 403


@pytest.mark.django_db
def test_what_became_of_an_act_is_told_once_and_only_of_permitted_ones():
    decision = may_we(a_call(), TEN)
    tell_outcome(decision.id, OutcomeKind.EFFECTIVE, TEN)
    with pytest.raises(Refusal, match="outcome-told"):
        tell_outcome(decision.id, OutcomeKind.NOT_DONE, TEN)
    blocked = may_we(a_call(content_flags=["threat"]), TEN)
    with pytest.raises(Refusal, match="no-such-verdict"):
        tell_outcome(blocked.id, OutcomeKind.DONE, TEN)


@pytest.mark.django_db
def test_a_call_cannot_be_told_as_what_counts_nothing():
    call = may_we(a_call(), TEN)
    with pytest.raises(Refusal, match="outcome-misfit"):
        tell_outcome(call.id, OutcomeKind.DONE, TEN)
    letter = may_we(Wanted("contact.letter", debtor="B1"), TEN, override={"by": "a", "second": "b", "why": "agreed"})
    with pytest.raises(Refusal, match="outcome-misfit"):
        tell_outcome(letter.id, OutcomeKind.UNANSWERED, TEN)
    tell_outcome(letter.id, OutcomeKind.DONE, TEN)


@pytest.mark.django_db
def test_a_contact_without_its_debtor_is_refused_for_nothing_could_be_counted():
    with pytest.raises(Refusal, match="debtor-needed"):
        may_we(a_call(debtor=""), TEN)


@pytest.mark.django_db
def test_nobody_says_another_time_than_the_clock():
    late = TEN + timedelta(hours=13)
    said = {"site_local_time": Fact("10:00", "collector"), "route": Fact("voluntary_surrender_signed", "collector")}
    taken = may_we(Wanted("repo.execute", debtor="B1", facts=said), late)
    assert "CN-REPO-011" in taken.answer.deciding
    assert Asked.objects.get(pk=taken.id).facts["site_local_time"] == {
        "value": "23:00", "source": "clock Asia/Shanghai", "at": late.isoformat(),
    }  # fmt: skip


@pytest.fixture
def in_america(monkeypatch):
    house = Lender("debt_collector", "America/New_York", "US", "auto_loan")
    monkeypatch.setattr("huilong.rooms.compliance.actions.asking.lender", lambda: house)
    return lambda at, *zones: may_we(
        Wanted("contact.call", debtor="B1", loan_id="L1", number="1", zones=zones, facts={
            name: Fact(False, "test") for name in ("consumer_consented_time", "call_excluded")
        }), at,
        override={"by": "a", "second": "b", "why": "the other facts are not asked here"},
    )  # fmt: skip


@pytest.mark.django_db
def test_every_zone_the_debtor_may_be_in_has_to_pass(in_america):
    half_past_eight = datetime(2026, 9, 1, 12, 30, tzinfo=UTC)  # in New York; an hour earlier in Chicago
    assert in_america(half_past_eight, "America/New_York").permitted
    assert "US-TIME-001" in in_america(half_past_eight, "America/New_York", "America/Chicago").answer.deciding


@pytest.mark.django_db
def test_seven_days_from_a_conversation_its_own_day_the_first(in_america):
    noon = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)
    first = in_america(noon)
    assert "US-FREQ-002" in in_america(noon).answer.deciding, "while one may be talking, another does not dial"
    tell_outcome(first.id, OutcomeKind.EFFECTIVE, noon)
    for days, free in ((6, False), (7, True)):
        assert ("US-FREQ-002" not in in_america(noon + timedelta(days=days)).answer.deciding) is free, days


@pytest.mark.django_db
def test_stored_verdicts_cannot_be_changed():
    may_we(a_call(), TEN)
    for statement in ("update compliance_verdict set verdict = 'allow'", "delete from compliance_verdict"):
        with pytest.raises(DatabaseError, match="only grow"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def stranger():
    spec = importlib.util.spec_from_file_location("recheck_law", Path(__file__).parents[5] / "tools/recheck_law.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.django_db
def test_stored_verdicts_come_out_alike_for_us_and_for_a_stranger(tmp_path, capsys):
    for hours in range(0, 24, 3):
        may_we(a_call(f"B{hours}", stated_amount=10000.005 + hours / 300), TEN + timedelta(hours=hours))
    may_we(Wanted("contact.sms", debtor="B1", facts={"purpose": Fact(None, "test")}), TEN)
    may_we(Wanted("interest.accrue", facts={"annualised_total_rate": Fact(0.25, "test")}), TEN)
    may_we(Wanted("interest.accrue", facts={"annualised_total_rate": Fact(Decimal("0.2401"), "test")}), TEN)
    old = {"annualised_total_rate": Fact("0.2", "test"), "contract_date": Fact("2023-09-01", "test")}
    lent = may_we(Wanted("interest.accrue", facts=old), TEN)
    assert Asked.objects.get(pk=lent.id).facts["lpr_1y_at_contract"]["source"] == "lpr_1y 2023-08-21"
    assert recheck().verdicts == 12
    assert recheck().differing == ()

    file = tmp_path / "pack"
    lines = list(pack())
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert stranger().main(file) == 0
    for change in (('"needs_approval"', '"allow"'), ('"22:00"', '"10:00"'), ("'22:00'", "'23:00'")):
        changed = [line.replace(*change) for line in lines]
        assert changed != lines, change
        file.write_text("\n".join(changed) + "\n", encoding="utf-8")
        assert stranger().main(file) == 1, change
    assert "verdict" in capsys.readouterr().out


@pytest.mark.django_db
def test_a_verdict_changed_behind_our_back_is_found():
    may_we(a_call(content_flags=["threat"]), TEN)
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update compliance_verdict set verdict = 'allow'")

    assert len(recheck().differing) == 1
    with connection.cursor() as cursor:
        cursor.execute("update compliance_verdict set facts = '{\"moon\": {\"value\": 1}}'")
    assert len(recheck().differing) == 1


def last_call(debtor: str, rounds: int, asked: ThreadPoolExecutor) -> int:
    """Two calls used, one left; two collectors ask at once, their clocks apart; never both. How many were permitted."""
    permitted = 0
    for n in range(rounds):
        who = f"{debtor}-{n}"
        for _ in range(2):
            may_we(a_call(who), TEN)

        def ask(seconds: int, who: str = who) -> bool:
            try:
                with act_as(Acting(1)):
                    return may_we(a_call(who, f"1380000000{seconds}"), TEN + timedelta(seconds=seconds)).permitted
            finally:
                connections.close_all()

        answers = list(asked.map(ask, (0, 5)))
        assert sorted(answers) == [False, True], who
        permitted += sum(answers)
    return permitted


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_collectors_never_both_use_the_last_permitted_call():
    with ThreadPoolExecutor(2) as asked:
        assert last_call("R", 200, asked) == 200
    assert Outcome.objects.count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_thousand_times_never_two():
    with ThreadPoolExecutor(2) as asked:
        assert last_call("R", 1000, asked) == 1000
