"""The words of contact (触达用词)."""

from huilong.kernel.words import Word, words

CONTACT: dict[str, tuple[Word, ...]] = {
    "Channel": words(
        """
        call | 电话 | call | spoken with by telephone
        sms | 短信 | text message | a text to a telephone
        email | 电子邮件 | e-mail | a letter by wire
        letter | 信函 | letter | on paper, as PDF
        im | 即时通讯 | instant message | through a company's own account
        visit | 外访 | visit | at the door
        note | 备注 | note | nobody was reached; something was written down
        """
    ),
    "AskReason": words(
        """
        they_asked | 对方要求联系 | they asked | the person asked to be contacted
        settled | 异议已处理 | settled | what stood against it was dealt with, the paper follows
        new_facts | 已掌握新事实 | new facts | what the law did not know is known now
        their_interest | 为对方利益 | in their interest | to offer relief, or to prevent harm
        """
    ),
    "Direction": words(
        """
        out | 呼出 | outgoing | the house began it
        in | 来电 | incoming | the borrower, or another, began it
        """
    ),
    "CallState": words(
        """
        dialling | 拨号中 | dialling | handed to the telephone system
        answered | 通话中 | answered | somebody answered
        ended | 已结束 | ended | hung up
        failed | 未拨通 | failed | the telephone system could not ring
        """
    ),
    "HandedState": words(
        """
        accepted | 已受理 | accepted | the provider took it
        refused | 已拒收 | refused | the provider will not take it; trying again changes nothing
        later | 稍后重试 | later | the provider asks for patience
        unknown | 结果未知 | unknown | no answer came; it may have been taken
        """
    ),
    "Delivery": words(
        """
        delivered | 已送达 | delivered | it reached the device
        failed | 未送达 | not delivered | it did not reach anybody
        read | 已读 | read | somebody opened it
        """
    ),
    "TemplateState": words(
        """
        draft | 草稿 | draft | being written
        waiting | 待复核 | waiting | waits for a second person
        approved | 已批准 | approved | messages are made of it
        retired | 已停用 | retired | a newer version took its place, or nobody shall use it any more
        """
    ),
    "VariableKind": words(
        """
        text | 文字 | text | as it is, on one line
        money | 金额 | amount | with separators and two decimals
        day | 日期 | day | as the language writes days
        number | 数字 | number | a whole number
        phone | 电话 | phone number | digits to dial
        name | 姓名 | name | of a person or an organisation
        """
    ),
    "MessageState": words(
        """
        waiting | 待发送 | waiting | due later, or for its turn
        sending | 发送中 | sending | a worker has it
        sent | 已发送 | sent | the provider took it; a letter is printed
        delivered | 已送达 | delivered | it reached whom it was for
        failed | 失败 | failed | it was refused, or did not arrive
        dead | 死信 | dead letter | given up; somebody retries or drops it
        stopped | 已停发 | stopped | not sent, for a reason
        """
    ),
    "StopReason": words(
        """
        receipt | 已回款 | receipt | money came
        flag | 特殊情形 | circumstance | a hold, dispute, death or the like was set
        promise | 已承诺还款 | promise | the borrower promised to pay
        closed | 已结案 | closed | the case is closed
        batch | 群发已停止 | bulk send stopped | somebody stopped the bulk send
        law | 合规不允许 | not permitted | the law said no at the moment of sending
        person | 人工停发 | by hand | somebody stopped or dropped it
        holder | 委外已终止 | no longer placed | the firm that wrote it has the case no more
        """
    ),
    "BatchState": words(
        """
        waiting | 待复核 | waiting | waits for a second person
        running | 进行中 | running | its messages are in the outbox
        stopped | 已停止 | stopped | somebody stopped it; what was sent was sent
        """
    ),
}
