"""The words of settlement (费用结算用词)."""

from huilong.kernel.words import Word, words

SETTLEMENT: dict[str, tuple[Word, ...]] = {
    "StatementState": words(
        """
        drafted | 草稿 | drafted | worked out, not given to the firm yet
        issued | 已出具 | issued | frozen; the firm may object for a while
        disputed | 有异议 | disputed | the firm objected to a line that waits for an answer
        agreed | 已确认 | agreed | the firm agreed, or let its time pass
        approved | 已审批 | approved | owed to the firm
        invoiced | 已开票 | invoiced | the firm's invoice is here
        paid | 已支付 | paid | the money left the bank
        """
    ),
    "LineOf": words(
        """
        receipt | 回款 | receipt | money that came while the case was placed
        success | 成功件 | success | a case brought current or closed
        visit | 外访 | visit | a visit with evidence
        minimum | 最低费用 | minimum | what a month lacks of the agreed minimum
        cap | 封顶 | cap | what a month is above the agreed share
        """
    ),
    "LineReason": words(
        """
        earned | 本期应得 | earned | of this period
        late | 补列 | known late | of an earlier period, known since
        clawback | 追回 | clawback | the money was taken back in time
        corrected | 更正 | corrected | facts that it follows from were put right
        """
    ),
    "DisputeReason": words(
        """
        missing_money | 漏计回款 | money missing | money that came is not in it
        wrong_amount | 金额有误 | wrong amount | another amount came
        wrong_rate | 费率有误 | wrong rate | another rate was agreed
        wrong_clawback | 追回有误 | wrong clawback | the money was not taken back
        wrong_period | 期间有误 | wrong period | the case was placed then, or was not
        other | 其他 | other | see the note
        """
    ),
    "DisputeAnswer": words(
        """
        stands | 维持 | stands | the line is right as it is
        facts_corrected | 已更正事实 | facts put right | the difference is in the next statement
        """
    ),
    "PriceKind": words(
        """
        tow | 拖车 | tow | the vehicle was brought to a yard
        transfer | 移库 | transfer | the vehicle was moved to another yard
        storage_day | 停放(每日) | storage, a day | the vehicle stands in a yard
        valuation | 评估 | valuation | somebody said what it is worth
        repair | 维修 | repair | it was put in order for the sale
        keys | 钥匙 | keys | keys were made
        sale | 变卖 | sale | what selling it cost
        court | 诉讼 | court | what a court asked
        other | 其他 | other | something else that the contract names
        """
    ),
    "PaymentFormat": words(
        """
        pain_001 | ISO 20022 | ISO 20022 | pain.001.001.09
        csv | 银行 CSV | bank CSV | a row for each payment
        """
    ),
}
"""Values of the enums of settlement."""
