"""Tables and cases for tests (测试用决策表): drawn at random, small enough that every corner is met."""

from hypothesis import strategies as st

from huilong.kernel.tables import Cell, Column, ColumnType, DecisionTable, HitPolicy, Rule, Span, table_of

DAYS = Column("past_due_days", ColumnType.INT, "逾期天数", "days past due", low=0, unknown=False)
BROKEN = Column("promises_broken", ColumnType.INT, "断诺次数", "promises broken", low=0)
STAGE = Column("bucket", ColumnType.ENUM, "账龄段", "bucket", members=("M1", "M2", "M3", "M4"))
CITY = Column("city", ColumnType.TEXT, "城市", "city")
PLACED = Column("placed", ColumnType.BOOL, "已委外", "placed")
ACT = Column("act", ColumnType.ENUM, "动作", "act", members=("text", "call", "visit"), unknown=False)
TIMES = Column("times", ColumnType.INT, "日频次上限", "most a day", low=0, high=3)
COLUMNS = (DAYS, BROKEN, STAGE, CITY, PLACED)

numbers = st.integers(-1, 6)


@st.composite
def cells(draw, column):
    kind = draw(st.sampled_from(["any", "any", "in", "not", "unknown"]))
    if kind == "any":
        return Cell(negated=True, unknown=True)
    if kind == "unknown":
        return Cell(unknown=True)
    unknown = kind == "in" and draw(st.booleans())
    if column.type is ColumnType.INT:
        low = draw(numbers)
        return Cell((Span(low, low + draw(st.integers(0, 3))),), negated=kind == "not", unknown=unknown)
    words = {ColumnType.BOOL: ("true", "false"), ColumnType.TEXT: ("京", "沪")}.get(column.type, column.members)
    return Cell(words=frozenset(draw(st.sets(st.sampled_from(words), min_size=1, max_size=2))),
                negated=kind == "not", unknown=unknown)  # fmt: skip


@st.composite
def tables(draw, most=8, hit=HitPolicy.FIRST):
    rules = draw(st.lists(st.tuples(*(cells(one) for one in COLUMNS), st.sampled_from(ACT.members)), max_size=most))
    return DecisionTable("t", COLUMNS, (ACT,), tuple(Rule(tuple(one[:-1]), (one[-1],)) for one in rules), hit)


cases = st.fixed_dictionaries({
    "past_due_days": st.integers(0, 10), "promises_broken": st.none() | st.integers(0, 10),
    "bucket": st.none() | st.sampled_from(STAGE.members), "city": st.none() | st.sampled_from(["京", "沪", "渝"]),
    "placed": st.none() | st.booleans(),
})  # fmt: skip


def of(*rows, hit="first", columns=(DAYS, BROKEN, STAGE)):
    """A table from rows of texts: the cells of `columns`, then the act."""
    plain = {
        "name": "M2-自营", "hit": hit,
        "columns": [
            {"name": one.name, "type": one.type.value, "zh": one.zh, "en": one.en, "unknown": one.unknown}
            | ({"low": 0} if one.low == 0 else {}) | ({"members": list(one.members)} if one.members else {})
            for one in columns
        ],
        "outcomes": [{"name": "act", "type": "enum", "zh": "动作", "members": list(ACT.members), "unknown": False}],
        "rules": [
            {"when": {c.name: text for c, text in zip(columns, row[:-1], strict=True)}, "then": {"act": row[-1]}}
            for row in rows
        ],
    }  # fmt: skip
    return table_of(plain)
