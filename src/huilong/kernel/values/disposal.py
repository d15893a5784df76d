"""The words of disposal (处置用词)."""

from huilong.kernel.words import Word, words

DISPOSAL: dict[str, tuple[Word, ...]] = {
    "StockState": words(
        """
        stocked | 在库 | in stock | handed over, not on sale yet
        on_sale | 变卖中 | on sale | a venue sells it
        sold | 已成交 | sold | a price is agreed; paid, transferred and delivered step by step
        settled | 已结清 | settled | the price was distributed
        withdrawn | 已退出 | withdrawn | redeemed or given up: it stands in its yard as before
        """
    ),
    "StockVerb": words(
        """
        entered | 入库存 | entered | handed over for sale
        answered | 核对 | checked | a question of the law was answered for it
        held | 暂缓 | held | its sale was held up
        freed | 解除暂缓 | freed | what held its sale up is over
        inspected | 车况检查 | inspected | a condition report was made
        valued | 估值 | valued | somebody said what it is worth
        spent | 登记费用 | spent | a cost, or the voucher of one
        priced | 定价 | priced | a reserve and a venue were asked for, or decided on
        opened | 上架 | opened | it is on sale at a venue
        offered | 报价 | offered | somebody offers to buy
        agreed | 成交 | agreed | sold at a price
        paid | 收款 | paid | the price came in
        papered | 过户资料 | papered | a paper of the transfer is there
        delivered | 交车 | delivered | the buyer has it
        failed | 流拍 | failed | nobody bought it
        stopped | 停止变卖 | stopped | the sale was stopped
        withdrawn | 退出处置 | withdrawn | it is no longer for sale
        claimed | 登记债权 | claimed | another creditor claims of it
        proposed | 拟分配 | proposed | a distribution was worked out
        posted | 分配入账 | posted | the price was distributed
        reversed | 撤销分配 | reversed | a distribution was taken back
        refunded | 退还余款 | refunded | the surplus was paid to its owner
        explained | 说明 | explained | the letter that explains it was made
        requested | 请求说明 | asked to explain | somebody asked for an explanation
        """
    ),
    "HoldKind": words(
        """
        dispute | 争议 | dispute | the debt or the taking is disputed
        complaint | 投诉 | complaint | a complaint is open
        court | 法院 | court | a court has stayed or seized
        bankruptcy | 破产 | bankruptcy | a bankruptcy was accepted
        redemption | 回赎期 | time to redeem | an amount told, or the law's period, still redeems it
        redeemed | 已赎回 | redeemed | the amount came in: it goes back
        title | 权属 | title | seized, stolen, or its papers do not match
        other | 其他 | other | see the history
        """
    ),
    "SaleClock": words(
        """
        condition_report | 车况报告 | condition report | from entering stock
        valuation | 估值 | valuation | from entering stock
        listing | 上架 | listing | from the end of the time to redeem
        payment | 收款 | payment | from the sale
        transfer | 过户 | transfer | from payment
        distribution | 分配 | distribution | from delivery
        surplus | 退余款 | surplus | from the distribution
        explanation | 说明 | explanation | from a request
        disposal | 处置期限 | disposal | from the taking, where a law says so
        """
    ),
    "ValuationSource": words(
        """
        appraiser | 第三方评估 | appraiser | somebody licensed who is not the lender
        comparables | 市场可比 | comparables | what like vehicles are sold for
        model | 内部模型 | model | the depreciation curve
        service | 估值服务 | service | a valuation service outside
        lender | 贷款机构 | lender | what the lender's file says
        """
    ),
    "ValuationMethod": words(
        """
        replacement_cost | 重置成本 | replacement cost | new, less age and wear
        median | 中位数 | median | the middle of comparable sales
        curve | 折旧曲线 | curve | carried along a curve by age
        inspection | 现场检测 | inspection | looked at and driven
        """
    ),
    "CarGrade": words(
        """
        a | A 优 | A | as good as new
        b | B 良 | B | worn as its age says
        c | C 中 | C | repairs are due
        d | D 差 | D | damaged
        scrap | 报废 | scrap | worth its parts
        """
    ),
    "Defect": words(
        """
        front | 前部 | front | damage
        rear | 后部 | rear | damage
        left | 左侧 | left | damage
        right | 右侧 | right | damage
        roof | 车顶 | roof | damage
        glass | 玻璃 | glass | broken or cracked
        tyres | 轮胎 | tyres | worn or damaged
        engine | 发动机 | engine | faulty
        gearbox | 变速箱 | gearbox | faulty
        battery | 动力电池 | battery | weak or faulty
        electrics | 电气 | electrics | faulty
        interior | 内饰 | interior | worn or damaged
        structure | 车身结构 | structure | bent or repaired
        flood | 水淹 | flood | traces of it
        fire | 火烧 | fire | traces of it
        """
    ),
    "VenueKind": words(
        """
        own_auction | 自有竞价 | own auction | our own online auction
        consignment | 委托拍卖 | consignment | an auction house outside
        dealer | 直接变卖 | direct sale | offers of dealers, so many at least
        judicial | 司法拍卖 | judicial auction | the court sells it
        """
    ),
    "SaleState": words(
        """
        open | 变卖中 | open | at its venue
        agreed | 已成交 | agreed | a price is agreed
        paid | 已付款 | paid | the price came in
        delivered | 已交车 | delivered | the buyer has it
        failed | 流拍 | failed | nobody bought it at the reserve
        stopped | 已停止 | stopped | before it was sold
        undone | 已解除 | undone | after it was sold
        """
    ),
    "SaleEnd": words(
        """
        no_bid | 无人应价 | no bid | nobody offered anything
        below_reserve | 未达保留价 | below the reserve | what was offered is not enough
        not_paid | 未付款 | not paid | the buyer did not pay in time
        redeemed | 已赎回 | redeemed | the borrower paid
        held | 暂缓 | held | something holds the sale up
        cancelled | 撤回 | cancelled | by the lender
        papers | 无法过户 | papers | it cannot be transferred
        rescinded | 买受人解除 | rescinded | by the buyer, by right
        """
    ),
    "TransferPaper": words(
        """
        sale_contract | 买卖合同 | sale contract | signed by both
        invoice | 二手车发票 | invoice | of the sale
        registration_certificate | 机动车登记证书 | registration certificate | the original
        driving_licence | 行驶证 | driving licence | of the vehicle
        mortgage_release | 解除抵押 | release of the mortgage | from the register
        owner_signature | 车主签字或协助执行通知 | owner's signature | or the court's notice in its place
        handover | 交接单 | handover | signed by the buyer
        """
    ),
    "PlanState": words(
        """
        asked | 待批准 | asked | waits for a manager
        approved | 已批准 | approved | may be put on sale
        refused | 未批准 | refused | by the manager
        replaced | 已更替 | replaced | by another price
        """
    ),
    "PartKind": words(
        """
        cost | 费用 | cost | of recovering and selling, with a voucher
        interest | 利息 | interest | as scheduled and past due
        penalty | 罚息 | penalty interest | on what is past due
        fee | 合同费用 | fee | scheduled in the contract
        principal | 本金 | principal | or rent that is unpaid
        """
    ),
    "RightKind": words(
        """
        lien | 留置权 | lien | of who holds the vehicle for work on it
        purchase_money | 购置款担保 | purchase money | registered within ten days of delivery
        registered | 已登记担保 | registered | by the day it was registered
        unregistered | 未登记担保 | unregistered | after what is registered, by size
        junior | 后顺位担保 | junior | paid if it was demanded in time
        """
    ),
    "CostKind": words(
        """
        tow | 拖车 | tow | to the yard
        storage | 停放 | storage | in the yard
        transfer | 移库 | transfer | from yard to yard
        keys | 配钥匙 | keys | made anew
        valuation | 评估 | valuation | by an appraiser
        transport | 运输 | transport | to the venue
        commission | 拍卖佣金 | commission | of the venue
        court | 诉讼与执行费 | court | of suit and enforcement
        repair | 整备 | repair | to make it fit for sale
        other | 其他 | other | as its voucher says
        """
    ),
    "Owner": words(
        """
        mortgagor | 抵押人 | mortgagor | whose vehicle it was
        lessee | 承租人 | lessee | who gets the vehicle at the end of the lease
        buyer | 买受人 | buyer | who bought it with title retained
        debtor | 债务人 | debtor | who owes
        lender | 出租人 | lessor | whose the vehicle stays by contract
        """
    ),
    "DistributionState": words(
        """
        proposed | 待复核 | proposed | waits for a second person
        approved | 已复核 | approved | may be posted
        refused | 未通过 | refused | by the second person
        posted | 已入账 | posted | in the ledger and on the loan
        reversed | 已撤销 | reversed | taken back as a whole
        """
    ),
}
"""Values of disposal's enums."""
