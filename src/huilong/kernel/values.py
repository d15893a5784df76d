"""The words of values (枚举用词): what each member of the rooms' enums is called, by the enum's class name.

`kernel/glossary.py` joins them with the nouns of the trade.
"""

from huilong.kernel.words import Word, words

ENUMS: dict[str, tuple[Word, ...]] = {
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
        """
    ),
    "Verdict": words(
        """
        allow | 允许 | allowed | no rule speaks against it
        warn | 提醒 | warned | allowed, and somebody should look
        needs_approval | 需审批 | needs approval | only with a second person's consent, or when more is known
        block | 禁止 | blocked | not to be done
        not_applicable | 不适用 | not applicable | the rule does not cover this act
        """
    ),
    "OutcomeKind": words(
        """
        effective | 有效沟通 | effective | somebody talked, or was met
        connected | 接通未谈 | connected | answered, nothing was said that counts
        unanswered | 未接通 | unanswered | nobody answered
        done | 已完成 | done | sent or carried out
        not_done | 未执行 | not done | it did not happen; it no longer counts
        """
    ),
    "DraftState": words(
        """
        draft | 草稿 | draft | still being written
        waiting | 待复核 | waiting | handed in; a second person has not decided yet
        in_force | 已批准 | approved | judges acts from its day on, until a later version follows
        withdrawn | 已撤回 | withdrawn | taken back before anybody decided
        refused | 已拒绝 | refused | a second person said no
        """
    ),
    "GapKind": words(
        """
        act_without_verdict | 无裁决的行为 | act without verdict | something was done and nobody had asked
        record_without_act | 无行为的外部记录 | record without act | outside somebody recorded what we know nothing of
        verdict_without_outcome | 无结果的裁决 | verdict without outcome | permitted, and nobody told what became of it
        """
    ),
    "GapEnd": words(
        """
        told | 已补登 | told late | what was missing was told afterwards
        explained | 已说明 | explained | somebody looked into it and knows why
        no_gap | 并非缺口 | no gap | it was found in error
        """
    ),
    "Confidence": words(
        """
        found_text | 已读原文 | text read | the article's text was read
        found_secondary | 二手来源 | second hand | seen in press or summaries only
        own_knowledge | 凭经验 | own knowledge | written from knowledge, not found in a source
        uncertain | 待核实 | uncertain | weak or conflicting source; check before relying on it
        """
    ),
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
        age | 计算账龄 | age | every loan's position as of the day
        compare | 与前日比较 | compare with yesterday | entries, moves, cures and roll rates
        open_move_close | 立案、变动、结案 | open, move, close | the cases on the desk
        take_people | 接收客户资料 | take in their people | encrypted, into the vault
        retain | 留存检查 | check what is kept | clocks started and stopped, people erased whom nothing needs
        figures | 指标 | figures | the portfolio's figures, and month ends not yet filled
        notices | 提示 | notices | what somebody should look at
        """
    ),
    "RevealPurpose": words(
        """
        call | 电话联系 | call | to speak with the borrower
        visit | 上门外访 | visit | to go and see the borrower
        letter | 寄送信函 | letter | to write to the borrower
        verify | 核对身份 | verify | to make sure who speaks
        complaint | 处理投诉 | complaint | to answer a complaint
        lawsuit | 诉讼 | lawsuit | to sue or to enforce
        audit | 检查 | audit | to check how others worked
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
    "WithdrawReason": words(
        """
        wrong_case | 放错案件 | wrong case | it belongs to another case
        wrong_file | 传错文件 | wrong file | it is not what it was meant to be
        replaced | 已有新版 | replaced | a better one was added
        unlawful | 不应取得 | not to be used | it should not have been taken or kept
        """
    ),
    "PersonRole": words(
        """
        borrower | 借款人 | borrower | who owes
        co_borrower | 共同借款人 | co-borrower | who owes together with the borrower
        guarantor | 担保人 | guarantor | who answers for the debt
        spouse | 配偶 | spouse | owes only if the law or the contract says so
        contact | 联系人 | contact | a third party; owes nothing
        """
    ),
    "Role": words(
        """
        collector | 电催员 | collector | works delinquent cases by phone
        team_lead | 催收组长 | team lead | leads a team of collectors and approves
        field_agent | 外访员 | field agent | visits borrowers
        repossession_coordinator | 收车专员 | repossession coordinator | arranges the taking of vehicles
        disposal_clerk | 处置专员 | disposal clerk | values and sells vehicles
        finance | 财务 | finance | posts and reconciles money, takes in the lender's files
        compliance | 合规专员 | compliance officer | watches law, hours, counts and looks at personal data
        strategy | 策略经理 | strategy manager | writes segments and treatments
        manager | 资产管理经理 | manager | answers for the portfolio's figures
        administrator | 系统管理员 | administrator | runs the system; sees no borrowers
        agency_manager | 委外机构主管 | agency manager | leads an outside agency
        agency_agent | 委外机构催收员 | agency agent | works cases placed with an agency
        auditor | 审计员 | auditor | reads everything, changes nothing
        borrower | 借款人 | borrower | sees the own debt only, in the portal
        service | 系统接口 | service | another system that comes with a token
        """
    ),
    "OrganisationKind": words(
        """
        lender | 出借机构 | lender | the institution that owns the loans
        branch | 分支机构 | branch | a part of the lender
        agency | 委外机构 | agency | a firm that collects for the lender
        law_firm | 律师事务所 | law firm | sues and enforces for the lender
        tow_company | 拖车公司 | tow company | moves vehicles
        yard | 停车场 | yard | keeps vehicles
        auction_house | 拍卖机构 | auction house | sells vehicles
        """
    ),
    "ApprovalKind": words(
        """
        weighty_role | 授予重要角色 | grant of a weighty role | a role that sees all, moves money or manages people
        factor_reset | 重置第二因素 | reset of a second factor | somebody lost the device with the codes
        last_administrator | 停用最后一名管理员 | closing the last administrator | nobody could manage people afterwards
        reveal_allowance | 提高查看额度 | raise of the reveal allowance | more looks at personal data than the role has
        bulk_export | 批量导出 | bulk export | a whole list leaves the house
        erasure | 删除个人信息 | erasure | a person is removed, the accounts stay
        house_rule | 本机构规则生效 | house rule into force | a version of a house rule begins to judge acts
        """
    ),
    "ApprovalState": words(
        """
        waiting | 待复核 | waiting | a second person has not decided yet
        approved | 已同意 | approved | a second person let it happen
        refused | 已拒绝 | refused | a second person said no
        expired | 已过期 | expired | nobody decided in time
        """
    ),
    "GateKind": words(
        """
        nda | 保密协议 | confidentiality agreement | signed and in force
        training | 岗前培训 | training | done and not yet to be repeated
        exam | 上岗考试 | exam | passed and not yet to be repeated
        """
    ),
    "SessionEnd": words(
        """
        elsewhere | 已在别处登录 | signed in elsewhere | the newer sign-in ended this one
        ended | 已被结束 | ended | its owner or an administrator ended it
        password | 密码已更改 | password changed | a new password ends all other sessions
        left | 账户已停用 | account closed | the user left
        aged | 登录已满时限 | too old | nobody stays signed in longer
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
        """
    ),
}
"""The values of the rooms' enums, by the enum's class name; the code is the member's value."""
