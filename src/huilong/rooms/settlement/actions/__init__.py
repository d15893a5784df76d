"""Verbs of settlement (费用结算): draft, issue, dispute, answer, agree, approve; invoice, pay; prices, vouchers."""

from huilong.rooms.settlement.actions.approving import approve
from huilong.rooms.settlement.actions.charging import keep_price, keep_voucher
from huilong.rooms.settlement.actions.disputing import agree, answer, dispute, lapse
from huilong.rooms.settlement.actions.drafting import draft, issue, run_month
from huilong.rooms.settlement.actions.paying import (
    book_payment,
    confirm_payee,
    invoice,
    keep_payee,
    make_payment,
    take_payment,
)
from huilong.rooms.settlement.actions.proving import open_proof

__all__ = [
    "agree",
    "answer",
    "approve",
    "book_payment",
    "confirm_payee",
    "dispute",
    "draft",
    "invoice",
    "issue",
    "keep_payee",
    "keep_price",
    "keep_voucher",
    "lapse",
    "make_payment",
    "open_proof",
    "run_month",
    "take_payment",
]
