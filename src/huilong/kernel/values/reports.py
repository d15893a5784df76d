"""The words of reports (报表用词): the manager's dashboard, weekly packs and their delivery."""

from huilong.kernel.words import Word, words

REPORTS: dict[str, tuple[Word, ...]] = {
    "FunnelStage": words(
        """
        entered | 在催 | in collections | past due at some time within the span
        contacted | 已联系 | contacted | somebody tried to reach the borrower
        right_party | 联系到本人 | right party | the debtor was spoken with
        promised | 已承诺 | promised | a promise to pay fell into the span
        kept | 已履约 | kept | money came as promised, wholly or in part
        cured | 已回正 | cured | current or paid off at the end
        """
    ),
    "SplitBy": words(
        """
        bucket | 账龄阶段 | bucket | where the loan stood at the start
        product | 产品 | product | which dated terms the loan follows
        region | 地区 | region | where the borrower lives
        team | 小组 | team | the first team that held the case
        agency | 机构 | firm | the first organisation that held the case
        person | 人员 | person | the first colleague who held the case
        placed | 自催/委外 | in-house or placed | whether the first holder was a firm
        """
    ),
    "Cause": words(
        """
        volume | 规模 | volume | there is more or less of it
        mix | 结构 | mix | its parts are others than before
        rate | 比率 | rate | the same parts did better or worse
        other | 其他 | other | what has nothing to be compared with
        """
    ),
    "Explained": words(
        """
        cash | 催回金额 | cash recovered | what came in of what was past due
        roll | 迁徙率 | roll rate | the part of the balance past due that got worse
        overdue | 逾期金额 | overdue balance | what is past due at the end
        """
    ),
    "CostOf": words(
        """
        contact | 触达成本 | contact | calls, texts, mails and letters at the house's prices
        field | 外访成本 | visits | visits at the house's price
        commission | 佣金 | commission | what firms are owed for the span, by their statements
        recovery | 收车处置费用 | recovery costs | towing, storage, sale: posted to the ledger
        """
    ),
    "PackForm": words(
        """
        pdf | PDF | PDF | to read and to print
        xlsx | Excel | Excel | a sheet a section, amounts as numbers
        """
    ),
    "Carrier": words(
        """
        mail | 邮件 | e-mail | to the address the colleague gave
        notice | 站内提示 | notice | on the colleague's own pages
        """
    ),
    "DeliveryState": words(
        """
        waiting | 待投递 | waiting | not yet handed over, or to be tried again
        done | 已投递 | delivered | handed over once
        failed | 失败 | failed | given up; the reason is shown
        """
    ),
    "CellKind": words(
        """
        text | 文本 | text | words
        money | 金额 | amount | fen
        count | 数量 | count | a whole number
        share | 占比 | share | parts per million, shown as a percentage
        points | 百分点 | points | a difference of shares
        day | 日期 | day | a date
        """
    ),
}
