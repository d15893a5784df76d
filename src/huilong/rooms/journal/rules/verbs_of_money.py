"""What verbs of firms, sales and money say (留痕用语:委外、处置、账务); joined with the others in `verbs.py`."""

LINES = """
tender.made | 拟定了招标 | made a tender
tender.published | 发布了招标 | published a tender
tender.cancelled | 终止了招标 | cancelled a tender
tender.paper_added | 上传了招标资料 | put a paper into a data room
tender.looked | 查阅了招标资料 | looked into a data room
tender.asked | 就招标提问 | asked a question of a tender
tender.answered | 答复了招标提问 | answered a question to all
tender.sealed | 提交了密封投标 | handed in a sealed bid
tender.revealed | 开标 | opened a bid
tender.marked | 评委评分 | gave marks to a bidder
tender.proposed | 提交定标 | proposed an award
tender.award_refused | 驳回定标 | refused an award
tender.awarded | 定标并抽签 | awarded a tender and drew the cases
tender.placed | 委派中标案件 | placed the cases of a winner
tender.bond_moved | 登记投标保证金 | noted a bid bond
firm.state_changed | 变更了机构状态 | changed where a firm stands
firm.paper_noted | 登记了机构资料 | noted a paper of a firm
firm.contract_signed | 登记了委外合同 | kept a contract with a firm
firm.paper_running_out | 机构资料将到期 | told that a paper of a firm runs out
firm.scan_kept | 存入机构资料扫描件 | kept the scan of a firm's paper
firm.scan_opened | 打开机构资料扫描件 | opened the scan of a firm's paper
firm.delegation_agreed | 同意机构转委托 | agreed that a firm passes work on
firm.delegation_revoked | 撤销转委托同意 | took back a consent to pass work on
ledger.posted | 记了一张凭证 | posted an entry
ledger.posted_many | 批量记账 | posted entries
ledger.reversed | 冲销了一张凭证 | took an entry back
ledger.suspense_applied | 暂收款转入借据 | gave money in suspense to its loan
ledger.suspense_returned | 暂收款转应退 | owed money in suspense back
ledger.refund_paid | 支付了退款 | paid money back
ledger.checked | 核对了总账 | checked the ledger
ledger.closed | 关账 | closed a period
statement.drafted | 生成了结算单 | worked a statement out
statement.issued | 出具了结算单 | issued a statement
statement.proof_kept | 留存异议凭据 | kept what shows an objection
statement.proof_opened | 打开异议凭据 | opened what shows an objection
statement.disputed | 对结算明细提出异议 | objected to a line of a statement
statement.answered | 答复了结算异议 | answered an objection
statement.agreed | 确认了结算单 | agreed to a statement
statement.lapsed | 异议期满,视为确认 | let the time to object pass
statement.approved | 审批了结算单 | approved a statement
statement.invoiced | 登记了发票 | gave the invoice of a statement
statement.paid | 结算单已支付 | a statement was paid
payee.kept | 登记了收款账户 | noted where a firm is paid
payee.confirmed | 复核了收款账户 | confirmed where a firm is paid
payment.made | 生成了付款文件 | made a payment file
payment.taken | 下载了付款文件 | took a payment file away
payment.booked | 登记付款完成 | noted that the bank paid
price.kept | 公布了收费价目 | published a price for borrowers
voucher.kept | 登记了费用凭证 | kept a voucher of a cost
auction.opened | 开设了竞价 | put a thing up for auction
auction.approved | 批准了竞价 | let an auction open
auction.cancelled | 撤销了竞价 | cancelled an auction
auction.bidder_asked | 申请竞买人资格 | asked to be a bidder
auction.bidder_decided | 审核了竞买人 | decided on a bidder
auction.entered | 报名参拍 | entered an auction
auction.deposit_taken | 登记了竞买保证金 | noted that a bidder's deposit came in
auction.deposit_refunded | 退还了竞买保证金 | paid a bidder's deposit back
auction.deposit_counted | 保证金抵作价款 | counted a bidder's deposit to the price
auction.deposit_forfeited | 没收了竞买保证金 | forfeited a bidder's deposit
auction.bid | 出价 | bid
auction.unsealed | 开启了密封报价 | opened a sealed bid
auction.closed | 竞价结束 | closed an auction
auction.settled | 买受人付清价款 | noted that the winner paid
auction.defaulted | 登记悔拍 | noted that the winner did not pay
auction.second_awarded | 次高价递补成交 | sold to who came second
auction.confirmation_set | 生成成交确认书 | set the confirmation of a sale in type
firm.rated | 评定了机构 | rated firms
firm.reach_noted | 登记承接能力 | noted what a firm can take
firm.breach_noted | 登记机构违约 | noted a breach of a firm
firm.breach_withdrawn | 撤销违约记录 | withdrew a breach of a firm
firm.price_published | 公布机构价目 | published a price of a firm
firm.response_noted | 登记机构响应 | noted a response of a firm
disposal.entered | 车辆入库存 | took a vehicle into stock
disposal.answered | 核对处置合规事实 | answered what the law asks of a sale
disposal.held | 暂缓处置 | held a sale up
disposal.freed | 解除暂缓处置 | ended what held a sale up
disposal.inspected | 登记车况报告 | made a condition report
disposal.valued | 登记处置估值 | noted what a vehicle in stock is worth
disposal.spent | 登记处置费用或凭证 | noted a cost of a sale, or its voucher
disposal.priced | 处置定价 | priced a vehicle
disposal.opened | 上架变卖 | put a vehicle on sale
disposal.offered | 登记报价 | noted an offer
disposal.agreed | 变卖成交 | sold a vehicle
disposal.paid | 变卖价款到账 | noted that a price came in
disposal.papered | 登记过户资料 | noted a paper of a transfer
disposal.delivered | 交车过户 | handed a vehicle to its buyer
disposal.failed | 流拍 | noted that a sale came to nothing
disposal.stopped | 停止或解除变卖 | stopped or undid a sale
disposal.withdrawn | 车辆退出处置 | took a vehicle out of stock
disposal.claimed | 登记其他债权 | noted what another creditor claims
disposal.proposed | 拟定价款分配 | worked a distribution out, or decided on it
disposal.posted | 价款分配入账 | distributed a price
disposal.reversed | 撤销价款分配 | took a distribution back
disposal.refunded | 退还余款 | paid a surplus to its owner
disposal.explained | 出具分配说明 | explained a distribution
disposal.requested | 登记说明请求 | noted that an explanation was asked for
disposal.lots_sent | 发出委托清单 | sent a list of lots to a venue
disposal.results_taken | 导入渠道回单 | took in what a venue sold
disposal.looked | 跑批查看处置时限 | looked at the clocks of the stock in the night
"""
