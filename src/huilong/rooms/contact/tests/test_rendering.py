"""Rendering: one pass, no brace left, no value brings variables or lines of its own, amounts with separators."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huilong.kernel.money import MAX_FEN, fen
from huilong.kernel.refusal import Refusal
from huilong.rooms.contact.rules.rendering import LONGEST, VARIABLES, longest, parts, render, variables, written
from huilong.rooms.contact.terms import VariableKind

from .counting import UNHURRIED

OF_KIND = {
    VariableKind.TEXT: st.text(min_size=1), VariableKind.NAME: st.text(min_size=1),
    VariableKind.PHONE: st.text(min_size=1),
    VariableKind.MONEY: st.integers(0, MAX_FEN), VariableKind.NUMBER: st.integers(0, 99_999),
    VariableKind.DAY: st.dates(date(1990, 1, 1), date(2199, 12, 31)),
}  # fmt: skip
LITERAL = st.text(st.characters(exclude_characters="{}"), max_size=30)
VALUES = st.fixed_dictionaries({name: OF_KIND[kind] for name, kind in VARIABLES.items()})
LANGUAGE = st.sampled_from(["zh-hans", "en"])


@st.composite
def texts(draw):
    pieces = draw(st.lists(st.tuples(LITERAL, st.sampled_from(sorted(VARIABLES)), st.booleans()), max_size=6))
    kinds = {name: f"{{{name}:{kind.value}}}" for name, kind in VARIABLES.items()}
    return "".join(said + (kinds[name] if typed else f"{{{name}}}") for said, name, typed in pieces) + draw(LITERAL)


@UNHURRIED
@given(texts(), VALUES, LANGUAGE)
def test_no_brace_is_left_and_what_the_template_says_stays(text, values, language):
    said = render(text, values, language)
    assert "{" not in said and "}" not in said
    for one in parts(text):
        if isinstance(one, str):
            assert one in said
    assert len(said) <= longest(text)


@UNHURRIED
@given(VALUES, LANGUAGE, st.sampled_from(sorted(VARIABLES)))
def test_a_value_cannot_inject_a_variable_or_a_line(values, language, name):
    injected = {**values, "product": f"{{{name}}}\n{{overdue_amount}}\u2028\x00"}
    said = render("a {product} b", injected, language)
    assert variables("x" + said.replace("(", "").replace(")", "")) == frozenset()
    assert "\n" not in said and "\u2028" not in said and "\x00" not in said


@UNHURRIED
@given(st.integers(-MAX_FEN, MAX_FEN))
def test_an_amount_is_written_with_separators_and_reads_back_as_itself(amount):
    said = written(VariableKind.MONEY, amount, "en")
    assert fen(said) == amount
    whole = said.lstrip("-").split(".")[0]
    assert all(len(group) == 3 for group in whole.split(",")[1:]) and len(whole.split(",")[0]) <= 3


@UNHURRIED
@given(VALUES, LANGUAGE)
def test_no_value_is_longer_than_it_is_counted_with(values, language):
    for name, value in values.items():
        assert len(written(VARIABLES[name], value, language)) <= LONGEST[VARIABLES[name]]


@pytest.mark.parametrize(("name", "value"), [
    ("overdue_amount", "100"), ("overdue_amount", 1.5), ("due_date", "2026-01-01"), ("days_past_due", True),
    ("loan_id", 7), ("hotline", 4001),
])  # fmt: skip
def test_a_value_of_another_kind_is_refused_with_its_place(name, value):
    with pytest.raises(Refusal) as refused:
        render(f"x\n{{{name}}}", {name: value}, "en")
    assert (refused.value.code, refused.value.where) == ("wrong-type", "body:2:1")


def test_a_value_that_is_not_known_is_refused_not_left_out():
    with pytest.raises(Refusal) as refused:
        render("{loan_id}", {}, "en")
    assert refused.value.code == "value-missing"
