"""A verdict is stored before each act; the last permitted call is used once; stored verdicts can be derived anew."""

import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction

from huilong.kernel.acting import Acting, act_as
from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.actions import may_we, refuse_unless_permitted, tell_outcome
from huilong.rooms.compliance.models import Asked, Outcome
from huilong.rooms.compliance.queries.records import pack, recheck
from huilong.rooms.compliance.terms import Fact, OutcomeKind, Verdict, Wanted
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
    assert "22:00 至次日 8:00 不得催收" in page
    assert "22:30" in page
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
    may_we(Wanted("contact.sms", debtor="B1", facts={}), TEN)
    may_we(Wanted("interest.accrue", facts={"annualised_total_rate": Fact(0.25, "test")}), TEN)
    assert recheck().verdicts == 10
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


def last_call(debtor: str, rounds: int, asked: ThreadPoolExecutor) -> int:
    """Two calls used, one left; two collectors ask at once; never both. How many permissions there were of the last."""
    permitted = 0
    for n in range(rounds):
        who = f"{debtor}-{n}"
        for _ in range(2):
            may_we(a_call(who), TEN)

        def ask(number: str, who: str = who) -> bool:
            try:
                with act_as(Acting(1)):
                    return may_we(a_call(who, number), TEN).permitted
            finally:
                connections.close_all()

        answers = list(asked.map(ask, ("13800000001", "13800000002")))
        assert sorted(answers) == [False, True], who
        permitted += sum(answers)
    return permitted


@pytest.mark.django_db(transaction=True)
def test_two_collectors_never_both_use_the_last_permitted_call():
    with ThreadPoolExecutor(2) as asked:
        assert last_call("R", 40, asked) == 40
    assert Outcome.objects.count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_thousand_times_never_two():
    with ThreadPoolExecutor(2) as asked:
        assert last_call("R", 1000, asked) == 1000
