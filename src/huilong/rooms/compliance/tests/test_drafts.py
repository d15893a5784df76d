"""A draft of a house rule is read strictly, proves itself by its tests, only tightens, and stands in for no law."""

import os
import subprocess
import sys
from datetime import date

import pytest

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.commands import register
from huilong.rooms.compliance.queries import ask, book_files, lender, shipped
from huilong.rooms.compliance.queries.book import book_of
from huilong.rooms.compliance.queries.drafts import BLANK, text_to_start_from
from huilong.rooms.compliance.rules.drafts import drafted, parsed, trial
from huilong.rooms.compliance.rules.reading import read_book
from huilong.rooms.compliance.rules.versions import FILE, Version, joined
from huilong.rooms.compliance.terms import Act, Verdict

from .texts import CURFEW, LATER


def checked(text: str):
    return trial(text, shipped())


def test_a_draft_whose_tests_hold_it_may_be_handed_in():
    found = checked(CURFEW)
    assert found.sound
    assert [one.passed for one in found.tests] == [True, True, True]
    assert found.unheld == ()
    assert checked(BLANK).sound, "what one begins with is in order"


def test_what_no_test_would_notice_is_told_and_is_no_obstacle():
    found = checked(CURFEW.replace("'20:00'\n    expect", "'20:01'\n    expect"))
    assert found.sound
    assert found.unheld == ("debtor_local_time > '20:00'",)


@pytest.mark.parametrize(("change", "lacks"), [
    (("'20:05'", "'08:05'"), "Tests fail: five past eight"),
    (("expect: block", "expect: allow"), "No passing test breaches it"),
    (("'19:59'\n    expect: allow", "'20:59'\n    expect: block"), "No passing test keeps to it"),
    (("debtor_local_time: '20:05'", "visitor_count: many"), "Tests fail: five past eight"),
    (("'20:05'", "20:05"), "Tests fail: five past eight"),  # an hour without quotes is a number to YAML
    (("breach_when: debtor_local_time >= '20:00'", "breach_when: 'False'"), "reads no fact"),
])  # fmt: skip
def test_a_draft_that_proves_nothing_is_not_handed_in(change, lacks):
    found = checked(CURFEW.replace(*change))
    assert not found.sound
    assert lacks in " ".join(one.en for one in found.lacking)


def test_a_test_that_only_lacks_a_fact_is_no_breach():
    text = CURFEW.replace("debtor_local_time: '20:05'", "visitor_count: 1").replace(
        "debtor_local_time: '20:00'\n    expect: block", "visitor_count: 1\n    expect: needs_approval"
    ).replace("visitor_count: 1\n    expect: block", "visitor_count: 1\n    expect: needs_approval")
    found = checked(text)
    assert [one.got for one in found.tests] == [Verdict.NEEDS_APPROVAL, Verdict.NEEDS_APPROVAL, Verdict.ALLOW]
    assert "No passing test breaches it" in [one.en for one in found.lacking]


@pytest.mark.parametrize(("change", "code", "where"), [
    (("kind: gate", "kind: gate\n  x: ["), "bad-draft", "26:4"),
    (("kind: gate", "kind: gate\nkind: gate"), "bad-draft", "26:1"),
    (("title:", "title: &a x\nnotes: *a\nexceptions:"), "bad-draft", "2:"),
    (("title: No call after eight in the evening", "title: 2026-01-01"), "bad-draft", "title"),
    (("debtor_local_time: '19:59'", "debtor_local_time: .nan"), "bad-draft", "tests[2].facts.debtor_local_time"),
    (("debtor_local_time: '19:59'", "1: '19:59'"), "bad-draft", "tests[2].facts.1"),
    (("debtor_local_time: '19:59'", 'debtor_local_time: "\\0"'), "bad-draft", "tests[2].facts.debtor_local_time"),
    (("expect: allow", "expect: perhaps"), "bad-draft", "tests[2].expect"),
    (("    expect: allow", "    colour: red\n    expect: allow"), "bad-draft", "tests[2].colour"),
    (("id: CN-HOUSE-020", "id: curfew"), "bad-draft", "id"),
    (("contact.call\n  lender", "contact.shout\n  lender"), "bad-draft", "applies.actions[0]"),
    (("jurisdiction: CN", "jurisdiction: XX"), "bad-draft", "applies.jurisdiction"),
    (("judged_by: event_date", "judged_by: contract_date"), "bad-draft", "in_force.judged_by"),
    (("binding: lender_policy", "binding: law"), "bad-draft", "binding"),
    (("tests:", "tests: 5\nnotes: x\nexceptions:"), "bad-draft", "exceptions"),
    (("debtor_local_time >= '20:00'", "not " * 300 + "is_ai_agent"), "bad-draft", "breach_when"),
    (("debtor_local_time >= '20:00'", "moon > 3"), "bad-rulebook", "CN-HOUSE-020"),
    (("on_breach: block", "on_breach: allow"), "bad-rulebook", "CN-HOUSE-020"),
    (("on_missing_facts: needs_approval", "on_missing_facts: allow"), "bad-rulebook", "CN-HOUSE-020"),
    (("kind: gate\n", ""), "bad-rulebook", "CN-HOUSE-020"),
    (("id: CN-HOUSE-020", "id: CN-TIME-001"), "not-a-house-rule", "id"),
])  # fmt: skip
def test_a_draft_that_cannot_be_is_refused_with_its_place(change, code, where):
    assert change[0] in CURFEW
    with pytest.raises(Refusal, match=code) as refused:
        checked(CURFEW.replace(*change))
    assert where in refused.value.where


