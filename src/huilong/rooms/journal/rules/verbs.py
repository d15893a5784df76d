"""What a verb of the journal says to a reader (留痕用语), in both languages. A verb nobody listed is shown as it is."""

from huilong.kernel.refusal import Says

_LINES = """
case.viewed | 查看了案件 | looked at the case
case.assigned | 分派了案件 | gave the case out
case.recalled | 撤回了案件 | recalled the case
case.taken | 从小组取了一案 | took a case from the team's pool
case.skipped | 跳过了案件 | passed a case over
case.lapsed | 持案到期,案件转回小组 | the holder's time was over; the case went home to the team
case.returned | 退回了案件 | gave the case back
case.rehomed | 持案人离职或调岗,案件转回小组 | the holder left or moved; the case went home to the team
person.revealed | 查看了明文 | saw a value unmasked
person.handed_over | 将明文交由系统使用 | handed a value to a system, unseen
person.searched | 精确查找客户 | looked for a person
vault.held | 设置依法留存 | put people on hold
vault.released | 解除依法留存 | released a hold
vault.retained | 完成留存检查 | checked what is kept
vault.people_taken | 收入客户资料 | took people in
key.made | 生成数据密钥 | made a data key
key.resealed | 重新加密 | sealed people anew
key.rewrapped | 更换主密钥 | changed the master key
file.added | 添加了文件 | added a file
file.opened | 打开了文件 | opened a file
file.withdrawn | 撤下了文件 | withdrew a file
file.dropped | 删除了案件文件 | removed the files of a case
borrower.learned | 登记了客户情况 | noted what was learned of the borrower
file.checked | 核验了文件存放处 | checked the store of files
contact.stopped | 停催期间的联系被拦下 | was stopped from a contact by the house
call.begun | 拨打了电话 | called
activity.recorded | 登记了催记 | wrote down what came of a contact
activity.undone | 撤销了催记 | took back what was written down
template.drafted | 起草了消息模板 | drafted a template
template.revised | 修改了消息模板草稿 | changed a draft of a template
template.submitted | 提交了消息模板复核 | submitted a template
template.approved | 批准了消息模板 | approved a template
template.taken_back | 退回了消息模板草稿 | took a template back
template.retired | 停用了消息模板 | retired a template
template.shipped | 装入了自带模板 | put in a shipped template
message.queued | 消息入队 | put a message into the outbox
message.taken | 取出一条待发消息 | took a message to send
message.handed_over | 将消息移交通道 | handed a message to its channel
message.sent | 消息已发送 | sent a message
message.printed | 信函已打印 | printed a letter
message.failed | 消息发送失败 | failed to send a message
message.put_back | 消息退回待发 | put a message back to wait
message.stopped | 消息停发 | did not send a message after all
message.died | 消息转为死信 | gave a message up as a dead letter
message.retried | 重试死信 | let a dead letter be tried again
message.dropped | 放弃死信 | dropped a dead letter
message.delivery_noted | 登记信函送达 | noted what became of a letter
message.reported | 收到消息回执 | heard what became of a message
messages.stopped | 停发案件待发消息 | stopped the waiting messages of a case
reports.came | 收到通道回执 | took delivery reports in
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
batch.started | 发起群发 | began a bulk send
batch.approved | 群发获批 | a bulk send was approved
batch.queued | 群发入队 | queued messages of a bulk send
batch.stopped | 停止群发 | stopped a bulk send
firm.state_changed | 变更了机构状态 | changed where a firm stands
firm.paper_noted | 登记了机构资料 | noted a paper of a firm
firm.contract_signed | 登记了委外合同 | kept a contract with a firm
firms.published | 公示了准入名单 | published the approved list
firm.paper_running_out | 机构资料将到期 | told that a paper of a firm runs out
firm.scan_kept | 存入机构资料扫描件 | kept the scan of a firm's paper
firm.scan_opened | 打开机构资料扫描件 | opened the scan of a firm's paper
firm.delegation_agreed | 同意机构转委托 | agreed that a firm passes work on
firm.delegation_revoked | 撤销转委托同意 | took back a consent to pass work on
case.delegated | 转委托了案件 | passed the case on to another firm
work.file_taken | 收入作业结果文件 | took a file of a firm's results in
batch.deleted | 机构声明已删除资料 | declared what a batch held deleted
batch.placed | 委外了一批案件 | placed a batch with a firm
batch.extended | 延长了委外期限 | extended placements of a batch
batch.ended | 终止了委外 | ended placements of a batch
calls.imported | 导入话单 | took a call log in
device.bound | 绑定了定位设备 | put a tracking device in
device.code_handed_out | 发放了设备鉴权码 | handed a device its authentication code
device.unbound | 解绑了定位设备 | took a tracking device out
gps.consented | 登记了定位同意 | recorded a consent to locating
gps.consent_withdrawn | 登记了撤回定位同意 | recorded that a consent to locating was withdrawn
location.opened | 查看了车辆位置 | looked where the vehicle is
location.fleet_opened | 查看了车队分布 | looked where the fleet is
positions.imported | 导入了定位数据 | took a file of positions in
positions.read | 解读了定位 | read what positions mean
alarm.acknowledged | 处理了定位告警 | looked into an alarm
lot.confirmed | 认定了二押点 | confirmed a second-pledge lot
lot.refused | 排除了二押点 | refused a second-pledge lot
law.asked | 行为前合规裁决 | asked the law before an act
law.outcome | 登记行为结果 | told what became of an act
law.drafted | 起草了本机构规则 | drafted a house rule
law.draft_changed | 修改了规则草稿 | changed a draft of a house rule
law.draft_tried | 用近期行为试算规则草稿 | tried a draft on the acts of the last days
law.draft_submitted | 提交规则草稿复核 | handed a draft of a house rule in
law.draft_withdrawn | 撤回了规则草稿 | withdrew a draft of a house rule
law.draft_refused | 拒绝了规则草稿 | refused a draft of a house rule
law.rule_approved | 批准本机构规则生效 | let a house rule come into force
law.gaps_found | 登记合规缺口 | noted what is missing between verdicts and acts
law.gaps_told | 合规缺口已补登 | closed gaps that were told late
law.gap_ended | 处理合规缺口 | closed a gap
receipt.posted | 入账一笔回款 | posted a receipt
receipt.reversed | 撤销了一笔入账 | took back a receipt
receipt.settled | 处理了一项对账差异 | settled a difference with the lender
ledger.posted | 记了一张凭证 | posted an entry
ledger.posted_many | 批量记账 | posted entries
ledger.reversed | 冲销了一张凭证 | took an entry back
ledger.suspense_applied | 暂收款转入借据 | gave money in suspense to its loan
ledger.suspense_returned | 暂收款转应退 | owed money in suspense back
ledger.refund_paid | 支付了退款 | paid money back
ledger.checked | 核对了总账 | checked the ledger
ledger.closed | 关账 | closed a period
receipts.reconciled | 核对了柜台入账 | reconciled the desk's receipts
flag.set | 登记了特殊情形 | set a flag
flag.ended | 终止了特殊情形 | ended a flag
promise.made | 登记了还款承诺 | took down a promise to pay
promise.withdrawn | 撤销了还款承诺 | withdrew a promise to pay
promise.judged | 判定了还款承诺 | judged promises to pay
receipts.taken | 收入贷方回款 | took the lender's receipts in
book.files_taken | 收入贷方文件 | took the lender's files in
book.incoming_polled | 查看了来件目录 | looked for files of the lender
book.row_resubmitted | 更正并重新提交一行 | mended a row and handed it in again
book.row_dismissed | 剔除一行 | dismissed a row
statement.drafted | 生成了结算单 | worked a statement out
statement.issued | 出具了结算单 | issued a statement
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
relief.drafted | 拟定了减免方案 | drafted relief
relief.asked | 提交了减免方案 | asked for relief to be granted
relief.decided | 审批了减免方案 | decided on relief
relief.accepted | 借款人同意了减免方案 | noted that the borrower agreed to relief
relief.withdrawn | 撤回了减免方案 | withdrew relief
relief.agreement_set | 生成了减免协议 | set the agreement of relief in type
relief.kept | 减免方案已履约 | found relief kept
relief.broken | 减免方案已违约,恢复原计划 | found relief broken; the case is where it was
relief.expired | 减免方案过期 | found relief run out
relief.taken | 减免入账簿 | took relief into the book
vehicle.imported | 导入了车辆文件 | took a file of vehicles in
vehicle.viewed | 查看了车辆档案 | looked at a vehicle's file
vehicle.vin_seen | 查看了完整车架号 | saw a whole VIN
vehicle.noted | 登记了车辆事实 | noted a thing known of a vehicle
vehicle.valued | 登记了车辆估值 | noted what a vehicle is worth
vehicle.watched | 跑批更新了车辆估值与预警 | valued vehicles and looked for alarms in the night
vehicle.forgotten | 删除了车辆档案中的个人信息 | emptied what named somebody in vehicle files
vehicle.linked | 更新了车辆挂案 | hung vehicles on their cases
recovery.request | 申请收车 | asked that a car be recovered
recovery.approve | 批准收车 | agreed to a recovery
recovery.refuse | 驳回收车 | refused a recovery
recovery.quote | 收车报价 | quoted a recovery
recovery.quote_approved | 复核收车报价 | agreed to a quote above the limit
recovery.dispatch | 收车派单 | sent a team
recovery.accept | 收车接单 | took a recovery on
recovery.decline | 收车拒单 | turned a recovery down
recovery.locate | 到达车辆位置 | stood at the car
recovery.take | 收车 | took a car under a live authority
recovery.claim | 补报收车 | said afterwards that a car was taken
recovery.uphold | 补报收车核定有效 | found a late claim lawful
recovery.reject | 补报收车核定无效 | found a late claim unlawful
recovery.tow | 拖运起运 | towed a car
recovery.store | 车辆入库 | put a car into the yard
recovery.release | 放还车辆 | gave a car back
recovery.undo | 撤销收车 | undid a recovery
recovery.sell | 车辆转处置 | handed a car to disposal
recovery.back | 车辆退出处置 | took a car back from sale
recovery.left_yard | 车辆售出出库 | let a sold car leave the yard
recovery.recall | 撤回收车派单 | took a recovery back from the team
recovery.stop | 停止收车 | stopped a recovery
recovery.warned | 收车停止事由 | told a recovery of what stops it
recovery.crew_kept | 登记收车队 | entered a team that takes cars
recovery.ground_given | 登记收车依据 | gave what a recovery rests on
recovery.notice_sent | 登记法定通知 | noted a statutory notice
recovery.notice_delivered | 登记通知送达 | noted the delivery of a statutory notice
recovery.authority_issued | 签发收车授权 | dealt an authority to take a car
recovery.authority_renewed | 续期收车授权 | renewed an authority to take a car
recovery.authority_ended | 终止收车授权 | ended an authority to take a car
recovery.taking_refused | 拒绝收车 | refused the taking of a car
recovery.stop_acknowledged | 确认停止收车 | confirmed that the stop was seen
recovery.kept | 留存现场材料 | kept something at the car
recovery.belongings_listed | 清点车内物品 | listed belongings
recovery.belongings_returned | 归还车内物品 | returned belongings
recovery.paper_set | 生成车辆交接单 | set a handover paper
recovery.sos | 现场求助 | called for help
recovery.yard_kept | 登记停车场 | entered a yard
recovery.keys_received | 收到车钥匙 | received keys
recovery.moved | 车辆移库 | moved a car to another yard
recovery.charged | 登记收车费用 | noted a cost of a recovery
recovery.redemption_told | 告知赎车金额 | told a redemption amount
recovery.redeemed | 赎车款到账 | noted that a car was redeemed
recovery.packed | 制作收车证据包 | put an evidence pack together
recovery.stop_escalated | 停止未确认,已上报 | sent up a stop that was not confirmed
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
cases.night | 跑批更新了案件 | moved cases in the night
cases.people | 跑批更新了案件客户 | moved people of cases in the night
export | 导出了列表 | took a list away
trace.asked | 查询了留痕 | asked who did or saw what
user.signed_in | 登录 | signed in
user.added | 新增用户 | added a user
user.changed | 修改了用户 | changed a user
user.left | 停用了账户 | closed an account
user.password_changed | 修改了密码 | changed the password
user.password_reset | 重置了密码 | reset a password
factor.confirmed | 启用了第二验证 | began to use a second factor
factor.removed | 移除了第二验证 | removed a second factor
factor.codes_renewed | 更换了备用码 | renewed the recovery codes
factor.recovery_used | 使用了备用码 | used a recovery code
session.ended | 结束了会话 | ended sessions
gate.recorded | 登记了上岗条件 | recorded a condition of work
gate.revoked | 撤销了上岗条件 | revoked a condition of work
organisation.added | 新增组织 | added an organisation
organisation.changed | 修改了组织 | changed an organisation
team.added | 新增小组 | added a team
team.changed | 修改了小组 | changed a team
approval.asked | 提交审批 | asked for approval
approval.approved | 批准 | approved
approval.refused | 驳回 | refused
approval.expired | 申请过期 | let a request for approval run out
token.issued | 签发了接口令牌 | issued a token
token.revoked | 吊销了接口令牌 | revoked a token
backup.made | 制作了一份备份 | made a backup
home.restored | 从备份恢复 | restored from a backup
"""
VERBS: dict[str, Says] = {
    code.strip(): Says(zh.strip(), en.strip())
    for code, zh, en in (line.split("|") for line in _LINES.strip().splitlines())
}

LOOKS = (
    "case.viewed", "vehicle.viewed", "vehicle.vin_seen", "person.revealed", "person.searched", "file.opened", "export",
)  # fmt: skip
"""Verbs of seeing (查看类), for whoever asks who looked at whom."""


def said(verb: str) -> Says:
    """The sentence of a verb.

    >>> said("case.viewed").en, said("something.new").zh
    ('looked at the case', 'something.new')
    """
    return VERBS.get(verb) or Says(verb, verb)
