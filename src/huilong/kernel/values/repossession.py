"""The words of repossession (收车用词)."""

from huilong.kernel.words import Word, words

REPOSSESSION: dict[str, tuple[Word, ...]] = {
    "OrderState": words(
        """
        requested | 已申请 | requested | waits for approval
        approved | 已批准 | approved | may be quoted and dispatched
        quoted | 已报价 | quoted | a price is agreed before anybody drives
        dispatched | 已派单 | dispatched | waits for the team to accept
        accepted | 已接单 | accepted | a team is on it
        located | 已找到 | located | the agent stands at the car
        claimed | 补报待核 | claimed late | said to be taken earlier; compliance decides whether lawfully
        taken | 已收车 | taken | under a live authority
        in_tow | 拖运中 | in tow | on its way to the yard
        stored | 已入库 | stored | in the yard
        released | 已放还 | released | back with the borrower
        at_sale | 转处置 | at sale | handed to disposal
        stopped | 已停止 | stopped | ended before the car was taken
        refused | 未批准 | refused | somebody, or the law, said no
        undone | 已撤销收车 | undone | given back, charges reversed
        """
    ),
    "OrderVerb": words(
        """
        request | 申请 | requested | asked that the car be recovered
        approve | 批准 | approved | one level agreed
        refuse | 驳回 | refused | one level said no
        quote | 报价 | quoted | worked out the price before anybody drives
        dispatch | 派单 | dispatched | sent a team
        accept | 接单 | accepted | the team took it on
        decline | 拒单 | declined | the team does not take it on
        locate | 到达 | located | the agent stands at the car
        take | 收车 | taken | took the car under a live authority
        claim | 补报收车 | claimed late | said afterwards that the car was taken earlier
        uphold | 核定有效 | upheld | compliance found a late claim lawful
        reject | 核定无效 | rejected | compliance found a late claim unlawful: the car goes back
        tow | 起运 | towed | on its way to the yard
        store | 入库 | stored | in the yard
        release | 放还 | released | given back after payment
        undo | 撤销收车 | undone | given back, charges reversed
        sell | 转处置 | put up for sale | handed to disposal
        back | 退出处置 | taken back from sale | redeemed, or the sale given up: in its yard as before
        recall | 撤回派单 | recalled | taken back from the team
        stop | 停止 | stopped | ended before the car was taken
        warn | 停止事由 | warned | something came up that stops a taking
        """
    ),
    "BasisKind": words(
        """
        handover | 签字交车 | signed handover | handed over and signed for, with ID, video and inventory
        court | 法院文书 | court paper | by enforcement of a court
        """
    ),
    "SecurityKind": words(
        """
        auto_loan | 抵押贷款 | mortgage | the borrower owns the car
        auto_lease | 融资租赁 | finance lease | the lessor owns it; demand and reasonable time first
        retention_of_title | 所有权保留 | retention of title | not once 75% is paid, and only after a demand
        """
    ),
    "VehicleHolder": words(
        """
        debtor | 借款人本人 | the debtor | in the debtor's own hands
        third_party_transferee | 受让第三人 | a transferee | somebody took it over
        ordinary_course_buyer | 正常经营买受人 | a buyer in ordinary course | bought from a dealer's stock
        good_faith_acquirer | 善意取得人 | a good-faith acquirer | acquired it in good faith
        """
    ),
    "NoticeKind": words(
        """
        demand | 催告 | demand | pay within a reasonable time
        termination | 解除通知 | termination | the contract ends, the car is claimed
        coming | 收车预告 | announcement | when and how the car will be collected
        taken | 收车告知 | notice after taking | where the car is and how to get it back
        """
    ),
    "ApprovalReason": words(
        """
        grounds_shown | 依据充分 | grounds shown | papers show what it rests on
        last_resort | 别无他法 | last resort | everything milder was tried
        grounds_missing | 依据不足 | grounds missing | nothing shows that it may be done
        better_way | 另有办法 | a better way | a plan or a talk comes first
        unlawful | 法规不允许 | not lawful | a rule speaks against it
        """
    ),
    "CannotBeSent": words(
        """
        closed | 已停用 | closed | the team is not active
        licence | 资质到期 | licence ran out | its licence is not valid on the day
        insurance | 保险到期 | insurance ran out | its insurance is not valid on the day
        region | 不在区域 | other region | it does not work in this city
        full | 已满 | no room | it has as many orders as it may
        """
    ),
    "StopCause": words(
        """
        paid | 已还至停止金额 | paid | receipts reached the amount that stops the recovery
        promise | 已接受承诺 | promise | a promise to pay was accepted
        relief | 已达成减免 | relief | relief was agreed
        dispute | 有争议 | dispute | the debt is disputed
        complaint | 投诉处理中 | complaint | a complaint is open
        hold | 停催 | hold | the case is on hold
        hardship | 困难客户 | hardship | hardship is shown
        death | 借款人死亡 | death | the debtor has died
        incapacitated | 无行为能力 | incapacitated | the debtor cannot act
        minor | 未成年 | minor | the debtor is a minor
        bankruptcy | 破产受理 | bankruptcy | insolvency was accepted
        military | 现役军人 | military | on active service
        court_stay | 法院中止 | court stay | a court stopped it
        recalled | 已撤回 | recalled | the order was recalled or stopped
        duty | 不再负责 | no longer on duty | the holder does not have the case any more
        account | 账户已停用 | account closed | the holder left
        licence | 资质到期 | licence ran out | the team's licence or insurance is not valid
        basis | 依据不全 | basis missing | no signed handover of the day, no valid court paper
        law | 法规不允许 | not lawful | a rule blocks it
        unknown | 欠款不明 | debt unknown | the book does not know the loan
        case_closed | 案件已结 | case closed | the loan is not in collections any more
        expired | 已过期 | expired | its minutes are over
        renewals | 续期用尽 | no renewal left | it was renewed as often as it may be
        given_back | 已交回 | given back | the holder gave it back
        used | 已用于收车 | used | the car was taken under it
        """
    ),
}
"""Values of repossession's enums."""
