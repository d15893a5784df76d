"""What a letter of explanation says (说明函内容): every line in order, its source and voucher; surplus or deficiency.

Plain values for a layout: amounts in fen, days in ISO. The form of China follows the order the money was paid in; that
of the US the six lines of UCC § 9-616(c).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from huilong.kernel.money import Fen, grouped
from huilong.rooms.disposal.rules.explaining import explanation
from huilong.rooms.disposal.terms.proceeds import OURS, CostKind, Distribution, Line, Owner, PartKind, RightKind

WORDS: dict[str, Any] = {
    **{one.value: one for one in PartKind}, **{one.value: one for one in RightKind},
    **{one.value: one for one in CostKind},
}  # fmt: skip


class Distributed(Protocol):
    """A distribution as it was kept, as far as a letter tells of it."""

    @property
    def id(self) -> int:
        """Its key."""

    @property
    def on(self) -> date:
        """As of which day it was worked out."""

    @property
    def proceeds_fen(self) -> Fen:
        """The price."""

    @property
    def surplus_fen(self) -> Fen:
        """What is left."""

    @property
    def surplus_to(self) -> Owner:
        """Whose it is."""

    @property
    def deficiency_fen(self) -> Fen:
        """What stays owed."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines."""

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What it was worked out from."""


def label_of(one: Line) -> str:
    """What a line is called in Chinese (行名): a cost by its kind, others by right and name."""
    if one.holder != OURS:
        return f"{WORDS[one.kind].word.zh}({one.holder})"
    what = WORDS.get(one.what)
    return str(what.word.zh) if one.kind == PartKind.COST and what else str(WORDS[one.kind].word.zh)


def explained_cn(told: Distributed, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The letter of China (变价款分配说明函): layout and values."""
    surplus, short = told.surplus_fen, told.deficiency_fen
    if surplus and told.surplus_to is Owner.LENDER:
        result = f"按合同约定车辆归出租人所有,余额 {grouped(surplus)} 元归出租人。"
    elif surplus:
        result = f"余款 {grouped(surplus)} 元归{told.surplus_to.word.zh}所有,将退还至本人账户。"
    elif short:
        result = f"尚有 {grouped(short)} 元未获清偿,仍由债务人清偿。"
    else:
        result = "全部债权已足额清偿,无余款、无差额。"
    return "proceeds_letter", {
        "number": f"处置 {told.id:06d}", "on": values["on"], "title": "车辆处置价款分配说明",
        "lender": {"name": values["lender"]}, "addressee": {"name": values["addressee"]}, "loan_number": values["loan"],
        "vehicle": values["vehicle"], "sold_on": values["sold_on"], "as_of": told.on.isoformat(),
        "proceeds_fen": told.proceeds_fen,
        "lines": [
            {"no": str(one.no), "label": label_of(one), "claim_fen": one.claim_fen, "paid_fen": one.paid_fen,
             "left_fen": one.left_fen, "source": f"{one.source} {one.voucher}".strip()}
            for one in told.lines
        ],
        "surplus_fen": surplus, "deficiency_fen": short, "result": result, "law": str(told.inputs["order"]["law"]),
        "rights": [
            "您可以要求查阅上表每一项的依据和凭证;对金额有异议的,请在收到本函后提出。",
            "上表自上而下逐项清偿:前一顺位足额后才清偿下一顺位;同一顺位按债权比例受偿,精确到分。",
        ],
    }  # fmt: skip


def explained_us(told: Distributed, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The explanation of UCC § 9-616(c): layout and values."""
    found = Distribution(told.proceeds_fen, told.lines, told.surplus_fen, told.deficiency_fen, told.surplus_to)
    said = explanation(found, as_of=told.on, taken_on=values["taken_on"])
    return "proceeds_616", {
        "number": f"P-{told.id:06d}", "on": values["on"], "lender": {"name": values["lender"]},
        "addressee": {"name": values["addressee"]}, "loan_number": values["loan"], "vehicle": values["vehicle"],
        "as_of": said.as_of.isoformat(), "secured": grouped(said.secured_fen), "proceeds": grouped(said.proceeds_fen),
        "balance": grouped(said.balance_fen),
        "expenses": [{"label": name, "amount": grouped(fen)} for name, fen in said.expenses],
        "expenses_total": grouped(sum(fen for _, fen in said.expenses)),
        "credits": [{"label": name, "amount": grouped(fen)} for name, fen in said.credits],
        "juniors": [{"label": name, "amount": grouped(fen)} for name, fen in said.juniors],
        "result_word": "deficiency" if said.result_fen > 0 else "surplus",
        "result": grouped(said.deficiency_fen or said.surplus_fen),
        "demand": said.deficiency_fen > 0,
    }  # fmt: skip
