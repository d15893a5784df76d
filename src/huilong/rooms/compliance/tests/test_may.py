"""May we? What is not known never allows, the strictest rule decides, and the day of the act counts."""

import io
import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.commands import _check
from huilong.rooms.compliance.queries import ask as asked_of
from huilong.rooms.compliance.queries import shipped
from huilong.rooms.compliance.rules.acts import read_act
from huilong.rooms.compliance.rules.expression import compiled
from huilong.rooms.compliance.rules.may import RANK, may, strictest
from huilong.rooms.compliance.terms import UNKNOWN, Act, Verdict

LATE = {"debtor_local_time": "22:30", "agreed_time_window_covers": False, "debtor_consented_to_time": False}


EVERYTHING = ("*",)


def ask(act: Act):
    return asked_of(act, book=shipped())


def call(on=date(2026, 9, 1), rule=None, adopted=EVERYTHING, **facts) -> Act:
    return Act("contact.call", on, "CN", "auto_finance_company", "auto_loan", adopted, rule, facts)


def test_a_call_at_half_past_ten_at_night_is_blocked_by_every_rule_of_hours():
    answer = ask(call(**LATE))

    assert answer.verdict is Verdict.BLOCK
    assert answer.deciding == ("CN-TIME-001", "CN-TIME-002")


def test_the_day_of_the_act_says_which_rule_held():
    assert ask(call(date(2024, 6, 1), **LATE)).deciding == ("CN-TIME-003",)
    assert ask(call(date(2024, 5, 14), "CN-TIME-003", **LATE)).verdict is Verdict.NOT_APPLICABLE
    assert ask(call(date(2024, 5, 15), "CN-TIME-003", **LATE)).verdict is Verdict.BLOCK
    assert ask(call(date(2024, 2, 29), "CN-TIME-001", **LATE)).verdict is Verdict.NOT_APPLICABLE


def test_what_is_not_known_never_allows_and_is_named():
    answer = ask(call(rule="CN-FREQ-001"))

    assert (answer.verdict, answer.missing) == (Verdict.NEEDS_APPROVAL, ("effective_calls_today_all_agents",))


def test_an_instrument_not_adopted_does_not_bind_but_law_does():
    late = ask(call(adopted=(), **LATE))
    assert not {"CN-TIME-001", "CN-TIME-002"} & {one.rule.id for one in late.evaluated}
    kept = ask(call(adopted=("cba-guide-2026",), **LATE))
    assert kept.deciding == ("CN-TIME-002",)
    assert ask(call(adopted=None, **LATE)).verdict is Verdict.BLOCK, "adopted unless switched off"
    threat = ask(call(adopted=(), content_flags=["threat"]))
    assert "CN-COND-001" in threat.deciding


@given(st.dictionaries(st.sampled_from(sorted(LATE)), st.none()), st.data())
def test_taking_a_fact_away_never_allows_more(gone, data):
    """Of all facts of a scene, any left out: the verdict is never milder unless the fact had allowed nothing."""
    facts = {"debtor_local_time": "22:30", "agreed_time_window_covers": False}
    less = {name: value for name, value in facts.items() if name not in gone}
    full, poorer = ask(call(rule="CN-TIME-001", **facts)), ask(call(rule="CN-TIME-001", **less))

    assert RANK[poorer.verdict] >= RANK[Verdict.NEEDS_APPROVAL]
    assert full.verdict is Verdict.BLOCK


@pytest.mark.parametrize(("text", "facts", "want"), [
    ("a and b", {"a": False}, False), ("a and b", {"a": True}, UNKNOWN), ("a or b", {"a": True}, True),
    ("a or b", {"a": False}, UNKNOWN), ("not a", {}, UNKNOWN), ("a > 4 * b", {"a": 1}, UNKNOWN),
    ("x in ['p','q']", {"x": "p"}, True), ("(2 if m else 1) < n", {"n": 2}, UNKNOWN),
    ("{1:5}[k] > 1", {"k": 9}, UNKNOWN), ("content_flags_any(['t'])", {"content_flags": []}, False),
    ("content_flags_any(['t'])", {}, UNKNOWN), ("abs(a - b) > 1", {"a": 1, "b": 3}, True),
])  # fmt: skip
def test_what_is_not_known_stays_unknown_unless_the_rest_decides(text, facts, want):
    assert compiled(text)[0](facts) is want


