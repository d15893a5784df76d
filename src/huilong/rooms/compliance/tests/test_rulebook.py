"""The rulebook as shipped: every rule whole, tested by its own tests, no condition that could be turned round."""

import ast
import copy
import re

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.queries import (
    book_files,
    examples,
    fact_named,
    failing_examples,
    failing_tests,
    shipped,
)
from huilong.rooms.compliance.rules.proving import noticed, turned_round
from huilong.rooms.compliance.rules.reading import digest, read_book
from huilong.rooms.compliance.terms import Verdict

RULES = 157
CLAUSE = r"第.+[条章]|指引|公约|条例|通知|办法|制度|规定|草案|说明|金规|法发|财金|银发|州法|§|USC|CFR"


def test_all_rules_are_there_and_pass_their_own_tests():
    book = shipped()

    assert len(book.rules) == RULES
    assert sum(len(rule.more["tests"]) for rule in book.rules) >= 2 * RULES
    assert failing_tests(shipped()) == []


def test_worked_examples_come_out_and_what_is_worked_out_elsewhere_is_said():
    assert failing_examples(shipped()) == []
    assert {one["id"] for one in examples() if one["worked_out"] == "here"} == {
        "WE-CN-F", "WE-CN-G", "WE-CN-I", "WE-CN-J",
    }  # fmt: skip


@pytest.mark.parametrize("rule", shipped().rules, ids=lambda rule: rule.id)
def test_a_condition_turned_round_is_caught_by_the_rule_s_tests(rule):
    if not rule.reads:
        assert rule.breach_when == "False", "only a rule that never breaches reads nothing"
        return
    assert noticed(rule, turned_round(rule.breach_when), shipped().fact_kinds)


def test_every_rule_says_what_is_wrong_in_both_languages_and_cites_its_clause():
    for rule in shipped().rules:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in rule.says.zh), rule.id
        assert rule.says.en.endswith(".") and rule.says.zh.endswith("。"), rule.id
        assert any("\u4e00" <= letter <= "\u9fff" for letter in rule.title.zh), rule.id
        assert max(len(rule.says.zh), len(rule.says.en) // 2) < 120, rule.id
        assert re.search(CLAUSE, rule.says.zh), f"{rule.id} names no clause"
        assert rule.clause, rule.id
        assert rule.more.get("sources") or rule.instrument.binding == "lender_policy" or not rule.verified, rule.id


def test_house_rules_and_law_that_cannot_be_switched_off():
    for rule in shipped().rules:
        if rule.instrument.binding == "law":
            assert not rule.needs_adoption, rule.id


def broken(change) -> dict:
    told = copy.deepcopy(book_files())
    change(told["cn/gbt-45251-2025.yaml"]["rules"][0])
    return told


@pytest.mark.parametrize(("what", "change"), [
    ("breach_when", lambda rule: rule.update(breach_when="__import__('os')")),
    ("breach_when", lambda rule: rule.update(breach_when="a.b")),
    ("breach_when", lambda rule: rule.update(breach_when="1 <")),
    ("breach_when", lambda rule: rule.update(breach_when="a < b < c")),
    ("not a valid Verdict", lambda rule: rule["verdict"].update(on_breach="perhaps")),
    ("calls_so_far is not declared", lambda rule: rule.update(breach_when="calls_so_far >= 3")),
    ("debtor_local_time is a time", lambda rule: rule.update(breach_when="debtor_local_time > 22")),
    ("debtor_local_time is a time", lambda rule: rule.update(breach_when="debtor_local_time >= '7:00'")),
    ("is_ai_agent is a flag", lambda rule: rule.update(breach_when="is_ai_agent > 1")),
    ("visitor_count is a number", lambda rule: rule.update(breach_when="visitor_count or is_ai_agent")),
    ("neither true nor false", lambda rule: rule.update(breach_when="visitor_count + 1")),
    ("unsupported operand", lambda rule: rule.update(breach_when="visitor_count + 'a' > 1")),
    ("never allows", lambda rule: rule["verdict"].update(on_missing_facts="allow")),
    ("in_force.from", lambda rule: rule["in_force"].pop("from")),
    ("colour", lambda rule: rule.update(colour="red")),
    ("says", lambda rule: rule["says"].update(zh=" ")),
    ("once", lambda rule: rule.update(id="CN-TIME-002")),
])  # fmt: skip
def test_a_rule_that_is_wrong_is_refused_with_its_place(what, change):
    with pytest.raises(Refusal, match="bad-rulebook") as refused:
        read_book(broken(change), "test", shipped().fact_kinds)
    assert what in refused.value.says.en
    assert refused.value.where


def test_every_fact_is_declared_read_and_named_in_chinese():
    kinds = shipped().fact_kinds
    assert set(kinds) == {name for rule in shipped().rules for name in rule.reads}
    for name in kinds:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in fact_named(name).zh), name
    assert read_book(book_files(), "kept from before").fact_kinds == kinds


def test_the_digest_tells_what_rules_say_and_not_how_files_are_laid_out():
    files = book_files()
    assert digest(files) == digest({name: dict(reversed(told.items())) for name, told in reversed(files.items())})
    assert digest(files) != digest(broken(lambda rule: rule.update(title="another")))


def test_expressions_are_read_as_written_not_evaluated_as_python():
    for rule in shipped().rules:
        tree = ast.parse(rule.breach_when, mode="eval")
        assert not any(isinstance(node, ast.Attribute | ast.Lambda) for node in ast.walk(tree)), rule.id
    assert shipped().rules[0].on_missing is Verdict.NEEDS_APPROVAL
