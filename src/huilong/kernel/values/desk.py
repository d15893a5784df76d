"""The words of cases (案件用词)."""

from huilong.kernel.words import Word, words

DESK: dict[str, tuple[Word, ...]] = {
    "CaseState": words(
        """
        open | 在催 | open | in collections: at least one loan has something past due
        closed | 已结案 | closed | out of collections
        """
    ),
    "CloseReason": words(
        """
        cured | 已回正常 | cured | brought current: nothing past due is unpaid
        settled | 已结清 | paid off | the whole loan is paid
        written_off | 已核销 | written off | taken off the lender's accounts
        sold | 已转让 | sold | the debt belongs to someone else
        """
    ),
    "CaseEventKind": words(
        """
        opened | 入催 | opened | the borrower entered collections
        moved | 账龄变动 | moved | the borrower's bucket changed
        closed | 结案 | closed | the borrower left collections
        reopened | 恢复催收 | reopened | a fact learned late undid the end of the case
        loan_joined | 借据并入 | loan joined | another loan of the borrower fell past due
        loan_left | 借据退出 | loan left | one of several loans left collections
        people_missing | 缺客户资料 | people missing | the lender sent no people row for it yet
        people_taken | 客户资料已入库 | people taken in | the people are in the vault
        promise_made | 承诺还款 | promise made | the borrower said how much by when
        promise_kept | 承诺兑现 | promise kept | the whole amount came in time
        promise_part_kept | 部分兑现 | promise part kept | its day passed and only a part had come
        promise_broken | 跳票 | promise broken | its day passed and nothing had come
        promise_reopened | 承诺重新待兑现 | promise open again | money that had kept it was taken back
        promise_withdrawn | 承诺撤销 | promise withdrawn | taken back, or replaced by another
        receipt_posted | 柜台入账 | receipt posted | money came in the course of the day
        receipt_reversed | 撤销入账 | receipt taken back | what was posted had not come
        """
    ),
    "DutyKind": words(
        """
        collect | 催收 | collect | works the case at the desk
        visit | 外访 | visit | goes to see the borrower
        recover | 收车 | recover | arranges the taking of the vehicle
        dispose | 处置 | dispose | values and sells the vehicle
        """
    ),
    "DutyEnd": words(
        """
        reassigned | 改派 | reassigned | somebody else holds the case now
        returned | 退案 | returned | the holder gave the case back
        recalled | 撤案 | recalled | the owner took the case back
        left | 离职转出 | left | the holder left, the case went home to the team
        closed | 结案 | closed | the case was closed
        lapsed | 到期收回 | lapsed | the time it was given for was over
        """
    ),
    "FlagKind": words(
        """
        hold | 停催 | hold | some or all channels are stopped
        dispute | 异议 | dispute | the borrower says it is not owed, or not so much
        hardship | 困难 | hardship | illness, loss of work, disaster: special care
        death | 死亡 | death | the borrower died
        incapacitated | 丧失行为能力 | incapacitated | the borrower cannot act
        bankruptcy | 个人破产 | bankruptcy | a court has taken the case
        counsel | 律师代理 | counsel | a lawyer speaks for the borrower
        minor | 未成年 | minor | under age
        military | 现役军人 | military | on active duty
        unreachable | 失联 | unreachable | by no known number or address
        agreed_hours | 约定时段 | agreed hours | the borrower agreed to other hours
        agreed_frequency | 约定频次 | agreed frequency | the borrower agreed to be called more often
        number_invalid | 号码失效 | number invalid | a number that no longer is the person's
        refused_third_party | 第三人拒绝 | third party refused | somebody beside the debtor wants no contact
        common_debt | 共同债务证据 | evidence of common debt | a spouse owes too, and a paper shows it
        complaint | 投诉处理中 | complaint open | somebody answers it first
        court_stay | 法院中止 | court stay | a court stopped the taking of the car
        """
    ),
    "FlagEnd": words(
        """
        over | 情形结束 | over | it is no longer so
        mistaken | 登记错误 | mistaken | it never was so
        undone | 已撤销 | undone | taken back at once by who set it
        expired | 到期 | expired | its last day passed
        """
    ),
    "PromiseState": words(
        """
        open | 待兑现 | open | its day has not passed
        kept | 已兑现 | kept | the whole amount came in time
        part_kept | 部分兑现 | part kept | its day passed and only a part had come
        broken | 跳票 | broken | its day passed and nothing had come
        withdrawn | 已撤销 | withdrawn | taken back, or replaced by another
        """
    ),
    "QueueReason": words(
        """
        broken_promise | 跳票 | broken promise | a promise was broken and nothing came since
        promise_today | 承诺今日到期 | promise due today | money is promised for today
        call_back | 约定回电 | call back | a time was agreed
        new_case | 新案 | new case | nobody has worked it yet
        amount_at_risk | 金额较大 | large amount | much is past due
        about_to_roll | 即将迁徙 | about to roll | a worse bucket begins within days
        paid_today | 今日已还 | paid today | money came today
        worked_today | 今日已跟进 | worked today | somebody worked it today
        needs_help | 待组长协助 | needs help | its holder asked the lead to look
        """
    ),
    "QueueTab": words(
        """
        all | 全部 | all | everything one holds
        promised | 今日承诺 | promised today | money is promised for today
        broken | 断诺 | broken | a promise was not kept
        call_back | 回电 | call back | a time was agreed
        new | 新案 | new | not worked yet
        alarm | 设备告警 | device alarms | a device of the car sounded and nobody has looked
        """
    ),
    "CaseTag": words(
        """
        device_alarm | 设备告警 | device alarm | a device of the car sounded and nobody has looked
        """
    ),
    "SkipReason": words(
        """
        later | 稍后再办 | later | comes back in two hours
        not_mine | 不应由我处理 | not mine | somebody else should hold it
        needs_help | 需组长协助 | needs help | the team lead should look at it
        checking | 核实中 | checking | something has to be found out first
        """
    ),
    "DeskReceiptState": words(
        """
        waiting | 待入账簿 | waiting | the next night takes it into the book
        in_book | 已入账簿 | in the book | the lender has not confirmed it yet
        matched | 已对上 | matched | the lender sent the same
        different | 有差异 | different | the lender sent otherwise, or nothing in time
        reversed | 已撤销 | taken back | posted wrongly
        """
    ),
    "ReverseReason": words(
        """
        mistyped | 录入有误 | mistyped | another amount or day
        wrong_loan | 借据有误 | wrong loan | it belongs to another loan
        not_received | 款未到账 | not received | the money never came
        double | 重复入账 | double | the lender's row is the same money
        """
    ),
    "DifferenceKind": words(
        """
        amount | 金额不符 | amount | the lender's row has another amount
        day | 日期不符 | day | the lender's row has another day
        missing | 贷方未到 | missing | the lender's row did not come in time
        double | 疑似重复 | suspected double | the same loan, day and amount under another id
        unknown_loan | 借据不存在 | unknown loan | the book has no such loan
        """
    ),
    "Settlement": words(
        """
        lender_right | 以贷方为准 | the lender is right | the lender's row counts
        lender_asked | 已联系贷方 | lender asked | the lender was told and sends a correction
        same_money | 同一笔款 | same money | the desk's receipt is taken back
        two_payments | 两笔款 | two payments | both count
        taken_back | 撤销入账 | taken back | the desk's receipt was wrong
        arrived | 贷方已到 | arrived | the lender's row came later and agrees
        """
    ),
}
