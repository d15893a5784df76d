"""A bank's file of rows (银行批量付款 CSV): a heading with count and sum, then one row for each payment."""

import csv

from huilong.kernel.money import yuan
from huilong.rooms.settlement.terms import Order

COLUMNS = ("序号", "收款人户名", "收款人账号", "收款行", "联行号", "金额", "附言", "流水号")


def bank_csv(order: Order) -> bytes:
    """The rows of a payment order (批量付款文件), UTF-8 with a mark; what could be a formula is told apart as text."""
    out = _Text()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(["批次号", order.number, "付款账号", order.payer.account, "笔数", len(order.transfers), "总金额",
                   yuan(order.total_fen), "付款日", order.execute_on.isoformat()])  # fmt: skip
    rows.writerow(COLUMNS)
    for no, one in enumerate(order.transfers, 1):
        rows.writerow([
            no, _plain(one.payee), one.account, _plain(one.bank), one.bank_code, yuan(one.fen), _plain(one.memo), one.id
        ])  # fmt: skip
    return "".join(out).encode("utf-8-sig")


class _Text(list[str]):
    """What the writer of rows writes to: pieces of text."""

    write = list.append


def _plain(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
