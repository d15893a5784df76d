"""Tables come and go as text: pasted from a spreadsheet, compared with the version before, read with what is wrong."""

import pytest

from huilong.kernel.refusal import Refusal
from huilong.kernel.tables import RowChange, differences, digest, pasted, plain_of, problems, read_table, table_of

from .tables import of

BASE = of(
    ("1..14", "-", "M1", "text"), ("15..30", "0", "M1", "call"), ("31..60", ">1", "M2", "visit"),
    ("-", "-", "-", "call"),
)  # fmt: skip


def after(*rows):
    return {**plain_of(BASE), "rules": list(rows)}


def test_rows_are_pasted_under_chinese_headings_in_any_order():
    got = pasted("动作\t逾期天数(天)\t账龄段\t备注\ntext\t1-14\tM1\t早期\ncall\t≥15\tM1,M2\t\r\n", BASE)
    table = table_of(after(*got.rules))
    assert [rule.note for rule in table.rules] == ["早期", ""]
    assert plain_of(table)["rules"][1] == {
        "when": {"past_due_days": ">=15", "bucket": "M1,M2"}, "then": {"act": "call"}
    }  # fmt: skip


def test_rows_without_headings_follow_the_columns():
    got = pasted("1-14\t\tM1\ttext\n", BASE)
    assert got.rules == ({"when": {"past_due_days": "1-14", "bucket": "M1"}, "then": {"act": "text"}},)


def test_a_heading_of_no_column_is_told():
    assert pasted("逾期天数\t动作\t星座\n1\tcall\t白羊", BASE).unknown == ("星座",)


def test_nothing_pasted_is_refused():
    with pytest.raises(Refusal, match="nothing-pasted"):
        pasted(" \n", BASE)


def test_a_bad_cell_is_told_in_its_place_and_the_rest_is_read():
    reading = read_table(after({"when": {"past_due_days": ">=x"}, "then": {"act": "call"}},
                               {"when": {}, "then": {"act": "call"}}, {"when": {}, "then": {}}))  # fmt: skip
    assert [(one.row, one.column) for one in reading.problems] == [(0, "past_due_days"), (2, "act")]
    assert "规则 1“逾期天数”写法有误:>=x" in reading.problems[0].says.zh
    assert reading.lines == (1,)
    assert problems(reading.table) == ()


@pytest.mark.parametrize("wrong", [
    {"columns": [{"name": "a", "type": "colour"}]}, {"hit": "any"}, {"rules": [{"if": 1}]}, {"more": 1},
    {"outcomes": []},
    {"columns": [{"name": "a", "type": "enum"}]}, {"columns": [{"name": "act", "type": "int"}]}, {"rules": "no"},
])  # fmt: skip
def test_a_wrong_frame_is_refused(wrong):
    with pytest.raises(Refusal, match="bad-table"):
        read_table(plain_of(BASE) | wrong)


def test_the_fingerprint_goes_by_what_is_said_not_by_order():
    plain = plain_of(BASE)
    assert digest(plain) == digest(dict(reversed(plain.items())))
    assert digest(plain) != digest({**plain, "hit": "collect"})


def test_two_versions_are_compared_row_by_row():
    rows = plain_of(BASE)["rules"]
    now = table_of(after(
        rows[0], {"when": rows[1]["when"], "then": {"act": "visit"}}, rows[3],
        {"when": {"past_due_days": "99"}, "then": {"act": "text"}},
    ))  # fmt: skip
    told = differences(BASE, now)
    assert [(row.change, row.before, row.now, row.columns) for row in told.rows] == [
        (RowChange.SAME, 0, 0, ()), (RowChange.CHANGED, 1, 1, ("act",)), (RowChange.GONE, 2, None, ()),
        (RowChange.SAME, 3, 2, ()), (RowChange.ADDED, None, 3, ()),
    ]  # fmt: skip


def test_a_row_put_elsewhere_has_moved():
    rows = plain_of(BASE)["rules"]
    told = differences(BASE, table_of(after(rows[2], rows[0], rows[1], rows[3])))
    assert told.counts[RowChange.MOVED] == 1
    assert told.counts[RowChange.ADDED] == told.counts[RowChange.GONE] == 0