@pytest.mark.parametrize("text", [
    "", "5", "- a\n- b", "a: " + "[" * 5000, "x" * 20_001, "\x00", "'\ud800'", "a: !!python/name:os.x 1",
])  # fmt: skip
def test_whatever_is_written_is_refused_and_never_breaks(text):
    with pytest.raises(Refusal, match="bad-draft"):
        checked(text)


@pytest.mark.parametrize("path", [line.partition(":")[0] for line in CURFEW.splitlines() if line[:1].isalpha()])
@pytest.mark.parametrize("value", ["", " 5", " [1]", " {a: 1}"])
def test_no_part_of_a_rule_may_be_anything_else(path, value):
    lines, out = CURFEW.splitlines(), []
    inside = False
    for line in lines:
        if line[:1].isalpha():
            inside = line.startswith(f"{path}:")
            out.append(f"{path}:{value}" if inside else line)
        elif not inside:
            out.append(line)
    with pytest.raises(Refusal, match="bad-"):
        checked("\n".join(out))


def test_a_house_rule_of_the_files_can_be_edited_and_a_rule_of_law_cannot(monkeypatch):
    monkeypatch.setattr("huilong.rooms.compliance.queries.drafts.rule_named",
                        lambda key: next(one for one in shipped().rules if one.id == key))  # fmt: skip
    for rule in shipped().rules:
        if rule.instrument.book == "house":
            assert checked(text_to_start_from(rule.id)).sound, rule.id
    with pytest.raises(Refusal, match="not-house"):
        text_to_start_from("CN-TIME-001")
    assert text_to_start_from("") == BLANK


def version(text: str, *day: int) -> Version:
    return Version(parsed(text), date(*day))


def late_call(book, *day: int) -> Verdict:
    act = Act("contact.call", date(*day), "CN", "auto_finance_company", "auto_loan", None, None,
              {"debtor_local_time": "20:30"})  # fmt: skip
    said = {one.rule.id: one.verdict for one in ask(act, book=book).evaluated}
    return said.get("CN-HOUSE-020", Verdict.NOT_APPLICABLE)


def test_yesterday_s_act_is_judged_by_yesterday_s_version():
    book = book_of(joined(book_files(), [version(CURFEW, 2026, 12, 1), version(LATER, 2026, 12, 10)]))
    assert [(one.starts, one.ends) for one in book.rules if one.id == "CN-HOUSE-020"] == [
        (date(2026, 12, 1), date(2026, 12, 9)), (date(2026, 12, 10), None),
    ]  # fmt: skip
    assert late_call(book, 2026, 11, 30) is Verdict.NOT_APPLICABLE
    assert late_call(book, 2026, 12, 9) is Verdict.BLOCK
    assert late_call(book, 2026, 12, 10) is Verdict.ALLOW
    assert book.sha256 != shipped().sha256


def test_the_version_approved_last_holds_from_its_day_even_where_an_earlier_one_would_begin_later():
    book = book_of(joined(book_files(), [version(CURFEW, 2026, 12, 20), version(LATER, 2026, 12, 10)]))
    assert [one.starts for one in book.rules if one.id == "CN-HOUSE-020"] == [date(2026, 12, 10)]
    same = book_of(joined(book_files(), [version(CURFEW, 2026, 12, 10), version(LATER, 2026, 12, 10)]))
    assert late_call(same, 2026, 12, 10) is Verdict.ALLOW


