"""The words of the book, the night, figures and files (账簿、跑批、指标、文件用词)."""

from huilong.kernel.words import Word, words

HOUSE: dict[str, tuple[Word, ...]] = {
    "Level": words(
        """
        note | 提示 | note | nothing to do
        warning | 注意 | warning | look at it today
        problem | 问题 | problem | figures may be wrong until it is dealt with
        """
    ),
    "FigureCode": words(
        """
        ratio_30 | 30 天以上逾期率 | 30+ ratio | principal of loans in M2 or worse, of all principal
        overdue | 逾期金额 | overdue balance | everything past due and unpaid
        cases_open | 在催案件 | cases open | borrowers in collections
        entries | 入催借据 | entries | loans current before and past due now
        cures | 回正借据 | cures | loans past due before, current or paid off now
        cash | 催回金额 | cash collected | received since, on loans that were past due before
        """
    ),
    "FileStatus": words(
        """
        taken | 已接收 | taken | its good rows are in the book
        refused | 已拒收 | refused | a fault of the whole file; nothing of it was taken
        superseded | 已被更正 | superseded | a corrected file took its place; both are kept
        unchanged | 未变化 | unchanged | the same bytes were taken before
        left | 未打开 | left alone | not for the book: the people file, read by the vault
        """
    ),
    "RowStatus": words(
        """
        open | 待处理 | open | set aside, waiting for somebody
        resubmitted | 已重新提交 | resubmitted | corrected and in the book
        dismissed | 不再处理 | dismissed | needs nothing more
        """
    ),
    "RunState": words(
        """
        running | 进行中 | running | at work, or cut short and to be resumed
        done | 已完成 | done | every step is done
        failed | 失败 | failed | a step failed; the next start resumes at it
        """
    ),
    "StepState": words(
        """
        waiting | 等待 | waiting | not begun
        running | 进行中 | running | at work, or cut short
        done | 已完成 | done | recorded together with its work
        failed | 失败 | failed | stopped by an error; nothing of it was kept
        """
    ),
    "StepName": words(
        """
        take_files | 接收文件 | take files | the day's files and desk receipts go into the book
        take_relief | 减免入账簿 | take relief | what borrowers agreed to goes into the book
        judge_relief | 减免履约判断 | judge relief | kept, broken, run out; what follows goes into the book
        recheck_authorities | 复查收车授权 | look at authorities | what the files say ends authorities to take cars
        age | 计算账龄 | age | every loan's position as of the day
        compare | 与前日比较 | compare with yesterday | entries, moves, cures and roll rates
        open_move_close | 立案、变动、结案 | open, move, close | the cases on the desk
        score | 评分与预警 | score | the desk scored, loans that may soon miss a payment listed
        train_scores | 训练评分 | train scores | once a month, as drafts; models in use are watched
        end_placements | 委外出入案 | end placements | last days that passed, cases that closed; those due begin
        link_vehicles | 车辆挂案 | link vehicles | a vehicle follows the open case of its loan
        reconcile_receipts | 核对柜台入账 | reconcile receipts | the desk's receipts with the lender's rows
        post_due | 夜间过账 | post what is due | receipts without an entry, the lender's receipts, suspense
        check_ledger | 总账检查 | check the ledger | it balances, money of others is apart, entries say what was posted
        judge_promises | 判定承诺 | judge promises | kept, part kept or broken, by the money that came
        watch_vehicles | 车辆盯防 | watch vehicles | valued anew where old; price, cover and insurance alarms
        close_auctions | 结束到时竞价 | close auctions | those whose time has come, where nobody kept closing them
        look_at_stock | 查看库存 | look at the stock | storage so far, holds, late clocks of what is for sale
        rank_queue | 排队 | rank the queue | in which order cases are worked next day
        roll_targets | 滚动目标与计划 | roll targets forward | what is left of targets, and everybody's next day
        look_for_gaps | 完整性检查 | look for gaps | acts, records and verdicts without their other side
        settle_contacts | 登记联系结果 | settle contacts | the law is told what became of calls
        settle_fees | 费用结算 | settle fees | statements of firms for the month that is over, clocks of objections
        read_positions | 解读定位 | read positions | stays, places, alarms and second-pledge lots
        take_people | 接收客户资料 | take in their people | encrypted, into the vault
        retain | 留存检查 | check what is kept | clocks started and stopped, people erased whom nothing needs
        watch_firms | 机构资料检查 | watch firms | papers that run out, firms that lack some
        decide | 策略决策 | decide treatments | what every borrower is given, by the tables online
        rate_firms | 机构评级 | rate firms | once a month, against like cases of others
        figures | 指标 | figures | the portfolio's figures, and month ends not yet filled
        forecast | 月度预测 | forecast | what moved in the month, and where the book will be
        keep_rows | 看板明细 | dashboard rows | what came in, and the loans in collections of the month and week
        notices | 提示 | notices | what somebody should look at
        """
    ),
    "FileKind": words(
        """
        evidence | 证据 | evidence | shows what happened
        letter | 信函 | letter | written to or by the borrower
        contract | 合同协议 | contract | signed papers: the loan, a plan, a handover
        identity | 证件 | identity paper | shows who somebody is
        photo | 照片 | photo | of a place, a vehicle, a notice
        recording | 录音录像 | recording | a call, a visit
        payment | 付款凭证 | proof of payment | shows that money was paid
        court | 法律文书 | court paper | a claim, a ruling, an authorisation
        other | 其他 | other | anything else that belongs to the case
        """
    ),
    "Family": words(
        """
        document | 文档 | document | PDF, Word, Excel
        image | 图片 | image | JPEG, PNG, WebP, HEIC
        audio | 音频 | audio | MP3, WAV, M4A
        video | 视频 | video | MP4
        text | 文本 | text | UTF-8 text, CSV
        """
    ),
    "LearnedKind": words(
        """
        income | 月收入 | monthly income | what the borrower earns
        residence | 居住 | residence | how the borrower lives, and since when
        employer | 工作单位 | employer | who pays the borrower
        occupation | 职业 | occupation | what the borrower does
        """
    ),
    "LearnedSource": words(
        """
        borrower | 借款人本人 | the borrower | said so
        paper | 材料 | a paper | on the case, shows it
        lender | 放款方 | the lender | told when lending
        public | 公开信息 | public record | a register anybody may read
        """
    ),
    "Residence": words(
        """
        owned | 自有 | owned | without a mortgage
        mortgaged | 按揭 | mortgaged | owned and being paid for
        rented | 租住 | rented | from a landlord
        family | 与家人同住 | with family | at relatives'
        provided | 单位提供 | provided | by the employer
        """
    ),
    "FileItem": words(
        """
        identity | 身份证件 | identity paper | shows who the borrower is
        contract | 合同 | contract | the loan, signed
        income | 收入证明 | proof of income | a paper shows what is earned
        residence | 居住情况 | residence | where and how the borrower lives
        work | 工作情况 | work | an employer or an occupation
        contact | 联系方式 | way to reach | a telephone number of the borrower
        """
    ),
    "WithdrawReason": words(
        """
        wrong_case | 放错案件 | wrong case | it belongs to another case
        wrong_file | 传错文件 | wrong file | it is not what it was meant to be
        replaced | 已有新版 | replaced | a better one was added
        unlawful | 不应取得 | not to be used | it should not have been taken or kept
        """
    ),
}
