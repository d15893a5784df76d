"""What a notice says (提示文案): a sentence in both languages from a code and its parameters."""

from collections.abc import Mapping
from typing import Any

from huilong.kernel.refusal import Says
from huilong.rooms.reports.terms import Level

ROLES = {
    "files_missing": ("administrator", "manager"),
    "rows_quarantined": ("administrator",),
    "people_missing": ("administrator", "team_lead"),
    "people_without_reason": ("compliance", "administrator"),
    "loans_set_aside": ("administrator",),
    "receipts_different": ("finance",),
    "objections_late": ("finance",),
    "suspense_waits": ("finance",),
    "ledger_findings": ("finance", "manager"),
    "vehicles_price_fall": ("repossession_coordinator", "manager"),
    "vehicles_shortfall": ("repossession_coordinator", "manager"),
    "vehicles_insurance_ends": ("repossession_coordinator",),
    "groups_empty": ("manager", "team_lead"),
    "bucket_jumped": ("manager",),
    "night_done": (),
}
"""Who a notice is for; empty: everybody."""

LEVELS = {
    "files_missing": Level.PROBLEM,
    "rows_quarantined": Level.WARNING,
    "people_missing": Level.WARNING,
    "people_without_reason": Level.PROBLEM,
    "loans_set_aside": Level.PROBLEM,
    "receipts_different": Level.WARNING,
    "objections_late": Level.WARNING,
    "suspense_waits": Level.WARNING,
    "ledger_findings": Level.PROBLEM,
    "vehicles_price_fall": Level.WARNING,
    "vehicles_shortfall": Level.WARNING,
    "vehicles_insurance_ends": Level.WARNING,
    "groups_empty": Level.PROBLEM,
    "bucket_jumped": Level.WARNING,
    "night_done": Level.NOTE,
}

_SENTENCES = {
    "files_missing": Says(
        zh="{day} 没有收到贷款机构的文件;指标沿用此前已知的事实。请向贷款机构催要,收到后重新跑批。",
        en="No lender files arrived for {day}; figures rest on what was known before. Ask the lender, then run again.",
    ),
    "rows_quarantined": Says(
        zh="{count} 行在隔离区,等待更正后重新提交。", en="{count} rows are in quarantine, to be fixed and re-submitted."
    ),
    "people_missing": Says(
        zh="{count} 个案件没有客户资料,请贷款机构补送客户资料文件。",
        en="{count} cases have no people row; ask the lender to send them.",
    ),
    "people_without_reason": Says(
        zh="隐私库中有 {count} 人既不在催收中也无留存期限;请运行 huilong vault status 并联系维护人员。",
        en="{count} people are in the vault without a reason to be kept; run huilong vault status and report it.",
    ),
    "loans_set_aside": Says(
        zh="{count} 笔借据计算失败,已搁置并写明原因,下次跑批重试。",
        en="{count} loans failed and were set aside with their reason; the next night tries them again.",
    ),
    "receipts_different": Says(
        zh="{count} 笔柜台入账与贷款机构的文件不符,请在「对账差异」页处理。",
        en="{count} receipts of the desk differ from the lender's files; settle them on the page of differences.",
    ),
    "objections_late": Says(
        zh="{count} 项结算异议超过答复期限,请在「结算单」页答复。",
        en="{count} objections to statements wait longer than they may; answer them on the pages of statements.",
    ),
    "suspense_waits": Says(
        zh="{count} 笔款项在暂收款中,请在「暂收款」页转入借据或退还。",
        en="{count} receipts wait in suspense; give them to their loans or send them back on the page of suspense.",
    ),
    "ledger_findings": Says(
        zh="总账检查有 {count} 项不符,请运行 huilong ledger check 并联系维护人员。",
        en="The ledger's check found {count} things; run huilong ledger check and report it.",
    ),
    "groups_empty": Says(
        zh="{count} 个小组持有案件,但下一工作日无人在岗;请在「分派」页转移案件或调整请假。",
        en="{count} groups hold cases and have nobody at work on the next working day; see the page of allocation.",
    ),
    "vehicles_price_fall": Says(
        zh="{count} 辆在催车辆大幅跌价,请在「车辆」列表按预警查看。",
        en="{count} vehicles in collections fell much in price; see the list of vehicles by alarm.",
    ),
    "vehicles_shortfall": Says(
        zh="{count} 辆在催车辆不足以覆盖欠款,请在「车辆」列表按预警查看。",
        en="{count} vehicles in collections cover too little of what is owed; see the list of vehicles by alarm.",
    ),
    "vehicles_insurance_ends": Says(
        zh="{count} 辆在催车辆的保险将到期或已到期。",
        en="The insurance of {count} vehicles in collections runs out soon or has run out.",
    ),
    "bucket_jumped": Says(
        zh="{bucket} 的借据数一天内由 {was} 变为 {now},请核对当日文件。",
        en="{bucket} went from {was} to {now} loans in a day; check the day's files.",
    ),
    "night_done": Says(
        zh="跑批完成:新开 {opened} 案,结 {closed} 案,在催 {open} 案。",
        en="The night is done: {opened} cases opened, {closed} closed, {open} open.",
    ),
}


def sentence(code: str, params: Mapping[str, Any]) -> Says:
    """The sentence of a notice; an unknown code is shown as it stands, a missing parameter as a question mark."""
    said = _SENTENCES.get(code)
    if said is None:
        return Says(code, code)
    names = ("day", "count", "bucket", "was", "now", "opened", "closed", "open")
    words = {name: params.get(name, "?") for name in names}
    return Says(said.zh.format(**words), said.en.format(**words))


def jumps(before: Mapping[int, int], now: Mapping[int, int], *, least: int = 50, part: float = 0.2) -> list[int]:
    """Delinquency buckets whose loan count changed in a day by more than `part` and by at least `least` loans.

    >>> jumps({1: 1000, 2: 500}, {1: 1300, 2: 510})
    [1]
    """
    return [
        bucket
        for bucket in sorted(set(before) | set(now))
        if bucket > 0
        and abs(now.get(bucket, 0) - before.get(bucket, 0)) >= least
        and abs(now.get(bucket, 0) - before.get(bucket, 0)) > part * before.get(bucket, 0)
    ]
