"""What steps count, in words (步骤计数用语): the page of the nights and the terminal call a count the same."""

import re
from typing import Any

from huilong.kernel.money import grouped
from huilong.kernel.refusal import Says

_SINCE = re.compile(r"since_(\d\d)_(\d\d)")
"""`keep_rows` counts by the day from which a span runs."""


def _words(lines: str) -> dict[str, Says]:
    told = ([part.strip() for part in line.split("|")] for line in lines.strip().splitlines())
    return {code: Says(zh, en) for code, zh, en in told}


COUNTS = _words("""
    taken | 接收 | taken
    refused | 拒收 | refused
    superseded | 被更正 | superseded
    unchanged | 未变化 | unchanged
    left | 留给他处 | left to others
    rows | 行 | rows
    quarantined | 隔离行 | rows set aside
    desk_receipts | 柜面回款 | receipts of the desk
    taken_back | 撤销入账 | receipts taken back
    facts | 减免入账簿 | facts of relief
    kept | 已兑现 | kept
    part_kept | 部分兑现 | part kept
    broken | 跳票 | broken
    expired | 已到期 | ran out
    active | 履行中 | still running
    looked | 已复查 | looked at
    ended | 已终止 | ended
    loans | 借据 | loans
    instalments | 期次 | instalments
    set_aside | 搁置借据 | loans set aside
    overdue_loans | 逾期借据 | loans past due
    entries | 入催 | entries
    cures | 治愈 | cures
    opened | 立案 | opened
    moved | 变动 | moved
    closed | 结案 | closed
    reopened | 恢复 | reopened
    stayed | 未变动 | stayed
    left_alone | 未处理 | left alone
    scores | 评分 | scores
    warnings | 预警借据 | loans warned of
    home | 回到本方 | came home
    begun | 已开始委外 | placements begun
    kept_back | 暂缓委外 | placements kept back
    linked | 已挂案车辆 | vehicles linked
    let_go | 已解挂车辆 | vehicles let go
    receipts | 回款 | receipts
    matched | 已对上 | matched
    differences | 差异 | differences
    settled | 自动了结 | settled
    entered | 补记凭证 | entries made
    placed | 暂收入账 | suspense placed
    lender_receipts | 贷款机构回款 | receipts of the lender
    lender_taken_back | 贷款机构撤回回款 | taken back by the lender
    written_off | 核销 | written off
    write_offs_taken_back | 撤回核销 | write-offs taken back
    findings | 总账问题 | findings
    unbalanced | 借贷不平 | out of balance
    trust_gap | 代管不符 | trust apart
    trust_short | 代管透支 | trust short
    changed | 凭证被改动 | entries changed
    receipt_not_posted | 入账未记账 | receipts not posted
    receipt_stands | 撤销未冲账 | receipts that stand
    promises | 承诺 | promises
    open | 恢复待判 | open again
    refigured | 已更新案件 | brought up to date
    vehicles | 车辆 | vehicles
    valued | 重新估值 | valued anew
    raised | 新预警 | alarms raised
    price_fall | 跌价 | price falls
    shortfall | 覆盖不足 | shortfalls
    insurance_ends | 保险将到期 | insurances that run out
    sold | 成交 | sold
    unsold | 流拍 | unsold
    failed | 失败 | failed
    in_stock | 在库 | in stock
    held | 受阻 | held up
    late | 超时 | late
    storage_fen | 保管费(元) | storage, yuan
    unpaid | 未付款 | not paid
    told | 已登记结果 | outcomes told
    act_without_verdict | 有行为无裁决 | acts without verdict
    record_without_act | 有记录无行为 | records without act
    verdict_without_outcome | 有裁决无结果 | verdicts without outcome
    told_late | 迟报结果 | told late
    contracts | 合同 | contracts
    statements | 结算单 | statements
    issued_before | 已出具 | issued before
    agreed_by_silence | 逾期未异议视为同意 | agreed by silence
    devices | 设备 | devices
    stays | 停留 | stays
    places | 地点 | places
    lasting | 持续预警 | alarms that last
    lots_proposed | 疑似二押点 | lots proposed
    stays_forgotten | 清理停留 | stays forgotten
    newly_missing | 新缺资料 | newly missing
    missing | 缺资料 | missing
    files | 文件 | files
    rows_refused | 拒收行 | rows refused
    started | 开始计时 | clocks started
    stopped | 停止 | stopped
    erased_loans | 删除资料的借据 | loans erased
    erased_people | 删除资料的人员 | people erased
    without_reason | 无留存依据 | without reason
    lacking | 缺资质机构 | firms that lack papers
    reviews_due | 应复审机构 | reviews due
    yards_told | 已告知停车场 | clocks of yards told
    rated | 已评级机构 | firms rated
    shipped | 出厂策略表 | shipped tables
    borrowers | 借款人 | borrowers
    struck | 法规剔除 | struck out by the law
    no_rule | 无规则命中 | no rule
    challenger | 挑战者组 | challenger's
    ripe | 已满观察期 | ripe for judging
    real | 差异属实 | differences that are real
    sums | 回款合计 | sums of receipts
    targets | 目标 | targets
    without_days | 无剩余工作日的目标 | targets without days left
    people | 人员 | people
    planned | 已排入 | on the plan
    no_time | 时间不足 | no time
    not_lawful | 法规不允许 | not lawful
    waits | 未到期 | not due yet
    month_ends_filled | 补齐月末 | month ends filled
    positions_forgotten | 清理账龄 | positions forgotten
    runs | 预测 | forecasts
    moves | 迁徙明细 | moves
    came_true | 已对照的预测 | forecasts compared
    recoveries | 回款明细 | receipts kept
    forgotten | 清理明细 | spans forgotten
    trained | 已训练模型 | models trained
    watched | 已监测模型 | models watched
    notices | 提示 | notices
    seconds | 秒 | seconds
    error | 错误 | error
""")
"""By the code under which a step's record keeps it."""


def count_word(code: str) -> Says:
    """What a count is called (计数名称); one nobody gave words for by its code.

    >>> count_word("since_03_31").en
    'loans since 03-31'
    """
    if since := _SINCE.fullmatch(code):
        day = "-".join(since.groups())
        return Says(f"{day} 起的借据", f"loans since {day}")
    said = code.replace("_", " ")
    return COUNTS.get(code, Says(said, said))


def count_text(code: str, value: Any) -> str:
    """A count as it is written (计数写法): grouped; fen as yuan.

    >>> count_text("storage_fen", 123456), count_text("loans", 12000), count_text("error", "no disk")
    ('1,234.56', '12,000', 'no disk')
    """
    if not isinstance(value, int) or isinstance(value, bool):
        return str(value)
    return grouped(value) if code.endswith("_fen") else f"{value:,}"
