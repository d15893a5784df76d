"""Commands of the ledger (账务命令): receipts post, take-back, differences; ledger balance, explain, check."""

import argparse
import csv
from datetime import date
from pathlib import Path
from typing import Any

from huilong.kernel.money import BadAmount, fen, yuan
from huilong.kernel.refusal import Refusal
from huilong.shell.asked import asked_day

REFUSED = 2
COLUMNS = {
    "借据号": "loan_id", "loan": "loan_id", "loan_id": "loan_id", "日期": "on", "on": "on", "金额": "amount",
    "amount": "amount", "流水号": "reference", "reference": "reference",
}  # fmt: skip
"""How the columns of a file may be called."""
BALANCE = ("科目 / account", "余额 / balance")
TRIAL = (
    "科目 / account", "期初 / opening", "借方 / debit", "贷方 / credit", "期末 / closing", "名称 / name",
)  # fmt: skip
LINES = (
    "日期 / day", "金额 / amount", "类型 / kind", "凭证 / entry", "借据 / loan", "对方 / party", "备注 / note",
)  # fmt: skip
DIFFERENCES = ("编号 / number", "差异 / difference", "账簿号 / book id", "作业库 / desk", "贷款机构 / lender")
FINDINGS = ("问题 / finding", "位置 / where", "金额 / amount")
"""What stands above the columns that are printed."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add this module's commands."""
    receipts = subparsers.add_parser("receipts", help="柜台入账、撤销、对账差异 / receipts posted on the desk")
    verbs = receipts.add_subparsers(metavar="VERB", required=True)
    post = verbs.add_parser("post", help="入账一笔,或一个文件 / post one receipt, or a file of them")
    post.add_argument("--loan", help="借据号 / the loan")
    post.add_argument("--on", type=asked_day, metavar="DAY", help="到账日 / the day it came")
    post.add_argument("--amount", metavar="1234.56", help="金额(元)/ the amount")
    post.add_argument("--reference", default="", help="贷款机构流水号 / the lender's own receipt id")
    post.add_argument("--file", type=Path, metavar="CSV", help="列 / columns: loan_id,on,amount,reference")
    post.set_defaults(run=_post)
    back = verbs.add_parser("take-back", help="撤销一笔入账 / take back a receipt")
    back.add_argument("receipt", type=int)
    back.add_argument("--why", required=True, choices=("mistyped", "wrong_loan", "not_received", "double"))
    back.set_defaults(run=_take_back)
    open_ones = verbs.add_parser("differences", help="未处理的对账差异 / open differences with the lender")
    open_ones.set_defaults(run=_differences)
    _register_accounts(subparsers)


