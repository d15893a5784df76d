"""What a verb of the journal says to a reader (留痕用语), in both languages. A verb nobody listed is shown as it is."""

from huilong.kernel.refusal import Says
from huilong.rooms.journal.rules.verbs_of_money import LINES

_LINES = """
forecast.run | 运行了预测 | ran a forecast
score.trained | 训练了评分模型 | trained a score model
score.asked | 提交了评分模型复核 | submitted a score model
score.approved | 批准了评分模型 | approved a score model
score.refused | 驳回了评分模型 | refused a score model
score.used | 启用了评分模型 | put a score model to use
score.retired | 停用了评分模型 | took a score model out of use
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
batch.started | 发起群发 | began a bulk send
batch.approved | 群发获批 | a bulk send was approved
batch.queued | 群发入队 | queued messages of a bulk send
batch.stopped | 停止群发 | stopped a bulk send
firms.published | 公示了准入名单 | published the approved list
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
strategy.shipped | 放入出厂策略表 | brought a shipped strategy table
strategy.drafted | 新建策略草稿 | began a draft of a strategy table
strategy.edited | 修改策略草稿 | edited a draft of a strategy table
strategy.submitted | 提交策略审批 | handed a strategy table in
strategy.withdrawn | 撤回策略草稿 | withdrew a strategy table
strategy.approved | 批准策略版本 | approved a strategy table
strategy.refused | 驳回策略版本 | refused a strategy table
strategy.rolled_back | 回滚策略版本 | rolled a strategy table back
strategy.retired | 停用策略版本 | put a strategy table away
experiment.started | 开始策略实验 | started an experiment
experiment.ended | 结束策略实验 | ended an experiment
relief.drafted | 拟定了减免方案 | drafted relief
relief.asked | 提交了减免方案 | asked for relief to be granted
relief.decided | 审批了减免方案 | decided on relief
relief.accepted | 借款人同意了减免方案 | noted that the borrower agreed to relief
relief.withdrawn | 撤回了减免方案 | withdrew relief
relief.agreement_set | 生成了减免协议 | set the agreement of relief in type
relief.kept | 减免方案已履约 | found relief kept
relief.broken | 减免方案已违约,恢复原计划 | found relief broken; the case is where it was
relief.expired | 减免方案过期 | found relief run out
replay.asked | 发起了策略回放 | asked for a replay of a strategy
replay.stopped | 停止了策略回放 | stopped a replay
replay.resumed | 让策略回放继续 | let a replay go on
replay.done | 策略回放完成 | a replay was done
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
pack.made | 生成了周会材料 | made a weekly pack
pack.taken | 下载了周会材料 | took a weekly pack away
pack.scheduled | 设定了材料投递计划 | set up a schedule of packs
pack.unscheduled | 停止了材料投递计划 | stopped a schedule of packs
pack.delivered | 投递了周会材料 | delivered a weekly pack
pack.undelivered | 周会材料投递失败 | gave a delivery of a weekly pack up
mailbox.kept | 设定了收件邮箱 | gave an address to take reports at
recovery.packed | 制作收车证据包 | put an evidence pack together
recovery.stop_escalated | 停止未确认,已上报 | sent up a stop that was not confirmed
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
target.set | 设定了月目标 | set a month's target
target.in_force | 月目标生效 | put a target in force
target.refused | 月目标被驳回 | set a refused target aside
target.broken_down | 分解了目标 | broke a target down
facts.noted | 登记了能力资料 | noted what somebody is able to
leave.planned | 登记了请假 | noted leave
leave.withdrawn | 撤销了请假 | took leave back
closure.noted | 登记了停业日 | closed the house on a day
closure.withdrawn | 取消了停业日 | opened the house again on a day
allocation.proposed | 测算了分派方案 | worked an allocation out
allocation.accepted | 执行了分派方案 | moved cases as an allocation showed it
allocation.undone | 撤销了分派方案 | gave back what an allocation moved
plan.made | 生成了日计划 | made the plan of a day
token.issued | 签发了接口令牌 | issued a token
token.revoked | 吊销了接口令牌 | revoked a token
backup.made | 制作了一份备份 | made a backup
home.restored | 从备份恢复 | restored from a backup
"""
VERBS: dict[str, Says] = {
    code.strip(): Says(zh.strip(), en.strip())
    for code, zh, en in (line.split("|") for line in (_LINES + LINES).splitlines() if line.strip())
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
