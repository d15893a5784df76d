"""Rules, scenarios and tests as they were restated by others (shared/law): the rulebook answers every one alike."""

from datetime import date
from typing import Any

import pytest
import yaml

from huilong.rooms.compliance.queries import ask, examples, shipped
from huilong.rooms.compliance.terms import Act

from .published import FOLDER

FILE = FOLDER.parent / "law" / "regulation.yaml"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the shared rule facts are not here")
DAY = date(2026, 9, 1)


def told() -> dict[str, Any]:
    return yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) if FILE.exists() else {}


def day(text: Any) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


def test_every_test_of_every_rule():
    wrong, asked = [], 0
    for rule in told()["rules"]:
        for test in rule["tests"]:
            on = day(test.get("as_of", DAY))
            act = Act(test["action"], on, rule["jurisdiction"], test.get("lender_type"), test.get("product"), ("*",),
                      rule["id"], test["facts"])  # fmt: skip
            asked += 1
            if (got := ask(act, book=shipped()).verdict.value) != test["expect"]:
                wrong.append((rule["id"], test["name"], got, test["expect"]))
    assert wrong == []
    assert asked == 229


def test_every_scenario():
    for scene in told()["scenarios"]:
        answer = ask(Act(scene["action"], day(scene["as_of"]), scene["jurisdiction"], scene.get("lender_type"),
                         scene.get("product"), ("*",), None, scene["facts"]), book=shipped())  # fmt: skip
        got = {"verdict": answer.verdict.value, "deciding_rules": list(answer.deciding),
               "rules_evaluated": len(answer.evaluated)}  # fmt: skip
        assert got == scene["expect"], scene["id"]


def test_every_worked_example_is_here_with_rules_of_its_own():
    ours = {one["id"]: one for one in examples()}
    theirs = {one["id"]: one for one in told()["worked_examples"]}
    assert set(ours) == set(theirs)
    for key, one in ours.items():
        asked = {each["rule"] for each in one["asks"]} - {"CN-INT-002"}  # the cap of whom CN-INT-001 leaves out
        assert asked <= set(theirs[key]["rules"]), key
    assert ours["WE-CN-F"]["figures"] == theirs["WE-CN-F"]["result"]
    classes = theirs["WE-CN-J"]["result"].values()
    enough = [one["facts"]["provision"] for one in ours["WE-CN-J"]["asks"] if one["expect"] == "allow"
              and one["rule"] == "CN-RISK-006"]  # fmt: skip
    assert enough == sorted({one["provision"] for one in classes})


def test_every_rule_came_over_whole():
    ours = {rule.id: rule for rule in shipped().rules}
    for theirs in told()["rules"]:
        rule = ours[theirs["id"]]
        assert (rule.breach_when, rule.on_breach.value, rule.on_missing.value, rule.confidence.value, rule.clause) == (
            theirs["breach_when"], theirs["verdict_on_breach"], theirs["verdict_on_missing_facts"],
            theirs["confidence"], theirs["article"],
        )  # fmt: skip
        assert set(theirs["actions"]) == rule.actions
        assert rule.verified is theirs["article_verified"]
        assert rule.needs_adoption is theirs["requires_adoption"]


def test_an_instrument_is_adopted_by_the_name_it_has_there():
    for rule in told()["rules"]:
        if rule["requires_adoption"]:
            on = max(day(rule["effective_from"]), min(DAY, day(rule["effective_to"] or DAY)))
            asked = Act(rule["actions"][0], on, rule["jurisdiction"], None, None, (rule["instrument"],), rule["id"], {})
            assert ask(asked, book=shipped()).verdict.value != "not_applicable", rule["id"]
