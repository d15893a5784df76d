"""The text of one house rule (规则文本): YAML read strictly, so that what is kept is what was meant and can be hashed.

Twins of a key, anchors and aliases, dates where words belong, numbers beyond every amount: refused with line or path.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import yaml

from huilong.kernel.refusal import Refusal
from huilong.rooms.compliance.rules.kinds import MOST
from huilong.rooms.compliance.rules.may import RANK
from huilong.rooms.compliance.terms import Verdict

MOST_OF_A_RULE = 20_000
MOST_OF_A_CONDITION = 2_000
MOST_TESTS = 100
ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
_SPOILED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
EXPECTED = {verdict.value for verdict in (*RANK, Verdict.NOT_APPLICABLE)}


def parsed(text: str) -> dict[str, Any]:
    """A rule's text as YAML says it. Raises Refusal `bad-draft` with the line, or the path of what cannot be."""
    if len(text) > MOST_OF_A_RULE or _SPOILED.search(text):
        raise bad("", f"须为 {MOST_OF_A_RULE} 字以内的文本", f"a text of at most {MOST_OF_A_RULE} characters")
    try:
        _refuse_twins(yaml.compose(text, Loader=yaml.CSafeLoader), set())
        told = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise bad(place, f"YAML 无法读取({error.problem})", f"YAML that can be read ({error.problem})") from error
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        raise bad("", "YAML 无法读取", "YAML that can be read") from error
    if isinstance(told, list) and len(told) == 1:
        told = told[0]  # as a rule stands in its file, with a dash before it
    if not isinstance(told, dict):
        raise bad("", "须为一条规则", "one rule")
    for path, value in _leaves(told, ""):
        _refuse_unlike(path, value)
    _refuse_misshapen(told)
    return told


def bad(where: str, zh: str, en: str) -> Refusal:
    """The refusal of a draft at a place: a line and column, or the path of a key."""
    return Refusal(
        "bad-draft", status=422, where=where, zh=f"规则草稿有误:{zh}。",
        en=f"The draft is wrong there: {en} is wanted.", remedy_zh="请对照 docs/how-to/law.md 修改此处。",
        remedy_en="Mend it there; docs/how-to/law.md tells the format.",
    )  # fmt: skip


def _refuse_twins(node: Any, seen: set[int]) -> None:
    if node is None:
        return
    line = f"{node.start_mark.line + 1}:{node.start_mark.column + 1}"
    if id(node) in seen:
        raise bad(line, "不得使用锚点和引用", "no anchor and no alias")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            _refuse_twins(one, seen)
        return
    keys = [getattr(key, "value", None) for key, _value in node.value]
    for place, (key, value) in enumerate(node.value):
        if not isinstance(key, yaml.ScalarNode) or keys.index(key.value) < place:
            line = f"{key.start_mark.line + 1}:{key.start_mark.column + 1}"
            raise bad(line, f"键 {keys[place]} 只能写一次", f"the key {keys[place]} once")
        _refuse_twins(value, seen)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise bad(f"{path}.{key}".strip("."), "键须为文字", "a word as a key")
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{place}]")
    else:
        yield path, value


def _refuse_unlike(path: str, value: Any) -> None:
    """Refuse what would not come back from the store as it went in."""
    if isinstance(value, date) and not isinstance(value, datetime):
        if path not in ("in_force.from", "in_force.to") and not re.fullmatch(r"tests\[\d+\]\.on", path):
            raise bad(path, "日期须加引号", "a date in quotes")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if not -MOST < value < MOST or value != value or 0 < abs(value) < 1e-9:
            raise bad(path, "数字超出范围", "a number within bounds")
    elif isinstance(value, str):
        if _SPOILED.search(value):
            raise bad(path, "不得含控制字符", "no control character")
    elif value is not None and not isinstance(value, bool):
        raise bad(path, "须为文字、数字、日期或是否", "a word, a number, a date, true or false")


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(_text(one) for one in value)


