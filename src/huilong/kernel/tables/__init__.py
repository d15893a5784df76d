"""Decision tables (决策表): plain data that a person edits, a machine checks exactly, and arrays run through."""

from huilong.kernel.tables.cells import in_chinese, in_words, read_cell, read_value, shown, written
from huilong.kernel.tables.checking import problems
from huilong.kernel.tables.compiling import NONE, Features, collected, compiled
from huilong.kernel.tables.differing import RowChange, RowDiff, TableDiff, differences
from huilong.kernel.tables.explaining import CellSays, Explained, RowSays, explained, first_hit, holds_all, outcome_of
from huilong.kernel.tables.jdm import jdm_of, jdm_rules
from huilong.kernel.tables.pasting import Pasted, pasted
from huilong.kernel.tables.plain import Plain, Reading, digest, plain_of, read_table, table_of
from huilong.kernel.tables.terms import (
    ANY,
    NUMBERS,
    BadCell,
    Cell,
    Column,
    ColumnType,
    DecisionTable,
    HitPolicy,
    Problem,
    ProblemKind,
    Rule,
    Span,
    Value,
)

__all__ = [
    "ANY", "NONE", "NUMBERS", "BadCell", "Cell", "CellSays", "Column", "ColumnType", "DecisionTable", "Explained",
    "Features", "HitPolicy", "Pasted", "Plain", "Problem", "ProblemKind", "Reading", "RowChange", "RowDiff", "RowSays",
    "Rule", "Span", "TableDiff", "Value", "collected", "compiled", "differences", "digest", "explained", "first_hit",
    "holds_all", "in_chinese", "in_words", "jdm_of", "jdm_rules", "outcome_of", "pasted", "plain_of", "problems",
    "read_cell", "read_table", "read_value", "shown", "table_of", "written",
]  # fmt: skip
