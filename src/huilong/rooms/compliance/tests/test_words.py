"""Acts and conditions are read as words, in Chinese and English; a light says why in one sentence."""

import re
from datetime import UTC, datetime

import pytest

from huilong.rooms.compliance.queries import action_named, actions, fact_named, said, shipped
from huilong.rooms.compliance.queries.lights import permitted_now
from huilong.rooms.compliance.rules.wording import in_words
from huilong.rooms.compliance.terms import Decision, Verdict

from .test_lights import KNOWN
from .test_may import ask, call

TEN = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai


def test_every_act_that_rules_speak_of_has_its_words_and_no_other():
    assert set(actions()) == set(shipped().by_action)
    for code in actions():
        told = action_named(code)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in told.zh), code
        assert told.en not in ("", code)
    assert len({action_named(code).zh for code in actions()}) == len(actions())
    assert action_named("contact.call").zh == "电话催收"
    assert action_named("moon.walk").zh == "moon.walk"


@pytest.mark.parametrize("rule", shipped().rules, ids=lambda rule: rule.id)
def test_every_condition_is_said_with_the_names_of_its_facts(rule):
    told = in_words(rule.breach_when, fact_named)
    for name in rule.reads:
        assert fact_named(name).zh in told.zh, name
        assert fact_named(name).en in told.en, name
        assert "_" not in name or name not in told.zh + told.en, name
    for literal in re.findall(r"'([^']+)'", rule.breach_when):
        assert literal in told.zh
        assert literal in told.en


@pytest.mark.parametrize(("condition", "zh", "en"), [
    ("(debtor_local_time >= '22:00' or debtor_local_time < '08:00') and not agreed_time_window_covers",
     "(债务人当地时间 ≥ 22:00 或 债务人当地时间 < 08:00) 且 并非约定时段覆盖此刻",
     "(debtor local time ≥ 22:00 or debtor local time < 08:00) and not agreed time window covers"),
    ("not (visitor_count < 2)", "并非(外访人数 < 2)", "not (visitor count < 2)"),
    ("location_kind in ['home','office'] and location_kind not in ['x']",
     "场所类型 属于 home、office 且 场所类型 不属于 x",
     "location kind is one of home, office and location kind is none of x"),
    ("content_flags_any(['threat','insult'])", "内容标记含 threat、insult 之一",
     "content flags hold any of threat, insult"),
    ("abs(stated_amount - ledger_amount) > 0.01", "|告知金额 − 账面金额| > 0.01",
     "|stated amount − ledger amount| > 0.01"),
    ("(2 if is_ai_agent else 1) < visitor_count", "(若 智能外呼 则 2,否则 1) < 外访人数",
     "(2 if is ai agent, else 1) < visitor count"),
    ("{1: 5, 2: -6}[visitor_count] > 4 * age_days", "按 外访人数 查表(1→5、2→−6) > 4 × 保存天数",
     "by visitor count: (1→5, 2→−6) > 4 × age days"),
    ("(visitor_count - (age_days - 1)) * 2 > 3", "(外访人数 − (保存天数 − 1)) × 2 > 3",
     "(visitor count − (age days − 1)) × 2 > 3"),
    ("is_ai_agent == True", "智能外呼 = 是", "is ai agent = yes"), ("False", "从不", "never"),
    ("True", "总是", "always"),
])  # fmt: skip
def test_what_is_written_is_said_whole(condition, zh, en):
    told = in_words(condition, fact_named)
    assert (told.zh, told.en) == (zh, en)


def test_a_verdict_is_explained_by_the_first_rule_that_decided():
    late = ask(call(debtor_local_time="22:30", agreed_time_window_covers=False, debtor_consented_to_time=False))
    assert said(Decision(1, late, False)) == next(
        one.says for one in shipped().rules if one.id == "CN-TIME-001"
    )
    unknown = ask(call(rule="CN-FREQ-001"))
    assert "事实不全" in said(Decision(1, unknown, False)).zh
    fine = ask(call(rule="CN-FREQ-001", effective_calls_today_all_agents=0))
    assert said(Decision(1, fine, True)).zh == Verdict.ALLOW.word.zh


def test_a_light_is_explained_the_same_way():
    book = shipped()
    night = TEN.replace(hour=15)
    assert "22:00" in said(permitted_now("contact.call", [KNOWN], night, book=book)[0], book).zh
    known = {name: value for name, value in KNOWN.items() if name != "effective_calls_today_all_agents"}
    assert "事实不全" in said(permitted_now("contact.call", [known], TEN, book=book)[0], book).zh
    assert said(permitted_now("contact.call", [KNOWN], TEN, book=book)[0], book).en == Verdict.ALLOW.word.en
