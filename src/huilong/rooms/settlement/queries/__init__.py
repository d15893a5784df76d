"""Reads of settlement (结算查询): statements and their lines, paying, what a borrower may be charged."""

from huilong.rooms.settlement.queries.charging import (
    chargeable,
    claimable,
    prices,
    prices_of_year,
    vouched,
    vouchers_of,
)
from huilong.rooms.settlement.queries.disputes import disputes_of, late_answers, statement_of_dispute
from huilong.rooms.settlement.queries.paying import (
    payees,
    payment_row,
    payments,
    waits_to_be_paid,
)
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
    "chargeable",
    "claimable",
    "disputes_of",
    "each_line",
    "each_statement",
    "history_of",
    "late_answers",
    "line_row",
    "lines_by_reason",
    "lines_page",
    "payees",
    "payment_row",
    "payments",
    "prices",
    "prices_of_year",
    "settlement_policy",
    "statement_of_dispute",
    "statement_page",
    "statement_row",
    "vouched",
    "vouchers_of",
    "waits_to_be_paid",
    "work_out",
]
