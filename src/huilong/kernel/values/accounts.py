"""The words of accounts (账务用词)."""

from huilong.kernel.words import Word, words

ACCOUNTS: dict[str, tuple[Word, ...]] = {
    "AccountKind": words(
        """
        asset | 资产 | asset | what the house has, or is owed
        liability | 负债 | liability | what the house owes
        equity | 权益 | equity | what is left to the owner
        income | 收入 | income | what the house earned
        expense | 支出 | expense | what it cost
        """
    ),
    "DisagreementKind": words(
        """
        not_posted | 未记账 | not posted | the lender's file has it, the accounts do not
        amount | 金额不符 | another amount | both have it, by another amount
        not_in_book | 贷方无此款 | not in the lender's file | the accounts have it, the lender's file does not
        taken_back | 贷方已冲正 | taken back | the lender took it back, the accounts did not
        """
    ),
    "FindingKind": words(
        """
        unbalanced | 借贷不平 | out of balance | debits and credits of an owner differ
        trust_gap | 代管不符 | trust apart | what is held for others is not what is owed to them
        trust_short | 代管透支 | trust short | money of one paid another
        changed | 凭证被改动 | changed | an entry does not say any more what was posted
        receipt_not_posted | 入账未记账 | receipt not posted | a desk receipt has no entry
        receipt_stands | 撤销未冲账 | receipt stands | a receipt was taken back and its entry was not
        """
    ),
    "EntryKind": words(
        """
        receipt | 回款 | receipt | money of a loan, posted on the desk
        receipt_lender | 贷方回款 | lender's receipt | money of a loan, from the lender's file
        reversal | 冲销 | reversal | takes an entry back, line by line
        suspense_applied | 暂收转入 | suspense applied | money of an unknown loan found its loan
        suspense_returned | 暂收退还 | suspense returned | money of an unknown loan is owed back to who paid it
        refund_paid | 退款 | refund paid | money owed back went out
        recovery_cost | 收车费用 | recovery cost | a cost of recovering a vehicle, owed to who bears it
        recovery_cost_paid | 收车费用实收 | recovery cost recovered | the borrower paid a cost of the recovery
        recovery_cost_back | 收车费用应退 | recovery cost owed back | what was paid of a cost that was taken back
        write_off | 核销 | write-off | taken off the house's accounts
        commission | 佣金 | commission | owed to a firm for its work
        commission_paid | 佣金支付 | commission paid | money to a firm went out
        deposit | 保证金 | deposit | money of others, held for them
        deposit_returned | 退保证金 | deposit returned | money of others went back to them
        sale | 车辆出售 | sale | the price of a vehicle came in
        proceeds | 价款分配 | proceeds | the price of a vehicle goes where the law says
        surplus_paid | 支付余款 | surplus paid | what was left of a price went to the owner
        surplus_owed_back | 余款追回 | surplus owed back | a surplus that went out though the sale did not stand
        auction_deposit | 收竞买保证金 | bidder's deposit | a deposit came in before an auction
        auction_refund | 退竞买保证金 | bidder's deposit returned | a deposit went back to whoever did not win
        auction_counted | 保证金抵价款 | deposit counted | the winner's deposit became part of the price
        auction_forfeited | 没收保证金 | deposit forfeited | the winner did not pay: his deposit joins the proceeds
        manual | 手工凭证 | by hand | posted by a person
        """
    ),
}
"""Values of the enums of double entry."""
