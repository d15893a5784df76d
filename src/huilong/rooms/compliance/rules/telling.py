"""What a fact held and where it came from, in words (事实取值与来源): both are stored by code, in English.

Stored verdicts are never rewritten: what was kept is read into words when it is shown, and a code nobody gave words
for is shown as it was kept.
"""

from collections.abc import Mapping
from typing import Any

from huilong.kernel.refusal import Says

SOURCES: Mapping[str, str] = {
    "desk": "作业库", "desk: none on record": "作业库:无记录", "register": "合规登记", "book": "账簿",
    "vault": "隐私库", "activities": "催记", "script": "话术", "text": "信息正文", "journal": "留痕",
    "script for third parties": "第三方话术", "live position": "实时欠款", "integrations": "外部系统接入",
    "setting CONTACT": "设置 CONTACT", "telephone system": "电话系统", "gates": "上岗检查", "order": "收车单",
    "agent": "现场人员", "notices": "通知记录", "notices: none delivered": "通知记录:尚未送达",
    "contract and book": "合同与账簿", "relief": "减免", "promises": "承诺", "charge": "费用", "voucher": "凭证",
    "price list": "价目表", "none was made": "未作陈述", "disposal clerk": "处置专员", "recovery order": "收车单",
    "recovery order: taken under an authority": "收车单:持授权收回", "venue": "出售渠道", "sale": "出售记录",
    "sales": "出售记录", "redemptions": "赎车记录", "house policy on 9-612": "本方规定(9-612)", "plan": "处置方案",
    "order of the product": "产品的分配顺序", "rules/ranking.py": "受偿顺位规则", "claims": "债权申报",
    "distribution": "变价款分配", "distribution: set apart in trust": "变价款分配:已单独代管", "seller": "卖方",
    "settlement terms": "减免结清条款", "case": "案件", "new schedule": "新还款计划",
    "the stricter bound": "从严上限", "no charge is added": "未增加费用", "fields sent": "发送字段",
    "fields sent: the vehicle only": "发送字段:仅车辆",
}
PREFIXES: Mapping[str, str] = {
    "desk: flag ": "作业库:情形 ", "notices: delivered ": "通知记录:送达 ", "plan ": "处置方案 ", "clock ": "时钟 ",
    "contract:": "合同 ", "firm:": "机构 ", "VALUATION_CONTRACT ": "估值合同 ",
}
"""Of sources that name which one: what stands before it."""
VALUES: Mapping[str, tuple[str, str]] = {
    "debtor": ("债务人", "debtor"), "joint_debtor": ("共同债务人", "joint debtor"),
    "guarantor": ("保证人", "guarantor"), "listed_contact": ("预留联系人", "listed contact"),
    "debt_related_third_party": ("与债务有关的第三人", "third party to the debt"), "collect": ("催收", "collecting"),
    "company": ("公司", "company"), "addressee": ("收件人本人", "addressee"), "none": ("无", "none"),
    "court_enforcement": ("法院强制执行", "court enforcement"), "private": ("协议出售", "private sale"),
    "voluntary_surrender_signed": ("签字自愿交车", "signed handover"), "public": ("公开拍卖", "public sale"),
    "private_sale_by_creditor": ("债权人变卖", "sale by the creditor"), "judicial_sale": ("司法拍卖", "judicial sale"),
    "costs": ("费用", "costs"), "interest": ("利息", "interest"), "principal": ("本金", "principal"),
    "penalty": ("罚息", "penalty"), "statutory": ("法定顺位", "statutory"),
}  # fmt: skip


def source_says(source: str) -> Says:
    """Where a fact came from, in words (事实来源).

    >>> source_says("desk: flag 7, file 3").zh, source_says("gates").zh, source_says("elsewhere").zh
    ('作业库:情形 7, file 3', '上岗检查', 'elsewhere')
    """
    if source in SOURCES:
        return Says(SOURCES[source], source)
    for before, zh in PREFIXES.items():
        if source.startswith(before):
            return Says(zh + source.removeprefix(before), source)
    return Says(source, source)


def value_says(value: Any) -> Says:
    """What a fact held, in words (事实取值): yes and no, known words, lists of them; figures as they are.

    >>> value_says(True), value_says(["costs", "principal"]).zh, value_says(None).en
    (Says(zh='是', en='yes'), '费用、本金', 'not known')
    """
    if value is None:
        return Says("未知", "not known")
    if isinstance(value, bool):
        return Says("是", "yes") if value else Says("否", "no")
    if isinstance(value, list):
        told = [value_says(one) for one in value]
        return Says("、".join(one.zh for one in told) or "无", ", ".join(one.en for one in told) or "none")
    zh, en = VALUES.get(value, (value, value)) if isinstance(value, str) else (str(value), str(value))
    return Says(zh, en)