Shape = tuple[Callable[[Any], bool], str, str]
TEXT: Shape = (_text, "文字", "a text")
TEXTS: Shape = (_texts, "文字列表", "a list of words")
FLAG: Shape = (lambda value: isinstance(value, bool), "true 或 false", "true or false")
NONE = type(None)
SHAPES: dict[str, Shape] = {
    **dict.fromkeys(("title", "title_zh", "status", "kind", "binding", "requires", "says.zh", "says.en",
                     "clause.article", "clause.confidence", "applies.jurisdiction", "verdict.on_breach",
                     "verdict.on_missing_facts"), TEXT),
    **dict.fromkeys(("applies.actions", "applies.lender_types", "applies.products"), TEXTS),
    **dict.fromkeys(("clause.verified", "adoption.needed", "adoption.on_by_default"), FLAG),
    "id": (lambda value: isinstance(value, str) and len(value) <= 40 and bool(ID.fullmatch(value)),
           "CN-HOUSE-001 这样的编号", "an id like CN-HOUSE-001"),
    "breach_when": (lambda value: _text(value) and len(value) <= MOST_OF_A_CONDITION,
                    f"{MOST_OF_A_CONDITION} 字以内的条件", f"a condition of at most {MOST_OF_A_CONDITION} characters"),
    "in_force.from": (lambda value: isinstance(value, date), "2026-01-31 这样的日期", "a date like 2026-01-31"),
    "in_force.to": (lambda value: isinstance(value, date | NONE), "日期或 null", "a date or null"),
    "in_force.judged_by": (lambda value: value == "event_date", "event_date(按行为日)",
                           "event_date: the day of the act"),
    "instrument": TEXT, "exceptions": (lambda value: isinstance(value, str | NONE), "文字或 null", "a text or null"),
    "notes": (lambda value: isinstance(value, str | NONE), "文字或 null", "a text or null"),
    "proof": TEXTS, "sources": TEXTS,
    "tests": (lambda value: isinstance(value, list) and 0 < len(value) <= MOST_TESTS, f"1 至 {MOST_TESTS} 项测试",
              f"1 to {MOST_TESTS} tests"),
}  # fmt: skip
"""What each part of a rule is, by its path; parts that a rule must have are missed by `rules/reading.py`."""


def _refuse_misshapen(told: Mapping[str, Any]) -> None:
    for path, (fits, zh, en) in SHAPES.items():
        whole, _dot, part = path.partition(".")
        if whole not in told:
            continue
        inner = told[whole]
        if part and not isinstance(inner, Mapping):
            raise bad(whole, "须为一组键值", "keys with values")
        if part and part not in inner:
            continue
        if not fits(inner[part] if part else inner):
            raise bad(path, f"须为{zh}", en)
    for place, test in enumerate(told.get("tests", ())):
        _refuse_no_test(test, f"tests[{place}]")


def _refuse_no_test(test: Any, where: str) -> None:
    """A test has a name, an action, facts and what it expects; perhaps a day, a lender and a product."""
    needed, more = {"name", "action", "facts", "expect"}, {"on", "lender_type", "product"}
    if not isinstance(test, Mapping):
        raise bad(where, "须为一组键值", "keys with values")
    wrong = sorted((needed - set(test)) | (set(test) - needed - more))
    if wrong:
        keys = ", ".join(sorted(needed))
        raise bad(f"{where}.{wrong[0]}", f"测试的键为 {keys}", f"a test of {keys}")
    for name in ("name", "action", "lender_type", "product"):
        if name in test and not _text(test[name]):
            raise bad(f"{where}.{name}", "须为文字", "a text")
    if not isinstance(test["facts"], Mapping):
        raise bad(f"{where}.facts", "须为事实", "facts")
    if test["expect"] not in EXPECTED if isinstance(test["expect"], str) else True:
        known = ", ".join(sorted(EXPECTED))
        raise bad(f"{where}.expect", f"须为 {known} 之一", f"one of {known}")
    if "on" in test and not isinstance(test["on"], date):
        raise bad(f"{where}.on", "须为日期", "a date")
