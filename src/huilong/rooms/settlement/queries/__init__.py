"""Reads of settlement (结算查询): statements and their lines."""

from huilong.rooms.settlement.queries.policy import settlement_policy
from huilong.rooms.settlement.queries.statements import (
    each_line,
    each_statement,
    history_of,
    line_row,
    lines_by_reason,
    lines_page,
    statement_page,
    statement_row,
    work_out,
)

__all__ = [
    "each_line",
    "each_statement",
    "history_of",
    "line_row",
    "lines_by_reason",
    "lines_page",
    "settlement_policy",
    "statement_page",
    "statement_row",
    "work_out",
]
