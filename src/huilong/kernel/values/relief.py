"""The words of relief (减免用词)."""

from huilong.kernel.words import Word, words

RELIEF: dict[str, tuple[Word, ...]] = {
    "ReliefKind": words(
        """
        waiver | 减免 | waiver | penalty, fees or interest given up
        extension | 展期 | extension | due dates moved out
        flexible_plan | 弹性还款 | flexible plan | smaller amounts for a while
        settlement | 减免结清 | settlement | closed for less than is owed
        """
    ),
    "OfferState": words(
        """
        draft | 草稿 | draft | written down, nobody asked yet
        asked | 待审批 | waits for approval | waits for whoever must agree next
        approved | 已批准 | approved | may be offered to the borrower until its hour
        accepted | 已同意 | accepted | the borrower agreed; the night takes it into the book
        active | 履约中 | active | in the book, being paid
        kept | 已履约 | kept | paid as agreed
        broken | 已违约 | broken | not paid as agreed; the case is where it was
        expired | 已过期 | expired | its hour came before the borrower agreed
        refused | 已驳回 | refused | somebody, or the law, said no
        withdrawn | 已撤回 | withdrawn | taken back by whoever may offer
        """
    ),
    "StepDecision": words(
        """
        approved | 同意 | approved | it may go on
        refused | 驳回 | refused | it ends here
        """
    ),
    "DecisionReason": words(
        """
        within_policy | 符合政策 | within policy | nothing speaks against it
        hardship_shown | 困难属实 | hardship shown | papers show that more cannot be paid
        best_recovery | 回收更优 | best recovery | more comes in than otherwise
        too_much | 让步过大 | too much | less would do
        not_shown | 依据不足 | not shown | nothing shows the need
        law | 法规不允许 | not lawful | a rule speaks against it
        """
    ),
    "PostingKind": words(
        """
        schedule | 还款计划变更 | new schedule | a version of the schedule takes force
        waiver | 减免入账 | amount given up | a component is owed no more
        schedule_ended | 计划终止 | schedule ended | the version was never in force
        waiver_ended | 减免撤销 | given up no more | the amount is owed again
        """
    ),
}
