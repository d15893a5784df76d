"""What a verb of the journal says to a reader (留痕用语), in both languages. A verb nobody listed is shown as it is."""

from huilong.kernel.refusal import Says

_LINES = """
case.viewed | 查看了案件 | looked at the case
case.assigned | 分派了案件 | gave the case out
case.recalled | 撤回了案件 | recalled the case
case.returned | 退回了案件 | gave the case back
case.rehomed | 持案人离职或调岗,案件转回小组 | the holder left or moved; the case went home to the team
person.revealed | 查看了明文 | saw a value unmasked
person.searched | 精确查找客户 | looked for a person
vault.held | 设置依法留存 | put people on hold
vault.released | 解除依法留存 | released a hold
vault.retained | 完成留存检查 | checked what is kept
key.made | 生成数据密钥 | made a data key
key.resealed | 重新加密 | sealed people anew
key.rewrapped | 更换主密钥 | changed the master key
receipt.posted | 入账一笔回款 | posted a receipt
export | 导出了列表 | took a list away
user.signed_in | 登录 | signed in
user.added | 新增用户 | added a user
user.left | 停用了账户 | closed an account
session.ended | 结束了会话 | ended sessions
token.issued | 签发了接口令牌 | issued a token
backup.made | 制作了一份备份 | made a backup
home.restored | 从备份恢复 | restored from a backup
token.revoked | 吊销了接口令牌 | revoked a token
"""
VERBS: dict[str, Says] = {
    code.strip(): Says(zh.strip(), en.strip())
    for code, zh, en in (line.split("|") for line in _LINES.strip().splitlines())
}


def said(verb: str) -> Says:
    """The sentence of a verb.

    >>> said("case.viewed").en, said("something.new").zh
    ('looked at the case', 'something.new')
    """
    return VERBS.get(verb) or Says(verb, verb)
