"""What a verb of the journal says to a reader (留痕用语), in both languages. A verb nobody listed is shown as it is."""

from huilong.kernel.refusal import Says

_LINES = """
case.viewed | 查看了案件 | looked at the case
case.assigned | 分派了案件 | gave the case out
case.recalled | 撤回了案件 | recalled the case
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
law.asked | 行为前合规裁决 | asked the law before an act
law.outcome | 登记行为结果 | told what became of an act
receipt.posted | 入账一笔回款 | posted a receipt
receipts.taken | 收入贷方回款 | took the lender's receipts in
book.files_taken | 收入贷方文件 | took the lender's files in
book.incoming_polled | 查看了来件目录 | looked for files of the lender
book.row_resubmitted | 更正并重新提交一行 | mended a row and handed it in again
book.row_dismissed | 剔除一行 | dismissed a row
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

LOOKS = ("case.viewed", "person.revealed", "person.searched", "file.opened", "export")
"""Verbs of seeing (查看类), for whoever asks who looked at whom."""


def said(verb: str) -> Says:
    """The sentence of a verb.

    >>> said("case.viewed").en, said("something.new").zh
    ('looked at the case', 'something.new')
    """
    return VERBS.get(verb) or Says(verb, verb)
