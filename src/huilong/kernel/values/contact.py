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
}
