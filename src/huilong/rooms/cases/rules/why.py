"""Why something happened to a case (事由): a sentence in both languages from a code and its parameters."""

from collections.abc import Mapping
from typing import Any

from huilong.kernel.money import grouped
from huilong.kernel.refusal import Says

_SENTENCES = {
    "fell_past_due": Says(
        zh="{oldest_due} 到期的应还款未还清,逾期 {days} 天,逾期金额 {amount} 元,入催",
        en="What fell due on {oldest_due} is not fully paid: {days} days and {amount} past due; case opened",
    ),
    "worse": Says(
        zh="最早未还款到期日 {oldest_due},逾期 {days} 天,账龄上升",
        en="Oldest unpaid due date {oldest_due}: {days} days past due, so the bucket is worse",
    ),
    "better": Says(
        zh="最早未还款到期日变为 {oldest_due},逾期 {days} 天,账龄回落",
        en="Oldest unpaid due date is now {oldest_due}: {days} days past due, so the bucket is better",
    ),
    "cured": Says(zh="逾期款项已全部还清,出催", en="Everything past due is paid; closed as cured"),
    "settled": Says(zh="借据已全部结清,结案", en="The whole loan is paid off; the case is closed"),
    "written_off": Says(zh="借据已核销,结案", en="The loan is written off; the case is closed"),
    "sold": Says(zh="债权已转让,结案", en="The debt has been sold; the case is closed"),
    "cure_undone": Says(
        zh="后到的事实推翻了结案:{oldest_due} 到期的应还款仍未还清(如冲正),恢复原案",
        en="A fact learned later undid the closing: what fell due on {oldest_due} is still unpaid; reopened",
    ),
    "loan_fell_past_due": Says(
        zh="借据 {loan_id} 也已逾期,并入本案", en="Loan {loan_id} is past due too and joins the case"
    ),
    "loan_brought_current": Says(
        zh="借据 {loan_id} 已无逾期,退出本案", en="Loan {loan_id} has nothing past due and leaves the case"
    ),
    "no_people_row": Says(
        zh="客户资料文件中没有本案借据,请贷款机构补送",
        en="No people row for this case's loans; ask the lender for it",
    ),
    "promise_made": Says(zh="承诺 {due} 前还 {amount} 元", en="Promised {amount} by {due}"),
    "promise_kept": Says(zh="承诺 {due} 前还 {amount} 元,已兑现", en="The promise of {amount} by {due} is kept"),
    "promise_part_kept": Says(
        zh="承诺 {due} 前还 {amount} 元,只到 {kept} 元,部分兑现",
        en="Of {amount} promised by {due} only {kept} came: part kept",
    ),
    "promise_broken": Says(
        zh="承诺 {due} 前还 {amount} 元,未到账,跳票", en="Nothing came of {amount} promised by {due}: broken"
    ),
    "promise_reopened": Says(
        zh="承诺 {due} 前还 {amount} 元:回款已冲正,重新待兑现",
        en="Money was taken back, so the promise of {amount} by {due} is open again",
    ),
    "promise_withdrawn": Says(
        zh="撤销承诺:{due} 前还 {amount} 元", en="The promise of {amount} by {due} was withdrawn"
    ),
    "receipt_posted": Says(
        zh="借据 {loan_id} 柜台入账 {amount} 元", en="{amount} posted on the desk for loan {loan_id}"
    ),
    "receipt_reversed": Says(
        zh="借据 {loan_id} 的柜台入账 {amount} 元已撤销", en="{amount} posted for loan {loan_id} was taken back"
    ),
    "people_row_came": Says(zh="客户资料已加密存入隐私库", en="The people are in the vault, encrypted"),
}


def sentence(why: str, params: Mapping[str, Any]) -> Says:
    """The sentence for event code `why`; unknown codes are shown as they stand.

    `params` may hold oldest_due, due (ISO dates), days, fen (shown as `amount`), kept_fen (as `kept`), loan_id.
    """
    said = _SENTENCES.get(why)
    if said is None:
        return Says(why, why)
    words = {"oldest_due": "?", "days": "?", "loan_id": "?", "due": "?", **params}
    words["kept"] = grouped(int(params.get("kept_fen", 0)))
    words["amount"] = grouped(int(params["fen"])) if "fen" in params else "?"
    return Says(said.zh.format(**words), said.en.format(**words))
