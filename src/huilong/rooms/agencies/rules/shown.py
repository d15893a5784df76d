"""What a firm may be shown of a case (委外字段): a contract names fields out of this list, and nothing else leaves."""

from collections.abc import Collection, Mapping
from typing import Any

from huilong.kernel.refusal import Refusal

FIELDS: dict[str, str] = {
    "number": "案件号",
    "name_masked": "客户(脱敏)",
    "plate_masked": "车牌(脱敏)",
    "vehicle": "车型",
    "product": "产品",
    "region": "省份",
    "city": "城市",
    "past_due_days": "逾期天数",
    "bucket": "账龄",
    "delinquent_fen": "逾期金额(分)",
    "overdue_principal_fen": "逾期本金(分)",
    "overdue_interest_fen": "逾期利息(分)",
    "overdue_fee_fen": "逾期费用(分)",
    "overdue_penalty_fen": "逾期罚息(分)",
    "outstanding_principal_fen": "剩余本金(分)",
    "oldest_due_on": "最早应还日",
    "last_receipt_on": "最近还款日",
    "tier": "委外层级",
    "entry_on": "入案日",
    "exit_on": "出案日",
}
"""Every field a contract may name, with its heading in an exchange file. People are masked in all of them."""
USUAL = (
    "number", "name_masked", "plate_masked", "product", "region", "city", "past_due_days", "delinquent_fen",
    "outstanding_principal_fen", "tier", "entry_on", "exit_on",
)  # fmt: skip
"""What a contract names unless it says otherwise."""
ALWAYS = "number"


def known_fields(names: Collection[str]) -> tuple[str, ...]:
    """The fields a contract names, in the order of the list; the case's number is always there.

    >>> known_fields(["city", "number"])
    ('number', 'city')

    Raises Refusal `contract-field` for a field no contract may name.
    """
    if unknown := sorted(set(names) - set(FIELDS)):
        raise Refusal(
            "contract-field", status=422, where="fields", zh=f"字段 {unknown[0]} 不可委外。",
            en=f"The field {unknown[0]} may not be given to a firm.",
            remedy_zh="请从字段表中选择。", remedy_en="Choose from the list of fields.",
        )  # fmt: skip
    return tuple(name for name in FIELDS if name in names or name == ALWAYS)


def shown(row: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """Those values of a row that a contract names, in the order of the list (字段最小化)."""
    return {name: row[name] for name in FIELDS if name in fields and name in row}