def test_rates_are_exact():
    """4 × 3.85 % is 15.4 %, which floating point misses for some rates."""
    for thousandths in range(300, 500):
        lpr = thousandths / 10_000
        act = Act("interest.accrue", date(2026, 9, 1), "CN", "unlicensed_lender", None, ("*",), "CN-INT-001",
                  {"annualised_total_rate": round(4 * thousandths / 10_000, 4), "lpr_1y_at_contract": lpr})  # fmt: skip
        assert ask(act).verdict is Verdict.ALLOW, lpr


@pytest.mark.parametrize(("contract", "rate", "verdict"), [
    ("2024-10-20", "0.134", "allow"), ("2024-10-21", "0.134", "block"), ("2024-10-21", "0.124", "allow"),
    ("2025-05-20", "0.12", "allow"), ("2025-05-20", "0.1201", "block"), ("2026-05-01", "0.01", "needs_approval"),
    ("2019-08-19", "0.01", "not_applicable"), (None, "0.01", "needs_approval"),
])  # fmt: skip
def test_a_contract_is_held_to_four_times_the_lpr_of_its_own_day(contract, rate, verdict):
    """Of a day after the last that is known the rate is not known, and that never allows."""
    act = Act("interest.accrue", date(2026, 9, 1), "CN", "unlicensed_lender", None, ("*",), "CN-INT-001",
              {"annualised_total_rate": rate, "contract_date": contract})  # fmt: skip
    assert ask(act).verdict.value == verdict


def test_wrong_facts_are_refused_with_their_path():
    for facts, where in (({"debtor_local_time": 7}, "facts.debtor_local_time"), ({"debtor_local_time": "25:00"},
                         "facts.debtor_local_time"), ({"moon": True}, "facts.moon"),
                         ({"content_flags": "threat"}, "facts.content_flags"),
                         ({"effective_calls_today_all_agents": True}, "facts.effective_calls_today_all_agents"),
                         ({"effective_calls_today_all_agents": float("inf")},
                         "facts.effective_calls_today_all_agents"), ({"effective_calls_today_all_agents": "3e9"},
                         "facts.effective_calls_today_all_agents"), ({"effective_calls_today_all_agents": float("nan")},
                          "facts.effective_calls_today_all_agents")):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            ask(call(**facts))
        assert refused.value.where == where


@pytest.mark.parametrize(("raw", "where"), [
    ([], "act"), ({"action": "contact.call", "on": "2026-9-1"}, "on"), ({"on": "2026-09-01"}, "action"),
    ({"action": "contact.call", "on": "2026-09-01", "moon": 1}, "moon"),
    ({"action": "contact.call", "on": "2026-02-29"}, "on"), ({"action": 7, "on": "2026-09-01"}, "action"),
    ({"action": "contact.call", "on": "2026-09-01", "facts": []}, "facts"),
    ({"action": "contact.call", "on": "2026-09-01", "adopted": "*"}, "adopted"),
])  # fmt: skip
def test_an_act_that_cannot_be_read_is_refused_with_the_path_of_the_key(raw, where):
    with pytest.raises(Refusal, match="bad-act") as refused:
        read_act(raw)
    assert refused.value.where == where


def test_the_command_answers_one_act_or_a_list(monkeypatch, capsys):
    one = {"action": "contact.call", "on": "2026-09-01", "lender_type": "auto_finance_company", "product": "auto_loan",
           "adopted": ["*"], "facts": LATE}  # fmt: skip
    for asked in (one, [one, one | {"on": "2024-06-01"}]):
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(asked)))
        assert _check(type("Options", (), {"file": "-"})()) == 0
        told = json.loads(capsys.readouterr().out)
        first = told[0] if isinstance(told, list) else told
        assert (first["verdict"], first["deciding_rules"]) == ("block", ["CN-TIME-001", "CN-TIME-002"])
        assert first["rulebook"]["sha256"] == shipped().sha256
        assert {"rule", "verdict", "clause", "says"} <= set(first["evaluated"][0])


