"""The words of people and permissions (组织权限用词)."""

from huilong.kernel.words import Word, words

PEOPLE: dict[str, tuple[Word, ...]] = {
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
        bidder | 竞买人 | bidder | bids for vehicles in our auctions; sees those alone
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
        valuer | 评估机构 | valuer | says what a vehicle is worth
        dealer | 车商 | car dealer | buys vehicles
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
        house_rule | 本机构规则变更 | change of a house rule | a version of a rule of the lender's own
        template | 启用话术模板 | use of a template | what messages may say
        relief | 减免审批 | relief | something is given up, or time is given
        contact | 联系审批 | contact | the law lets it happen only with a second person's consent
        award | 定标 | award of a tender | cases go to the winners of a tender
        firm | 机构准入 | approval of a firm | a firm outside may be given work
        sale_price | 低价变卖 | price below the band | a reserve below what valuations allow by themselves
        proceeds | 变价款分配 | distribution of proceeds | who gets what of the price of a vehicle
        score_model | 评分模型启用 | score model | a trained model is used from its day on
        strategy | 策略启用 | strategy | a version of a decision table decides from its day on
        target | 月度目标 | target | what a month is to bring
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
}
