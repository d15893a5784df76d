"""Wording: what a text may not say is found however it is dressed, what it must say is asked for, all as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.queries import shipped
from huilong.rooms.contact.queries.wording import shipped_templates, wording
from huilong.rooms.contact.rules.rendering import parts, render, variables
from huilong.rooms.contact.rules.wording import (
    DEBTORS,
    check_rendered,
    check_template,
    disclosed,
    flags_of,
    forbidden,
)
from huilong.rooms.contact.terms import Channel, Rendered
from huilong.rooms.vault.terms import PersonRole

from .counting import UNHURRIED

GOOD = "【{lender_name}】您的借据 {loan_id} 逾期 {overdue_amount} 元,异议请致电 {hotline}。"
PHRASES = [(rule.flag, phrase) for rule in wording().forbidden for phrase in rule.phrases]


def test_every_flag_is_one_the_rulebook_reads():
    read = " ".join(rule.breach_when for rule in shipped().rules)
    assert [rule.flag for rule in wording().forbidden if f"'{rule.flag}'" not in read] == []
    assert "'agency_poses_as_lender'" in read


@pytest.mark.parametrize(("flag", "phrase"), PHRASES)
def test_every_phrase_is_found_with_its_flag_and_place(flag, phrase):
    found = forbidden(f"first line\n您好 {phrase} ok", wording())
    assert (flag, phrase) in [(one.flag, one.what) for one in found]
    assert {one.where.split(":")[1] for one in found} == {"2"}


@UNHURRIED
@given(st.sampled_from([phrase for _, phrase in PHRASES if not phrase.isascii()]),
       st.sampled_from(["", " ", "-", "*", "·", "\u200b", "、", "\n"]))  # fmt: skip
def test_a_phrase_is_found_however_it_is_spaced(phrase, between):
    assert forbidden(between.join(phrase), wording())


@UNHURRIED
@given(st.sampled_from([phrase for _, phrase in PHRASES if phrase.isascii()]), st.sampled_from([" ", "  ", ", ", "\n"]))
def test_a_latin_phrase_is_found_word_by_word_in_any_case(phrase, between):
    assert forbidden(between.join(phrase.upper().split()), wording())


def test_a_word_within_another_is_no_phrase():
    assert forbidden("The liaroun jailhouses of Liarsville", wording()) == []


@pytest.mark.parametrize("told", shipped_templates(), ids=lambda one: one["key"])
def test_the_shipped_templates_pass(told):
    for text in told["texts"].values():
        assert check_template(Channel(told["channel"]), text.get("subject", ""), text["body"], wording()) == []


@pytest.mark.parametrize(("channel", "subject", "body", "codes"), [
    (Channel.SMS, "", GOOD, []),
    (Channel.SMS, "标题", GOOD, ["no-subject"]),
    (Channel.SMS, "", GOOD.replace("{hotline}", "我们"), ["disclosure-missing"]),
    (Channel.SMS, "", GOOD.replace("{lender_name}", "公司"), ["disclosure-missing"]),
    (Channel.SMS, "", GOOD + "不还就坐牢", ["forbidden-words", "forbidden-words"]),
    (Channel.SMS, "", GOOD + "请" * 300, ["too-long"]),
    (Channel.EMAIL, "", GOOD, ["subject-missing"]),
    (Channel.EMAIL, "{borrower_name} 欠 {overdue_amount}", GOOD, ["subject-discloses", "subject-discloses"]),
    (Channel.LETTER, "催告函", GOOD, ["disclosure-missing"]),
    (Channel.SMS, "", " ", ["empty", "disclosure-missing", "disclosure-missing"]),
])  # fmt: skip
def test_a_template_is_told_everything_that_is_wrong_with_it(channel, subject, body, codes):
    assert sorted(one.code for one in check_template(channel, subject, body, wording())) == sorted(codes)


@pytest.mark.parametrize(("body", "code", "where"), [
    ("您好 {borower_name}", "unknown-variable", "body:1:4"), ("一\n二 {overdue_amount:day}", "wrong-type", "body:2:3"),
    ("{ loan_id }", "bad-brace", "body:1:1"), ("{{loan_id}}", "bad-brace", "body:1:1"),
    ("好}", "bad-brace", "body:1:2"),
])  # fmt: skip
def test_what_no_template_may_hold_is_refused_with_its_place(body, code, where):
    with pytest.raises(Refusal) as refused:
        check_template(Channel.SMS, "", body, wording())
    assert (refused.value.code, refused.value.where) == (code, where)


def test_a_rendered_message_is_checked_again_with_what_the_variables_made_of_it():
    values = {"lender_name": "某金融", "hotline": "4001", "loan_id": "坐牢", "overdue_amount": 100}
    texts = {"lender_name": "某金融", "hotline": "4001"}
    said = Rendered("", render(GOOD, values, "zh-hans"), (), 100, texts)
    assert flags_of(check_rendered(Channel.SMS, said, wording())) == ("false_legal_consequence",)
    assert flags_of(check_rendered(Channel.SMS, said, wording(), "远山委外")) == (
        "agency_poses_as_lender", "false_legal_consequence",
    )  # fmt: skip
    silent = Rendered("", "您好", (), None, texts)
    assert [one.code for one in check_rendered(Channel.SMS, silent, wording())] == ["disclosure-missing"] * 2


def test_a_third_party_is_told_nothing_of_the_debt():
    assert disclosed("您好", {"loan_id"}, wording())
    assert disclosed("请转告他尽快还 款", (), wording())
    assert disclosed("please tell him the LOAN is due", (), wording())
    assert {one.value for one in PersonRole} > DEBTORS
    told = next(one for one in shipped_templates() if one["key"] == "call_back")
    for text in told["texts"].values():
        bare = "".join(one for one in parts(text["body"]) if isinstance(one, str))
        assert disclosed(bare, variables(text["body"]), wording()) == []