@given(st.data())
def test_the_light_is_the_verdict(data):
    """The short way over the book says what the long way says, whatever is known."""
    book = shipped()
    action = data.draw(st.sampled_from(["contact.call", "contact.sms", "contact.visit", "repo.execute"]))
    values = {"flag": st.booleans(), "number": st.integers(0, 10), "time": st.sampled_from(["07:59", "08:00", "22:00"]),
              "word": st.sampled_from(["debtor", "collect", "company", "none"]),
              "list": st.lists(st.sampled_from(["threat", "insult"]))}  # fmt: skip
    names = sorted({name for rule in book.by_action[action] for name in rule.reads})
    facts = {
        name: data.draw(values[book.fact_kinds[name]])
        for name in data.draw(st.lists(st.sampled_from(names), unique=True))
        if book.fact_kinds[name] in values
    }
    act = Act(action, date(2026, 9, 1), "CN", "auto_finance_company", "auto_loan", ("*",), None, facts)
    assert strictest(act, book) is may(act, book).verdict


@pytest.mark.parametrize(("change", "where"), [
    ({"jurisdiction": "cn"}, "jurisdiction"), ({"lender_type": ""}, "lender_type"), ({"product": "car"}, "product"),
    ({"lender_type": "any"}, "lender_type"), ({"adopted": ("*", "CBB guide")}, "adopted[1]"),
    ({"adopted": ("",)}, "adopted[0]"),
])  # fmt: skip
def test_a_word_mistyped_is_refused_for_it_would_leave_rules_out(change, where):
    with pytest.raises(Refusal, match="unknown-") as refused:
        ask(replace(call(**LATE), **change))
    assert refused.value.where == where


@pytest.mark.parametrize("name", ["cba-guide-2026", "CBA guide", "中银协催收工作指引", "中国银行业协会", "cn-time-002"])
def test_an_instrument_is_known_by_its_names(name):
    assert ask(call(adopted=(name,), **LATE)).deciding == ("CN-TIME-002",)


def test_a_rule_of_two_instruments_is_followed_with_either():
    ours = {"contact_role": "relative", "purpose": "collect"}
    for name in ("GB/T 45251-2025", "CBA guide"):
        act = Act("contact.third_party", date(2026, 9, 1), "CN", "auto_finance_company", "auto_loan", (name,),
                  "CN-TP-001", ours)  # fmt: skip
        assert ask(act).verdict is Verdict.BLOCK
    assert ask(replace(act, adopted=("NIFA 2024",))).verdict is Verdict.NOT_APPLICABLE


def test_amounts_may_be_told_as_text_and_null_is_not_known():
    told = {"stated_amount": "10000.01", "ledger_amount": "10000.00", "content_flags": []}
    assert ask(call(rule="CN-COND-003", **told)).verdict is Verdict.ALLOW
    assert ask(call(rule="CN-COND-003", **told | {"stated_amount": "10000.02"})).verdict is Verdict.BLOCK
    unknown = ask(call(rule="CN-COND-003", **told | {"stated_amount": None}))
    assert (unknown.verdict, unknown.missing) == (Verdict.NEEDS_APPROVAL, ("stated_amount",))


def test_the_command_tells_which_act_of_a_list_is_wrong_and_refuses_a_key_given_twice(monkeypatch):
    for text, where in (('[{"action": "contact.call", "on": "2026-09-01", "facts": {"moon": 1}}]', "[0].facts.moon"),
                        ('{"action": "contact.call", "on": "2026-09-01", "on": "2020-01-01"}', "-"),
                        ("[" * 100_000, "-")):  # fmt: skip
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        with pytest.raises(Refusal) as refused:
            _check(type("Options", (), {"file": "-"})())
        assert refused.value.where == where


def test_an_unknown_action_or_rule_is_refused():
    with pytest.raises(Refusal, match="unknown-action"):
        ask(Act("contact.telepathy", date(2026, 9, 1)))
    with pytest.raises(Refusal, match="unknown-rule"):
        ask(call(rule="CN-TIME-999"))
