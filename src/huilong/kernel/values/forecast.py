"""The words of forecast (预测用词)."""

from huilong.kernel.words import Word, words

FORECAST: dict[str, tuple[Word, ...]] = {
    "RunKind": words(
        """
        night | 夜间 | by night | made by itself at the end of a month
        asked | 手工 | asked for | somebody asked for it on a page or by command
        """
    ),
    "Foreseen": words(
        """
        cash | 回款 | cash | what borrowers pay in the month
        late_cash | 逾期回款 | cash of late loans | cash of loans past due at the beginning, and of those charged off
        recovered | 核销后回收 | recovered | what comes back of what was charged off
        charged_off | 核销金额 | charged off | principal charged off in the month
        net_loss | 净损失 | net loss | charged off less recovered
        balance | 余额 | balance | principal at the end of the month
        loans | 借据数 | loans | how many loans at the end of the month
        cash_so_far | 累计回款 | cash so far | cash and recoveries since the forecast began
        loss_so_far | 累计净损失 | net loss so far | net loss since the forecast began
        value | 现值 | present value | what is expected within the horizon, discounted
        """
    ),
    "VintageKind": words(
        """
        ever_30 | 曾逾期30天以上 | ever 30 days late | stood in M2 or worse at some month end
        ever_60 | 曾逾期60天以上 | ever 60 days late | stood in M3 or worse at some month end
        lost | 已核销 | charged off | taken off the lender's accounts
        """
    ),
}
"""Values of forecast's enums."""