def _register_accounts(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    ledger = subparsers.add_parser("ledger", help="总账余额、差异、检查 / balances, differences, check of the ledger")
    verbs = ledger.add_subparsers(metavar="VERB", required=True)
    shown = verbs.add_parser("balance", help="某日余额(表) / the balance of a day, of one account or of all")
    shown.add_argument("account", nargs="?", default="", help="科目 / the account; none: the trial balance")
    shown.add_argument("--on", type=asked_day, metavar="DAY", required=True)
    shown.add_argument("--loan")
    shown.add_argument("--party")
    shown.set_defaults(run=_balance)
    why = verbs.add_parser("explain", help="两日余额之差,逐行 / why two balances differ, line by line")
    why.add_argument("account")
    why.add_argument("--first", type=asked_day, metavar="DAY", required=True)
    why.add_argument("--second", type=asked_day, metavar="DAY", required=True)
    why.add_argument("--first-known", type=asked_day, metavar="DAY", help="前者获知日 / the first as known by")
    why.set_defaults(run=_explain)
    for one in (shown, why):
        one.add_argument("--known-by", type=asked_day, metavar="DAY", help="获知日 / as known by a day")
    checked = verbs.add_parser("check", help="总账检查 / check the whole ledger, each entry read again")
    checked.set_defaults(run=_check)


def _post(options: argparse.Namespace) -> int:
    if options.file is not None:
        return _post_file(options.file)
    if not (options.loan and options.on and options.amount):
        raise Refusal(
            "receipt-incomplete", status=422, zh="请给出 --loan、--on 和 --amount,或 --file。",
            en="Give --loan, --on and --amount, or --file.",
        )  # fmt: skip
    key = _posted({"loan_id": options.loan, "on": options.on, "amount": options.amount, "reference": options.reference})
    print(f"已入账 / posted: {key}")
    return 0


def _post_file(file: Path) -> int:
    """Post each row on its own; a refused row does not keep the others back."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as told:
            read = csv.DictReader(told)
            names = {name: COLUMNS[name.strip()] for name in read.fieldnames or () if name.strip() in COLUMNS}
            rows = [{ours: (row[name] or "").strip() for name, ours in names.items()} for row in read]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Refusal("unreadable-file", status=422, where=str(file), zh=f"无法读取:{error}。",
                      en=f"It cannot be read: {error}.") from error  # fmt: skip
    refused = 0
    for place, row in enumerate(rows, 2):
        try:
            print(f"第 {place} 行 / line {place}: 已入账 / posted {_posted(row)}")
        except Refusal as refusal:
            refused += 1
            print(f"第 {place} 行 / line {place}: {refusal.code}: {refusal.says.zh} {refusal.says.en}")
    print(f"入账 / posted: {len(rows) - refused} · 拒绝 / refused: {refused}")
    return REFUSED if refused else 0


def _posted(row: dict[str, Any]) -> int:
    from django.utils import timezone

    from huilong.rooms.ledger.actions import post_receipt

    try:
        on = row["on"] if isinstance(row.get("on"), date) else date.fromisoformat(row.get("on", ""))
        amount_fen = fen(row.get("amount", ""))
    except (BadAmount, ValueError) as error:
        raise Refusal("bad-receipt", status=422, zh=f"日期或金额无法识别:{error}。",
                      en=f"The day or the amount cannot be read: {error}.") from None  # fmt: skip
    return post_receipt(
        loan_id=row.get("loan_id", ""), on=on, amount_fen=amount_fen, lender_reference=row.get("reference", ""),
        actor="system", today=timezone.localdate(), at=timezone.now(),
    )  # fmt: skip


def _take_back(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from huilong.rooms.ledger.actions import reverse_receipt
    from huilong.rooms.ledger.terms import ReverseReason

    reverse_receipt(options.receipt, ReverseReason(options.why), at=timezone.now())
    print(f"已撤销 / taken back: {options.receipt}")
    return 0


def _differences(options: argparse.Namespace) -> int:
    from huilong.rooms.ledger.queries import differences

    rows, total = differences(settled=False, page=1, size=1000)
    if rows:
        _headed(DIFFERENCES)
    for one in rows:
        sent = "—" if one.lender_fen is None else f"{one.lender_id} {one.lender_on} {yuan(one.lender_fen)}"
        desk = f"{one.receipt.loan_id} {one.receipt.on} {yuan(one.receipt.amount_fen)}"
        print(f"{one.id}\t{one.kind.value}\t{one.receipt.book_id}\t{desk}\t{sent}")
    print(f"未处理差异 / open differences: {total}")
    return 0


def _balance(options: argparse.Namespace) -> int:
    from huilong.rooms.ledger import queries

    if options.account:
        _known_account(options.account)
        fen_ = queries.balance(options.account, options.on, options.party, options.loan, options.known_by)
        _headed(BALANCE)
        print(f"{options.account}\t{yuan(fen_)}")
        return 0
    rows = queries.trial_balance(options.on, known_by=options.known_by)
    _headed(TRIAL)
    for one in rows:
        if one.opening_fen or one.debit_fen or one.credit_fen:
            amounts = (one.opening_fen, one.debit_fen, one.credit_fen, one.closing_fen)
            name = f"{one.account.name.zh} / {one.account.name.en}"
            print("\t".join([one.account.code, *map(yuan, amounts), name]))
    print(f"合计 / sum: {yuan(sum(one.closing_fen for one in rows))}")
    return 0


def _explain(options: argparse.Namespace) -> int:
    from huilong.rooms.ledger import queries

    _known_account(options.account)
    first = queries.asked(options.first, options.first_known)
    second = queries.asked(options.second, options.known_by)
    before, after = (queries.balance(options.account, one.on, known_by=one.known) for one in (first, second))
    _headed(LINES)
    print(f"{options.first}\t{yuan(before)}\t余额 / balance")
    for one in queries.explain_difference(options.account, first, second):
        late = "补记 / learned late" if one.learned_late else ""
        line = one.posting
        print(f"{line.on}\t{yuan(one.fen)}\t{line.kind}\t{line.key}\t{line.loan}\t{line.party}\t{late}".rstrip())
    print(f"{options.second}\t{yuan(after)}\t余额 / balance")
    return 0


def _check(options: argparse.Namespace) -> int:
    from huilong.rooms.ledger.queries import check

    found = check()
    if found:
        _headed(FINDINGS)
    for one in found:
        print(f"{one.kind.value}\t{one.where}\t{yuan(one.fen)}")
    print("总账无误 / the ledger is sound" if not found else f"不符 / findings: {len(found)}")
    return REFUSED if found else 0


def _headed(columns: tuple[str, ...]) -> None:
    """The line above the figures: what each column is, in both languages."""
    print("\t".join(columns))


def _known_account(code: str) -> None:
    from huilong.rooms.ledger.queries import chart

    if code not in chart():
        raise Refusal("no-such-account", status=404, zh="科目表中没有此科目。", en="The chart has no such account.")
