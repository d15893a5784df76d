"""One table, three readers: in words, over arrays, and by zen-engine. They agree on every case."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huilong.kernel.tables import (
    NONE,
    HitPolicy,
    collected,
    compiled,
    explained,
    first_hit,
    jdm_of,
    jdm_rules,
    plain_of,
    table_of,
)

from .tables import COLUMNS, of, tables
from .tables import cases as a_case

CHAIN = of(
    ("1..14", "-", "M1", "text"), ("15..30", "0", "M1", "call"), ("31..60", ">1", "M2", "visit"),
    ("-", "-", "-", "call"),
)  # fmt: skip


def arrays(cases):
    """Cases as columns."""
    found = {}
    for column in COLUMNS:
        values = [case[column.name] for case in cases]
        if column.type.value == "int":
            found[column.name] = np.array([NONE if one is None else one for one in values], dtype=np.int64)
        elif column.type.value == "bool":
            found[column.name] = np.array([-1 if one is None else int(one) for one in values], dtype=np.int8)
        else:
            found[column.name] = np.array(values, dtype=object)
    return found


@given(table=tables(most=80), cases=st.lists(a_case, min_size=1, max_size=30))
@settings(max_examples=150, deadline=None)
def test_arrays_are_read_as_one_case_is(table, cases):
    assert compiled(table)(arrays(cases)).tolist() == [first_hit(table, case) for case in cases]


@given(table=tables(hit=HitPolicy.COLLECT), cases=st.lists(a_case, min_size=1, max_size=10))
@settings(max_examples=60, deadline=None)
def test_all_hits_are_all_rules_that_take_the_case(table, cases):
    taken = collected(table)(arrays(cases))
    assert [tuple(np.flatnonzero(row)) for row in taken] == [explained(table, case).hits for case in cases]


@given(table=tables(), case=a_case)
@settings(max_examples=80, deadline=None)
def test_another_engine_decides_alike(table, case):
    import zen

    numbered = jdm_of(table)
    content = numbered["nodes"][1]["content"]
    content["outputs"] = [{"id": "row", "name": "row", "field": "row"}]
    for row, rule in enumerate(content["rules"]):
        rule["row"] = str(row)
    told = zen.ZenEngine().create_decision(json.dumps(numbered)).evaluate(case)["result"]
    assert (told or {}).get("row", -1) == first_hit(table, case)


@given(table=tables())
@settings(max_examples=80, deadline=None)
def test_a_table_survives_being_written_down(table):
    assert table_of(json.loads(json.dumps(plain_of(table)))) == table


def test_a_case_is_told_which_rule_hits_and_what_kept_the_others():
    told = explained(CHAIN, {"past_due_days": 48, "promises_broken": 2, "bucket": "M2"})

    assert told.hits == (2,)
    assert told.outcomes == ({"act": "visit"},)
    assert [one.says.zh for one in told.rows[0].failed] == ["逾期天数 48 不符合 1..14", "账龄段 M2 不符合 M1"]
    assert told.rows[0].failed[0].says.en == "days past due 48 is not 1..14"
    assert not told.rows[2].failed


def test_unknown_is_taken_by_nobody_who_did_not_ask_for_it():
    table = of(("-", ">=0", "-", "call"), ("-", "?", "-", "visit"))
    assert first_hit(table, {"past_due_days": 1, "promises_broken": None, "bucket": "M1"}) == 1
    assert first_hit(table, {"past_due_days": 1, "bucket": None, "promises_broken": 0}) == 0


def test_rules_of_another_engine_are_taken_in():
    graph = {"nodes": [{"type": "decisionTableNode", "content": {
        "inputs": [{"id": "a", "name": "d", "field": "past_due_days"}, {"id": "b", "name": "s", "field": "bucket"}],
        "outputs": [{"id": "o", "name": "act", "field": "act"}],
        "rules": [{"_id": "1", "a": "[1..30)", "b": '"M1", "M2"', "o": '"call"', "_description": "早期"},
                  {"_id": "2", "a": ">= 30", "b": "", "o": '"visit"'}],
    }}]}  # fmt: skip
    plain = {**plain_of(CHAIN), "rules": jdm_rules(graph, CHAIN)}
    table = table_of(plain)
    assert [first_hit(table, {"past_due_days": d, "bucket": "M1"}) for d in (29, 30)] == [0, 1]
    assert table.rules[0].note == "早期"
