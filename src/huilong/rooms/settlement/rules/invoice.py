"""Invoices of firms (发票校验): the number's form, the amount, the day."""

import re
from datetime import date

from huilong.kernel.money import Fen, yuan
from huilong.kernel.refusal import Refusal

NUMBER = re.compile(r"\d{8}|\d{10}|\d{12}|\d{20}")
"""Numbers of tax invoices: 8 digits on paper, alone or with its code told for it, 20 of electronic ones."""
MOST_DAYS_OLD = 180


def refuse_unless_invoice(number: str, fen: Fen, issued_on: date, *, due_fen: Fen, not_before: date, on: date) -> None:
    """Refuse an invoice that is not of this statement (发票校验): `invoice-number`, `invoice-amount`, `invoice-day`."""
    if not NUMBER.fullmatch(number):
        raise Refusal(
            "invoice-number", status=422, where="number", zh="发票号码应为 8、10、12 或 20 位数字。",
            en="An invoice number has 8, 10, 12 or 20 digits.",
        )  # fmt: skip
    if fen != due_fen:
        raise Refusal(
            "invoice-amount", status=422, where="amount", zh=f"发票金额应为 {yuan(due_fen)} 元。",
            en=f"The invoice has to be of {yuan(due_fen)}.", remedy_zh="请按结算单应付金额开票。",
            remedy_en="Have it made out for what the statement comes to.",
        )  # fmt: skip
    if not max(not_before, date.fromordinal(on.toordinal() - MOST_DAYS_OLD)) <= issued_on <= on:
        raise Refusal(
            "invoice-day", status=422, where="issued_on", zh="开票日期应在结算期末之后、今日之前。",
            en="The invoice is dated after the period's end and not after today.",
        )  # fmt: skip