def test_a_version_of_a_rule_in_the_files_ends_that_one():
    shipped_rule = next(one for one in shipped().rules if one.id == "CN-REPO-011")
    before = book_files()
    book = book_of(joined(before, [Version(shipped_rule.more, date(2026, 12, 1))]))
    assert [(one.starts, one.ends) for one in book.rules if one.id == "CN-REPO-011"] == [
        (date(2025, 2, 28), date(2026, 11, 30)), (date(2026, 12, 1), None),
    ]  # fmt: skip
    assert book_of(before).sha256 == shipped().sha256, "the files stay as they are"


def test_a_version_with_an_end_leaves_nothing_in_force_after_it():
    ends = LATER.replace("to: null", "to: 2026-12-15")
    book = book_of(joined(book_files(), [version(CURFEW, 2026, 12, 1), version(ends, 2026, 12, 10)]))
    assert late_call(book, 2026, 12, 16) is Verdict.NOT_APPLICABLE


def test_without_versions_the_rulebook_is_the_shipped_one():
    assert book_of(joined(book_files(), [])).sha256 == shipped().sha256


@pytest.mark.parametrize(("change", "what"), [
    ({"id": "CN-TIME-001"}, "a rule's id once"),
    ({"verdict": {"on_breach": "allow", "on_missing_facts": "needs_approval"}}, "only tightens"),
    ({"verdict": {"on_breach": "not_applicable", "on_missing_facts": "needs_approval"}}, "only tightens"),
    ({"binding": "law"}, "lender_policy"),
    ({"id": "CN-REPO-011"}, "follow one another"),
])  # fmt: skip
def test_however_the_house_book_came_about_it_softens_no_law(change, what):
    files = book_files() | {FILE: {"instrument": book_files()["house/lender-policy.yaml"]["instrument"],
                                   "rules": [parsed(CURFEW) | change]}}  # fmt: skip
    with pytest.raises(Refusal, match="bad-rulebook") as refused:
        read_book(files, "test", shipped().fact_kinds)
    assert what in refused.value.says.en


def test_with_any_house_rule_added_no_verdict_is_milder():
    from huilong.rooms.compliance.rules.may import RANK

    book = book_of(joined(book_files(), [version(CURFEW, 2026, 8, 1)]))
    for hour in range(24):
        act = Act("contact.call", date(2026, 9, 1), "CN", "auto_finance_company", "auto_loan", None, None,
                  {"debtor_local_time": f"{hour:02}:00"})  # fmt: skip
        assert RANK[ask(act, book=book).verdict] >= RANK[ask(act, book=shipped()).verdict]


def test_who_follows_the_whole_policy_follows_what_is_added_to_it(settings):
    book = book_of(joined(book_files(), [version(CURFEW, 2026, 8, 1)]))
    rule = drafted(CURFEW, shipped())
    for adopted, followed in ((None, True), (["*"], True), (["lender-policy"], True), (["CN-REPO-011"], False)):
        settings.LENDER = {} if adopted is None else {"adopted": adopted}
        lender.cache_clear()
        act = Act("contact.call", date(2026, 9, 1), "CN", "auto_finance_company", "auto_loan", lender().adopted, None,
                  {"debtor_local_time": "20:30"})  # fmt: skip
        from huilong.rooms.compliance.rules.may import may

        assert (rule.id in {one.rule.id for one in may(act, book).evaluated}) is followed, adopted
    lender.cache_clear()


def run(*words: str) -> int:
    import argparse

    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    options = parser.parse_args(["law", *words])
    assert options.needs == ""
    return options.run(options)


def test_the_command_line_checks_a_draft_the_same_way(tmp_path, capsys):
    file = tmp_path / "rule.yaml"
    file.write_text(CURFEW, encoding="utf-8")
    assert run("draft", "check", str(file)) == 0
    assert "✓ five past eight: block" in capsys.readouterr().out
    file.write_text(CURFEW.replace("'20:05'", "'08:05'"), encoding="utf-8")
    assert run("draft", "check", str(file)) == 1
    assert "✗ five past eight: allow ≠ block" in capsys.readouterr().out
    file.write_text("a: [", encoding="utf-8")
    with pytest.raises(Refusal, match="bad-draft"):
        run("draft", "check", str(file))


def test_commands_of_the_law_start_without_django_and_database(tmp_path):
    file = tmp_path / "rule.yaml"
    file.write_text(CURFEW, encoding="utf-8")
    code = "import sys; from huilong.site.cli import main; sys.exit(main(sys.argv[1:]))"
    told = subprocess.run(
        [sys.executable, "-c", code, "law", "draft", "check", str(file)], capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "CN-HOUSE-020" in told.stdout
